//! Transaction, index, tables and dictionaries -> the views that facts are read off.
//!
//! In: a checked transaction. Out: parties with their matches (by name, identifier, address,
//! ownership and the caller's knowledge), items with classification and jurisdiction, places. What
//! could not be screened is named in [`Gathered::unfinished`].

use serde_json::Value as Json;

use super::answered;
use super::authorization;
use super::chart;
use super::fields::{self, FieldRead};
use super::jurisdiction::{self, Setting};
use super::letters;
use super::mentions;
use super::named;
use super::owners::{self, Owned};
use super::places;
use super::roles;
use super::statements::Statements;
use super::texts::{self as words, Means, TextFinding, status};
use super::view::{self, ItemView, MatchView, PartyView, TxView, Via};
use crate::index::{Hit, Index, SearchOptions};
use crate::items::Classifier;
use crate::items::{eccn, hs};
use crate::matching::Identity;
use crate::model::{
    Actor, Address, AsOf, EntryStatus, Identifier, ListEntry, Name, NameKind, Party, PartyKind,
    Transaction, TransactionParty, Truth,
};
use crate::names::passage::is_one_letter;
use crate::rules::tables::Tables;

/// What gathering needs besides the transaction.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The index over all list editions.
    pub index: &'a Index,
    /// Tables of law.
    pub tables: &'a Tables,
    /// Product dictionaries.
    pub classifier: &'a Classifier,
    /// Least score of a match.
    pub threshold: f64,
}

/// A check that could not be finished; the verdict cannot be "no license required".
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unfinished {
    /// Where in the request.
    pub pointer: String,
    /// Why, in words.
    pub reason: String,
}

/// An entry that is no legal verdict: reported to be about to be listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported<'a> {
    /// The party's name as given.
    pub party: String,
    /// The entry.
    pub entry: &'a ListEntry,
}

/// Everything found about one transaction.
#[derive(Debug)]
pub struct Gathered<'a> {
    /// The transaction as a whole.
    pub tx: TxView<'a>,
    /// Its parties; the last is the actor.
    pub parties: Vec<PartyView<'a>>,
    /// Matches of parties, owners and mentions with entries in force.
    pub matches: Vec<MatchView<'a>>,
    /// Entries reported but not listed.
    pub reported: Vec<Reported<'a>>,
    /// What could not be finished.
    pub unfinished: Vec<Unfinished>,
    /// How every field that holds a text was searched for names.
    pub fields: Vec<FieldRead>,
    /// Every text that was read, and what it says.
    pub texts: Vec<TextFinding>,
}

/// Gathers everything but the items.
pub fn gather<'a>(tx: &'a Transaction, as_of: AsOf, sources: Sources<'a>) -> Gathered<'a> {
    let mut finder = Finder {
        sources,
        as_of,
        matches: Vec::new(),
        reported: Vec::new(),
        unfinished: Vec::new(),
    };
    let texts = words::read(tx, &stated_destinations(tx));
    let parties = parties(tx, &texts);
    for (at, view) in parties.iter().enumerate() {
        finder.party(at, view);
    }
    if let Some(actor) = &tx.actor {
        finder.actor(parties.len(), actor);
    }
    let given = fields::texts(tx);
    named::find(&given, &parties, &mut finder);
    let statements = statements(tx);
    mentions::find(tx, &given, &parties, &mut finder);
    answered::heed(&parties, &mut finder.matches);
    let mut found = TxView {
        destinations: destinations(tx),
        transit: sorted(places::passed(tx)),
        headquarters: headquarters(tx),
        suppliers: suppliers(tx),
        sources: sources_of(tx),
        party_countries: party_countries(tx),
        statements,
        outbound: covered_activity(tx),
        red_flags: red_flags(tx),
        red_flag_kinds: red_flag_kinds(tx),
        listed_on: listed_on(&finder.matches),
        roles: role_set(&parties),
        regions: Vec::new(),
        places: Vec::new(),
        doubtful_places: Vec::new(),
        place_words: Vec::new(),
        words_elsewhere: words::quoted(&texts, Means::PointsElsewhere),
        words_of_concern: words::quoted(&texts, Means::UseOfConcern),
        words_not_understood: words::quoted(&texts, Means::NotUnderstood),
        tx,
        as_of,
        tables: sources.tables,
    };
    places::find(&mut found);
    Gathered {
        tx: found,
        parties,
        matches: finder.matches,
        reported: finder.reported,
        unfinished: finder.unfinished,
        fields: fields::read(&given),
        texts,
    }
}

