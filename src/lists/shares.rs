//! How often the elements of an XML list are filled, against what the list is known to have.
//!
//! An element that was renamed, blanked or lost in all records leaves every record readable; only
//! the shares of the whole file tell.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::Reading;
use super::xml::Element;

/// An element below a record (`ENTITY_ADDRESS/CITY`), and the share of records (per mille) that have
/// a text or attributes there, in the edition measured.
pub(super) type Share = (&'static str, u64);

/// Records from which on shares mean something.
const RECORDS_MIN: u64 = 150;
/// Shares (per mille) below which an element is too rare to judge by.
const RARE: u64 = 4;

/// Counts of one kind of record.
#[derive(Debug, Default)]
pub(super) struct Shares {
    records: u64,
    filled: BTreeMap<String, u64>,
    /// Elements seen that the table does not have.
    pub unknown: BTreeSet<String>,
}

impl Shares {
    /// Counts one record; `known` is the table of its kind.
    pub(super) fn add(&mut self, record: &Element, known: &[Share]) {
        self.records += 1;
        let mut filled = BTreeSet::new();
        for child in &record.children {
            self.walk(child, "", known, &mut filled);
        }
        for path in filled {
            *self.filled.entry(path).or_default() += 1;
        }
    }

    fn walk(
        &mut self,
        element: &Element,
        above: &str,
        known: &[Share],
        filled: &mut BTreeSet<String>,
    ) {
        let path = if above.is_empty() {
            element.name.clone()
        } else {
            format!("{above}/{}", element.name)
        };
        if !known.iter().any(|(name, _)| *name == path) {
            self.unknown.insert(path.clone());
        }
        if !element.text.is_empty() || !element.attributes.is_empty() {
            filled.insert(path.clone());
        }
        for child in &element.children {
            self.walk(child, &path, known, filled);
        }
    }

    /// Refuses a file in which an element is filled far less often than it ever was; doubts one in
    /// which it is filled half as often.
    pub(super) fn judge(&self, known: &[Share], out: &mut Reading) {
        if self.records < RECORDS_MIN {
            return;
        }
        for (path, share) in known.iter().filter(|(_, share)| *share >= RARE) {
            let filled = self.filled.get(*path).copied().unwrap_or(0);
            let has = filled * 1000 / self.records;
            let text = format!(
                "<{path}> is filled in {filled} of {} records, usually in {} %",
                self.records,
                share / 10
            );
            if filled == 0 || (*share >= 20 && has * 4 < *share) {
                out.refuse("", format!("{text}: elements lost or renamed"));
            } else if *share >= 20 && has * 2 < *share {
                out.warn(format!("{text}: elements lost?"));
            }
        }
    }
}
