//! Entries in the form in which they are carried.

use super::address::address;
use crate::lists::reading::made_ids;
use crate::lists::whole::{LISTED_AFTER, undated};
use crate::model::{ListEntry, NameKind};

/// Codes of readers that say nothing about the party.
const NOT_CARRIED: &[&str] = &["published_name=", "alias_note=", "last_update="];

/// Prepares an entry of the source named `source`, which carries the list.
pub(super) fn tidy(entry: &mut ListEntry, source: &str) {
    entry.source = Some(source.to_owned());
    // What the makers of the Asian files wrote about an entry is not the publisher's text; the facts
    // in it are codes by now.
    if entry.list.as_str().starts_with("JP-") || entry.list.as_str().starts_with("CN-") {
        entry.remarks = None;
        entry.id = String::new();
    }
    // The notices name subsidiaries with their parent; what follows is the maker's summary.
    if entry.list.as_str() == "US-DOD-1260H" {
        let subsidiaries = entry.remarks.take().filter(|text| text.starts_with("Listed together"));
        entry.remarks = subsidiaries.and_then(|text| text.split(" | ").next().map(str::to_owned));
    }
}

/// Ids for entries whose publisher gives none, in file order.
pub(super) fn number(entries: &mut [ListEntry]) {
    made_ids(entries);
}

/// The last form: names by kind, each once; addresses that are addresses, each once, of one line.
pub(super) fn settle(entry: &mut ListEntry) {
    entry.codes.retain(|code| !NOT_CARRIED.iter().any(|key| code.starts_with(key)));
    each_once(&mut entry.codes);
    let party = &mut entry.party;
    party.names.sort_by_key(|name| rank(name.kind));
    each_once(&mut party.names);
    let from_cells = !entry.list.as_str().starts_with("US-OFAC-");
    party.addresses =
        party.addresses.iter().filter_map(|published| address(published, from_cells)).collect();
    each_once(&mut party.addresses);
    each_once(&mut party.identifiers);
    party.identifiers.retain(|id| !id.kind.is_empty() && !id.number.is_empty());
    each_once(&mut party.dates_of_birth);
    each_once(&mut party.countries);
    let after = entry.codes.iter().any(|code| code == LISTED_AFTER);
    entry.unverified = undated(entry.listed, after);
}

/// The order in which a line holds its names.
fn rank(kind: NameKind) -> u8 {
    match kind {
        NameKind::Primary => 0,
        NameKind::Alias => 1,
        NameKind::WeakAlias => 2,
        NameKind::Former => 3,
        NameKind::Acronym => 4,
        NameKind::NativeScript => 5,
    }
}

fn each_once<T: Clone + PartialEq>(items: &mut Vec<T>) {
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    *items = kept;
}
