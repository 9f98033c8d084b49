//! The lists that are part of the program, whole: one text file a list under `lists/whole/`.
//!
//! In: the text of such a file. Out: an [`Edition`] of extent [`Extent::Whole`]. The first line is
//! the head: list, page of the government, days, sources with their SHA-256, number of
//! entries. Every further line is one entry as a JSON object, sorted by id. The files are made by
//! [`carry`](super::carry), never by hand; a line that it would not have written is an error.
//! This room judges nothing: what an entry means is for the rules.

mod entries;
mod files;
mod head;
mod line;

pub use files::FILES;
pub use head::{Head, Origin};
pub use line::LISTED_AFTER;
pub(super) use line::undated;

use super::embedded::digest;
use super::error::{ListsError, Refusal};
use super::input::Input;
use crate::model::{Edition, Extent, ListEntry, Provenance};

/// Name of the format.
pub(super) const FORMAT: &str = "whole";

/// All lists that the program carries whole, in the order of their file names.
///
/// # Errors
///
/// Every problem of every file; a released program has none, a test sees to it.
pub fn whole() -> Result<Vec<Edition>, ListsError> {
    use rayon::prelude::*;
    // The largest file takes most of the time: the others are read beside it.
    let read: Vec<_> = FILES.par_iter().map(|(file, text)| read(file, text)).collect();
    let mut editions = Vec::new();
    let mut refusals: Vec<Refusal> = Vec::new();
    for edition in read {
        match edition {
            Ok(mut edition) => {
                edition.provenance.embedded = true;
                editions.push(edition);
            }
            Err(error) => refusals.extend(error.refusals),
        }
    }
    if refusals.is_empty() { Ok(editions) } else { Err(ListsError::many(refusals)) }
}

/// Reads one file.
///
/// # Errors
///
/// Every bad line with its number: an unknown key, a value that is none, an id twice or out of
/// order, a number of entries that the head does not say, a last line without its end.
pub fn read(file: &str, text: &str) -> Result<Edition, ListsError> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let head = Head::read(file, first)?;
    let (entries, mut refusals) = entries::read(file, &head, rest);
    if !text.ends_with('\n') {
        refusals.push(Refusal::whole(file, "the last line has no end: truncated"));
    }
    if refusals.is_empty() && entries.len() != head.entries {
        let (says, holds) = (head.entries, entries.len());
        let reason = format!("`entries` says {says}, the file holds {holds}");
        refusals.push(Refusal::at(file, "line 1", reason));
    }
    if !refusals.is_empty() {
        return Err(ListsError::many(refusals));
    }
    Ok(Edition {
        id: head.list.clone(),
        provenance: Provenance {
            source: head.page.clone(),
            format: FORMAT.to_owned(),
            published: Some(head.published),
            retrieved: head.retrieved,
            sha256: digest(text.as_bytes()),
            rows: entries.len() as u64,
            embedded: false,
        },
        warnings: super::legal_text::unparsed(&entries),
        entries,
        extent: Extent::Whole,
        ..Edition::default()
    })
}

/// The text of a file: `head` (its number of entries is set) and `entries`, sorted by id.
///
/// # Errors
///
/// An entry that the form cannot say: it would not be read as it was written.
pub fn write(mut head: Head, mut entries: Vec<ListEntry>) -> Result<String, ListsError> {
    entries.sort_by(|a, b| entries::order(&a.id, &b.id));
    head.entries = entries.len();
    let mut text = head.write();
    let mut refusals = Vec::new();
    let mut legal = line::Legal::default();
    for entry in &entries {
        match line::write(&head, entry, &mut legal) {
            Ok(line) => {
                text.push_str(&line);
                text.push('\n');
            }
            Err(reason) => refusals.push(Refusal::at(&head.list, &entry.id, reason)),
        }
    }
    if refusals.is_empty() { Ok(text) } else { Err(ListsError::many(refusals)) }
}

/// Whether a text is such a file.
pub(super) fn guess(text: &str) -> bool {
    text.starts_with("{\"list\":\"")
}

/// Reads such a file from the disk, as any other list file.
pub(super) fn read_input(input: &Input) -> Result<Edition, ListsError> {
    let mut warnings = Vec::new();
    let mut edition = read(&input.name, input.text(&mut warnings)?)?;
    edition.warnings.extend(warnings);
    Ok(edition)
}
