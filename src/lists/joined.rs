//! Files that are searched beside the edition of a list that counts.
//!
//! In: the pieces of a list that stand, and those that join them. Out: all of them. An entry that
//! joins and says nothing new is left out; one that knows more of a party adds it to the entry that
//! is there; one that states other law, or another party, stays an entry of its own.

use super::assemble::{Piece, beside};
use super::merge::{Merge, merge, other_law, says_nothing_new};
use super::same_party::{Bearers, Place};
use crate::model::{Date, EntryStatus, ListEntry};

/// Joins pieces to those that stand, one after the other.
pub(super) fn join(standing: &mut Vec<Piece>, joining: Vec<Piece>) {
    for mut piece in joining {
        if standing.is_empty() {
            standing.push(piece);
            continue;
        }
        let older = standing.first().and_then(Piece::day) > piece.day() && piece.day().is_some();
        let of = standing.first().map(Piece::named).unwrap_or_default();
        let day = piece.day().or(standing.first().and_then(Piece::day));
        let all = std::mem::take(&mut piece.edition.entries);
        let number = all.len();
        piece.edition.entries = beyond(standing, all, Joining { older, day });
        piece.warn(beside(&of, piece.edition.entries.len(), number));
        standing.push(piece);
    }
}

/// The file that joins.
#[derive(Clone, Copy)]
struct Joining {
    /// Whether the edition that counts is newer: then the law that the file states is superseded.
    older: bool,
    /// The day on which the file has its entries listed.
    day: Option<Date>,
}

/// Adds entries to those of the same parties; gives those that remain entries of their own.
fn beyond(standing: &mut [Piece], entries: Vec<ListEntry>, file: Joining) -> Vec<ListEntry> {
    let mut bearers = Bearers::default();
    for (at, piece) in standing.iter().enumerate() {
        for (number, entry) in piece.edition.entries.iter().enumerate() {
            if entry.status == EntryStatus::Listed {
                bearers.add((at, number), entry);
            }
        }
    }
    let mut own = Vec::new();
    for entry in entries {
        if entry.status != EntryStatus::Listed || !told_with(standing, &bearers, &entry, file) {
            own.push(entry);
        }
    }
    own
}

/// Whether the entry is told with those that stand, after they took over what it knows.
fn told_with(standing: &mut [Piece], bearers: &Bearers, entry: &ListEntry, file: Joining) -> bool {
    let places: Vec<Place> = bearers
        .of_file(entry)
        .places
        .into_iter()
        .filter(|place| {
            at(standing, *place).is_some_and(|have| {
                covers(have, entry, file.day) && (file.older || !other_law(have, entry))
            })
        })
        .collect();
    let says_it = |place: &Place| {
        at(standing, *place).is_some_and(|have| says_nothing_new(have, entry, Merge::FACTS))
    };
    if !places.iter().any(says_it) {
        for (piece, number) in &places {
            let piece = standing.get_mut(*piece);
            if let Some(have) = piece.and_then(|piece| piece.edition.entries.get_mut(*number)) {
                merge(have, entry, Merge::FACTS);
            }
        }
    }
    !places.is_empty()
}

fn at(standing: &[Piece], (piece, number): Place) -> Option<&ListEntry> {
    standing.get(piece)?.edition.entries.get(number)
}

/// Whether an entry counts at least as long as the other one, whose file has it listed on `day`. A
/// day that only one of the two tells is known, not contradicted.
fn covers(have: &ListEntry, other: &ListEntry, day: Option<Date>) -> bool {
    match (have.removed, other.removed) {
        (None, _) => true,
        (Some(have), Some(other)) => have >= other,
        (Some(have), None) => day.is_some_and(|day| day < have),
    }
}
