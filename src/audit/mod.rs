//! Decision records: append-only, hash-chained, replayable.
//!
//! In: finished screenings and searches with the request they answer. Out: one line of JSON for each, chained
//! by digests, on disk before the answer is given. A record that was changed, moved, left out or
//! put in breaks the chain at its place. The chain tells of tampering by anyone who cannot rewrite
//! all records after it; keep the newest digest elsewhere to hold against that too.

mod log;
mod record;

pub use log::{Log, LogError};
pub use record::{Asked, Break, Decided, ListUsed, Record, Subject, result_digest, verify};
