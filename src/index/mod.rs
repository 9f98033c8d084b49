//! Entries -> candidates for a party.
//!
//! In: editions. Out: an immutable [`Index`] that finds the entries a queried party may be. It
//! returns what [`crate::matching::match_party`] would return on every entry, found faster.

pub mod model;

mod catalog;
mod codec;
mod deletions;
mod distance;
mod forms;
mod keys;
mod near;
mod scratch;
mod words;

pub use catalog::{Candidates, Catalog, Incomplete};
pub use scratch::{Scratch, Work};

use crate::matching::{PartyMatch, match_party};
use crate::model::{Edition, ListEntry, Party};

/// Options of a search.
#[derive(Debug, Clone, Copy)]
pub struct SearchOptions {
    /// Least score of a match.
    pub threshold: f64,
    /// Most matches returned, best first; `usize::MAX` for all.
    pub limit: usize,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self { threshold: crate::matching::THRESHOLD, limit: usize::MAX }
    }
}

/// A match and the entry it found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'a> {
    /// The entry.
    pub entry: &'a ListEntry,
    /// The scored match.
    pub matched: PartyMatch,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found<'a> {
    /// Matches, best first; ties by list and entry id.
    pub hits: Vec<Hit<'a>>,
    /// Matches at or above the threshold before `limit` was applied.
    pub total: usize,
    /// Why the search could not be finished (a name without letters, a work budget, a limit on
    /// length); empty where it was. Then the party counts as not screened.
    pub incomplete: Vec<String>,
}

/// An immutable index over the entries of some editions.
#[derive(Debug, Default)]
pub struct Index {
    editions: Vec<Edition>,
}

impl Index {
    /// Builds the index.
    pub fn build(editions: Vec<Edition>) -> Self {
        Self { editions }
    }

    /// The editions it was built from.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// Finds the entries that `party` may be.
    pub fn search(&self, party: &Party, options: SearchOptions) -> Found<'_> {
        let mut hits: Vec<Hit<'_>> = self
            .editions
            .iter()
            .flat_map(|edition| &edition.entries)
            .filter_map(|entry| {
                match_party(party, entry, options.threshold).map(|matched| Hit { entry, matched })
            })
            .collect();
        hits.sort_by(|a, b| {
            b.matched
                .score
                .total_cmp(&a.matched.score)
                .then_with(|| a.entry.list.cmp(&b.entry.list))
                .then_with(|| a.entry.id.cmp(&b.entry.id))
        });
        let total = hits.len();
        hits.truncate(options.limit);
        Found { hits, total, incomplete: Vec::new() }
    }
}