/// The items with what was found about them.
pub fn items<'a>(gathered: &'a Gathered<'a>, sources: Sources<'a>) -> Vec<ItemView<'a>> {
    let tx = gathered.tx.tx;
    let as_of = gathered.tx.as_of;
    let setting = Setting {
        tables: sources.tables,
        on: as_of.valid,
        destinations: &gathered.tx.destinations,
        ship_from: tx.ship_from.as_deref(),
        leaves_us: gathered.tx.kind() != "import",
        domestic_release: gathered.tx.kind() == "deemed_export"
            && gathered.tx.destinations.is_empty()
            && tx.parties.iter().all(|party| party.nationality.is_some() || is_protected(party)),
    };
    let names: Vec<&str> = tx.parties.iter().map(|party| party.name.as_str()).collect();
    tx.items
        .iter()
        .enumerate()
        .map(|(number, item)| {
            let eccn = item.eccn.as_deref().and_then(|text| eccn::parse(text).ok());
            let hs = item.hs.as_deref().and_then(|text| hs::parse(text).ok());
            let description = item.description.as_deref().unwrap_or("");
            let authorized = tx
                .authorizations
                .iter()
                .map(|a| authorization::covers(a, item, setting.destinations, &names, as_of.valid))
                .fold(Truth::False, Truth::or);
            ItemView {
                item,
                number,
                found: sources.classifier.classify(
                    description,
                    item.eccn.as_deref(),
                    item.hs.as_deref(),
                    Some(as_of.valid),
                ),
                jurisdiction: jurisdiction::judge(item, setting),
                chart: chart::read(item, eccn.as_ref(), setting),
                informed: letters::informed(tx, eccn.as_ref(), as_of.valid),
                authorized,
                eccn,
                hs,
                tables: sources.tables,
                statements: &gathered.tx.statements,
                as_of,
                destinations: &gathered.tx.destinations,
            }
        })
        .collect()
}

fn parties<'a>(tx: &'a Transaction, texts: &[TextFinding]) -> Vec<PartyView<'a>> {
    tx.parties
        .iter()
        .enumerate()
        .map(|(number, party)| PartyView {
            party,
            number: Some(number),
            role: roles::canonical(party.role.as_deref()),
            headquarters_stated: tx
                .parties
                .iter()
                .any(|again| again.name == party.name && states_headquarters(again)),
            pointer: format!("/parties/{number}"),
            address_elsewhere: words::quoted_of(texts, Means::Contradicts, number),
        })
        .collect()
}

/// Finds entries for parties, owners and mentions.
#[derive(Debug)]
pub struct Finder<'a> {
    /// Index, tables, threshold.
    pub sources: Sources<'a>,
    /// The day.
    pub as_of: AsOf,
    /// Matches found so far.
    pub matches: Vec<MatchView<'a>>,
    reported: Vec<Reported<'a>>,
    /// What could not be finished.
    pub unfinished: Vec<Unfinished>,
}

