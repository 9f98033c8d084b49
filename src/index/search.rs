//! Party -> hits.

use super::Index;
use super::model::least_for;
use super::reading::{self, Shape, Side};
use super::scratch::{Marks, Scratch, Work};
use crate::matching::{NAMES_MAX, PartyMatch, PreparedParty, match_prepared, score_analysed};
use crate::model::{Date, Level, ListEntry, Party};
use crate::names::AnalysedName;

/// Most names scored for one party before it is answered as incomplete.
pub const SCORED_MAX: u64 = 50_000;
/// Least threshold for which the candidate model is made; below it every entry is scored.
pub const THRESHOLD_MIN: f64 = 0.6;

/// Most entries of which every one is scored: for so few an index gains nothing.
pub const EXHAUSTIVE_MAX: usize = 64;

/// The bound for addresses, in thousandths: they are found by what agrees, and compared apart.
const ADDRESSES_LEAST: u32 = 600;

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

/// What an index is asked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An index of list entries, asked for a party.
    Listed,
    /// An index of own parties, asked for a list entry: the score of a pair is that of the party
    /// against the entry, so that it is not known from the sides as they stand here.
    OwnParties,
}

/// A match and the entry it found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'a> {
    /// The number of the entry in the index.
    pub number: u32,
    /// The entry.
    pub entry: &'a ListEntry,
    /// The scored match.
    pub matched: PartyMatch,
    /// What the list's own file says a hit means.
    pub list_says: Option<Level>,
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

impl Found<'_> {
    /// Puts the hits in order, best first, counts them and keeps the first `limit`.
    pub(super) fn rank(&mut self, limit: usize) {
        self.hits.sort_by(|a, b| {
            let by_score = b.matched.score.total_cmp(&a.matched.score);
            by_score
                .then_with(|| a.entry.list.cmp(&b.entry.list))
                .then_with(|| a.entry.id.cmp(&b.entry.id))
        });
        self.total = self.hits.len();
        self.hits.truncate(limit);
    }
}

thread_local! {
    /// Working memory of this thread's searches. It never changes an answer.
    static SEARCHER: std::cell::RefCell<Searcher> = std::cell::RefCell::default();
}

/// The working memory of one thread's searches. It never changes an answer.
#[derive(Debug, Default)]
pub struct Searcher {
    names: Scratch,
    addresses: Scratch,
    seen: Marks,
    entries: Vec<u32>,
    /// Work of the last search.
    pub work: Work,
}

impl Searcher {
    /// Numbers of the entries that the last search chose for scoring in full, ascending.
    pub(super) fn entries(&self) -> &[u32] {
        &self.entries
    }

    fn add(&mut self, entry: Option<&u32>) {
        if let Some(entry) = entry
            && self.seen.mark(*entry)
        {
            self.entries.push(*entry);
        }
    }
}

