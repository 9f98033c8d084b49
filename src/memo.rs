//! Answers kept for questions that come again, within a bound on memory.
//!
//! In: a question with its hash, and its answer. Out: that answer, where all of the question is
//! equal. A memo belongs to something that never changes, and ends with it, so that no answer in it
//! can be old. Each question has one place; a newer one takes it over, and answers that no room is
//! left for are not kept.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Questions with their answers.
#[derive(Debug)]
pub struct Memo<Q, A> {
    places: Box<[Place<Q, A>]>,
    bytes_max: usize,
    /// Bytes of all that is kept, as those who keep it count them.
    bytes: AtomicUsize,
    asked: AtomicU64,
    known: AtomicU64,
}

/// Where a question with its answer is kept, if it is. It is held only while it is taken or put.
type Place<Q, A> = Mutex<Option<Arc<Kept<Q, A>>>>;
type Held<'m, Q, A> = MutexGuard<'m, Option<Arc<Kept<Q, A>>>>;

/// A question with its answer.
#[derive(Debug)]
pub struct Kept<Q, A> {
    /// The question, whole.
    pub question: Q,
    /// The answer.
    pub answer: A,
    bytes: usize,
}

impl<Q, A> Memo<Q, A> {
    /// A memo of so many places, at least one, and of at most so many bytes.
    pub fn new(places: usize, bytes_max: usize) -> Self {
        let places = (0..places.max(1)).map(|_| Place::new(None)).collect();
        let (bytes, asked, known) = Default::default();
        Self { places, bytes_max, bytes, asked, known }
    }

    /// How many questions were asked, and how many of them were known.
    pub fn counts(&self) -> (u64, u64) {
        (self.asked.load(Ordering::Relaxed), self.known.load(Ordering::Relaxed))
    }

    /// What is kept of the question with this hash that `is` says to be the one asked.
    pub fn known(&self, hash: u64, is: impl FnOnce(&Q) -> bool) -> Option<Arc<Kept<Q, A>>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let kept = self.place(hash)?.clone();
        let kept = kept.filter(|kept| is(&kept.question))?;
        self.known.fetch_add(1, Ordering::Relaxed);
        Some(kept)
    }

    /// Keeps a question with its answer, of so many bytes together, in the place of an older one.
    pub fn keep(&self, hash: u64, bytes: usize, both: impl FnOnce() -> (Q, A)) {
        let has_room = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes <= self.bytes_max;
        let kept = has_room.then(|| {
            let (question, answer) = both();
            Arc::new(Kept { question, answer, bytes })
        });
        // Where there is no room the place is emptied, so that there will be.
        let before = self.place(hash).and_then(|mut place| std::mem::replace(&mut *place, kept));
        let before = before.map_or(0, |kept| kept.bytes);
        let gone = if has_room { before } else { before + bytes };
        self.bytes.fetch_sub(gone, Ordering::Relaxed);
    }

    /// The place of a question, held.
    fn place(&self, hash: u64) -> Option<Held<'_, Q, A>> {
        let place = self.places.get((hash % self.places.len() as u64) as usize)?;
        Some(place.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
