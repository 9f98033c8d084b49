//! What a transaction states of itself: countries, uses, names.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::lexicon::{Meaning, lexicon};
use crate::model::{Owner, Transaction, TransactionParty};
use crate::phrases::Text;

/// What the fields of a transaction state.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    /// Where the goods go and what they pass: ISO codes and regions.
    pub(crate) onward: BTreeSet<String>,
    /// All countries of the transaction.
    pub(crate) countries: BTreeSet<String>,
    /// The countries of each party.
    pub(crate) of_party: Vec<BTreeSet<String>>,
    /// Kinds of uses of concern.
    pub(crate) uses: BTreeSet<String>,
    /// Folded words of the names and items.
    pub(crate) words: BTreeSet<String>,
}

impl Stated {
    /// Reads the fields of `tx`.
    pub(crate) fn of(tx: &Transaction, destinations: &[String]) -> Self {
        let mut stated = Self::default();
        stated.onward.extend(destinations.iter().chain(&tx.transit).cloned());
        stated.onward.extend(tx.destination_region.iter().flat_map(|text| regions(text)));
        stated.of_party = tx.parties.iter().map(countries_of).collect();
        stated.countries = stated.onward.clone();
        stated.countries.extend(stated.of_party.iter().flatten().cloned());
        stated.countries.extend(tx.ship_from.iter().cloned());
        if let Some(actor) = &tx.actor {
            stated.countries.extend(actor.country.iter().cloned());
            stated.name(actor.name.as_deref().unwrap_or(""));
            stated.name(actor.parent.as_deref().unwrap_or(""));
        }
        for item in &tx.items {
            stated.countries.extend(item.origin.iter().chain(&item.located_in).cloned());
            stated.name(item.description.as_deref().unwrap_or(""));
        }
        for party in &tx.parties {
            stated.party_names(party);
        }
        stated.uses = uses(tx);
        stated
    }

    fn party_names(&mut self, party: &TransactionParty) {
        self.name(&party.name);
        party.native_name.iter().for_each(|name| self.name(name));
        party.also_known_as.iter().for_each(|name| self.name(name));
        let mut owners: Vec<&Owner> = party.owners.iter().flatten().collect();
        while let Some(owner) = owners.pop() {
            self.name(&owner.name);
            owners.extend(owner.owners.iter().flatten());
        }
    }

    fn name(&mut self, name: &str) {
        let text = Text::new(name);
        self.words
            .extend(text.words().iter().map(|word| text.folded(word.start, word.end).to_owned()));
    }
}

fn countries_of(party: &TransactionParty) -> BTreeSet<String> {
    let own = [
        &party.country,
        &party.headquarters_country,
        &party.ultimate_parent_country,
        &party.nationality,
    ];
    let mut codes: BTreeSet<String> = own.into_iter().flatten().cloned().collect();
    let mut owners: Vec<&Owner> = party.owners.iter().flatten().collect();
    while let Some(owner) = owners.pop() {
        codes.extend(owner.country.iter().cloned());
        owners.extend(owner.owners.iter().flatten());
    }
    codes
}

/// Regions that a text names.
fn regions(text: &str) -> Vec<String> {
    let Some(lexicon) = lexicon() else { return Vec::new() };
    let text = Text::new(text);
    let hits = lexicon.dictionary.find(&text).into_iter();
    hits.filter_map(|hit| match hit.meaning {
        Meaning::Place(place) => Some(place.country.clone()),
        _ => None,
    })
    .collect()
}

/// Kinds of uses that the fields state.
fn uses(tx: &Transaction) -> BTreeSet<String> {
    let flag = |key: &str| tx.facts.get(key).and_then(Json::as_bool).is_some();
    let mut kinds = BTreeSet::new();
    let of_use = tx.end_use.as_ref().and_then(|e| e.extra.get("military"));
    if flag("military_end_use")
        || of_use.and_then(Json::as_bool) == Some(true)
        || tx.parties.iter().any(|party| party.military == Some(true))
    {
        kinds.insert("military".to_owned());
    }
    for (key, kind) in [
        ("military_intelligence", "intelligence"),
        ("nuclear_end_use", "nuclear"),
        ("missile_end_use", "missile"),
        ("chem_bio_end_use", "chemical_biological"),
    ] {
        if flag(key) {
            kinds.insert(kind.to_owned());
        }
    }
    kinds
}
