//! Idempotency keys: the same call again has the same answer, even from newer lists.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;

use super::answer::Answer;
use super::problem::{Kind, Problem};

/// Most answers kept; the oldest go first.
const KEPT_MAX: usize = 10_000;

#[derive(Debug)]
struct Known {
    /// Digest of the request.
    request: String,
    /// The answer; `None` while it is made.
    answer: Option<Answer>,
}

#[derive(Debug, Default)]
struct Inside {
    known: BTreeMap<String, Known>,
    order: VecDeque<String>,
}

/// The answers by key.
#[derive(Debug, Default)]
pub struct Answers(Mutex<Inside>);

/// What is known of a key.
pub enum Begun<'a> {
    /// Nothing: make the answer, and hand it in.
    New(Making<'a>),
    /// The answer was made before.
    Known(Answer),
}

/// An answer in the making; given up where it is dropped.
pub struct Making<'a> {
    answers: &'a Answers,
    key: String,
}

impl Answers {
    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins an answer under a key.
    ///
    /// # Errors
    /// 409 while the same key is being answered, 422 where it was used for another request.
    pub fn begin(&self, key: String, request: String) -> Result<Begun<'_>, Problem> {
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

impl Making<'_> {
    /// Hands in the answer.
    pub fn finish(self, answer: &Answer) {
        if let Some(known) = self.answers.lock().known.get_mut(&self.key) {
            known.answer = Some(answer.clone());
        }
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        let mut inside = self.answers.lock();
        if inside.known.get(&self.key).is_some_and(|known| known.answer.is_none()) {
            inside.known.remove(&self.key);
            inside.order.retain(|key| *key != self.key);
        }
    }
}

/// The key of a request, made the caller's own.
///
/// # Errors
/// A key that is no plain text of 1 to 255 characters.
pub fn key_of(headers: &HeaderMap, caller: &str) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str() {
        Ok(text) if (1..=255).contains(&text.len()) => Ok(Some(format!("{caller}\n{text}"))),
        _ => Err(Problem::new(
            Kind::Invalid,
            "the header Idempotency-Key must hold 1 to 255 plain characters",
        )),
    }
}
