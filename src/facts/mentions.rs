//! Listed names in the texts of a request: the caller's knowledge, notes, papers, product texts,
//! addresses, a party's affiliations.
//!
//! In: the texts of a transaction by the table of fields. Out: matches by knowledge (the text says who
//! really stands behind a party), by mention, or by affiliation. Only names that the text gives in
//! full count, legal forms aside; how they are found is the index's business. A text that is too long
//! is not searched, and the answer says so.

use super::fields::{Bears, Text};
use super::gather::{Finder, Unfinished, named};
use super::premises;
use super::roles;
use super::statements::Statements;
use super::view::{PartyView, Via};
use crate::index::Hit;
use crate::matching::{Identity, MatchedBy, THRESHOLD, identifier};
use crate::model::{Identifier, Party, PartyKind, Transaction};
use crate::names::passage::Passage;

/// Most words, or characters of a script without blanks, of a text; a longer one is refused, never
/// cut. A text of a request has at most 16,000 bytes, so that few reach it.
const UNITS_MAX: usize = 4_000;
/// Least score for a name in an address: nothing but spelling may differ.
const SCORE_MIN: f64 = 0.95;
/// Fewest letters of the registered name of a domain that is looked up.
const LABEL_MIN: usize = 5;

/// Records the listed names that the texts of `tx` mention.
pub fn find<'a>(
    tx: &'a Transaction,
    texts: &[Text<'a>],
    parties: &[PartyView<'a>],
    finder: &mut Finder<'a>,
) {
    for text in texts {
        match text.bears {
            Bears::Text | Bears::Knowledge | Bears::Affiliation | Bears::Name { .. } => {
                scan(text, tx, parties, finder);
            }
            Bears::Address => address(text, parties, finder),
            Bears::Domain => domain(text, parties, finder),
            Bears::Party | Bears::Owner | Bears::Identifier | Bears::Nothing(_) => {}
        }
    }
}

fn scan<'a>(
    text: &Text<'a>,
    tx: &'a Transaction,
    parties: &[PartyView<'a>],
    finder: &mut Finder<'a>,
) {
    let Some(passage) = passage(text, finder) else { return };
    let hits = mentioned(&passage, finder, |_| true);
    if hits.is_empty() {
        return;
    }
    let via = match text.bears {
        Bears::Affiliation => Via::Affiliation,
        Bears::Name { via, .. } => via,
        Bears::Knowledge if tells_identity(text.text) => Via::Knowledge,
        _ => Via::Mention,
    };
    let at = text.party.unwrap_or_else(|| meant(tx, text.text));
    let role = parties.get(at).map_or("party", |view| view.role);
    record(at, role, via, hits, finder);
}

/// The text cut for the search; `None`, and the check unfinished, where it is too long.
fn passage(text: &Text<'_>, finder: &mut Finder<'_>) -> Option<Passage> {
    let passage = Passage::new(text.text);
    if passage.units().len() <= UNITS_MAX {
        return Some(passage);
    }
    finder.unfinished.push(Unfinished {
        pointer: text.pointer.clone(),
        reason: format!("the text has more than {UNITS_MAX} words; give the names in fields"),
    });
    None
}

/// Entries in force whose names stand in a text, where the words told apart by `counts` count.
fn mentioned<'a>(
    passage: &Passage,
    finder: &mut Finder<'a>,
    counts: impl Fn(&Passage) -> bool,
) -> Vec<Hit<'a>> {
    let mut found = Vec::new();
    for mention in finder.sources.index.mentions(passage, finder.as_of.valid) {
        let words = passage.written(&mention.units);
        if counts(&Passage::new(words)) {
            found.extend(finder.in_force(words, mention.hits));
        }
    }
    found
}

/// Records hits, each entry once for a party and a standing. What takes part already as a party of
/// part 744, for sure, is not told again.
fn record<'a>(
    at: usize,
    role: &'static str,
    via: Via,
    mut hits: Vec<Hit<'a>>,
    finder: &mut Finder<'a>,
) {
    hits.retain(|hit| {
        !finder.matches.iter().any(|known| {
            let same = known.hit.number == hit.number;
            let told = known.party == at && known.via == via;
            let takes_part = known.via == Via::Party
                && known.hit.matched.identity == Identity::Confirmed
                && roles::is_ear_role(known.role);
            same && (told || (via == Via::Mention && takes_part))
        })
    });
    finder.push(at, role, via, hits);
}

/// Whether the caller says that a party is another than the one named.
fn tells_identity(text: &str) -> bool {
    let mut statements = Statements::default();
    statements.read(text);
    statements.has("identity_knowledge")
}

