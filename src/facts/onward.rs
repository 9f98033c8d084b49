//! What the caller knows of the way onward -> further destinations.
//!
//! In: the texts on knowledge and end use. Out: what they say of where the goods go on to ("will be
//! re-exported to Russia", "final destination Tehran"). Where an item goes at the end is its
//! destination (15 CFR 748.5(f), 734.13(c)), whatever stop comes first. A country counts only behind
//! a phrase of movement or use in the same part of a sentence, and not behind a negation; red flags
//! are suspicions and are judged apart.

use super::statements::{self, Onward};
use crate::lists::countries;

/// Most words of a country's name ("democratic people s republic of korea").
const NAME_WORDS: usize = 7;

/// Codes of the countries to which `text` says the goods go on.
pub fn destinations(text: &str) -> Vec<String> {
    let Some(vocabulary) = statements::onward() else { return Vec::new() };
    clauses(text).iter().flat_map(|clause| named(clause, vocabulary)).collect()
}

/// What stands behind the phrases of movement or use, in lower case.
pub fn clauses(text: &str) -> Vec<String> {
    let Some(vocabulary) = statements::onward() else { return Vec::new() };
    let plain = statements::normalized(text);
    let parts = plain.split([',', ';', '.', '(', ')']);
    parts.filter_map(|part| behind(part, vocabulary)).map(str::to_owned).collect()
}

/// What stands behind the first phrase that is not denied.
fn behind<'t>(part: &'t str, vocabulary: &Onward) -> Option<&'t str> {
    let ends = vocabulary.phrases.iter().filter_map(|phrase| {
        let at = statements::find(part, phrase)?;
        (!statements::is_negated(part, at)).then(|| at + phrase.len())
    });
    ends.min().and_then(|end| part.get(end..))
}

/// Countries by name or adjective, the longest name first.
fn named(text: &str, vocabulary: &Onward) -> Vec<String> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut codes = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let most = NAME_WORDS.min(words.len() - at);
        let found = (1..=most).rev().find_map(|length| {
            let name = words.get(at..at + length)?.join(" ");
            // Two letters are as likely a word ("in") as a code.
            let country = (name.len() > 2).then(|| countries::code(&name)).flatten();
            let code = country.or_else(|| vocabulary.adjectives.get(&name).cloned())?;
            Some((code, length))
        });
        codes.extend(found.iter().map(|(code, _)| code.clone()));
        at += found.map_or(1, |(_, length)| length);
    }
    codes
}
