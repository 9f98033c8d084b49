//! Idempotency keys: the same call again has the same answer, even from newer lists.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use super::answer::Answer;
use super::problem::{Kind, Problem};

/// The header of the key.
const HEADER: &str = "idempotency-key";
/// Most answers kept; the oldest go first.
const KEPT_MAX: usize = 10_000;

#[derive(Debug)]
struct Known<A> {
    /// Digest of the request.
    request: String,
    /// The answer; `None` while it is made.
    answer: Option<A>,
}

#[derive(Debug)]
struct Inside<A> {
    known: BTreeMap<String, Known<A>>,
    order: VecDeque<String>,
}

/// The answers of one route by key.
#[derive(Debug)]
pub struct Answers<A = Answer>(Mutex<Inside<A>>);

impl<A> Default for Answers<A> {
    fn default() -> Self {
        Self(Mutex::new(Inside { known: BTreeMap::new(), order: VecDeque::new() }))
    }
}

/// What is known of a key.
pub enum Begun<'a, A> {
    /// Nothing: make the answer, and hand it in.
    New(Making<'a, A>),
    /// The answer was made before.
    Known(A),
}

/// An answer in the making; given up where it is dropped.
pub struct Making<'a, A> {
    answers: &'a Answers<A>,
    key: String,
}

impl<A> Answers<A> {
    fn lock(&self) -> MutexGuard<'_, Inside<A>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins an answer under a key.
    ///
    /// # Errors
    /// 409 while the same key is being answered, 422 where it was used for another request.
    pub fn begin(&self, key: String, request: String) -> Result<Begun<'_, A>, Problem>
    where
        A: Clone,
    {
        let mut inside = self.lock();
        match inside.known.get(&key) {
            Some(known) if known.request != request => Err(Problem::new(
                Kind::Invalid,
                "this Idempotency-Key was used for another request; use a new one",
            )),
            Some(Known { answer: Some(answer), .. }) => Ok(Begun::Known(answer.clone())),
            Some(_) => {
                Err(Problem::new(Kind::Conflict, "a call with this Idempotency-Key is running"))
            }
            None => {
                inside.known.insert(key.clone(), Known { request, answer: None });
                inside.order.push_back(key.clone());
                while inside.order.len() > KEPT_MAX {
                    if let Some(oldest) = inside.order.pop_front() {
                        inside.known.remove(&oldest);
                    }
                }
                Ok(Begun::New(Making { answers: self, key }))
            }
        }
    }
}

impl<A: Clone> Making<'_, A> {
    /// Hands in the answer.
    pub fn finish(self, answer: &A) {
        if let Some(known) = self.answers.lock().known.get_mut(&self.key) {
            known.answer = Some(answer.clone());
        }
    }
}

impl<A> Drop for Making<'_, A> {
    fn drop(&mut self) {
        let mut inside = self.answers.lock();
        if inside.known.get(&self.key).is_some_and(|known| known.answer.is_none()) {
            inside.known.remove(&self.key);
            inside.order.retain(|key| *key != self.key);
        }
    }
}

/// A digest of all that a request says.
pub fn digest_of(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    super::snapshot::short(hash)
}

/// Refuses a key where it would mean nothing.
///
/// # Errors
/// 422 where the header was sent.
pub fn refuse(headers: &HeaderMap) -> Result<(), Problem> {
    if !headers.contains_key(HEADER) {
        return Ok(());
    }
    let detail = "Idempotency-Key works at /v1/screen and /v1/match alone: rows are answered as \
                  they come, and are not kept; leave it out, or send each transaction by itself";
    Err(Problem::new(Kind::Invalid, detail))
}

/// The key of a request, made the caller's own.
///
/// # Errors
/// A key that is no plain text of 1 to 255 characters.
pub fn key_of(headers: &HeaderMap, caller: &str) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(HEADER) else { return Ok(None) };
    match value.to_str() {
        Ok(text) if (1..=255).contains(&text.len()) => Ok(Some(format!("{caller}\n{text}"))),
        _ => Err(Problem::new(
            Kind::Invalid,
            "the header Idempotency-Key must hold 1 to 255 plain characters",
        )),
    }
}
