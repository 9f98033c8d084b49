//! The store of editions: a folder in which each edition is immutable and the last good one stays
//! in use when a new one is refused.
//!
//! ```text
//! STORE/log.ndjson                              one line for each import and each refusal
//! STORE/editions/US-OFAC-SDN/0001-3f0a12.../    files as published, and manifest.json
//! ```
//!
//! An edition is read again from its files each time, after its digest was checked, so that the
//! store can never say anything else than the publisher did.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::{ListsError, Refusal};
use super::formats;
use super::input::Input;
use super::previous::{self, Comparison};
use crate::model::{Date, Edition};

/// What the store knows of an edition besides its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the series: the list, or the format for files of several lists.
    pub id: String,
    /// Place in the series, from 1.
    pub sequence: u64,
    /// The main file.
    pub file: String,
    /// Files that belong to it, by part.
    pub beside: BTreeMap<String, String>,
    /// Format of the main file.
    pub format: String,
    /// Address or name that it was taken from.
    pub source: String,
    /// Publication date as the data states it.
    pub published: Option<Date>,
    /// Day of retrieval or import.
    pub retrieved: Option<Date>,
    /// Digest over all files, as the edition's provenance has it.
    pub sha256: String,
    /// Rows read.
    pub rows: u64,
    /// Entries.
    pub entries: usize,
    /// Rows that could not be read.
    pub unread: usize,
    /// Lists in it.
    pub lists: Vec<String>,
    /// Who accepted a change of size, if anybody had to.
    pub accepted_by: Option<String>,
}

impl Manifest {
    /// The day that the edition stands for: of publication, else of retrieval.
    pub fn day(&self) -> Option<Date> {
        self.published.or(self.retrieved)
    }
}

/// An edition that was taken into the store, and how it compares with the one before.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The new edition's manifest; that of the one in use where the file is the same.
    pub manifest: Manifest,
    /// Whether it is new (`false`: the same bytes are in use already).
    pub new: bool,
    /// The comparison with the edition that was in use.
    pub comparison: Comparison,
    /// The edition's own doubts and unread rows.
    pub warnings: Vec<String>,
}

/// How an import is made.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Name of the format; guessed where `None`.
    pub format: Option<String>,
    /// Where the file came from; its own name where `None`.
    pub source: Option<String>,
    /// Day of the import.
    pub retrieved: Option<Date>,
    /// Who accepts a change of size.
    pub accepted_by: Option<String>,
}

/// A store of editions.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

