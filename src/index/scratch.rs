//! The working memory of a search, one for each thread. It never changes an answer.

use rustc_hash::FxHashMap;

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

/// A set of numbers as bits: small enough to stay in the processor's nearest memory.
#[derive(Debug, Default)]
pub(super) struct Marks {
    bits: Vec<u64>,
    /// Places in `bits` that are not zero.
    touched: Vec<u32>,
}

impl Marks {
    /// Withdraws all marks and makes room for `count` numbers.
    pub(super) fn renew(&mut self, count: usize) {
        for at in self.touched.drain(..) {
            if let Some(bits) = self.bits.get_mut(at as usize) {
                *bits = 0;
            }
        }
        let room = count.div_ceil(64);
        if self.bits.len() < room {
            self.bits.resize(room, 0);
        }
    }

    /// Marks a number; false where it was marked already.
    pub(super) fn mark(&mut self, number: u32) -> bool {
        let (at, bit) = (number / 64, 1_u64 << (number % 64));
        let Some(bits) = self.bits.get_mut(at as usize) else { return false };
        if *bits & bit != 0 {
            return false;
        }
        if *bits == 0 {
            self.touched.push(at);
        }
        *bits |= bit;
        true
    }

    pub(super) fn is_marked(&self, number: u32) -> bool {
        let bits = self.bits.get((number / 64) as usize).copied().unwrap_or(0);
        bits & (1 << (number % 64)) != 0
    }
}

/// The list words matched by the current query form, and by which of its words.
#[derive(Debug, Default)]
pub(super) struct Matched {
    marked: Marks,
    /// Place in `found` of each marked word.
    places: Vec<u32>,
    /// Words in the order in which they were marked, the query words that match them, as bits,
    /// and how closely.
    pub(super) found: Vec<(u32, u64, u8)>,
}

impl Matched {
    pub(super) fn renew(&mut self, count: usize) {
        self.marked.renew(count);
        if self.places.len() < count {
            self.places.resize(count, 0);
        }
        self.found.clear();
    }

    /// Notes that the query words in `by` match `word` as closely as `close` percent.
    pub(super) fn add(&mut self, word: u32, by: u64, close: u8) {
        let Some(place) = self.places.get_mut(word as usize) else { return };
        if self.marked.mark(word) {
            *place = self.found.len() as u32;
            self.found.push((word, by, close));
        } else if let Some((_, known, closest)) = self.found.get_mut(*place as usize) {
            *known |= by;
            *closest = close.max(*closest);
        }
    }

    /// The query words that match `word`, as bits, and how closely; `None` where it is not
    /// covered.
    pub(super) fn by(&self, word: u32) -> Option<(u64, u8)> {
        if !self.marked.is_marked(word) {
            return None;
        }
        let place = *self.places.get(word as usize)?;
        self.found.get(place as usize).map(|(_, by, close)| (*by, *close))
    }
}

/// Remembers look-ups of words. A key holds everything that the look-up depends on.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Which catalog the look-ups are of.
    catalog: u64,
    places: FxHashMap<Box<[u8]>, usize>,
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
    pub(super) forms: Marks,
    pub(super) names: Marks,
    /// Forms to verify.
    pub(super) pending: Vec<u32>,
    /// Names found by the last search, ascending.
    pub(super) found: Vec<u32>,
    /// Work of the last search.
    pub work: Work,
}
