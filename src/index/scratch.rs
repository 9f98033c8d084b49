//! The working memory of a search, one for each thread. It never changes an answer.

use std::collections::HashMap;

use super::near::{Near, NearScratch};

/// Remembered look-ups before the memory is emptied.
const REMEMBERED_MAX: usize = 1 << 16;
/// Remembered list words before the memory is emptied.
const REMEMBERED_WORDS_MAX: usize = 1 << 20;

/// Deterministic counts of the work done for a query: the same in every run and on any number of
/// threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    /// Texts looked up in the deletion table.
    pub probes: u64,
    /// Postings read.
    pub postings: u64,
    /// Forms verified against the model.
    pub verified: u64,
    /// Names that the model finds.
    pub candidates: u64,
    /// Names or parties scored.
    pub scored: u64,
}

impl std::ops::AddAssign for Work {
    fn add_assign(&mut self, more: Self) {
        self.probes += more.probes;
        self.postings += more.postings;
        self.verified += more.verified;
        self.candidates += more.candidates;
        self.scored += more.scored;
    }
}

/// Marks that are all withdrawn at once by a new generation.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    stamps: Vec<u32>,
    generation: u32,
}

impl Stamps {
    /// Withdraws all marks and makes room for `count` numbers.
    pub(super) fn renew(&mut self, count: usize) {
        if self.stamps.len() < count {
            self.stamps.resize(count, 0);
        }
        if self.generation == u32::MAX {
            self.stamps.fill(0);
            self.generation = 0;
        }
        self.generation += 1;
    }

    /// Marks a number; false where it was marked already.
    pub(super) fn mark(&mut self, number: u32) -> bool {
        match self.stamps.get_mut(number as usize) {
            Some(stamp) if *stamp != self.generation => {
                *stamp = self.generation;
                true
            }
            _ => false,
        }
    }

    pub(super) fn is_marked(&self, number: u32) -> bool {
        self.stamps.get(number as usize).is_some_and(|stamp| *stamp == self.generation)
    }
}

/// The list words matched by the current query form, and by which of its words.
#[derive(Debug, Default)]
pub(super) struct Matched {
    marked: Stamps,
    by: Vec<(u64, u8)>,
    /// In the order in which they were marked.
    pub(super) words: Vec<u32>,
}

impl Matched {
    pub(super) fn renew(&mut self, count: usize) {
        self.marked.renew(count);
        if self.by.len() < count {
            self.by.resize(count, (0, 0));
        }
        self.words.clear();
    }

    /// Notes that the query words in `by` match `word` as closely as `close` percent.
    pub(super) fn add(&mut self, word: u32, by: u64, close: u8) {
        let fresh = self.marked.mark(word);
        if let Some(known) = self.by.get_mut(word as usize) {
            *known = if fresh { (by, close) } else { (known.0 | by, known.1.max(close)) };
        }
        if fresh {
            self.words.push(word);
        }
    }

    /// The query words that match `word`, as bits, and how closely; `None` where it is not
    /// covered.
    pub(super) fn by(&self, word: u32) -> Option<(u64, u8)> {
        if self.marked.is_marked(word) { self.by.get(word as usize).copied() } else { None }
    }
}

/// Remembers look-ups of words. A key holds everything that the look-up depends on.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Which catalog the look-ups are of.
    catalog: u64,
    places: HashMap<Box<[u8]>, usize>,
    found: Vec<Near>,
    words: usize,
    key: Vec<u8>,
}

impl Memory {
    /// Forgets the look-ups of another catalog, and all where there are too many.
    pub(super) fn bind(&mut self, catalog: u64) {
        let full = self.found.len() > REMEMBERED_MAX || self.words > REMEMBERED_WORDS_MAX;
        if self.catalog != catalog || full {
            self.catalog = catalog;
            self.places.clear();
            self.found.clear();
            self.words = 0;
        }
    }

    /// The look-up of a key that `write_key` writes, done by `look_up` where it is not known.
    pub(super) fn of(
        &mut self,
        write_key: impl FnOnce(&mut Vec<u8>),
        look_up: impl FnOnce() -> Near,
    ) -> &Near {
        self.key.clear();
        write_key(&mut self.key);
        let place = match self.places.get(self.key.as_slice()) {
            Some(place) => *place,
            None => {
                let near = look_up();
                self.words += near.words.len();
                self.found.push(near);
                self.places.insert(self.key.clone().into_boxed_slice(), self.found.len() - 1);
                self.found.len() - 1
            }
        };
        self.found.get(place).unwrap_or(&EMPTY)
    }
}

static EMPTY: Near = Near { words: Vec::new(), probes: 0 };

/// The working memory of one thread's searches in one catalog.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) near: NearScratch,
    pub(super) memory: Memory,
    pub(super) matched: Matched,
    pub(super) forms: Stamps,
    pub(super) names: Stamps,
    /// Names found by the last search, ascending.
    pub(super) found: Vec<u32>,
    /// Work of the last search.
    pub work: Work,
}