impl Store {
    /// The store in a folder, which need not exist yet.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The store of the user: `HIGHFENCE_STORE`, else `highfence/editions` in the XDG data folder.
    pub fn default_place() -> Option<Self> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        if let Some(root) = set("HIGHFENCE_STORE") {
            return Some(Self::at(root));
        }
        let data = set("XDG_DATA_HOME")
            .map(PathBuf::from)
            .or_else(|| set("HOME").map(|home| PathBuf::from(home).join(".local/share")))?;
        Some(Self::at(data.join("highfence").join("editions")))
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every edition, by series and place in it.
    ///
    /// # Errors
    ///
    /// A folder or manifest that cannot be read.
    pub fn manifests(&self) -> Result<Vec<Manifest>, ListsError> {
        let mut out = Vec::new();
        for series in folders(&self.root.join("editions"))? {
            for edition in folders(&series)? {
                let path = edition.join("manifest.json");
                let name = path.display().to_string();
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| ListsError::io(&name, &error))?;
                let manifest = serde_json::from_str(&text)
                    .map_err(|error| Refusal::whole(&name, format!("damaged manifest: {error}")))?;
                out.push(manifest);
            }
        }
        out.sort_by(|a: &Manifest, b: &Manifest| (&a.id, a.sequence).cmp(&(&b.id, b.sequence)));
        Ok(out)
    }

    /// The editions in use on a day, one of each series: the newest of that day or before. Where a
    /// series begins later, its first edition, which then says so. Without a day: the newest.
    ///
    /// # Errors
    ///
    /// A damaged store.
    pub fn editions_on(&self, day: Option<Date>) -> Result<Vec<Edition>, ListsError> {
        Ok(self.in_use(day)?.into_iter().map(|(edition, _)| edition).collect())
    }

    /// [`Store::editions_on`], each with the person who accepted a change of its size.
    ///
    /// # Errors
    ///
    /// A damaged store.
    pub fn in_use(&self, day: Option<Date>) -> Result<Vec<(Edition, Option<String>)>, ListsError> {
        let mut out = Vec::new();
        for (manifest, late) in self.in_use_on(day)? {
            let mut edition = self.read(&manifest)?;
            if late && let Some(first) = manifest.day() {
                edition.warnings.push(format!("the store has no edition before {first}"));
            }
            out.push((edition, manifest.accepted_by));
        }
        Ok(out)
    }

    /// The files from which [`Store::editions_on`] reads (manifests, lists and what lies beside
    /// them), and the series that have no edition as old as the day.
    ///
    /// # Errors
    ///
    /// A damaged store.
    pub fn files_on(&self, day: Option<Date>) -> Result<(Vec<PathBuf>, Vec<String>), ListsError> {
        let (mut files, mut begin_later) = (Vec::new(), Vec::new());
        for (manifest, late) in self.in_use_on(day)? {
            let folder = self.folder(&manifest);
            let names = std::iter::once(&manifest.file).chain(manifest.beside.values());
            files.push(folder.join("manifest.json"));
            files.extend(names.map(|name| folder.join(name)));
            begin_later.extend(Some(manifest.id).filter(|_| late));
        }
        Ok((files, begin_later))
    }

    /// The manifests in use on a day, and whether each is of a series that begins later.
    fn in_use_on(&self, day: Option<Date>) -> Result<Vec<(Manifest, bool)>, ListsError> {
        let mut series: BTreeMap<String, Vec<Manifest>> = BTreeMap::new();
        for manifest in self.manifests()? {
            series.entry(manifest.id.clone()).or_default().push(manifest);
        }
        let mut out = Vec::new();
        for mut manifests in series.into_values() {
            let of_day = |m: &Manifest| day.is_none_or(|day| m.day().is_none_or(|d| d <= day));
            let chosen = (0..manifests.len())
                .filter(|at| manifests.get(*at).is_some_and(of_day))
                .max_by_key(|at| manifests.get(*at).map(|m| (m.day(), m.sequence)));
            out.push((manifests.swap_remove(chosen.unwrap_or(0)), chosen.is_none()));
        }
        Ok(out)
    }

    /// Reads an edition again from its files.
    ///
    /// # Errors
    ///
    /// Files that are missing, changed, or refused.
    pub fn read(&self, manifest: &Manifest) -> Result<Edition, ListsError> {
        let folder = self.folder(manifest);
        let open = |name: &str| -> Result<Input, ListsError> {
            let path = folder.join(name);
            let bytes = std::fs::read(&path)
                .map_err(|error| ListsError::io(&path.display().to_string(), &error))?;
            Ok(Input::new(name, bytes)?)
        };
        let mut input = open(&manifest.file)?;
        for (part, name) in &manifest.beside {
            if let Some(part) = PARTS.iter().find(|known| *known == part) {
                input.beside.insert(part, open(name)?);
            }
        }
        let format = formats::format(&manifest.format).ok_or_else(|| {
            Refusal::whole(&manifest.file, format!("unknown format `{}`", manifest.format))
        })?;
        let mut edition = formats::read(&input, format)?;
        if edition.provenance.sha256 != manifest.sha256 {
            return Err(Refusal::whole(
                &folder.display().to_string(),
                "the files are not those that were imported: import them again",
            )
            .into());
        }
        edition.provenance.retrieved = manifest.retrieved;
        edition.provenance.source.clone_from(&manifest.source);
        Ok(edition)
    }

    /// The newest edition of a series.
    fn current(&self, id: &str) -> Result<Option<(Manifest, Edition)>, ListsError> {
        let newest =
            self.manifests()?.into_iter().filter(|m| m.id == id).max_by_key(|m| m.sequence);
        newest.map(|manifest| Ok((manifest.clone(), self.read(&manifest)?))).transpose()
    }

    /// Takes a file into the store, after it was compared with the edition in use.
    ///
    /// # Errors
    ///
    /// A file that is refused, by itself or against the edition in use; then the store is as it was,
    /// save for a line in its log.
    pub fn import(&self, input: &Input, options: &ImportOptions) -> Result<Imported, ListsError> {
        let result = self.try_import(input, options);
        let (what, detail) = match &result {
            Ok(done) if done.new => ("imported", done.manifest.sha256.clone()),
            Ok(_) => ("unchanged", String::new()),
            Err(error) => ("refused", error.to_string()),
        };
        let line = serde_json::json!({
            "day": options.retrieved.map(|day| day.to_string()),
            "file": input.name,
            "outcome": what,
            "accepted_by": options.accepted_by,
            "detail": detail,
        });
        self.log(&line.to_string())?;
        result
    }

    fn try_import(&self, input: &Input, options: &ImportOptions) -> Result<Imported, ListsError> {
        let format = match &options.format {
            Some(name) => formats::format(name)
                .ok_or_else(|| Refusal::whole(&input.name, format!("unknown format `{name}`")))?,
            None => formats::guess(input)?,
        };
        let edition = formats::read(input, format)?;
        let id = series_of(&edition);
        let mut warnings: Vec<String> = edition
            .unread
            .iter()
            .map(|row| format!("rejected {}: {}", row.place, row.reason))
            .collect();
        warnings.extend(edition.warnings.iter().cloned());
        let current = self.current(&id)?;
        if let Some((manifest, _)) = &current
            && manifest.sha256 == edition.provenance.sha256
        {
            let comparison = Comparison::default();
            return Ok(Imported { manifest: manifest.clone(), new: false, comparison, warnings });
        }
        let accepted = options.accepted_by.as_deref();
        let after = std::slice::from_ref(&edition);
        let comparison = match &current {
            Some((_, before)) => previous::compare(std::slice::from_ref(before), after, accepted),
            None => Comparison::default(),
        };
        if !comparison.refusals.is_empty() {
            let refusals = comparison.refusals.iter();
            let refusals = refusals.map(|reason| Refusal::whole(&input.name, reason.as_str()));
            return Err(ListsError::many(refusals.collect()));
        }
        let sequence = current.map_or(1, |(manifest, _)| manifest.sequence + 1);
        let manifest = self.keep(input, &edition, &id, sequence, options)?;
        Ok(Imported { manifest, new: true, comparison, warnings })
    }

    /// Writes the files and the manifest beside their place, then moves the folder into it.
    fn keep(
        &self,
        input: &Input,
        edition: &Edition,
        id: &str,
        sequence: u64,
        options: &ImportOptions,
    ) -> Result<Manifest, ListsError> {
        let lists: BTreeSet<&str> = edition.entries.iter().map(|e| e.list.as_str()).collect();
        let manifest = Manifest {
            id: id.to_owned(),
            sequence,
            file: plain_name(&input.name),
            beside: input
                .beside
                .iter()
                .map(|(part, file)| ((*part).to_owned(), plain_name(&file.name)))
                .collect(),
            format: edition.provenance.format.clone(),
            source: options.source.clone().unwrap_or_else(|| input.name.clone()),
            published: edition.provenance.published,
            retrieved: options.retrieved,
            sha256: edition.provenance.sha256.clone(),
            rows: edition.provenance.rows,
            entries: edition.entries.len(),
            unread: edition.unread.len(),
            lists: lists.into_iter().map(str::to_owned).collect(),
            accepted_by: options.accepted_by.clone(),
        };
        let place = self.folder(&manifest);
        let part = place.with_extension("part");
        let io = |error: std::io::Error| ListsError::io(&place.display().to_string(), &error);
        if part.exists() {
            std::fs::remove_dir_all(&part).map_err(io)?;
        }
        std::fs::create_dir_all(&part).map_err(io)?;
        for file in std::iter::once(input).chain(input.beside.values()) {
            write(&part.join(plain_name(&file.name)), &file.bytes).map_err(io)?;
        }
        let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
        write(&part.join("manifest.json"), text.as_bytes()).map_err(io)?;
        std::fs::rename(&part, &place).map_err(io)?;
        Ok(manifest)
    }

    fn folder(&self, manifest: &Manifest) -> PathBuf {
        let digest: String = manifest.sha256.chars().take(12).collect();
        let name = format!("{:04}-{digest}", manifest.sequence);
        self.root.join("editions").join(&manifest.id).join(name)
    }

    fn log(&self, line: &str) -> Result<(), ListsError> {
        let path = self.root.join("log.ndjson");
        let io = |error: std::io::Error| ListsError::io(&path.display().to_string(), &error);
        std::fs::create_dir_all(&self.root).map_err(io)?;
        let mut file =
            std::fs::OpenOptions::new().create(true).append(true).open(&path).map_err(io)?;
        writeln!(file, "{line}").map_err(io)
    }
}

/// Parts of a set, as inputs name them.
const PARTS: &[&str] = &["alt", "add", "comments", "mapping"];

/// The series to which an edition belongs: both forms of the Consolidated Screening List are one.
fn series_of(edition: &Edition) -> String {
    if edition.id.starts_with("csl-") { "US-CSL".to_owned() } else { edition.id.clone() }
}

/// The name under which the store keeps a file: its content is no longer compressed.
fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.strip_suffix(".gz").unwrap_or(name).to_owned()
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The folders in a folder, in the order of their names; none where it does not exist. Unfinished
/// ones (`.part`) are left out.
fn folders(path: &Path) -> Result<Vec<PathBuf>, ListsError> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let io = |error: std::io::Error| ListsError::io(&path.display().to_string(), &error);
    let mut out = Vec::new();
    for item in std::fs::read_dir(path).map_err(io)? {
        let item = item.map_err(io)?.path();
        if item.is_dir() && item.extension().is_none_or(|e| e != "part") {
            out.push(item);
        }
    }
    out.sort();
    Ok(out)
}
