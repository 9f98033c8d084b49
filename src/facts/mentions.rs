//! Listed names in the caller's knowledge, notes, a party's affiliations and its address.
//!
//! In: free text. Out: matches by knowledge (the text says who really stands behind a party), by
//! mention, or by affiliation. Only names that the text gives in full count.

use serde_json::Value as Json;

use super::gather::{Finder, Unfinished, named, texts};
use super::premises;
use super::statements::Statements;
use super::view::{MatchView, PartyView, Via};
use crate::index::Hit;
use crate::matching::{Identity, MatchedBy};
use crate::model::{PartyKind, Transaction};

/// Most words of a name looked for in a text.
const WINDOW_MAX: usize = 6;
/// Most words of a text; a longer one is refused, never cut.
const WORDS_MAX: usize = 400;
/// Least score at which an entry is looked at: a bare acronym scores low.
const CANDIDATE_MIN: f64 = 0.4;
/// Least score for a name in a text: nothing but spelling may differ.
const SCORE_MIN: f64 = 0.95;

/// Records the listed names that the texts of `tx` mention.
pub fn find<'a>(tx: &'a Transaction, parties: &[PartyView<'a>], finder: &mut Finder<'a>) {
    for (key, value) in &tx.facts {
        if matches!(key.as_str(), "red_flags" | "covered_activity" | "is_informed" | "facility") {
            continue;
        }
        for text in texts(Some(value)) {
            scan(text, &format!("/facts/{key}"), None, tx, parties, finder);
        }
    }
    if let Some(text) = tx.end_use.as_ref().and_then(|end_use| end_use.description.as_deref()) {
        scan(text, "/end_use/description", None, tx, parties, finder);
    }
    for (at, view) in parties.iter().enumerate() {
        premises(at, view, finder);
        for text in &view.party.affiliations {
            let pointer = format!("{}/affiliations", view.pointer);
            scan(text, &pointer, Some(at), tx, parties, finder);
        }
        for key in ["notes", "note", "kyc_note"] {
            if let Some(text) = view.party.extra.get(key).and_then(Json::as_str) {
                scan(text, &format!("{}/{key}", view.pointer), None, tx, parties, finder);
            }
        }
    }
}

/// Records listed organizations on whose premises, or in whose care, the address of a party is.
fn premises<'a>(at: usize, view: &PartyView<'a>, finder: &mut Finder<'a>) {
    let more = texts(view.party.extra.get("addresses"));
    for name in view.party.address.as_deref().into_iter().chain(more).flat_map(premises::named_in) {
        let mut hits = in_full(name, finder);
        hits.retain(|hit| {
            let own = |m: &MatchView<'_>| m.party == at && m.hit.entry.id == hit.entry.id;
            let kind = hit.entry.party.kind;
            matches!(kind, PartyKind::Organization | PartyKind::Unknown)
                && !finder.matches.iter().any(own)
        });
        finder.push(at, view.role, Via::Mention, hits);
    }
}

fn scan<'a>(
    text: &str,
    pointer: &str,
    affiliate: Option<usize>,
    tx: &'a Transaction,
    parties: &[PartyView<'a>],
    finder: &mut Finder<'a>,
) {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || ",;:()[]\"“”".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() > WORDS_MAX {
        finder.unfinished.push(Unfinished {
            pointer: pointer.to_owned(),
            reason: format!("the text has more than {WORDS_MAX} words; give the names in fields"),
        });
        return;
    }
    let mut statements = Statements::default();
    statements.read(text);
    let via = match affiliate {
        Some(_) => Via::Affiliation,
        None if statements.has("identity_knowledge") => Via::Knowledge,
        None => Via::Mention,
    };
    let party = affiliate.unwrap_or_else(|| meant(tx, &words));
    let role = parties.get(party).map_or("party", |view| view.role);
    let mut at = 0;
    while at < words.len() {
        at += longest(&words, at, party, role, via, finder).unwrap_or(1);
    }
}

/// The party that the text speaks of: the first whose own words it holds, else the first.
fn meant(tx: &Transaction, words: &[&str]) -> usize {
    let mentions = |name: &str| {
        name.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() >= 3)
            .any(|word| words.iter().any(|w| w.eq_ignore_ascii_case(word)))
    };
    tx.parties.iter().position(|party| mentions(&party.name)).unwrap_or(0)
}

/// Looks for the longest listed name that begins at word `at`; gives how many words it took.
fn longest<'a>(
    words: &[&str],
    at: usize,
    party: usize,
    role: &'static str,
    via: Via,
    finder: &mut Finder<'a>,
) -> Option<usize> {
    for length in (1..=WINDOW_MAX.min(words.len() - at)).rev() {
        let window = words.get(at..at + length)?;
        if !may_be_a_name(window) {
            continue;
        }
        let hits = in_full(&window.join(" "), finder);
        if !hits.is_empty() {
            finder.push(party, role, via, hits);
            return Some(length);
        }
    }
    None
}

/// Entries whose name, or the acronym that the entry itself publishes, the words are.
fn in_full<'a>(words: &str, finder: &mut Finder<'a>) -> Vec<Hit<'a>> {
    let unfinished = finder.unfinished.len();
    let mut hits = finder.search_at(&named(words), "", CANDIDATE_MIN);
    // Words of a text that are no name say nothing about the screening of a party.
    finder.unfinished.truncate(unfinished);
    hits.retain(|hit| is_full(hit, words));
    hits.iter_mut().for_each(|hit| hit.matched.identity = Identity::Confirmed);
    hits
}

/// Names begin with a capital, a digit or a letter of a script without case.
fn may_be_a_name(window: &[&str]) -> bool {
    let capital = |word: &&str| {
        word.chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
    };
    match window {
        [one] => capital(one) && one.chars().count() >= 2,
        [first, .., last] => capital(first) && (capital(last) || last.contains('.')),
        [] => false,
    }
}

/// Whether the words give a strong name of the entry in full, or its published acronym.
fn is_full(hit: &Hit<'_>, words: &str) -> bool {
    let matched = &hit.matched;
    let whole = matched.score >= SCORE_MIN
        && matched.identity == Identity::Confirmed
        && matched.by == MatchedBy::Name;
    let is_acronym = words.chars().count() >= 3 && words.chars().all(char::is_uppercase);
    whole || (is_acronym && matched.name.contains(&format!("({words})")))
}
