//! Days of listing that no source states exactly: a day that lies before them.
//!
//! A number that every edition up to some day lacks was listed after that day. A rule whose day of
//! publication is known bound at most some days before. That day is carried, never a later one: the
//! entry counts as listed a while before it was, never after.

use super::Read;
use super::complete::amended_at_once;
use super::recipe::Listed;
use crate::lists::whole::LISTED_AFTER;
use crate::model::{Date, ListEntry};

/// Sets the day of each entry whose day is not known exactly.
pub(super) fn bound(entries: &mut [ListEntry], list: &Listed, sources: &[Read<'_>]) {
    let editions = editions(&list.id, sources);
    for entry in entries {
        let stated = entry.listed;
        let after = match (list.restated_since, list.binds_before_publication, stated) {
            (Some(day), ..) => Some(day),
            (None, Some(_), Some(_)) if amended_at_once(entry) => None,
            (None, Some(days), Some(day)) => day.checked_sub(jiff::Span::new().days(days)).ok(),
            (None, None, Some(_)) => continue,
            (None, _, None) => last_without(&entry.id, &editions),
        };
        entry.listed = after;
        if after.is_some() {
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
