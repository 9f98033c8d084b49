//! Party x list entry: names, then identifiers, addresses, dates of birth and countries. A missing
//! field is unknown and changes nothing; only a contradicting field lowers a match.

use std::borrow::Cow;

use super::address::{AddressKey, Agreement};
use super::evidence::of_names;
use super::score::{Scored, score_analysed};
use super::{Evidence, Identity, MatchedBy, PartyMatch, identifier};
use crate::model::{Date, ListEntry, Name, NameKind, Party, PartyKind};
use crate::names::{AnalysedName, Refusal, TokenClass, analyse};

/// Most names of one asked party; a party with more is refused, never screened by some of them.
pub const NAMES_MAX: usize = 200;

/// A party with its names analysed, for use against many entries.
#[derive(Debug, Clone)]
pub struct PreparedParty<'a> {
    /// The party.
    pub party: &'a Party,
    /// Its names that can be screened, with their kind and text.
    pub names: Vec<(&'a Name, Cow<'a, AnalysedName>)>,
    /// Its names that cannot, or not reliably, and why. A party with any of these is not fully
    /// screened.
    pub refused: Vec<(&'a Name, Refusal)>,
    addresses: Vec<AddressKey>,
}

impl<'a> PreparedParty<'a> {
    /// Analyses the names and addresses of a party. Empty names are left out.
    pub fn new(party: &'a Party) -> Self {
        let mut prepared =
            Self { party, names: Vec::new(), refused: Vec::new(), addresses: Vec::new() };
        for name in party.names.iter().filter(|name| !name.text.trim().is_empty()) {
            match analyse(&name.text, party.kind) {
                Ok(analysed) => {
                    if analysed.unsure {
                        prepared.refused.push((name, Refusal::Script));
                    }
                    prepared.names.push((name, Cow::Owned(analysed)));
                }
                Err(refusal) => prepared.refused.push((name, refusal)),
            }
        }
        prepared.addresses = party.addresses.iter().map(AddressKey::new).collect();
        prepared
    }

    /// A party whose names were analysed before. Its addresses are left out unless
    /// `with_addresses`: they count only against a party that has some.
    pub fn of_analysed(
        party: &'a Party,
        names: impl Iterator<Item = (&'a Name, &'a AnalysedName)>,
        with_addresses: bool,
    ) -> Self {
        let names = names.map(|(name, analysed)| (name, Cow::Borrowed(analysed))).collect();
        let addresses = party.addresses.iter().filter(|_| with_addresses).map(AddressKey::new);
        Self { party, names, refused: Vec::new(), addresses: addresses.collect() }
    }
}

/// Scores a queried party against a list entry on its names, identifiers, addresses and other
/// facts; `None` below `threshold`. Names of the entry that the list did not carry on `on` do not
/// count; `None` counts all.
pub fn match_party(
    query: &Party,
    entry: &ListEntry,
    threshold: f64,
    on: Option<Date>,
) -> Option<PartyMatch> {
    match_prepared(
        &PreparedParty::new(query),
        &PreparedParty::new(&entry.party),
        entry,
        threshold,
        on,
    )
}

