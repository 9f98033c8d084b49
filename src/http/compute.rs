//! Runs the engine: behind the gate, within the deadline, with panics caught.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use super::gate::late;
use super::problem::{Kind, Problem};
use super::service::Shared;

/// A request up to this size is computed on the thread that read it: handing it to another thread
/// costs more than most screenings. Larger ones go to a thread of their own, so that the deadline
/// can be answered in time.
pub const INLINE_BYTES_MAX: usize = 16 << 10;

/// Computes `work` for a request of `bytes` that began at `since`.
///
/// # Errors
/// Overload, a passed deadline, and 500 where `work` panics. None of them is a verdict.
pub async fn run<T: Send + 'static>(
    service: &Shared,
    since: Instant,
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let place = service.gate.enter(since).await?;
    let caught = move || catch_unwind(AssertUnwindSafe(work));
    let done = if bytes <= INLINE_BYTES_MAX {
        caught()
    } else {
        let left = service.limits.deadline.saturating_sub(since.elapsed());
        match tokio::time::timeout(left, tokio::task::spawn_blocking(caught)).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => return Err(failed()),
            Err(_) => return Err(late()),
        }
    };
    drop(place);
    let value = done.map_err(|_| failed())?;
    if since.elapsed() > service.limits.deadline { Err(late()) } else { Ok(value) }
}

/// The answer of a request that failed inside.
pub fn failed() -> Problem {
    Problem::new(Kind::Failed, "the program failed on this request; nothing was screened")
}
