//! Decision records: append-only, replayable.
