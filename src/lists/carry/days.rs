//! Days of listing that no source states: what older whole editions say about them.
//!
//! A number that every edition up to some day lacks was listed after that day. That day is carried,
//! never a later one: the entry then counts as listed a while before it was, never after.

use super::Read;
use super::recipe::Listed;
use crate::lists::whole::LISTED_AFTER;
use crate::model::{Date, ListEntry};

/// Sets the bound of each entry without a day.
pub(super) fn bound(entries: &mut [ListEntry], list: &Listed, sources: &[Read<'_>]) {
    let editions = editions(&list.id, sources);
    for entry in entries {
        if list.restated_since.is_some() {
            entry.listed = None;
        }
        if entry.listed.is_some() {
            continue;
        }
        if let Some(day) = list.restated_since.or_else(|| last_without(&entry.id, &editions)) {
            entry.listed = Some(day);
            entry.codes.push(LISTED_AFTER.to_owned());
        }
    }
}

/// Whole editions of a list by day: their numbers, sorted.
fn editions<'r>(list: &str, sources: &'r [Read<'_>]) -> Vec<(Date, Vec<&'r str>)> {
    let whole = sources.iter().filter(|read| read.source.whole_of.iter().any(|id| id == list));
    let mut editions: Vec<(Date, Vec<&str>)> = whole
        .map(|read| {
            let of_list = read.edition.entries.iter().filter(|e| e.list.as_str() == list);
            let mut ids: Vec<&str> = of_list.map(|entry| entry.id.as_str()).collect();
            ids.sort_unstable();
            (read.source.day, ids)
        })
        .collect();
    editions.sort();
    editions
}

/// The newest edition before the first that holds the number.
fn last_without(id: &str, editions: &[(Date, Vec<&str>)]) -> Option<Date> {
    let holds = |ids: &Vec<&str>| ids.binary_search(&id).is_ok();
    editions.iter().take_while(|(_, ids)| !holds(ids)).last().map(|(day, _)| *day)
}