/// [`match_party`] on parties that are prepared already.
pub fn match_prepared(
    query: &PreparedParty<'_>,
    listed: &PreparedParty<'_>,
    entry: &ListEntry,
    threshold: f64,
    on: Option<Date>,
) -> Option<PartyMatch> {
    let best = best_name(query, listed, on);
    let facts = Facts::new(query, listed);
    let mut scored = best.as_ref().map_or(0.0, |b| facts.adjusted(b.scored.score, b.listed.kind));
    let mut identity = best.as_ref().map_or(Identity::Possible, |b| facts.identity(b));
    let mut by = match best.as_ref().map(|b| b.listed.kind) {
        Some(NameKind::WeakAlias) => MatchedBy::WeakAlias,
        _ => MatchedBy::Name,
    };
    if facts.identifier.is_some() && scored < 0.95 {
        if scored < threshold {
            by = MatchedBy::Identifier;
        }
        scored = scored.max(0.95);
        identity = identity.max(Identity::Confirmed);
    } else if facts.address == Agreement::Street && scored < threshold {
        by = MatchedBy::Address;
        scored = 0.75;
        identity = if entry.party.kind == PartyKind::Address {
            Identity::Confirmed
        } else {
            Identity::Possible
        };
    }
    if scored < threshold || scored <= 0.0 {
        return None;
    }
    let mut evidence = match &best {
        Some(best) if matches!(by, MatchedBy::Name | MatchedBy::WeakAlias) => {
            of_names(best.query_name, best.listed_name, &best.scored)
        }
        _ => Vec::new(),
    };
    evidence.extend(facts.evidence());
    Some(PartyMatch {
        list: entry.list.clone(),
        entry: entry.id.clone(),
        name: best
            .as_ref()
            .filter(|_| by != MatchedBy::Address)
            .map_or_else(|| entry.party.caption(), |b| b.listed.text.as_str())
            .to_owned(),
        query: best
            .as_ref()
            .map_or_else(|| query.party.caption(), |b| b.query.text.as_str())
            .to_owned(),
        score: scored,
        identity,
        by,
        evidence,
    })
}

struct Best<'a> {
    query: &'a Name,
    listed: &'a Name,
    query_name: &'a AnalysedName,
    listed_name: &'a AnalysedName,
    scored: Scored,
}

fn best_name<'a>(
    query: &'a PreparedParty<'_>,
    listed: &'a PreparedParty<'_>,
    on: Option<Date>,
) -> Option<Best<'a>> {
    let mut best: Option<Best<'a>> = None;
    for (q, query_name) in &query.names {
        for (l, listed_name) in &listed.names {
            if on.is_some_and(|day| !l.span.contains(day)) {
                continue;
            }
            let mut scored = score_analysed(query_name, listed_name);
            if l.kind == NameKind::WeakAlias && scored.score < 0.96 {
                scored.score *= 0.8;
                scored.same_words = false;
            }
            let better = best.as_ref().is_none_or(|b| {
                scored.score > b.scored.score
                    || (scored.score == b.scored.score && scored.same_words && !b.scored.same_words)
            });
            if better {
                best = Some(Best { query: q, listed: l, query_name, listed_name, scored });
            }
        }
    }
    best
}

/// What the other fields say.
struct Facts {
    identifier: Option<String>,
    /// Both give an identifier of one kind, and no number agrees.
    other_number: bool,
    address: Agreement,
    /// Both give addresses, and no town agrees.
    elsewhere: bool,
    born: Option<bool>,
    gender: Option<bool>,
    country: Option<bool>,
}

