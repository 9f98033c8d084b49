//! The lists that are loaded, and what each counts as.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::index::Index;
use crate::model::{Date, Edition, Extent};
use crate::screen::EditionUsed;

/// What is known of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListState {
    /// No entry of it is loaded.
    Missing,
    /// Only some of its entries are.
    Excerpt,
    /// All of it is.
    Whole,
}

/// A list as it was searched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListUsed {
    /// Its id.
    pub list: String,
    /// How much of it is loaded.
    pub state: ListState,
    /// Entries, over all editions of it.
    pub entries: usize,
    /// Publication day of the newest whole edition, else of the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Days from that day to the day of the screening; below zero where the edition is later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_days: Option<i64>,
}

impl ListUsed {
    /// A list of which nothing is loaded.
    pub(super) fn missing(list: &str) -> Self {
        let (state, entries) = (ListState::Missing, 0);
        Self { list: list.to_owned(), state, entries, published: None, age_days: None }
    }
}

/// Every list that is loaded, by id.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    lists: BTreeMap<String, ListUsed>,
    /// The editions stand for every list.
    everything: bool,
}

impl Loaded {
    /// What is known of a list on the day.
    pub(super) fn of(&self, list: &str, day: Date) -> ListUsed {
        let found = self.lists.get(list);
        if self.everything {
            let (state, age_days) = (ListState::Whole, Some(0));
            let entries = found.map_or(0, |used| used.entries);
            return ListUsed {
                list: list.to_owned(),
                state,
                entries,
                published: Some(day),
                age_days,
            };
        }
        found.cloned().unwrap_or_else(|| ListUsed::missing(list))
    }
}

/// The lists of an index, with their ages on `day`.
pub(super) fn loaded(index: &Index, day: Date) -> Loaded {
    let mut loaded = Loaded {
        everything: super::stands_for_all(index.headers().map(|(edition, _)| edition)),
        ..Loaded::default()
    };
    for ((edition, _), lists) in index.headers().zip(index.lists_of_editions()) {
        for (list, entries) in lists {
            add(&mut loaded.lists, edition, list, *entries, day);
        }
        // A whole list can be empty: nobody is on it on its day.
        if lists.is_empty() {
            add(&mut loaded.lists, edition, &edition.id, 0, day);
        }
    }
    loaded
}

fn add(
    lists: &mut BTreeMap<String, ListUsed>,
    edition: &Edition,
    list: &str,
    entries: usize,
    day: Date,
) {
    let used = EditionUsed::of(edition, day);
    let state = match edition.extent {
        Extent::Excerpt => ListState::Excerpt,
        Extent::Whole | Extent::Everything => ListState::Whole,
    };
    let found = lists.entry(list.to_owned()).or_insert_with(|| ListUsed::missing(list));
    found.entries += entries;
    // What is whole tells more of the list than a part that is newer.
    if (state, used.published) >= (found.state, found.published) {
        (found.state, found.published, found.age_days) = (state, used.published, used.age_days);
    }
}

/// Unread rows raise every verdict that rests on their edition.
pub(super) fn doubts(index: &Index) -> Vec<String> {
    let editions = index.headers().map(|(edition, _)| edition);
    let with_unread = editions.filter(|edition| !edition.unread.is_empty());
    let doubts = with_unread.map(|edition| {
        let first = edition.unread.first();
        format!(
            "{} rows of {} could not be read, the first at {}: {}",
            edition.unread.len(),
            edition.id,
            first.map_or("", |row| row.place.as_str()),
            first.map_or("", |row| row.reason.as_str()),
        )
    });
    doubts.collect()
}
