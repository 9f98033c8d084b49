//! Texts of the transaction -> what they point to that it does not state.
//!
//! In: every text of the request with its class (`fields`) and what the transaction states. Out:
//! a [`TextFinding`] for every text: places, uses and users of concern that are not stated, and of
//! statements of knowledge whatever is not understood. Knowledge is "positive knowledge and an
//! awareness of a high probability" (15 CFR 772.1); what the caller was told counts. A denial
//! denies; a text that says nothing says nothing. Nothing here decides a verdict: the facts are
//! read by the rules.

pub(crate) mod address;
pub(crate) mod denial;
pub(crate) mod fields;
pub(crate) mod lexicon;
pub(crate) mod places;
pub(crate) mod reading;
pub(crate) mod stated;
pub mod status;

use serde::Serialize;

use crate::model::Transaction;
use fields::{Class, Field};
use stated::Stated;

pub use lexicon::SOURCES;

/// What a text means for the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// It says nothing that the transaction does not state.
    Understood,
    /// It points to a place that the transaction does not state.
    PointsElsewhere,
    /// It names a use or user of concern that the transaction does not state.
    UseOfConcern,
    /// A statement that is not understood.
    NotUnderstood,
    /// The address contradicts the country of its party.
    Contradicts,
}

/// One text that was read, or one thing that it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextFinding {
    /// Where in the request.
    pub pointer: String,
    /// How many words it has.
    pub words: usize,
    /// What it means.
    pub means: Means,
    /// The words that say so, as written; empty where it is understood.
    pub quote: String,
    /// What they name: an ISO code, a region, a kind of use; empty where nothing.
    pub names: String,
    /// Number of the party whose field it is.
    pub party: Option<usize>,
}

/// Most characters of a quotation.
const QUOTE_MAX: usize = 120;

/// Whether the dictionaries that are part of the program could be read; the error otherwise.
pub fn check() -> Result<(), String> {
    lexicon::check()
}

/// What every text of `tx` says. `destinations` are those that the fields state.
pub fn read(tx: &Transaction, destinations: &[String]) -> Vec<TextFinding> {
    let stated = Stated::of(tx, destinations);
    fields::fields(tx).iter().flat_map(|field| of_field(field, &stated)).collect()
}

/// Whether a text says that there is nothing to say ("none", "n/a", "keine").
pub fn says_nothing(text: &str) -> bool {
    text.trim().is_empty() || reading::Reading::of(text).is_some_and(|r| r.says_nothing())
}

/// Codes of the countries to which `text` says the goods go, or in which they are used.
pub fn destinations(text: &str) -> Vec<String> {
    let Some(reading) = reading::Reading::of(text) else { return Vec::new() };
    let clear = reading.places().into_iter().filter(|place| place.clear && !place.is_origin);
    // Regions are found as places of the tables of law.
    clear.map(|place| place.country.clone()).filter(|code| code.len() == 2).collect()
}

/// Whether `text` names `region` by `word` and does not mean it: in a denial, as a street, as the kind
/// of a ware. A word that the gazetteer does not know by itself is never excused.
pub fn excuses(text: &str, word: &str, region: &str) -> bool {
    let names = |text: &str| {
        reading::Reading::of(text)
            .is_some_and(|reading| reading.places().iter().any(|place| place.country == region))
    };
    names(word) && !names(text)
}

/// What stands behind the phrases of movement or use in `text`.
pub fn movements(text: &str) -> Vec<String> {
    reading::Reading::of(text).map_or_else(Vec::new, |reading| reading.movements())
}

fn of_field(field: &Field<'_>, stated: &Stated) -> Vec<TextFinding> {
    let Some(reading) = reading::Reading::of(field.text) else {
        return vec![finding(field, 0, Means::NotUnderstood, field.text, "")];
    };
    let words = reading.words();
    let mut found: Vec<TextFinding> = Vec::new();
    for (quote, country) in places::elsewhere(field, &reading, stated) {
        found.push(finding(field, words, Means::PointsElsewhere, &quote, &country));
    }
    for (quote, country) in address::contradictions(field, &reading, stated) {
        found.push(finding(field, words, Means::Contradicts, &quote, &country));
    }
    for (quote, kind) in reading.uses(field.class.is_place()) {
        if !stated.uses.contains(&kind) {
            found.push(finding(field, words, Means::UseOfConcern, &quote, &kind));
        }
    }
    if field.class == Class::Statement {
        for quote in reading.not_understood(&stated.words) {
            found.push(finding(field, words, Means::NotUnderstood, &quote, ""));
        }
    }
    if found.is_empty() {
        found.push(finding(field, words, Means::Understood, "", ""));
    }
    found
}

fn finding(field: &Field<'_>, words: usize, means: Means, quote: &str, names: &str) -> TextFinding {
    let quote: String = quote.chars().take(QUOTE_MAX).collect();
    let pointer = field.pointer.clone();
    TextFinding { pointer, words, means, quote, names: names.to_owned(), party: field.party }
}

/// The quotations of the findings of one meaning, each with its place in the request; none where
/// there are none.
pub fn quoted(findings: &[TextFinding], means: Means) -> Option<String> {
    shown(findings.iter().filter(|finding| finding.means == means))
}

/// As [`quoted`], of the fields of one party.
pub fn quoted_of(findings: &[TextFinding], means: Means, party: usize) -> Option<String> {
    shown(findings.iter().filter(|f| f.means == means && f.party == Some(party)))
}

fn shown<'f>(findings: impl Iterator<Item = &'f TextFinding>) -> Option<String> {
    let mut quotes: Vec<String> =
        findings.map(|finding| format!("\"{}\" ({})", finding.quote, finding.pointer)).collect();
    quotes.dedup();
    (!quotes.is_empty()).then(|| quotes.join("; "))
}