impl Facts {
    fn new<'p>(query: &PreparedParty<'p>, listed: &PreparedParty<'p>) -> Self {
        let (q, l) = (query.party, listed.party);
        let identifier = q
            .identifiers
            .iter()
            .find(|a| l.identifiers.iter().any(|b| identifier::same(a, b)))
            .map(|id| format!("{} {}", id.kind, id.number));
        let other_number = identifier.is_none()
            && q.identifiers
                .iter()
                .any(|a| l.identifiers.iter().any(|b| a.kind.eq_ignore_ascii_case(&b.kind)));
        let mut address = Agreement::None;
        for a in &query.addresses {
            for b in &listed.addresses {
                address = match (address, a.agreement(b)) {
                    (Agreement::Street, _) | (_, Agreement::Street) => Agreement::Street,
                    (Agreement::City, _) | (_, Agreement::City) => Agreement::City,
                    _ => Agreement::None,
                };
            }
        }
        let agree = |a: &[&str], b: &[&str], same: fn(&str, &str) -> bool| {
            (!a.is_empty() && !b.is_empty()).then(|| a.iter().any(|x| b.iter().any(|y| same(x, y))))
        };
        let countries = |party: &'p Party| -> Vec<&'p str> {
            party.countries.iter().map(String::as_str).collect()
        };
        let gender = |party: &Party| party.gender.as_deref().and_then(gender_of);
        let gender = gender(q).zip(gender(l)).map(|(a, b)| a == b);
        let elsewhere = address == Agreement::None
            && !query.addresses.is_empty()
            && !listed.addresses.is_empty();
        Self {
            identifier,
            other_number,
            address,
            elsewhere,
            born: agree(&births(q), &births(l), same_birth),
            gender,
            country: agree(&countries(q), &countries(l), str::eq_ignore_ascii_case),
        }
    }

    fn adjusted(&self, score: f64, kind: NameKind) -> f64 {
        let mut score = score;
        let supported = self.born == Some(true) || self.address == Agreement::Street;
        if supported && score >= 0.45 {
            score = (score + 0.25).min(0.99).max(score);
        }
        if kind == NameKind::WeakAlias && !supported && score < 0.7 {
            return score;
        }
        if self.born == Some(false) {
            score -= 0.2;
        }
        if self.gender == Some(false) {
            score -= 0.2;
        }
        if self.country == Some(false) && score < 0.9 {
            score -= 0.03;
        }
        score.max(0.0)
    }

    fn identity(&self, best: &Best<'_>) -> Identity {
        let (scored, kind) = (&best.scored, best.listed.kind);
        // Many companies share a name of one word: another country with another number or address
        // is another company, until a person says otherwise.
        let namesake = self.identifier.is_none()
            && self.country == Some(false)
            && (self.other_number || self.elsewhere)
            && is_one_word(best.query_name);
        let contradicted = self.born == Some(false) || self.gender == Some(false) || namesake;
        let strong = scored.same_words && scored.score >= 0.85 && kind != NameKind::WeakAlias;
        let supported = scored.score >= 0.8 && self.born == Some(true);
        if (strong || supported) && !contradicted {
            Identity::Confirmed
        } else {
            Identity::Possible
        }
    }

    fn evidence(&self) -> Vec<Evidence> {
        let mut out = Vec::new();
        if let Some(identifier) = &self.identifier {
            out.push(Evidence::new(
                "identifier",
                format!("the same identifier: {identifier}"),
                0.95,
            ));
        }
        if self.other_number {
            out.push(Evidence::new("identifier", "another number of the same kind", 0.0));
        }
        if self.address == Agreement::Street {
            out.push(Evidence::new("address", "the same street address", 0.25));
        }
        let mut field = |feature: &str,
                         agrees: Option<bool>,
                         yes: &str,
                         no: &str,
                         weight: f64,
                         against: f64| match agrees {
            Some(true) => out.push(Evidence::new(feature, yes, weight)),
            Some(false) => out.push(Evidence::new(feature, no, against)),
            None => {}
        };
        field("dob", self.born, "the same date of birth", "another date of birth", 0.25, -0.2);
        field("gender", self.gender, "the same gender", "another gender", 0.0, -0.2);
        field("country", self.country, "a country in common", "no country in common", 0.0, -0.03);
        out
    }
}

/// Whether nothing but one word, legal forms aside, makes up the name.
fn is_one_word(name: &AnalysedName) -> bool {
    name.readings.iter().all(|reading| {
        reading.tokens.iter().filter(|token| token.class != TokenClass::Legal).count() <= 1
    })
}

/// Dates of birth that can be compared: those that begin with a year. Another says nothing, so that
/// it speaks neither for nor against a match.
fn births(party: &Party) -> Vec<&str> {
    let begins_with_year = |text: &&str| {
        let year = text.as_bytes().first_chunk::<4>();
        year.is_some_and(|year| year.iter().all(u8::is_ascii_digit))
            && !text.as_bytes().get(4).is_some_and(u8::is_ascii_digit)
    };
    party.dates_of_birth.iter().map(|text| text.trim()).filter(begins_with_year).collect()
}

/// A gender as papers write it; `None` where it is neither, or not known.
fn gender_of(text: &str) -> Option<char> {
    match text.trim().to_lowercase().as_str() {
        "male" | "m" | "man" => Some('m'),
        "female" | "f" | "w" | "woman" => Some('f'),
        _ => None,
    }
}

/// Dates of birth agree as far as both are known (`1965` and `1965-04-02`).
fn same_birth(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.len() >= 4 && long.starts_with(short)
}
