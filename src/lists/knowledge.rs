//! What earlier entries know stays attached to the edition that counts.
//!
//! In: the edition of a list that counts, and entries of an older or carried edition of it. Out: the
//! edition with their days, footnotes, former requirements and names; and the entries that remain
//! entries of their own: history, reports, and parties that the edition does not hold. Nothing that
//! either side says is lost.

use super::merge::{Merge, merge};
use super::same_party::Bearers;
use crate::model::{Date, Edition, EntryStatus, ListEntry};

/// How entries are attached to an edition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attach {
    /// Whether what they know is taken over; else those of the same party just give way.
    pub knowledge: bool,
    /// The day of the edition, where it is whole and of a later day: a party that it does not hold
    /// left the list by then.
    pub gone_by: Option<Date>,
    /// Whether the entries were not written by the publisher of the edition: then a party may be in
    /// it under another form of its name, and is not taken for gone.
    pub unsure_names: bool,
    /// The day to which the entries' texts are known to stand, where the edition is of a later one.
    pub known_until: Option<Date>,
}

/// Attaches the entries of `from` to those of `edition`; `from` keeps the others. Gives the number
/// of entries that were attached.
pub(super) fn attach(edition: &mut Edition, from: &mut Edition, how: Attach) -> usize {
    let bearers = bearers(edition);
    let all = std::mem::take(&mut from.entries);
    let before = all.len();
    for mut entry in all {
        let found = match entry.status {
            EntryStatus::Listed => bearers.of_edition(&entry),
            _ => super::same_party::Found::default(),
        };
        if found.places.is_empty() {
            let other_form = how.unsure_names && bearers.may_hold(&entry);
            if let Some(day) = how.gone_by.filter(|_| !other_form) {
                close(&mut entry, day);
            }
            from.entries.push(entry);
            continue;
        }
        let several = found.places.len() > 1;
        let merged = Merge { law: found.firm, several, known_until: how.known_until };
        for (_, at) in found.places.iter().filter(|_| how.knowledge) {
            if let Some(into) = edition.entries.get_mut(*at) {
                merge(into, &entry, merged);
            }
        }
    }
    before - from.entries.len()
}

/// How many listed parties of an older edition are not in `edition`.
pub(super) fn absent(edition: &Edition, older: &Edition) -> usize {
    let bearers = bearers(edition);
    let listed = older.entries.iter().filter(|entry| entry.status == EntryStatus::Listed);
    listed.filter(|entry| bearers.of_edition(entry).places.is_empty()).count()
}

/// The listed entries of an edition.
fn bearers(edition: &Edition) -> Bearers {
    let mut bearers = Bearers::default();
    for (at, entry) in edition.entries.iter().enumerate() {
        if entry.status == EntryStatus::Listed {
            bearers.add((0, at), entry);
        }
    }
    bearers
}

/// The entry counts until `day`: the whole list of that day does not hold its party.
fn close(entry: &mut ListEntry, day: Date) {
    let begins_before = entry.listed.is_none_or(|listed| listed < day);
    let ends_before = entry.removed.is_some_and(|removed| removed <= day);
    if entry.status == EntryStatus::Listed && begins_before && !ends_before {
        entry.status = EntryStatus::Removed;
        entry.removed = Some(day);
        let note = format!("day of removal: by {day}, the day of the first edition without it");
        entry.unverified = Some(match entry.unverified.take() {
            Some(before) => format!("{before}; {note}"),
            None => note,
        });
    }
}
