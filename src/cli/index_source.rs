//! Options -> the index to search, from a snapshot where one fits the lists.
//!
//! A snapshot is never trusted further than its lists: it is marked with the digest of the bytes
//! that the lists consist of, and is built again where these differ by a bit.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{CliError, ExitStatus, Global};
use crate::index::{Index, snapshot};
use crate::lists;
use crate::model::Edition;

/// Snapshots kept in the cache folder.
const CACHED_MAX: usize = 4;

/// Where the index of a command comes from.
pub(super) struct IndexSource<'a> {
    pub(super) global: &'a Global,
    /// The snapshot's file, where one was named.
    pub(super) snapshot: Option<&'a Path>,
}

impl IndexSource<'_> {
    /// The index of the lists.
    pub(super) fn index(&self) -> Result<Index, CliError> {
        if self.global.lists.is_empty() && self.snapshot.is_none() {
            return Ok(Index::build(self.editions()?));
        }
        let source = self.source()?;
        let Some(path) = self.snapshot.map(Path::to_owned).or_else(|| cache_file(&source)) else {
            return Ok(Index::build(self.editions()?));
        };
        match read(&path, &source) {
            Ok(index) => return Ok(index),
            Err(snapshot::SnapshotError::Io(error))
                if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => self.note(&format!("{}: {error}", path.display())),
        }
        let index = Index::build(self.editions()?);
        match write(&index, &source, &path) {
            Ok(()) if self.snapshot.is_none() => remove_old(&path),
            Ok(()) => {}
            Err(error) => {
                self.note(&format!("{}: {error}; the next start is slow too", path.display()));
            }
        }
        Ok(index)
    }

    fn editions(&self) -> Result<Vec<Edition>, CliError> {
        let read = if self.global.lists.is_empty() {
            lists::default_editions(self.global.as_of)
        } else {
            lists::load(&self.global.lists)
        };
        read.map_err(|error| {
            let status = if error.io { ExitStatus::Io } else { ExitStatus::BadData };
            CliError { status, message: error.to_string() }
        })
    }

    /// The digest of everything that the lists are read from.
    fn source(&self) -> Result<String, CliError> {
        let mut hash = Sha256::new();
        if self.global.lists.is_empty() {
            for edition in self.editions()? {
                hash.update(edition.id.as_bytes());
                hash.update(edition.provenance.sha256.as_bytes());
            }
        }
        for path in &self.global.lists {
            for file in files_of(path)? {
                let bytes = std::fs::read(&file).map_err(|error| named(&file, &error))?;
                hash.update(file.as_os_str().as_encoded_bytes());
                hash.update(Sha256::digest(&bytes));
            }
        }
        Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
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

fn named(path: &Path, error: &std::io::Error) -> CliError {
    CliError { status: ExitStatus::Io, message: format!("{}: {error}", path.display()) }
}

/// The file, or the files of a folder, in the order of their names.
fn files_of(path: &Path) -> Result<Vec<PathBuf>, CliError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for item in std::fs::read_dir(path).map_err(|error| named(path, &error))? {
        let item = item.map_err(|error| named(path, &error))?.path();
        if item.is_file() {
            files.push(item);
        }
    }
    files.sort();
    Ok(files)
}

/// The place of a snapshot in the user's cache folder, named after its lists and this program.
fn cache_file(source: &str) -> Option<PathBuf> {
    let from_env = |key: &str| std::env::var_os(key).filter(|v| !v.is_empty()).map(PathBuf::from);
    let folder = from_env("HIGHFENCE_CACHE")
        .or_else(|| from_env("XDG_CACHE_HOME").map(|folder| folder.join("highfence")))
        .or_else(|| from_env("HOME").map(|home| home.join(".cache").join("highfence")))?;
    let program = std::env::current_exe().and_then(std::fs::metadata).ok()?;
    let changed = program.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    let mut hash = Sha256::new();
    hash.update(source.as_bytes());
    hash.update(program.len().to_le_bytes());
    hash.update(changed.as_nanos().to_le_bytes());
    let name: String = hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
    Some(folder.join(format!("{name}.snapshot")))
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

fn read(path: &Path, source: &str) -> Result<Index, snapshot::SnapshotError> {
    snapshot::read(Some(source), std::fs::File::open(path)?)
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