impl Index {
    /// The hit of a match with the entry of a number.
    pub(super) fn hit<'i>(
        &self,
        number: u32,
        entry: &'i ListEntry,
        matched: PartyMatch,
    ) -> Hit<'i> {
        Hit { number, entry, matched, list_says: self.entries.hit_of(number) }
    }

    /// Finds the entries that `party` may be.
    pub fn search(&self, party: &Party, options: SearchOptions) -> Found<'_> {
        self.search_with(&mut Searcher::default(), party, options)
    }

    /// As [`Index::search`], with the working memory of this thread, and from the answers kept
    /// where the index keeps them.
    pub fn search_here(&self, party: &Party, options: SearchOptions) -> Found<'_> {
        let Some(memo) = &self.memo else { return self.search_on_thread(party, options) };
        memo.known(self, party, options).unwrap_or_else(|| {
            let found = self.search_on_thread(party, options);
            memo.keep(party, options, &found);
            found
        })
    }

    fn search_on_thread(&self, party: &Party, options: SearchOptions) -> Found<'_> {
        SEARCHER.with(|searcher| match searcher.try_borrow_mut() {
            Ok(mut searcher) => self.search_with(&mut searcher, party, options),
            Err(_) => self.search(party, options),
        })
    }

    /// As [`Index::search`], with working memory that serves the next search again.
    pub fn search_with(
        &self,
        searcher: &mut Searcher,
        party: &Party,
        options: SearchOptions,
    ) -> Found<'_> {
        if party.names.len() > NAMES_MAX {
            searcher.work = Work::default();
            searcher.entries.clear();
            let many = party.names.len();
            let why = format!("the party has {many} names; at most {NAMES_MAX} are screened");
            return Found { incomplete: vec![why], ..Found::default() };
        }
        let query = PreparedParty::new(party);
        let mut found = Found {
            incomplete: self.gather(searcher, &query, options, Role::Listed),
            ..Found::default()
        };
        for number in &searcher.entries {
            let Some(entry) = self.entries.get(*number) else {
                let what = "cannot be unpacked: the snapshot is damaged, remove it";
                found.incomplete.push(format!("list entry {number} {what}"));
                continue;
            };
            if let Some(matched) = self.score(&query, *number, entry, options, &mut searcher.work) {
                found.hits.push(self.hit(*number, entry, matched));
            }
        }
        found.rank(options.limit);
        found
    }

    /// Gathers into the searcher the entries to score, ascending, and says what stands in the way.
    pub(super) fn gather(
        &self,
        searcher: &mut Searcher,
        query: &PreparedParty<'_>,
        options: SearchOptions,
        role: Role,
    ) -> Vec<String> {
        searcher.work = Work::default();
        searcher.entries.clear();
        searcher.seen.renew(self.entries.len());
        let mut incomplete: Vec<String> = query
            .refused
            .iter()
            .map(|(name, refusal)| format!("name `{}`: {refusal}", shortened(&name.text)))
            .collect();
        if query.party.names.iter().all(|name| name.text.trim().is_empty())
            && query.party.addresses.is_empty()
            && query.party.identifiers.is_empty()
        {
            incomplete.push("the party has no name, address or identifier".to_owned());
        }
        if options.threshold < THRESHOLD_MIN || self.entries.len() <= EXHAUSTIVE_MAX {
            searcher.entries.extend(0..self.entries.len() as u32);
            return incomplete;
        }
        self.gather_by_facts(searcher, query, &mut incomplete);
        let least = least_for(options.threshold);
        for (name, analysed) in &query.names {
            let shape = Shape::of_analysed(analysed, Side::Asked);
            let result = self.names.find(&shape.keys(), least, &mut searcher.names);
            let why =
                result.incomplete.map(|why| format!("name `{}`: {why}", shortened(&name.text)));
            incomplete.extend(why);
            searcher.work += searcher.names.work;
            let numbers = std::mem::take(&mut searcher.names.found);
            incomplete.extend(self.choose(searcher, analysed, &numbers, options, role));
            searcher.names.found = numbers;
        }
        searcher.entries.sort_unstable();
        incomplete
    }

    /// Adds the entries with an address, identifier or day of birth of the party.
    fn gather_by_facts(
        &self,
        searcher: &mut Searcher,
        query: &PreparedParty<'_>,
        incomplete: &mut Vec<String>,
    ) {
        for address in &query.party.addresses {
            let shape = Shape::of_address(address);
            let result =
                self.addresses.find(&shape.keys(), ADDRESSES_LEAST, &mut searcher.addresses);
            let why = result.incomplete.map(|why| format!("address `{}`: {why}", address.text));
            incomplete.extend(why);
            let numbers = std::mem::take(&mut searcher.addresses.found);
            for number in &numbers {
                searcher.add(self.entry_of_address.get(*number as usize));
            }
            searcher.addresses.found = numbers;
            searcher.work += searcher.addresses.work;
        }
        let identifiers = query.party.identifiers.iter().flat_map(reading::identifier_keys);
        for entry in identifiers.flat_map(|key| self.identifiers.of(key)) {
            searcher.add(Some(entry));
        }
        let births = query.party.dates_of_birth.iter();
        for key in births.flat_map(|day| reading::asked_birth_keys(day)) {
            for entry in self.births.of(key) {
                searcher.add(Some(entry));
            }
        }
    }

    /// Adds the entries of which a candidate name scores high enough by itself.
    fn choose(
        &self,
        searcher: &mut Searcher,
        query: &AnalysedName,
        numbers: &[u32],
        options: SearchOptions,
        role: Role,
    ) -> Option<String> {
        for number in numbers {
            let Some(entry_number) = self.entry_of_name.get(*number as usize) else { continue };
            if searcher.seen.is_marked(*entry_number) {
                continue;
            }
            searcher.work.scored += 1;
            if searcher.work.scored > SCORED_MAX {
                return Some(format!(
                    "it is like more than {SCORED_MAX} list names; give more of it"
                ));
            }
            if role == Role::OwnParties || self.enters(query, *number, options) {
                searcher.add(Some(entry_number));
            }
        }
        None
    }

    /// Whether a name scores high enough by itself, and the list carried it on the day. One that
    /// cannot be unpacked is left to the scoring of its entry, which says so.
    fn enters(&self, query: &AnalysedName, number: u32, options: SearchOptions) -> bool {
        let Some(listed) = self.analysed_name(number) else { return self.name(number).is_none() };
        // The entry itself is far away in memory, and most names fail by their score.
        score_analysed(query, listed).score >= options.threshold
            && options
                .on
                .is_none_or(|day| self.name(number).is_none_or(|(name, _)| name.span.contains(day)))
    }

    /// The match of the party with an entry, over all names of both.
    pub(super) fn score(
        &self,
        query: &PreparedParty<'_>,
        number: u32,
        entry: &ListEntry,
        options: SearchOptions,
        work: &mut Work,
    ) -> Option<PartyMatch> {
        let names = entry.party.names.iter().zip(self.names_of(number));
        let names = names.filter_map(|(name, number)| {
            Some((name, self.analysed(number, name, entry.party.kind)?))
        });
        let with_addresses = !query.party.addresses.is_empty();
        let listed = PreparedParty::of_analysed(&entry.party, names, with_addresses);
        work.scored += listed.names.len() as u64;
        match_prepared(query, &listed, entry, options.threshold, options.on)
    }
}

/// The head of a text, for a message.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let head: String = text.chars().take(MOST).collect();
    if head.len() < text.len() { format!("{head}...") } else { head }
}
