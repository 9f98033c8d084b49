//! Answers kept for questions that come again, within a bound on memory.
//!
//! In: a question with its hash, and its answer. Out: that answer, where all of the question is
//! equal. A memo belongs to something that never changes, and ends with it, so that no answer in it
//! can be old. Questions whose hashes fall together share a few places, of which a newer one takes
//! over the oldest; answers that no room is left for are not kept.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Questions with their answers.
#[derive(Debug)]
pub struct Memo<Q, A> {
    shelves: Box<[Shelf<Q, A>]>,
    bytes_max: usize,
    /// Bytes of all that is kept, as those who keep it count them.
    bytes: AtomicUsize,
    asked: AtomicU64,
    known: AtomicU64,
}

/// What is kept of the questions whose hashes fall together, oldest first. It is held only while
/// something is taken or put.
type Shelf<Q, A> = Mutex<Vec<Arc<Kept<Q, A>>>>;
type Held<'m, Q, A> = MutexGuard<'m, Vec<Arc<Kept<Q, A>>>>;

/// Places of a shelf: with so many, a memo that is half full keeps nearly all it is given.
const PLACES: usize = 8;

/// A question with its answer.
#[derive(Debug)]
pub struct Kept<Q, A> {
    /// The question, whole.
    pub question: Q,
    /// The answer.
    pub answer: A,
    hash: u64,
    bytes: usize,
}

impl<Q, A> Memo<Q, A> {
    /// A memo of about so many places, at least one shelf of them, and of at most so many bytes.
    pub fn new(places: usize, bytes_max: usize) -> Self {
        let shelves = places.div_ceil(PLACES).max(1);
        let shelves = (0..shelves).map(|_| Shelf::new(Vec::new())).collect();
        let (bytes, asked, known) = Default::default();
        Self { shelves, bytes_max, bytes, asked, known }
    }

    /// How many questions were asked, and how many of them were known.
    pub fn counts(&self) -> (u64, u64) {
        (self.asked.load(Ordering::Relaxed), self.known.load(Ordering::Relaxed))
    }

    /// What is kept of the question with this hash that `is` says to be the one asked.
    pub fn known(&self, hash: u64, is: impl FnOnce(&Q) -> bool) -> Option<Arc<Kept<Q, A>>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let kept = self.shelf(hash)?.iter().find(|kept| kept.hash == hash).cloned();
        let kept = kept.filter(|kept| is(&kept.question))?;
        self.known.fetch_add(1, Ordering::Relaxed);
        Some(kept)
    }

    /// Keeps a question with its answer, of so many bytes together; an older one may go for it.
    pub fn keep(&self, hash: u64, bytes: usize, both: impl FnOnce() -> (Q, A)) {
        let has_room = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes <= self.bytes_max;
        let kept = has_room.then(|| {
            let (question, answer) = both();
            Arc::new(Kept { question, answer, hash, bytes })
        });
        let before = self.shelf(hash).and_then(|mut shelf| put(&mut shelf, hash, kept));
        let before = before.map_or(0, |kept| kept.bytes);
        let gone = if has_room { before } else { before + bytes };
        self.bytes.fetch_sub(gone, Ordering::Relaxed);
    }

    /// The shelf of a question, held.
    fn shelf(&self, hash: u64) -> Option<Held<'_, Q, A>> {
        let shelf = self.shelves.get((hash % self.shelves.len() as u64) as usize)?;
        Some(shelf.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Puts what is to be kept on its shelf and gives what goes for it: what stood there under the same
/// hash, else the oldest where the shelf is full or nothing is to be kept (for want of room, so that
/// there will be).
fn put<Q, A>(
    shelf: &mut Vec<Arc<Kept<Q, A>>>,
    hash: u64,
    kept: Option<Arc<Kept<Q, A>>>,
) -> Option<Arc<Kept<Q, A>>> {
    let full = shelf.len() >= PLACES || (kept.is_none() && !shelf.is_empty());
    let same = shelf.iter().position(|old| old.hash == hash);
    let gone = same.or(full.then_some(0)).map(|at| shelf.remove(at));
    shelf.extend(kept);
    gone
}
