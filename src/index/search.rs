//! Party -> hits.

use super::Index;
use super::reading::{self, Reading};
use super::scratch::{Scratch, Stamps, Work};
use crate::matching::{PartyMatch, match_party};
use crate::model::{Date, ListEntry, Party};

/// Most entries scored for one party before it is answered as incomplete.
pub const SCORED_MAX: u64 = 50_000;

/// Options of a search.
#[derive(Debug, Clone, Copy)]
pub struct SearchOptions {
    /// Least score of a match.
    pub threshold: f64,
    /// Most matches returned, best first; `usize::MAX` for all.
    pub limit: usize,
    /// The day: names that the list did not carry on it do not count. `None` counts all.
    pub on: Option<Date>,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self { threshold: crate::matching::THRESHOLD, limit: usize::MAX, on: None }
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

/// The working memory of one thread's searches. It never changes an answer.
#[derive(Debug, Default)]
pub struct Searcher {
    names: Scratch,
    addresses: Scratch,
    seen: Stamps,
    candidates: Vec<u32>,
    /// Work of the last search.
    pub work: Work,
}

impl Searcher {
    /// Numbers of the entries that the last search compared, ascending.
    pub fn candidates(&self) -> &[u32] {
        &self.candidates
    }
}

impl Index {
    /// Finds the entries that `party` may be.
    pub fn search(&self, party: &Party, options: SearchOptions) -> Found<'_> {
        self.search_with(&mut Searcher::default(), party, options)
    }

    /// As [`Index::search`], with working memory that serves the next search again.
    pub fn search_with(
        &self,
        searcher: &mut Searcher,
        party: &Party,
        options: SearchOptions,
    ) -> Found<'_> {
        let mut found = Found { incomplete: self.gather(searcher, party), ..Found::default() };
        for number in &searcher.candidates {
            searcher.work.scored += 1;
            if searcher.work.scored > SCORED_MAX {
                found.incomplete.push(format!(
                    "the party is like more than {SCORED_MAX} list entries; give more of its name"
                ));
                break;
            }
            let Some(entry) = self.entries.get(*number) else {
                found.incomplete.push(format!("list entry {number} cannot be unpacked"));
                continue;
            };
            if let Some(matched) = match_party(party, entry, options.threshold, options.on) {
                found.hits.push(Hit { entry, matched });
            }
        }
        found.hits.sort_by(|a, b| {
            let by_score = b.matched.score.total_cmp(&a.matched.score);
            by_score
                .then_with(|| a.entry.list.cmp(&b.entry.list))
                .then_with(|| a.entry.id.cmp(&b.entry.id))
        });
        found.total = found.hits.len();
        found.hits.truncate(options.limit);
        found
    }

    /// Gathers the numbers of the candidate entries, ascending, and says what stands in the way.
    pub(super) fn gather(&self, searcher: &mut Searcher, party: &Party) -> Vec<String> {
        let mut incomplete = Vec::new();
        searcher.work = Work::default();
        searcher.candidates.clear();
        searcher.seen.renew(self.entries.len());
        let Searcher { names, addresses, seen, candidates, work } = searcher;
        let mut add = |entry: u32| {
            if seen.mark(entry) {
                candidates.push(entry);
            }
        };
        for name in &party.names {
            let reading = Reading::of_name(&name.text);
            let keys = reading.keys();
            if keys.forms.is_empty() && keys.whole.is_empty() {
                incomplete.push(format!("the name `{}` has no letter or digit", name.text));
            }
            let result = self.names.find(&keys, names);
            incomplete.extend(result.incomplete.map(|why| format!("name `{}`: {why}", name.text)));
            for number in result.names {
                add(self.entry_of_name.get(*number as usize).copied().unwrap_or(u32::MAX));
            }
            *work += names.work;
        }
        for address in &party.addresses {
            let reading = Reading::of_address(&address.text);
            let result = self.addresses.find(&reading.keys(), addresses);
            let why = result.incomplete.map(|why| format!("address `{}`: {why}", address.text));
            incomplete.extend(why);
            for number in result.names {
                add(self.entry_of_address.get(*number as usize).copied().unwrap_or(u32::MAX));
            }
            *work += addresses.work;
        }
        for identifier in &party.identifiers {
            let key = reading::identifier_key(&identifier.number);
            for entry in key.map(|key| self.identifiers.of(key)).unwrap_or_default() {
                add(*entry);
            }
        }
        candidates.sort_unstable();
        incomplete
    }
}
