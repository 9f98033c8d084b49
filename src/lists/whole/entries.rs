//! The lines after the head.

use std::cmp::Ordering;

use super::head::Head;
use super::line::{Legal, read as read_line};
use crate::lists::error::Refusal;
use crate::model::ListEntry;

/// Reads all lines, in their order; every bad one is named.
pub(super) fn read(file: &str, head: &Head, text: &str) -> (Vec<ListEntry>, Vec<Refusal>) {
    let mut entries: Vec<ListEntry> = Vec::with_capacity(head.entries.min(100_000));
    let mut refusals = Vec::new();
    let mut legal = Legal::default();
    for (number, line) in text.lines().enumerate() {
        let refused = match read_line(head, line, &mut legal) {
            Ok(entry) => {
                let before = entries.last().map(|last| order(&last.id, &entry.id));
                let place = before.filter(|order| *order != Ordering::Less);
                let reason = place.map(|order| out_of_place(order, &entry.id));
                entries.push(entry);
                reason
            }
            Err(reason) => Some(reason),
        };
        let place = || format!("line {}", number + 2);
        refusals.extend(refused.map(|reason| Refusal::at(file, place(), reason)));
    }
    (entries, refusals)
}

fn out_of_place(order: Ordering, id: &str) -> String {
    match order {
        Ordering::Equal => format!("id `{id}` twice"),
        _ => format!("id `{id}` is out of order: lines are sorted by id"),
    }
}

/// Ids in their order: publishers' numbers by value, before all others by text.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    let number = |id: &str| id.parse::<u64>().map_or(u64::MAX, |number| number);
    number(a).cmp(&number(b)).then_with(|| a.cmp(b))
}