impl<'a> Finder<'a> {
    /// Entries in force that `party` may be, the possible ones beside a confirmed one of the same
    /// list left out.
    pub fn search(&mut self, party: &Party, pointer: &str) -> Vec<Hit<'a>> {
        for name in party.names.iter().filter(|name| is_one_letter(&name.text)) {
            let reason = format!("`{}` is no whole name: give the name in full", name.text.trim());
            self.unfinished.push(Unfinished { pointer: pointer.to_owned(), reason });
        }
        self.search_at(party, pointer, self.sources.threshold)
    }

    /// As [`Finder::search`], with a least score of its own.
    pub fn search_at(&mut self, party: &Party, pointer: &str, threshold: f64) -> Vec<Hit<'a>> {
        let options =
            SearchOptions { threshold, on: Some(self.as_of.valid), ..SearchOptions::default() };
        let found = self.sources.index.search_here(party, options);
        for reason in found.incomplete {
            self.unfinished.push(Unfinished { pointer: pointer.to_owned(), reason });
        }
        let mut hits = self.in_force(party.caption(), found.hits);
        let confirmed: Vec<String> = hits
            .iter()
            .filter(|hit| hit.matched.identity == Identity::Confirmed)
            .map(|hit| hit.entry.list.0.clone())
            .collect();
        hits.retain(|hit| {
            hit.matched.identity == Identity::Confirmed || !confirmed.contains(&hit.entry.list.0)
        });
        hits
    }

    /// The hits whose entries are in force; those that were only reported are noted.
    pub fn in_force(&mut self, party: &str, found: Vec<Hit<'a>>) -> Vec<Hit<'a>> {
        let mut hits: Vec<Hit<'a>> = Vec::new();
        for hit in found {
            if hit.entry.status == EntryStatus::Reported {
                if hit.matched.identity == Identity::Confirmed {
                    self.reported.push(Reported { party: party.to_owned(), entry: hit.entry });
                }
            } else if hit.entry.is_listed_on(self.as_of.valid) {
                hits.push(hit);
            }
        }
        hits
    }

    fn party(&mut self, at: usize, view: &PartyView<'a>) {
        let party = party_of(view.party);
        if party.names.is_empty() && party.identifiers.is_empty() && party.addresses.is_empty() {
            self.unfinished.push(Unfinished {
                pointer: format!("{}/name", view.pointer),
                reason: "the party has no name that could be screened".to_owned(),
            });
            return;
        }
        let nameless = party.names.is_empty();
        let hits = self.search(&party, &view.pointer);
        if nameless && hits.is_empty() {
            self.unfinished.push(Unfinished {
                pointer: format!("{}/name", view.pointer),
                reason: "the party has no name, and its identifiers found nothing".to_owned(),
            });
        }
        self.push(at, view.role, Via::Party, hits);
        if let Some(owners) = view.party.owners.as_deref() {
            let owned = Owned { at, name: &view.party.name, role: view.role, owners };
            owners::find(owned, &format!("{}/owners", view.pointer), self);
        }
    }

    fn actor(&mut self, at: usize, actor: &Actor) {
        let party = actor_of(actor);
        if !(party.names.is_empty() && party.identifiers.is_empty()) {
            // Who asks knows who it is: only a match on which nothing is left to judge counts.
            let mut hits = self.search(&party, "/actor");
            hits.retain(|hit| hit.matched.identity == Identity::Confirmed);
            self.push(at, "seller", Via::Party, hits);
        }
        if let Some(parent) = actor.parent.as_deref().filter(|name| !name.trim().is_empty()) {
            let mut hits = self.search(&named(parent), "/actor/parent");
            hits.retain(|hit| hit.matched.identity == Identity::Confirmed);
            self.push(at, "seller", Via::Knowledge, hits);
        }
        if let Some(owners) = actor.owners.as_deref() {
            let name = actor.name.as_deref().unwrap_or("the actor");
            let owned = Owned { at, name, role: "seller", owners };
            owners::find(owned, "/actor/owners", self);
        }
    }

    /// Records hits of the party at `party` in its role.
    pub fn push(&mut self, party: usize, role: &'static str, via: Via, hits: Vec<Hit<'a>>) {
        for hit in hits {
            self.matches.push(MatchView {
                party,
                via,
                hit,
                path: None,
                owners: 0,
                shares_name: false,
                is_another: false,
                role,
                as_of: self.as_of,
            });
        }
    }
}

/// A party of one name.
pub fn named(name: &str) -> Party {
    Party { names: vec![Name::new(name, NameKind::Primary)], ..Party::default() }
}

/// A party of one name, and of a country where that is known.
pub fn named_of(name: &str, country: Option<&str>) -> Party {
    Party { countries: country.into_iter().map(str::to_owned).collect(), ..named(name) }
}

/// The party as the matcher sees it.
fn party_of(party: &TransactionParty) -> Party {
    let given = [Some(party.name.as_str()), party.native_name.as_deref()].into_iter().flatten();
    let names = given.chain(party.also_known_as.iter().map(String::as_str));
    let mut addresses: Vec<Address> = party.address.iter().map(|a| address(a, party)).collect();
    addresses.extend(texts(party.extra.get("addresses")).into_iter().map(|a| address(a, party)));
    Party {
        kind: kind_of(party.kind.as_deref()),
        names: names_of(names),
        addresses,
        identifiers: party.identifiers.iter().filter_map(identifier).collect(),
        countries: party.country.iter().chain(&party.nationality).cloned().collect(),
        dates_of_birth: party.date_of_birth.iter().cloned().collect(),
        gender: party.extra.get("gender").and_then(Json::as_str).map(str::to_owned),
    }
}

/// The actor as the matcher sees it.
fn actor_of(actor: &Actor) -> Party {
    let word = |key: &str| actor.extra.get(key).and_then(Json::as_str);
    let names = actor.name.as_deref().into_iter().chain(word("native_name"));
    let address = |text: &str| Address { country: actor.country.clone(), ..Address::line(text) };
    let identifiers = actor.extra.get("identifiers").and_then(Json::as_object);
    Party {
        names: names_of(names),
        addresses: word("address").map(address).into_iter().collect(),
        identifiers: identifiers.into_iter().flatten().filter_map(identifier).collect(),
        countries: actor.country.iter().cloned().collect(),
        ..Party::default()
    }
}

