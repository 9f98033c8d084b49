//! A file -> one edition for each list that it has rows of, and the day from which it counts.

use std::collections::BTreeMap;

use super::citation_days;
use super::list_ids::KNOWN_LISTS;
use super::plausible::{self, Size};
use crate::model::{Date, Edition, Extent, ListEntry, Provenance, UnreadRow};

/// The editions of one file, one a list, and what concerns the file as a whole.
#[derive(Debug, Default)]
pub(super) struct OneFile {
    /// One edition a list, by list id, without unread rows and warnings of the file.
    pub editions: Vec<(Edition, Size)>,
    /// Rows of the file that could not be read: they may be of any of its lists.
    pub unread: Vec<UnreadRow>,
    /// Doubts about the whole file.
    pub warnings: Vec<String>,
}

/// Takes a file apart. `other_day` is the day from which it counts where nothing in it tells one.
pub(super) fn take_apart(file: Edition, other_day: Option<Date>) -> OneFile {
    let mut out = OneFile { unread: file.unread, warnings: file.warnings, editions: Vec::new() };
    let mut provenance = file.provenance;
    if provenance.published.is_none() && !provenance.embedded {
        provenance.published = day_inside(&file.entries).or(other_day);
        out.warnings.extend(
            provenance
                .published
                .map(|day| format!("the file carries no date of its own; it counts from {day}")),
        );
    }
    let mut lists: BTreeMap<String, Vec<ListEntry>> = BTreeMap::new();
    // A whole list can be empty: nobody is on it on its day.
    if file.extent == Extent::Whole && file.entries.is_empty() {
        lists.insert(file.id, Vec::new());
    }
    for entry in file.entries {
        lists.entry(entry.list.as_str().to_owned()).or_default().push(entry);
    }
    let counts: BTreeMap<String, usize> =
        lists.iter().map(|(list, entries)| (list.clone(), entries.len())).collect();
    let one = lists.len() == 1;
    for (id, entries) in lists {
        let rows = if one { provenance.rows } else { entries.len() as u64 };
        let size = size(&provenance.format, &id, &counts);
        let judged = if size == Size::OfWhole { Extent::Whole } else { Extent::Excerpt };
        let edition = Edition {
            extent: file.extent.max(judged),
            id,
            provenance: Provenance { rows, ..provenance.clone() },
            entries,
            hit: file.hit,
            ..Edition::default()
        };
        out.editions.push((edition, size));
    }
    out
}

/// What a file alone shows of the size of one of its lists. A list that no government publishes is
/// what its own file says it is.
fn size(format: &str, list: &str, counts: &BTreeMap<String, usize>) -> Size {
    match (is_official(list), format) {
        (false, "toml" | "csv") => Size::OfWhole,
        (false, _) => Size::OfExcerpt,
        (true, _) => plausible::size_in(format, list, counts),
    }
}

/// Whether a government publishes the list.
pub(super) fn is_official(list: &str) -> bool {
    KNOWN_LISTS.iter().any(|known| known.id == list)
}

/// The newest day that the entries tell: of a listing or of a citation. Days from which a prohibition
/// binds are left out: they lie ahead of the edition that announces them.
fn day_inside(entries: &[ListEntry]) -> Option<Date> {
    let listed = entries.iter().filter_map(|entry| entry.listed);
    let cited = entries.iter().flat_map(|entry| &entry.citations);
    listed.chain(cited.filter_map(|citation| citation_days::newest(citation))).max()
}
