//! When the service counts as ready: which lists must be there and how old they may be.

use super::snapshot::Snapshot;
use crate::model::Date;

/// The policy on lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// Greatest age of every list, in days; `None` sets no bound.
    pub age_max_days: Option<i64>,
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
        let Some(limit) = age_max.or(self.age_max_days) else { return faults };
        for edition in snapshot.editions(day) {
            match edition.age_days {
                Some(age) if age > limit => faults
                    .push(format!("list {} is {age} days old; the limit is {limit}", edition.id)),
                // Dated ahead by more than a time zone: a wrong date must not pass as fresh.
                Some(age) if age < -2 => {
                    faults.push(format!("list {} is dated {} days ahead", edition.id, -age));
                }
                Some(_) => {}
                None => faults.push(format!("list {} states no date", edition.id)),
            }
        }
        faults
    }
}
