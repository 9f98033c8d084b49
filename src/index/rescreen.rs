//! Two editions -> the own parties whose result can change.
//!
//! In: the entries before and after, and an [`Index`] over one's own parties ([`own_index`]). Out: the numbers of the parties that match an entry that came, went
//! or changed. Only these need be screened again: what a party matches among unchanged entries is
//! as before. Screening them, and judging the difference, is the caller's.

use std::collections::BTreeMap;

use super::model::Model;
use super::search::Role;
use super::{Index, SearchOptions, Searcher};
use crate::matching::{PreparedParty, match_party};
use crate::model::{Edition, ListEntry, ListId, Party};

/// How an entry differs between two editions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change<'a> {
    /// Only in the newer one.
    Came(&'a ListEntry),
    /// Only in the older one.
    Went(&'a ListEntry),
    /// In both, and not equal.
    Changed {
        /// As it was.
        before: &'a ListEntry,
        /// As it is.
        after: &'a ListEntry,
    },
}

impl<'a> Change<'a> {
    /// The entry in each edition that has it.
    pub fn versions(self) -> impl Iterator<Item = &'a ListEntry> {
        match self {
            Self::Came(entry) | Self::Went(entry) => [Some(entry), None],
            Self::Changed { before, after } => [Some(before), Some(after)],
        }
        .into_iter()
        .flatten()
    }
}

/// What came, went and changed from `before` to `after`, by list and entry id.
pub fn changes<'a>(before: &'a [Edition], after: &'a [Edition]) -> Vec<Change<'a>> {
    let (before, after) = (by_id(before), by_id(after));
    let mut changes = Vec::new();
    for (id, old) in &before {
        match after.get(id) {
            None => changes.extend(old.iter().map(|entry| Change::Went(entry))),
            Some(new) if new == old => {}
            Some(new) => changes.extend(pair(old, new)),
        }
    }
    for (id, new) in &after {
        if !before.contains_key(id) {
            changes.extend(new.iter().map(|entry| Change::Came(entry)));
        }
    }
    changes
}

type ById<'a> = BTreeMap<(&'a ListId, &'a str), Vec<&'a ListEntry>>;

fn by_id(editions: &[Edition]) -> ById<'_> {
    let mut entries: ById<'_> = BTreeMap::new();
    for entry in editions.iter().flat_map(|edition| &edition.entries) {
        entries.entry((&entry.list, &entry.id)).or_default().push(entry);
    }
    entries
}

/// Entries of one id in both editions: the id is unique as a rule, so that one pair comes out.
fn pair<'a>(old: &[&'a ListEntry], new: &[&'a ListEntry]) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    for at in 0..old.len().max(new.len()) {
        changes.push(match (old.get(at), new.get(at)) {
            (Some(before), Some(after)) => Change::Changed { before, after },
            (Some(before), None) => Change::Went(before),
            (None, Some(after)) => Change::Came(after),
            (None, None) => continue,
        });
    }
    changes
}

/// What re-screening must look at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Affected {
    /// Numbers of the own parties, ascending, in the order in which the index was built of them.
    pub parties: Vec<u32>,
    /// Entries for which the search was not finished: every party must be screened against them.
    pub incomplete: Vec<String>,
}

/// The own parties (as indexed in `own`) that match a changed entry at `threshold` or above, in
/// either version.
pub fn affected(own: &Index, changes: &[Change<'_>], threshold: f64) -> Affected {
    let found = own.map_batch(changes, |searcher, change| one(own, searcher, *change, threshold));
    let mut affected = Affected::default();
    for part in found {
        affected.parties.extend(part.parties);
        affected.incomplete.extend(part.incomplete);
    }
    affected.parties.sort_unstable();
    affected.parties.dedup();
    affected
}

fn one(own: &Index, searcher: &mut Searcher, change: Change<'_>, threshold: f64) -> Affected {
    let mut affected = Affected::default();
    let options = SearchOptions { threshold, ..SearchOptions::default() };
    for entry in change.versions() {
        let query = PreparedParty::new(&entry.party);
        let reasons = own.gather(searcher, &query, options, Role::OwnParties);
        let named = reasons.into_iter().map(|why| format!("{} {}: {why}", entry.list, entry.id));
        affected.incomplete.extend(named);
        for number in searcher.entries() {
            let matches = own
                .entries
                .get(*number)
                .is_none_or(|party| match_party(&party.party, entry, threshold, None).is_some());
            if matches {
                affected.parties.push(*number);
            }
        }
    }
    affected
}

/// An index over one's own parties: party number `n` is its entry `n`.
pub fn own_index(parties: impl IntoIterator<Item = Party>) -> Index {
    let entries = parties.into_iter().enumerate().map(|(number, party)| {
        let mut entry = ListEntry::new("OWN", number.to_string(), "");
        entry.party = party;
        entry
    });
    let edition =
        Edition { id: "OWN".to_owned(), entries: entries.collect(), ..Edition::default() };
    Index::build_with(vec![edition], Model::of_own_parties())
}