/// The party that the text speaks of: the first whose own words it holds, else the first.
fn meant(tx: &Transaction, text: &str) -> usize {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= 3);
        words.map(str::to_lowercase).collect()
    };
    let said = words(text);
    let holds = |name: &str| words(name).iter().any(|word| said.contains(word));
    tx.parties.iter().position(|party| holds(&party.name)).unwrap_or(0)
}

/// Records listed organizations on whose premises, or in whose care, an address is, and those whose
/// names of two words or more stand in it. A single word is as likely the name of a road.
fn address<'a>(text: &Text<'a>, parties: &[PartyView<'a>], finder: &mut Finder<'a>) {
    let Some(passage) = passage(text, finder) else { return };
    let mut hits = mentioned(&passage, finder, |words| words.units().len() > 1);
    for name in premises::named_in(text.text) {
        hits.extend(in_full(name, finder));
    }
    let at = text.party.unwrap_or(parties.len());
    hits.retain(|hit| {
        let kind = hit.entry.party.kind;
        matches!(kind, PartyKind::Organization | PartyKind::Unknown)
            && !finder.matches.iter().any(|m| m.party == at && m.hit.number == hit.number)
    });
    let role = parties.get(at).map_or("party", |view| view.role);
    record(at, role, Via::Mention, hits, finder);
}

/// Entries whose name the words are.
fn in_full<'a>(words: &str, finder: &mut Finder<'a>) -> Vec<Hit<'a>> {
    let unfinished = finder.unfinished.len();
    let mut hits = finder.search_at(&named(words), "", THRESHOLD);
    // Words of an address that are no name say nothing about the screening of a party.
    finder.unfinished.truncate(unfinished);
    hits.retain(|hit| {
        let matched = &hit.matched;
        matched.score >= SCORE_MIN
            && matched.identity == Identity::Confirmed
            && matched.by == MatchedBy::Name
    });
    hits.extend(mentioned(&Passage::new(words), finder, |_| true));
    hits
}

/// Records listed organizations whose distinctive name is the registered name of a domain.
fn domain<'a>(text: &Text<'a>, parties: &[PartyView<'a>], finder: &mut Finder<'a>) {
    let mut hits = Vec::new();
    for label in registered_names(text.text) {
        let passage = Passage::new(label);
        let letters: usize = passage.units().iter().map(|unit| unit.text.len()).sum();
        if letters >= LABEL_MIN {
            hits.extend(mentioned(&passage, finder, |words| words.units() == passage.units()));
        }
    }
    for listed in published(text.text) {
        let found = finder.search(&listed, &text.pointer);
        hits.extend(found.into_iter().filter(|hit| hit.matched.by == MatchedBy::Identifier));
    }
    let at = text.party.unwrap_or(parties.len());
    let role = parties.get(at).map_or("party", |view| view.role);
    record(at, role, Via::Mention, hits, finder);
}

/// Parties that are no more than the e-mail and web addresses of a text, to be found by the addresses
/// that entries publish.
fn published(text: &str) -> impl Iterator<Item = Party> + '_ {
    let of = |kind: &str, number: &str| Identifier {
        kind: kind.to_owned(),
        number: number.to_owned(),
        country: None,
    };
    addresses(text).map(move |address| {
        let (mailbox, site) =
            address.rsplit_once('@').map_or((None, address), |(_, host)| (Some(address), host));
        let mailbox = mailbox.map(|mailbox| of("email", mailbox));
        let site = of(identifier::WEBSITE, site);
        Party { identifiers: mailbox.into_iter().chain([site]).collect(), ..Party::default() }
    })
}

/// The words of a text between the marks that stand around addresses.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || ",;<>()[]\"'".contains(c))
        .filter(|address| address.contains('.'))
}

/// The registered names in e-mail addresses and web addresses: `hikvision` of
/// `sales@mail.hikvision.com.cn`.
fn registered_names(text: &str) -> impl Iterator<Item = &str> {
    addresses(text).filter_map(|address| {
        let mut labels = identifier::host_in(address).rsplit('.');
        let (top, name) = (labels.next()?, labels.next()?);
        let is_registry = top.len() == 2 && (name.len() <= 3 || REGISTRIES.contains(&name));
        if is_registry { labels.next().or(Some(name)) } else { Some(name) }
    })
}

/// Second labels under which registries of countries register names, beside those of two or three
/// letters (`co.uk`, `com.cn`).
const REGISTRIES: &[&str] = &["gouv", "govt", "firm", "info", "mobi"];
