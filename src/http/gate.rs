//! Admission: a bounded number of requests compute, a bounded number wait, the rest are told to
//! come again. Waiting counts against the deadline.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::limits::Limits;
use super::problem::{Kind, Problem};

/// The gate before the engine.
#[derive(Debug)]
pub struct Gate {
    places: Semaphore,
    waiting: AtomicUsize,
    limits: Limits,
}

/// Counts a waiting request for as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Gate {
    /// A gate with the limits' numbers.
    pub fn new(limits: Limits) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let places = if limits.computing == 0 { cores } else { limits.computing };
        Self { places: Semaphore::new(places), waiting: AtomicUsize::new(0), limits }
    }

    /// How many requests wait.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }

    /// A place to compute, for a request that began at `since`.
    ///
    /// # Errors
    /// 429 where too many wait already, 503 where the deadline passes while waiting.
    pub async fn enter(&self, since: Instant) -> Result<SemaphorePermit<'_>, Problem> {
        if let Ok(place) = self.places.try_acquire() {
            return Ok(place);
        }
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= self.limits.waiting {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            return Err(Problem::new(
                Kind::Overloaded,
                "more requests are waiting than can be answered in time; nothing was screened",
            ));
        }
        let _counted = Waiting(&self.waiting);
        let left = self.limits.deadline.saturating_sub(since.elapsed());
        match tokio::time::timeout(left, self.places.acquire()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) => Err(Problem::new(Kind::Unavailable, "the service is stopping")),
            Err(_) => Err(late()),
        }
    }
}

/// The answer past the deadline.
pub fn late() -> Problem {
    Problem::new(Kind::Deadline, "the answer was not finished in time; nothing was screened")
}
