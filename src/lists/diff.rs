//! Edition against edition: what was added, removed and changed, by name.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Edition, ListEntry, NameKind};

/// An entry by its id and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    /// Which list.
    pub list: String,
    /// The entry's id.
    pub id: String,
    /// The name under which it is listed; an address where it has none.
    pub name: String,
}

/// An entry that is in both editions with another content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The entry, under its new name.
    #[serde(flatten)]
    pub entry: Named,
    /// What changed: `name: "A" -> "B"`, `alias added: "C"`, `addresses`, ...
    pub what: Vec<String>,
}

/// The difference between two editions; every part sorted by list and id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Diff {
    /// In the second edition only.
    pub added: Vec<Named>,
    /// In the first edition only.
    pub removed: Vec<Named>,
    /// In both, with another content.
    pub changed: Vec<Changed>,
    /// In both, equal.
    pub unchanged: usize,
}

/// Compares two editions by list and id.
pub fn diff(before: &[Edition], after: &[Edition]) -> Diff {
    let (old, new) = (by_id(before), by_id(after));
    let mut out = Diff::default();
    for (key, entry) in &new {
        match old.get(key) {
            None => out.added.push(named(entry)),
            Some(before) => {
                let what = changes(before, entry);
                if what.is_empty() {
                    out.unchanged += 1;
                } else {
                    out.changed.push(Changed { entry: named(entry), what });
                }
            }
        }
    }
    out.removed = old
        .iter()
        .filter(|(key, _)| !new.contains_key(*key))
        .map(|(_, entry)| named(entry))
        .collect();
    out
}

fn by_id(editions: &[Edition]) -> BTreeMap<(&str, &str), &ListEntry> {
    editions
        .iter()
        .flat_map(|edition| &edition.entries)
        .map(|entry| ((entry.list.as_str(), entry.id.as_str()), entry))
        .collect()
}

fn named(entry: &ListEntry) -> Named {
    let name = match entry.party.caption() {
        "" => entry.party.addresses.first().map_or("", |address| address.text.as_str()),
        name => name,
    };
    Named { list: entry.list.as_str().to_owned(), id: entry.id.clone(), name: name.to_owned() }
}

/// What differs between two states of one entry. The file it came from does not count.
pub(super) fn changes(before: &ListEntry, after: &ListEntry) -> Vec<String> {
    let mut out = Vec::new();
    if before.party.caption() != after.party.caption() {
        let (old, new) = (before.party.caption(), after.party.caption());
        out.push(format!("name: \"{old}\" -> \"{new}\""));
    }
    for (from, to, word) in [(before, after, "added"), (after, before, "removed")] {
        let more = to.party.names.iter().filter(|name| name.kind != NameKind::Primary);
        for name in more.filter(|name| !from.party.names.contains(name)) {
            out.push(format!("alias {word}: \"{}\"", name.text));
        }
    }
    let fields = [
        ("kind", before.party.kind != after.party.kind),
        ("addresses", before.party.addresses != after.party.addresses),
        ("identifiers", before.party.identifiers != after.party.identifiers),
        ("countries", before.party.countries != after.party.countries),
        ("dates of birth", before.party.dates_of_birth != after.party.dates_of_birth),
        ("gender", before.party.gender != after.party.gender),
        ("status", before.status != after.status),
        ("programs", before.programs != after.programs),
        (
            "dates",
            (before.listed, before.removed, before.effective)
                != (after.listed, after.removed, after.effective),
        ),
        ("license requirement", before.requirements != after.requirements),
        ("review policy", before.review != after.review),
        ("footnotes", before.footnotes != after.footnotes),
        ("directives", before.directives != after.directives),
        ("citations", before.citations != after.citations),
        ("links", (&before.linked_to, &before.parent) != (&after.linked_to, &after.parent)),
        ("remarks", before.remarks != after.remarks),
        ("codes", before.codes != after.codes),
    ];
    out.extend(fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()));
    out
}
