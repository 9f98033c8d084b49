//! Party x list entry -> score with evidence, made in one pass.
//!
//! In: analysed names and the other published facts of two parties. Out: a [`PartyMatch`], or none.
//! Query and list entry are compared by the same function whatever the route (`compare`, `match`,
//! `screen`, HTTP). No legal decision is made here.

use serde::{Deserialize, Serialize};

use crate::model::{ListEntry, ListId, Party};

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
    pub weight: f64,
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
    pub score: f64,
    /// How sure it is.
    pub identity: Identity,
    /// What was matched.
    pub by: MatchedBy,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// Scores two names: the score that every route gives to this pair.
pub fn score_names(query: &str, candidate: &str) -> NameScore {
    let (a, b) = (query.to_lowercase(), candidate.to_lowercase());
    NameScore { score: strsim::jaro_winkler(&a, &b), evidence: Vec::new() }
}

/// Scores a queried party against a list entry on its names, identifiers, addresses and other
/// facts; `None` below `threshold`.
pub fn match_party(query: &Party, entry: &ListEntry, threshold: f64) -> Option<PartyMatch> {
    let mut best: Option<PartyMatch> = None;
    for q in &query.names {
        for c in &entry.party.names {
            let scored = score_names(&q.text, &c.text);
            if scored.score < threshold || best.as_ref().is_some_and(|b| b.score >= scored.score) {
                continue;
            }
            best = Some(PartyMatch {
                list: entry.list.clone(),
                entry: entry.id.clone(),
                name: c.text.clone(),
                query: q.text.clone(),
                score: scored.score,
                identity: if scored.score > 0.92 {
                    Identity::Confirmed
                } else {
                    Identity::Possible
                },
                by: MatchedBy::Name,
                evidence: scored.evidence,
            });
        }
    }
    best
}
