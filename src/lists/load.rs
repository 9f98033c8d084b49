//! List files and folders from the disk.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::error::{ListsError, Refusal};
use super::formats::{self, Format};
use super::input::Input;
use super::limits::SIZE_MAX;
use super::ofac_csv;
use crate::model::Edition;

/// Reads list files, and every list file in the folders among `paths`, in the order of their names.
/// The format of each is guessed from its content.
///
/// # Errors
///
/// Every refused file with its reasons; then nothing is loaded.
pub fn load(paths: &[PathBuf]) -> Result<Vec<Edition>, ListsError> {
    load_as(paths, None)
}

/// [`load`], with the format named instead of guessed.
///
/// # Errors
///
/// As [`load`].
pub fn load_as(paths: &[PathBuf], format: Option<&Format>) -> Result<Vec<Edition>, ListsError> {
    let mut refusals: Vec<Refusal> = Vec::new();
    let mut io = false;
    let mut files: Vec<(PathBuf, Input)> = Vec::new();
    for path in paths {
        for file in files_in(path)? {
            match open(&file) {
                Ok(input) => files.push((file, input)),
                Err(error) => {
                    io |= error.io;
                    refusals.extend(error.refusals);
                }
            }
        }
    }
    let (mains, parts) = set_aside(files);
    let mut editions = Vec::new();
    for (path, mut input) in mains {
        if let Err(error) = beside(&path, &mut input, &parts) {
            refusals.extend(error.refusals);
            continue;
        }
        let read = match format {
            Some(format) => formats::read(&input, format),
            None => formats::guess(&input)
                .map_err(ListsError::one)
                .and_then(|format| formats::read(&input, format)),
        };
        match read {
            Ok(edition) => editions.push(edition),
            Err(error) => refusals.extend(error.refusals),
        }
    }
    if refusals.is_empty() { Ok(editions) } else { Err(ListsError { refusals, io }) }
}

/// The files from which [`load`] reads these paths, and those that it looks for beside them: where
/// none of them changes, neither do the editions. `None` where one is the standard input.
///
/// # Errors
///
/// A folder that cannot be read.
pub fn files_of(paths: &[PathBuf]) -> Result<Option<Vec<PathBuf>>, ListsError> {
    let mut files = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            return Ok(None);
        }
        for file in files_in(path)? {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
            let name = name.unwrap_or_default();
            let here = file.parent().unwrap_or_else(|| Path::new("")).to_owned();
            files.push(file);
            let lower = name.to_lowercase();
            let stem = lower.strip_suffix(".gz").unwrap_or(&lower).strip_suffix(".csv");
            let mapping = stem.and_then(|stem| name.get(..stem.len()));
            let mapping = mapping.map(|stem| here.join(format!("{stem}.map.toml")));
            let parts = ["alt", "add", "comments"].into_iter();
            let parts = parts.filter_map(|part| Some(here.join(part_name(&lower, part)?)));
            files.extend(mapping.into_iter().chain(parts).filter(|beside| beside.is_file()));
        }
    }
    files.sort();
    files.dedup();
    Ok(Some(files))
}

/// Opens a list file together with the files that belong to it and lie beside it.
///
/// # Errors
///
/// A file that cannot be read, or is refused at sight.
pub fn open_with_parts(path: &Path) -> Result<Input, ListsError> {
    let mut input = open(path)?;
    beside(path, &mut input, &Parts::new())?;
    Ok(input)
}

/// Reads one file into memory; `-` is standard input.
pub(super) fn open(path: &Path) -> Result<Input, ListsError> {
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let io = |error: std::io::Error| ListsError::io(&path.display().to_string(), &error);
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(SIZE_MAX + 1).read_to_end(&mut bytes).map_err(io)?;
        return Ok(Input::new("stdin", bytes)?);
    }
    let file = std::fs::File::open(path).map_err(io)?;
    file.take(SIZE_MAX + 1).read_to_end(&mut bytes).map_err(io)?;
    Ok(Input::new(&name, bytes)?)
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
        let hidden = item.file_name().to_string_lossy().starts_with('.');
        let mapping = item.file_name().to_string_lossy().ends_with(".map.toml");
        let page = item.file_name().eq_ignore_ascii_case("README.md");
        if item.path().is_file() && !hidden && !mapping && !page {
            files.push(item.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Files that belong to another one, by part.
type Parts = BTreeMap<&'static str, Vec<(PathBuf, Input)>>;

/// Sets aside the files that are parts of OFAC's sets.
fn set_aside(files: Vec<(PathBuf, Input)>) -> (Vec<(PathBuf, Input)>, Parts) {
    let mut mains = Vec::new();
    let mut parts = Parts::new();
    let several = files.len() > 1;
    for (path, input) in files {
        let part = std::str::from_utf8(&input.bytes).ok().and_then(ofac_csv::part_of_set);
        match part.filter(|_| several) {
            Some(part) => parts.entry(part).or_default().push((path, input)),
            None => mains.push((path, input)),
        }
    }
    (mains, parts)
}

/// Finds the files that belong beside a list: OFAC's parts by name, from those already read or from
/// the same folder; for a Consolidated Screening List, OFAC's SDN parts that were named with it.
fn beside(path: &Path, input: &mut Input, parts: &Parts) -> Result<(), ListsError> {
    let lower = input.name.to_lowercase();
    if let Some(stem) = lower.strip_suffix(".gz").unwrap_or(&lower).strip_suffix(".csv") {
        let here = path.parent().unwrap_or_else(|| Path::new(""));
        let mapping = input.name.get(..stem.len()).unwrap_or(stem);
        let mapping = here.join(format!("{mapping}.map.toml"));
        if path.as_os_str() != "-" && mapping.is_file() {
            input.beside.insert("mapping", open(&mapping)?);
            return Ok(());
        }
    }
    let is_csl = formats::guess(input).is_ok_and(|format| format.name.starts_with("csl-"));
    for part in ["alt", "add", "comments"] {
        if is_csl {
            let found = parts.get(part).and_then(|all| {
                all.iter().find(|(_, file)| !file.name.to_lowercase().contains("cons"))
            });
            if let Some((_, file)) = found {
                input.beside.insert(part, file.clone());
            }
            continue;
        }
        let Some(wanted) = part_name(&lower, part) else { return Ok(()) };
        let here = path.parent().unwrap_or_else(|| Path::new(""));
        let known = parts.get(part).and_then(|all| {
            all.iter().find(|(other, file)| {
                file.name.to_lowercase() == wanted && other.parent() == path.parent()
            })
        });
        if let Some((_, file)) = known {
            input.beside.insert(part, file.clone());
        } else if path.as_os_str() != "-" && here.join(&wanted).is_file() {
            input.beside.insert(part, open(&here.join(&wanted))?);
        }
    }
    Ok(())
}

/// The name of a part of the set whose main file has this name: `sdn_2022.csv` has
/// `alt_2022.csv`, `cons_prim.csv` has `cons_alt.csv`.
fn part_name(main: &str, part: &str) -> Option<String> {
    if main.contains("prim") {
        return Some(main.replacen("prim", part, 1));
    }
    if main.starts_with("sdn") && main.contains(".csv") {
        let to = if part == "comments" { "sdn_comments" } else { part };
        return Some(main.replacen("sdn", to, 1));
    }
    None
}
