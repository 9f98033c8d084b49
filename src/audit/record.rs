//! One record, and the chain of all.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::{AsOf, hex};

/// The digest before the first record.
pub const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A list edition as a record names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListUsed {
    /// Its id.
    pub id: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// A screening of a transaction: of its own, or of one row of a batch.
    Screening,
    /// A search for parties (`/v1/match`).
    Match,
}

/// The part of a record that each answer makes anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// What it answers.
    pub asked: Asked,
    /// The request.
    pub request: Value,
    /// The dates.
    pub as_of: AsOf,
    /// The verdict; of a search `matched`, `not_matched` or `incomplete`.
    pub verdict: &'static str,
    /// SHA-256 of the answer.
    pub result_sha256: String,
}

/// What was decided, on what, from what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// When the answer was made (UTC, RFC 3339). It decides nothing.
    pub at: String,
    /// Who asked: the id of the key; empty where keys are off.
    pub by: String,
    /// The request's id.
    pub request_id: String,
    /// What was asked.
    pub asked: Asked,
    /// The transaction, or the search, as it was asked.
    pub request: Value,
    /// The day of the transaction.
    pub valid: String,
    /// Whether nobody stated that day, so that it is that of the clock.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_clock: bool,
    /// The day of knowledge.
    pub known: String,
    /// The profile as it was.
    pub profile: Value,
    /// The program.
    pub engine: String,
    /// Digest of the rules.
    pub rules_digest: String,
    /// The lists.
    pub lists: Vec<ListUsed>,
    /// The verdict; of a search `matched`, `not_matched` or `incomplete`.
    pub verdict: String,
    /// SHA-256 of the whole screening as JSON text, or of a search's results: what a replay must
    /// give again, bit for bit.
    pub result_sha256: String,
}

/// One record of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its number, from 1.
    pub seq: u64,
    /// The digest of the record before it.
    pub prev: String,
    /// What it records.
    #[serde(flatten)]
    pub subject: Subject,
    /// SHA-256 over number, digest before and subject.
    pub hash: String,
}

/// SHA-256 of the text of an answer.
pub fn result_digest(text: &[u8]) -> String {
    hex(&Sha256::digest(text))
}

impl Record {
    /// The record of a subject after another one.
    pub(super) fn after(seq: u64, prev: String, subject: Subject) -> Self {
        let hash = digest(seq, &prev, &subject);
        Self { seq, prev, subject, hash }
    }
}

fn digest(seq: u64, prev: &str, subject: &Subject) -> String {
    let mut hash = Sha256::new();
    hash.update(seq.to_be_bytes());
    hash.update(prev.as_bytes());
    hash.update(serde_json::to_vec(subject).unwrap_or_default());
    hex(&hash.finalize())
}

/// Where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Number of the line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

/// Reads and verifies a chain: its records, and every place where it is broken.
pub fn verify(bytes: &[u8]) -> (Vec<Record>, Vec<Break>) {
    let mut records = Vec::new();
    let mut breaks = Vec::new();
    let (mut seq, mut prev) = (1, FIRST.to_owned());
    let whole = bytes.is_empty() || bytes.ends_with(b"\n");
    for (text, line) in bytes.split(|byte| *byte == b'\n').zip(1..) {
        if text.is_empty() {
            continue;
        }
        let mut wrong = |reason: String| breaks.push(Break { line, reason });
        let record: Record = match serde_json::from_slice(text) {
            Ok(record) => record,
            Err(error) => {
                wrong(format!("no record: {error}"));
                continue;
            }
        };
        if record.seq != seq {
            wrong(format!("record {} stands where {seq} must stand", record.seq));
        }
        if record.prev != prev {
            wrong(format!("record {} does not follow the record before it", record.seq));
        }
        if digest(record.seq, &record.prev, &record.subject) != record.hash
            || serde_json::to_vec(&record).ok().as_deref() != Some(text)
        {
            wrong(format!("record {} was changed", record.seq));
        }
        seq = record.seq.saturating_add(1);
        prev.clone_from(&record.hash);
        records.push(record);
    }
    if !whole {
        breaks
            .push(Break { line: records.len() + 1, reason: "the last line is cut off".to_owned() });
    }
    (records, breaks)
}
