//! Answers kept for parties that are asked for again: from order to pick to pack to ship the same
//! parties come, and an index that never changes has the same answer for them.
//!
//! In: a party, options, and what the search answered. Out: that answer, equal to what the search
//! would give again; a question counts as known only where all of it is equal. A memo belongs to
//! one index and ends with it. Its memory is bounded: each question has one place, a newer one
//! takes it over, and answers that no room is left for are not kept.

use std::hash::{Hash, Hasher};
use std::mem::{size_of, size_of_val};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHasher;

use super::Index;
use super::search::{Found, Hit, SearchOptions};
use crate::matching::PartyMatch;
use crate::model::{Address, Identifier, Name, Party};

/// Most bytes of kept answers, about: 64 MiB hold 100,000 parties that are on no list.
const BYTES_MAX: usize = 64 << 20;

/// The answers of one index.
#[derive(Debug)]
pub(super) struct Memo {
    places: Box<[Place]>,
    /// Bytes of all kept answers, as [`bytes_of`] counts them.
    bytes: AtomicUsize,
    asked: AtomicU64,
    known: AtomicU64,
}

/// Where the answer to a question is kept, if it is. It is held only while it is taken or put.
type Place = Mutex<Option<Arc<Kept>>>;
type Held<'m> = MutexGuard<'m, Option<Arc<Kept>>>;

/// A question with its answer.
#[derive(Debug)]
struct Kept {
    party: Party,
    options: SearchOptions,
    /// Numbers of the entries found, with their matches, best first.
    hits: Vec<(u32, PartyMatch)>,
    total: usize,
    incomplete: Vec<String>,
    bytes: usize,
}

impl Memo {
    /// A memo of so many places; at least one.
    pub(super) fn new(places: usize) -> Self {
        let places = (0..places.max(1)).map(|_| Place::default()).collect();
        let (bytes, asked, known) = Default::default();
        Self { places, bytes, asked, known }
    }

    /// How many questions were asked, and how many of them were known.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.asked.load(Ordering::Relaxed), self.known.load(Ordering::Relaxed))
    }

    /// The answer of `index` to a question that is known.
    pub(super) fn known<'i>(
        &self,
        index: &'i Index,
        party: &Party,
        options: SearchOptions,
    ) -> Option<Found<'i>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let kept = self.place(party, options)?.clone();
        let kept = kept.filter(|kept| kept.answers(party, options))?;
        let hit = |(number, matched): &(u32, PartyMatch)| {
            let entry = index.entries.get(*number)?;
            Some(Hit { number: *number, entry, matched: matched.clone() })
        };
        let hits: Vec<Hit<'i>> = kept.hits.iter().map(hit).collect::<Option<_>>()?;
        self.known.fetch_add(1, Ordering::Relaxed);
        Some(Found { hits, total: kept.total, incomplete: kept.incomplete.clone() })
    }

    /// Keeps an answer, in the place of an older one.
    pub(super) fn keep(&self, party: &Party, options: SearchOptions, found: &Found<'_>) {
        let bytes = bytes_of(party, found);
        let has_room = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes <= BYTES_MAX;
        let kept = has_room.then(|| {
            let hits = found.hits.iter().map(|hit| (hit.number, hit.matched.clone())).collect();
            let incomplete = found.incomplete.clone();
            let party = party.clone();
            Arc::new(Kept { party, options, hits, total: found.total, incomplete, bytes })
        });
        // Where there is no room the place is emptied, so that there will be.
        let place = self.place(party, options);
        let before = place.and_then(|mut place| std::mem::replace(&mut *place, kept));
        let before = before.map_or(0, |kept| kept.bytes);
        let gone = if has_room { before } else { before + bytes };
        self.bytes.fetch_sub(gone, Ordering::Relaxed);
    }

    /// The place of a question, held.
    fn place(&self, party: &Party, options: SearchOptions) -> Option<Held<'_>> {
        let mut hash = FxHasher::default();
        party.hash(&mut hash);
        (options.threshold.to_bits(), options.limit, options.on).hash(&mut hash);
        let number = hash.finish() % self.places.len() as u64;
        let place = self.places.get(number as usize)?;
        Some(place.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Kept {
    fn answers(&self, party: &Party, options: SearchOptions) -> bool {
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
    size_of::<Kept>()
        + party.names.iter().map(name).sum::<usize>()
        + party.addresses.iter().map(address).sum::<usize>()
        + party.identifiers.iter().map(identifier).sum::<usize>()
        + texts(&party.countries)
        + texts(&party.dates_of_birth)
        + text(&party.gender)
        + found.hits.iter().map(hit).sum::<usize>()
        + texts(&found.incomplete)
}
