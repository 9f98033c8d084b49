//! Answers kept for parties that are asked for again: from order to pick to pack to ship the same
//! parties come, and an index that never changes has the same answer for them.
//!
//! In: a party, options, and what the search answered. Out: that answer, equal to what the search
//! would give again.

use std::hash::{Hash, Hasher};
use std::mem::{size_of, size_of_val};

use rustc_hash::FxHasher;

use super::Index;
use super::search::{Found, Hit, SearchOptions};
use crate::matching::PartyMatch;
use crate::memo;
use crate::model::{Address, Identifier, Name, Party};

/// Most bytes of kept answers, about: 64 MiB hold 100,000 parties that are on no list.
const BYTES_MAX: usize = 64 << 20;

/// The answers of one index.
#[derive(Debug)]
pub(super) struct Memo(memo::Memo<Question, Answer>);

#[derive(Debug)]
struct Question {
    party: Party,
    options: SearchOptions,
}

#[derive(Debug)]
struct Answer {
    /// Numbers of the entries found, with their matches, best first.
    hits: Vec<(u32, PartyMatch)>,
    total: usize,
    incomplete: Vec<String>,
}

impl Memo {
    /// A memo of so many places; at least one.
    pub(super) fn new(places: usize) -> Self {
        Self(memo::Memo::new(places, BYTES_MAX))
    }

    /// How many questions were asked, and how many of them were known.
    pub(super) fn counts(&self) -> (u64, u64) {
        self.0.counts()
    }

    /// The answer of `index` to a question that is known.
    pub(super) fn known<'i>(
        &self,
        index: &'i Index,
        party: &Party,
        options: SearchOptions,
    ) -> Option<Found<'i>> {
        let kept = self.0.known(hash(party, options), |asked| asked.is(party, options))?;
        let Answer { hits, total, incomplete } = &kept.answer;
        let hit = |(number, matched): &(u32, PartyMatch)| {
            let entry = index.entries.get(*number)?;
            Some(index.hit(*number, entry, matched.clone()))
        };
        let hits: Vec<Hit<'i>> = hits.iter().map(hit).collect::<Option<_>>()?;
        Some(Found { hits, total: *total, incomplete: incomplete.clone() })
    }

    /// Keeps an answer.
    pub(super) fn keep(&self, party: &Party, options: SearchOptions, found: &Found<'_>) {
        self.0.keep(hash(party, options), bytes_of(party, found), || {
            let hits = found.hits.iter().map(|hit| (hit.number, hit.matched.clone())).collect();
            let incomplete = found.incomplete.clone();
            let question = Question { party: party.clone(), options };
            (question, Answer { hits, total: found.total, incomplete })
        });
    }
}

fn hash(party: &Party, options: SearchOptions) -> u64 {
    let mut hash = FxHasher::default();
    party.hash(&mut hash);
    (options.threshold.to_bits(), options.limit, options.on).hash(&mut hash);
    hash.finish()
}

impl Question {
    fn is(&self, party: &Party, options: SearchOptions) -> bool {
        let SearchOptions { threshold, limit, on } = self.options;
        threshold.to_bits() == options.threshold.to_bits()
            && limit == options.limit
            && on == options.on
            && self.party == *party
    }
}

/// Bytes that a kept answer takes, without what the allocator adds.
fn bytes_of(party: &Party, found: &Found<'_>) -> usize {
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let texts = |all: &[String]| all.iter().map(|t| size_of::<String>() + t.len()).sum::<usize>();
    let name = |name: &Name| size_of_val(name) + name.text.len();
    let address = |a: &Address| {
        let parts = [&a.city, &a.region, &a.postal_code, &a.country];
        size_of_val(a) + a.text.len() + parts.into_iter().map(text).sum::<usize>()
    };
    let identifier =
        |i: &Identifier| size_of_val(i) + i.kind.len() + i.number.len() + text(&i.country);
    let hit = |hit: &Hit<'_>| {
        let m = &hit.matched;
        let evidence = m.evidence.iter();
        let evidence = evidence.map(|e| size_of_val(e) + e.feature.len() + e.detail.len());
        let texts = m.list.0.len() + m.entry.len() + m.name.len() + m.query.len();
        size_of::<(u32, PartyMatch)>() + texts + evidence.sum::<usize>()
    };
    size_of::<(Question, Answer)>()
        + party.names.iter().map(name).sum::<usize>()
        + party.addresses.iter().map(address).sum::<usize>()
        + party.identifiers.iter().map(identifier).sum::<usize>()
        + texts(&party.countries)
        + texts(&party.dates_of_birth)
        + text(&party.gender)
        + found.hits.iter().map(hit).sum::<usize>()
        + texts(&found.incomplete)
}
