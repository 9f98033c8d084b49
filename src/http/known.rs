//! Answers kept for requests that come again, word for word: from order to pick to pack to ship an
//! ERP system asks the same, and the same lists and rules have the same answer.
//!
//! In: a request whose answer follows from its address, its body, the day and one snapshot alone,
//! with that answer. Out: the answer, byte for byte. The answers belong to one snapshot and end with
//! it. Requests that are recorded are not kept: each of their decisions is made anew. Nor are those
//! that bear a key in their address.

use std::hash::{Hash, Hasher};

use axum::body::Bytes;
use axum::http::Uri;
use rustc_hash::FxHasher;

use crate::memo::Memo;
use crate::model::Date;

/// Requests of one kind whose answers a snapshot keeps, at most.
const REQUESTS_MAX: usize = 1 << 16;
/// Most bytes of their texts and those of their answers.
const BYTES_MAX: usize = 64 << 20;

/// All that an answer follows from beside the snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Asked<'r> {
    address: &'r str,
    today: Date,
    body: &'r [u8],
}

impl<'r> Asked<'r> {
    /// A request to `uri`; `None` where its answer is not to be kept.
    pub(super) fn of(uri: &'r Uri, today: Date, body: &'r [u8]) -> Option<Self> {
        let address = uri.path_and_query()?.as_str();
        (!address.contains("api_key")).then_some(Self { address, today, body })
    }

    fn hash(self) -> u64 {
        let mut hash = FxHasher::default();
        Hash::hash(&self, &mut hash);
        hash.finish()
    }
}

/// A request that is kept.
#[derive(Debug)]
struct Question {
    address: Box<str>,
    today: Date,
    body: Box<[u8]>,
}

impl Question {
    fn is(&self, asked: Asked<'_>) -> bool {
        asked == Asked { address: &self.address, today: self.today, body: &self.body }
    }
}

/// The answers to requests of one kind: their texts, and what goes with each.
#[derive(Debug)]
pub(super) struct Answers<A>(Memo<Question, (Bytes, A)>);

impl<A> Default for Answers<A> {
    fn default() -> Self {
        Self(Memo::new(REQUESTS_MAX, BYTES_MAX))
    }
}

impl<A: Clone> Answers<A> {
    /// How many requests came that could be known, and how many were.
    pub(super) fn counts(&self) -> (u64, u64) {
        self.0.counts()
    }

    /// The answer to a request: the one that is known, or the one made now, which is kept. One that
    /// is not to be kept is made anew.
    pub(super) async fn known_or<E>(
        &self,
        asked: Option<Asked<'_>>,
        make: impl Future<Output = Result<(Bytes, A), E>>,
    ) -> Result<(Bytes, A), E> {
        let Some(asked) = asked else { return make.await };
        if let Some(known) = self.known(asked) {
            return Ok(known);
        }
        let (text, with) = make.await?;
        self.keep(asked, &text, &with);
        Ok((text, with))
    }

    /// The answer to a request that is known.
    fn known(&self, asked: Asked<'_>) -> Option<(Bytes, A)> {
        let kept = self.0.known(asked.hash(), |question| question.is(asked))?;
        Some(kept.answer.clone())
    }

    /// Keeps an answer.
    fn keep(&self, asked: Asked<'_>, text: &Bytes, with: &A) {
        let bytes =
            size_of::<(Question, Bytes, A)>() + asked.address.len() + asked.body.len() + text.len();
        self.0.keep(asked.hash(), bytes, || {
            let Asked { address, today, body } = asked;
            let question = Question { address: address.into(), today, body: body.into() };
            // A copy has no spare room behind it.
            (question, (Bytes::copy_from_slice(text), with.clone()))
        });
    }
}
