//! Options -> the index to search, from a snapshot where one fits the lists.
//!
//! A snapshot is never trusted further than its lists: it is marked with the digest of the bytes
//! that the lists consist of, and is built again where these differ by a bit.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{CliError, ExitStatus, Global};
use crate::index::{Index, snapshot};
use crate::lists::ChosenFiles;
use crate::lists::assemble::says_how_it_stands;
use crate::model::{Date, hex};
use crate::screen::BUILD;

/// Snapshots kept in the cache folder.
const CACHED_MAX: usize = 8;

/// Said where there is no place for snapshots.
const NO_CACHE: &str = "no folder for the cache: the lists are read anew at every start, about a second each; set \
                        HIGHFENCE_CACHE to a folder";

/// Where the index of a command comes from.
pub(super) struct IndexSource<'a> {
    pub(super) global: &'a Global,
    /// The snapshot's file, where one was named.
    pub(super) snapshot: Option<&'a Path>,
    /// The day whose editions are taken from the store; the newest where `None`.
    pub(super) day: Option<Date>,
}

/// What the lists are read from, and how.
struct Basis {
    files: ChosenFiles,
    /// The options that decide how the files are put together.
    options: String,
}

impl IndexSource<'_> {
    /// The index of the lists; how named ones stand to the others is said.
    pub(super) fn index(&self) -> Result<Index, CliError> {
        self.kept_or_built().map(|index| self.said(index))
    }

    fn kept_or_built(&self) -> Result<Index, CliError> {
        let build = || Ok(Index::build(super::engine::editions(self.global, self.day)?));
        let Some(basis) = self.basis()? else { return build() };
        let place = self.snapshot.map(Path::to_owned).or_else(|| cache_file(&basis));
        let Some(path) = place else {
            if !cache_is_off() {
                self.note(NO_CACHE);
            }
            return build();
        };
        // What takes time is done at once: the lists are digested while the snapshot is read.
        let (source, kept) = rayon::join(|| source(&basis), || read(&path));
        let source = source?;
        match kept {
            Ok((built_from, index)) if built_from == source => return Ok(index),
            Ok(_) => {}
            Err(snapshot::SnapshotError::Io(error))
                if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => self.note(&format!("{}: {error}", path.display())),
        }
        let index = build()?;
        match write(&index, &source, &path) {
            Ok(()) if self.snapshot.is_none() => remove_old(&path),
            Ok(()) => {}
            Err(error) => {
                self.note(&format!("{}: {error}; the next start is slow too", path.display()));
            }
        }
        Ok(index)
    }

    /// Builds the snapshot of the lists, where there is a place for one and it is not there yet.
    pub(super) fn prepare(&self) -> Result<(), CliError> {
        let placed = self.basis()?.is_some_and(|basis| cache_file(&basis).is_some());
        if placed {
            self.index()?;
        }
        Ok(())
    }

    /// What the lists are read from; `None` where they come by the standard input.
    fn basis(&self) -> Result<Option<Basis>, CliError> {
        let choice = self.global.choice(self.day)?;
        let options = format!("{} {:?}", choice.is_narrowed(), choice.edition_date);
        Ok(choice.files()?.map(|files| Basis { files, options }))
    }

    /// Says how the lists that are not carried stand to those that are.
    fn said(&self, index: Index) -> Index {
        for (edition, _) in index.headers().filter(|(edition, _)| !edition.provenance.embedded) {
            for text in edition.warnings.iter().filter(|text| says_how_it_stands(text)) {
                self.note(&format!("{} of {}: {text}", edition.id, edition.provenance.source));
            }
        }
        index
    }

    fn note(&self, message: &str) {
        if !self.global.quiet {
            let _ = std::io::Write::write_fmt(
                &mut std::io::stderr(),
                format_args!("note: {message}\n"),
            );
        }
    }
}

impl Basis {
    /// A digest begun with what is no file: the program and the options.
    fn begun(&self) -> Sha256 {
        Sha256::new()
            .chain_update(BUILD)
            .chain_update(self.files.begin_later.join(","))
            .chain_update([0])
            .chain_update(&self.options)
    }
}

/// The digest of everything that the index is made of: the program and the lists that are part of
/// it, and the bytes of the files.
fn source(basis: &Basis) -> Result<String, CliError> {
    let mut hash = basis.begun();
    for file in &basis.files.files {
        let bytes = std::fs::read(file).map_err(|error| named(file, &error))?;
        hash.update(file.as_os_str().as_encoded_bytes());
        hash.update(Sha256::digest(&bytes));
    }
    Ok(hex(&hash.finalize()))
}

/// Whether the user wants no snapshots.
fn cache_is_off() -> bool {
    std::env::var_os("HIGHFENCE_CACHE").is_some_and(|folder| folder == "off")
}

/// The place of the snapshot in the user's cache folder, named after the lists' files; `None` where
/// there is no such folder or `HIGHFENCE_CACHE` is `off`.
fn cache_file(basis: &Basis) -> Option<PathBuf> {
    if cache_is_off() {
        return None;
    }
    let from_env = |key: &str| std::env::var_os(key).filter(|v| !v.is_empty()).map(PathBuf::from);
    let folder = from_env("HIGHFENCE_CACHE")
        .or_else(|| from_env("XDG_CACHE_HOME").map(|folder| folder.join("highfence")))
        .or_else(|| from_env("HOME").map(|home| home.join(".cache").join("highfence")))?;
    let mut hash = basis.begun();
    for file in &basis.files.files {
        hash.update(std::path::absolute(file).ok()?.as_os_str().as_encoded_bytes());
        hash.update([0]);
    }
    let name: String = hex(&hash.finalize()).chars().take(32).collect();
    Some(folder.join(format!("{name}.snapshot")))
}

fn named(path: &Path, error: &std::io::Error) -> CliError {
    CliError { status: ExitStatus::Io, message: format!("{}: {error}", path.display()) }
}

/// Removes snapshots of the cache folder beyond the newest few.
fn remove_old(written: &Path) {
    let Some(Ok(items)) = written.parent().map(std::fs::read_dir) else { return };
    let mut snapshots: Vec<_> = items
        .flatten()
        .filter(|item| item.path().extension().is_some_and(|end| end == "snapshot"))
        .filter_map(|item| Some((item.metadata().ok()?.modified().ok()?, item.path())))
        .collect();
    snapshots.sort();
    for (_, path) in snapshots.iter().rev().skip(CACHED_MAX) {
        let _ = std::fs::remove_file(path);
    }
}

fn read(path: &Path) -> Result<(String, Index), snapshot::SnapshotError> {
    snapshot::open(std::fs::File::open(path)?)
}

/// Writes beside the place and moves, so that no other process ever sees half a snapshot.
fn write(index: &Index, source: &str, path: &Path) -> Result<(), snapshot::SnapshotError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = std::fs::File::create(&beside)
        .map_err(snapshot::SnapshotError::from)
        .and_then(|file| snapshot::write(index, source, file));
    match written {
        Ok(()) => Ok(std::fs::rename(&beside, path)?),
        Err(error) => {
            let _ = std::fs::remove_file(&beside);
            Err(error)
        }
    }
}
