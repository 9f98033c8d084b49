//! Party x list entry -> score with evidence, made in one pass.
//!
//! In: analysed names and the other published facts of two parties. Out: a [`PartyMatch`], or none.
//! Query and list entry are compared by the same function whatever the route (`compare`, `match`,
//! `screen`, HTTP). No legal decision is made here.
//!
//! [`align`](mod@align) finds which words stand for which; [`score`] weighs what agrees, `limits`
//! what does not; [`literal`] finds the same words but for a slip; [`person`] and [`native`] hold
//! what differs for people and for names in Chinese characters; [`party`] adds identifiers,
//! addresses, dates of birth; [`evidence`] puts it in words. [`ofac`] is another method, for users
//! who compare with OFAC's own tool.

use serde::{Deserialize, Serialize};

use crate::model::{ListId, PartyKind};
use crate::names::{self, Refusal};

pub mod address;
pub mod align;
pub mod evidence;
pub mod identifier;
mod limits;
pub mod literal;
pub mod native;
pub mod ofac;
pub mod party;
pub mod person;
pub mod score;
pub mod variants;

pub use party::{NAMES_MAX, PreparedParty, match_party, match_prepared};
pub use score::{Scored, score_analysed};

/// The default threshold: a pair that scores at least this is a match.
pub const THRESHOLD: f64 = 0.70;

/// How sure the match is that both are the same party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// Above the threshold, yet a person must judge.
    Possible,
    /// The same party, as far as the published facts can show.
    Confirmed,
}

/// What was matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// A strong name or alias.
    Name,
    /// A weak alias.
    WeakAlias,
    /// A published identifier.
    Identifier,
    /// A published address.
    Address,
}

/// One piece of evidence that a reviewer can read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What was compared: `name`, `word`, `legal_form`, `number`, `place`, `acronym`, `dob`,
    /// `country`, `gender`, `identifier`, `address` ...
    pub feature: String,
    /// One plain sentence.
    pub detail: String,
    /// Its contribution; negative speaks against.
    #[serde(serialize_with = "six_decimals")]
    pub weight: f64,
}

/// Scores are computed in single precision: what stands behind the sixth decimal is noise, and is
/// not told.
fn six_decimals<S: serde::Serializer>(score: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(told(*score))
}

/// A score as it is told.
pub(crate) fn told(score: f64) -> f64 {
    (score * 1e6).round() / 1e6
}

impl Evidence {
    /// A piece of evidence.
    pub fn new(feature: &str, detail: impl Into<String>, weight: f64) -> Self {
        Self { feature: feature.to_owned(), detail: detail.into(), weight }
    }
}

/// The score of one pair of names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NameScore {
    /// 0 (nothing in common) to 1 (literally equal).
    pub score: f64,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// A scored pair of a queried party and a list entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartyMatch {
    /// Which list.
    pub list: ListId,
    /// The entry's id on that list.
    pub entry: String,
    /// The entry's name that matched best, as published.
    pub name: String,
    /// The query's name that matched, as given.
    pub query: String,
    /// 0 to 1.
    #[serde(serialize_with = "six_decimals")]
    pub score: f64,
    /// How sure it is.
    pub identity: Identity,
    /// What was matched.
    pub by: MatchedBy,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// Scores two names of parties of unknown kind: the score that every route gives to this pair.
/// A name that cannot be screened scores 0 with the evidence `cannot_screen`; use
/// [`score_names_as`] to tell the two apart.
pub fn score_names(query: &str, candidate: &str) -> NameScore {
    score_names_as(query, candidate, PartyKind::Unknown).unwrap_or_else(|refusal| NameScore {
        score: 0.0,
        evidence: vec![Evidence::new("cannot_screen", refusal.to_string(), 0.0)],
    })
}

/// Scores two names of parties of `kind`.
///
/// # Errors
/// The [`Refusal`] of the name that cannot be screened.
pub fn score_names_as(query: &str, candidate: &str, kind: PartyKind) -> Result<NameScore, Refusal> {
    let a = names::analyse(query, kind)?;
    let b = names::analyse(candidate, kind)?;
    let scored = score_analysed(&a, &b);
    let evidence = evidence::of_names(&a, &b, &scored);
    Ok(NameScore { score: scored.score, evidence })
}
