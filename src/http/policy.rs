//! When the service counts as ready: which lists must be there and how old they may be.

use std::collections::{BTreeMap, BTreeSet};

use super::snapshot::Snapshot;
use crate::lists::newest;
use crate::model::{Date, Edition};
use crate::screen::EditionUsed;

/// The policy on lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// Greatest age of every list, in days; `None` sets no bound.
    pub age_max_days: Option<i64>,
    /// Greatest ages of single lists, in days, by id; they take the place of the bound of all.
    pub ages: BTreeMap<String, i64>,
    /// Lists that must be loaded, by id.
    pub required: Vec<String>,
    /// Whether an unready service refuses to screen (503) instead of answering with the ages.
    pub refuse: bool,
}

impl Policy {
    /// What stands against readiness; empty is ready.
    pub fn faults(&self, snapshot: &Snapshot, day: Date, age_max: Option<i64>) -> Vec<String> {
        let mut faults = Vec::new();
        for list in &self.required {
            if snapshot.lists().get(list).is_none_or(|entries| *entries == 0) {
                faults.push(format!("list {list} is required and not loaded"));
            }
        }
        let judged = judged(snapshot);
        for (list, limit) in &self.ages {
            let own: Vec<&Edition> = judged
                .iter()
                .filter(|(_, lists)| lists.contains(list))
                .map(|(edition, _)| *edition)
                .collect();
            if own.is_empty() {
                faults.push(format!("list {list} has a greatest age and is not loaded"));
            }
            let old = own.into_iter().filter_map(|edition| fault(edition, day, *limit));
            faults.extend(old.map(|fault| format!("list {list}: {fault}")));
        }
        let Some(limit) = age_max.or(self.age_max_days) else { return faults };
        for (edition, lists) in judged {
            // A bound of its own takes the place of the common one, and not of the one asked for.
            if age_max.is_none() && lists.iter().any(|list| self.ages.contains_key(list)) {
                continue;
            }
            faults.extend(fault(edition, day, limit).map(|fault| format!("list {fault}")));
        }
        faults
    }
}

/// The editions whose ages are those of their lists, with these.
fn judged(snapshot: &Snapshot) -> Vec<(&Edition, &BTreeSet<String>)> {
    let newest = newest(snapshot.all());
    let counts = |edition: &&Edition| {
        newest.get(edition.id.as_str()).is_some_and(|known| std::ptr::eq(*known, *edition))
    };
    let all = snapshot.all().iter().zip(snapshot.lists_of_editions());
    all.filter(|(edition, _)| counts(edition)).collect()
}

/// Why an edition is too old on `day`.
fn fault(edition: &Edition, day: Date, limit: i64) -> Option<String> {
    let used = EditionUsed::of(edition, day);
    match used.age_days {
        Some(age) if age > limit => {
            Some(format!("{} is {age} days old; the limit is {limit}", used.id))
        }
        // Dated ahead by more than a time zone: a wrong date must not pass as fresh.
        Some(age) if age < -2 => Some(format!("{} is dated {} days ahead", used.id, -age)),
        Some(_) => None,
        None => Some(format!("{} states no date", used.id)),
    }
}
