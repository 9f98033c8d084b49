//! Gives the program two digests of itself: of everything it is built from, and of its dictionaries.
//!
//! An answer, a snapshot and an entity tag name them, so that none made by another program, or with
//! another table of law, passes for this one's.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// What the program is built from.
const SOURCES: &[&str] = &["Cargo.toml", "Cargo.lock", "build.rs", "src", "rules", "lists"];
/// Folders of dictionaries: words, names, goods, places.
const DICTIONARIES: &[&str] = &["src/names/data", "src/items/data", "rules/tables"];

fn main() {
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    println!("cargo::rustc-env=HIGHFENCE_BUILD={}", digest(SOURCES));
    println!("cargo::rustc-env=HIGHFENCE_DICTIONARIES={}", digest(DICTIONARIES));
}

/// SHA-256 over the names and contents of all files, in the order of their names.
fn digest(places: &[&str]) -> String {
    let mut files = Vec::new();
    places.iter().for_each(|place| collect(Path::new(place), &mut files));
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.to_string_lossy().replace('\\', "/").as_bytes());
        hash.update([0]);
        hash.update(Sha256::digest(std::fs::read(&file).unwrap_or_default()));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn collect(place: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(place) {
        Ok(items) => items.flatten().for_each(|item| collect(&item.path(), files)),
        Err(_) => files.push(place.to_owned()),
    }
}