/// The names that are not blank, the first as the primary one.
fn names_of<'n>(texts: impl Iterator<Item = &'n str>) -> Vec<Name> {
    let given = texts.enumerate().filter(|(_, text)| !text.trim().is_empty());
    let kind = |at| if at == 0 { NameKind::Primary } else { NameKind::Alias };
    given.map(|(at, text)| Name::new(text, kind(at))).collect()
}

/// An identifier by its kind; `None` where it holds nothing.
fn identifier((kind, value): (&String, &Json)) -> Option<Identifier> {
    let number = match value {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    (!number.trim().is_empty()).then(|| Identifier { kind: kind.clone(), number, country: None })
}

fn address(text: &str, party: &TransactionParty) -> Address {
    Address { country: party.country.clone(), ..Address::line(text) }
}

/// The kind of party that a word says.
pub(super) fn kind_of(word: Option<&str>) -> PartyKind {
    match word.map(str::to_lowercase).as_deref() {
        Some("individual" | "person" | "natural_person") => PartyKind::Individual,
        Some("organization" | "organisation" | "company" | "entity" | "legalentity") => {
            PartyKind::Organization
        }
        Some("vessel" | "ship") => PartyKind::Vessel,
        Some("aircraft" | "airplane") => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    }
}

/// The texts in a string or a list of strings.
pub fn texts(value: Option<&Json>) -> Vec<&str> {
    match value {
        Some(Json::String(text)) => vec![text],
        Some(Json::Array(list)) => list.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

fn sorted(codes: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut codes: Vec<String> = codes.into_iter().filter(|code| !code.is_empty()).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn countries_in(tx: &Transaction, wanted: &[&str]) -> Vec<String> {
    tx.parties
        .iter()
        .filter(|party| wanted.contains(&roles::canonical(party.role.as_deref())))
        .filter_map(|party| party.country.clone())
        .collect()
}

/// Destinations as the fields of the request state them.
fn stated_destinations(tx: &Transaction) -> Vec<String> {
    let mut codes: Vec<String> = tx.destination.iter().cloned().collect();
    codes.extend(countries_in(tx, &["ultimate_consignee", "end_user"]));
    for item in &tx.items {
        codes.extend(item.extra.get("destination").and_then(Json::as_str).map(str::to_owned));
    }
    codes
}

fn destinations(tx: &Transaction) -> Vec<String> {
    if view::kind_of(tx) == "deemed_export" {
        return sorted(tx.parties.iter().filter_map(foreign_nationality));
    }
    let mut codes = stated_destinations(tx);
    codes.extend(places::delivered_to(tx));
    if codes.iter().all(String::is_empty) {
        codes = countries_in(tx, &["purchaser", "party", "recipient"]);
    }
    for text in stated(tx) {
        codes.extend(words::destinations(text));
    }
    sorted(codes)
}

/// The citizenship to which a release counts as an export; none for US citizens and residents.
fn foreign_nationality(party: &TransactionParty) -> Option<String> {
    if is_protected(party) {
        return None;
    }
    party.nationality.clone().filter(|code| code != "US")
}

/// US citizens, permanent residents and protected individuals (15 CFR 772.1 "foreign person").
fn is_protected(party: &TransactionParty) -> bool {
    status::us_person(party.extra.get("immigration").and_then(Json::as_str)).is_true()
}

fn party_countries(tx: &Transaction) -> Vec<String> {
    let of = |party: &TransactionParty| {
        let ip = party.extra.get("ip_country").and_then(Json::as_str).map(str::to_owned);
        [
            party.country.clone(),
            ip,
            party.headquarters_country.clone(),
            party.ultimate_parent_country.clone(),
        ]
    };
    sorted(tx.parties.iter().flat_map(of).flatten())
}

/// Headquarters and ultimate parents: as stated, and up chains of majority owners.
fn headquarters(tx: &Transaction) -> Vec<String> {
    let mut codes = Vec::new();
    for party in
        tx.parties.iter().filter(|p| roles::is_ear_role(roles::canonical(p.role.as_deref())))
    {
        codes.extend(party.headquarters_country.clone());
        match &party.ultimate_parent_country {
            Some(country) => codes.push(country.clone()),
            None => codes.extend(top_owner_country(party.owners.as_deref(), 0)),
        }
    }
    sorted(codes)
}

/// Whether it is stated where the party or its ultimate parent sits. A natural person has neither.
fn states_headquarters(party: &TransactionParty) -> bool {
    party.headquarters_country.is_some()
        || party.ultimate_parent_country.is_some()
        || kind_of(party.kind.as_deref()) == PartyKind::Individual
        || top_owner_country(party.owners.as_deref(), 0).is_some()
}

fn top_owner_country(owners: Option<&[crate::model::Owner]>, depth: usize) -> Option<String> {
    let owner = owners?.iter().find(|owner| owner.percent.is_some_and(|p| p >= 50.0))?;
    if depth >= super::ownership::DEPTH_MAX {
        return None;
    }
    top_owner_country(owner.owners.as_deref(), depth + 1).or_else(|| owner.country.clone())
}

/// Countries of who acts, from which it moves, and in which the items were made or lie.
fn sources_of(tx: &Transaction) -> Vec<String> {
    let mut codes: Vec<String> = tx.ship_from.iter().cloned().collect();
    codes.extend(tx.actor.as_ref().and_then(|actor| actor.country.clone()));
    for item in &tx.items {
        codes.extend(item.origin.iter().chain(&item.located_in).cloned());
        codes.extend(texts(item.extra.get("built_in")).into_iter().map(str::to_owned));
    }
    sorted(codes)
}

/// Countries of sellers and makers, with those of their majority owners (15 CFR 791.301).
fn suppliers(tx: &Transaction) -> Vec<String> {
    let mut codes = Vec::new();
    for party in &tx.parties {
        if matches!(roles::canonical(party.role.as_deref()), "seller" | "software_supplier") {
            codes.extend(party.country.clone());
            codes.extend(party.ultimate_parent_country.clone());
            codes.extend(top_owner_country(party.owners.as_deref(), 0));
        }
    }
    sorted(codes)
}

/// The texts on end use and on what the caller knows.
pub(super) fn stated(tx: &Transaction) -> Vec<&str> {
    let end_use = tx.end_use.as_ref().and_then(|end_use| end_use.description.as_deref());
    let apart = ["red_flags", "covered_activity", "payment", "is_informed"];
    let known = tx.facts.iter().filter(|(key, _)| !apart.contains(&key.as_str()));
    end_use.into_iter().chain(known.flat_map(|(_, value)| texts(Some(value)))).collect()
}

fn statements(tx: &Transaction) -> Statements {
    let mut statements = Statements::default();
    stated(tx).into_iter().for_each(|text| statements.read(text));
    names_say(tx, &mut statements);
    for (key, value) in &tx.facts {
        let Some(flag) = super::registry::stated_flags().find(|flag| flag == key) else { continue };
        match value.as_bool() {
            Some(true) => statements.state(flag),
            Some(false) => statements.deny(flag),
            None => {}
        }
    }
    statements
}

/// What the names of those who get the items say of them.
fn names_say(tx: &Transaction, statements: &mut Statements) {
    let mut names = Statements::default();
    let gets =
        |party: &&TransactionParty| roles::is_ear_role(roles::canonical(party.role.as_deref()));
    for party in tx.parties.iter().filter(gets) {
        names.read(&party.name);
        party.native_name.iter().for_each(|name| names.read(name));
    }
    if names.has("military_name") {
        statements.state("military_end_use");
    }
    if names.has("military_intelligence") {
        statements.state("military_intelligence");
    }
}

fn covered_activity(tx: &Transaction) -> Statements {
    let mut statements = Statements::default();
    texts(tx.facts.get("covered_activity")).into_iter().for_each(|text| statements.read(text));
    statements
}

/// How many red flags are stated; "none" is none.
fn red_flags(tx: &Transaction) -> usize {
    let flags = texts(tx.facts.get("red_flags")).into_iter();
    flags.filter(|text| !words::says_nothing(text)).count()
}

fn red_flag_kinds(tx: &Transaction) -> Vec<String> {
    let mut statements = Statements::default();
    texts(tx.facts.get("red_flags")).into_iter().for_each(|text| statements.read(text));
    let kinds = ["refusal", "shell_trader", "routing", "payment"];
    let all = statements.flags.iter().chain(&statements.denied);
    sorted(all.filter(|flag| kinds.contains(&flag.as_str())).cloned())
}

fn listed_on(matches: &[MatchView<'_>]) -> Vec<String> {
    sorted(
        matches
            .iter()
            .filter(|m| m.via == Via::Party && m.hit.matched.identity == Identity::Confirmed)
            .filter(|m| roles::is_ear_role(m.role))
            .map(|m| m.hit.entry.list.0.clone()),
    )
}

fn role_set(parties: &[PartyView<'_>]) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = parties.iter().map(|party| party.role).collect();
    found.sort_unstable();
    found.dedup();
    found
}
