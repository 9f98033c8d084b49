//! Places of the transaction -> embargoed regions and countries.
//!
//! In: addresses, regions, routes, ports, telephone numbers, notes, mission names and what is said of
//! the way onward. Out: what
//! they point to for certain, and what a person must look at.

use serde_json::Value as Json;

use super::view::TxView;
use super::{gather, texts as words};
use crate::lists::countries;
use crate::model::{Attributes, Transaction, TransactionParty};
use crate::rules::tables::Strength;

/// Keys of a party whose texts are places.
const PARTY_KEYS: &[&str] =
    &["city", "region", "phone", "ip_region", "kyc_note", "note", "notes", "port"];
/// Of those, the ones that are its address.
const ADDRESS_KEYS: &[&str] = &["city"];
/// Keys of an item whose texts are places.
const ITEM_KEYS: &[&str] =
    &["port_of_discharge", "port_of_loading", "place_of_delivery", "destination"];
/// Keys of the transaction, or of its facts, whose texts are places.
const TX_KEYS: &[&str] = &["port_of_discharge", "place_of_delivery", "delivery_address", "site"];

/// Keys, of an item or of the transaction, whose text is where the goods are delivered.
const DELIVERY_KEYS: &[&str] = &["place_of_delivery", "delivery_address"];
/// Keys whose text is where they are unloaded on the way.
const PASSED_KEYS: &[&str] = &["port_of_discharge", "port_of_loading"];

/// Countries in which the places of delivery are.
pub(super) fn delivered_to(tx: &Transaction) -> Vec<String> {
    texts_under(tx, DELIVERY_KEYS).into_iter().filter_map(country_of).collect()
}

/// Countries passed on the way: those given, and those of the ports and of the route.
pub(super) fn passed(tx: &Transaction) -> Vec<String> {
    let ports = texts_under(tx, PASSED_KEYS).into_iter();
    let places = ports.chain(tx.route.iter().map(String::as_str)).filter_map(country_of);
    tx.transit.iter().cloned().chain(places).collect()
}

/// The texts under `keys` of the transaction, its facts and its items.
fn texts_under<'a>(tx: &'a Transaction, keys: &[&str]) -> Vec<&'a str> {
    let of = |more: &'a Attributes| {
        let texts = keys.iter().filter_map(|key| more.get(*key).and_then(Json::as_str));
        texts.collect::<Vec<_>>()
    };
    let items = tx.items.iter().map(|item| &item.extra);
    [&tx.extra, &tx.facts].into_iter().chain(items).flat_map(of).collect()
}

/// The country that a place names: by its code or name (`IR`, `Iran`), by its UN/LOCODE (`IRBND`),
/// or by the name at its end (`Bandar Abbas, Iran`).
fn country_of(place: &str) -> Option<String> {
    let place = place.trim();
    let locode: String = place.chars().filter(|c| *c != ' ').collect();
    let is_locode = locode.len() == 5
        && locode.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && place.len() <= 6;
    let by_locode = || is_locode.then(|| countries::code(locode.get(..2)?)).flatten();
    let last = place.rsplit(',').next().map_or("", str::trim);
    // Two letters at the end are as likely a state or province, and so is this name.
    let is_name = last.len() > 3 && !last.eq_ignore_ascii_case("georgia");
    let by_name = || is_name.then(|| countries::code(last)).flatten();
    countries::code(place).or_else(by_locode).or_else(by_name)
}

/// Fills regions and embargoed places of `view`.
pub fn find(view: &mut TxView<'_>) {
    for (text, countries) in texts(view) {
        for hit in view.tables.places(&text, view.as_of.valid) {
            // What other places share the name of is judged by the table, in its surroundings.
            if hit.strength == Strength::Certain && words::excuses(&text, &hit.matched, &hit.region)
            {
                continue;
            }
            // What the words know they judge; what they do not know stays for certain.
            let read =
                view.words_elsewhere.is_some() || words::excuses("", &hit.matched, &hit.region);
            let doubtful = read && lies_elsewhere(&countries, &hit.region);
            let list = match (hit.strength, hit.region.as_str()) {
                (Strength::Weak, _) => &mut view.doubtful_places,
                (Strength::Certain, _) if doubtful => &mut view.doubtful_places,
                (Strength::Certain, "crimea" | "dnr" | "lnr") => &mut view.regions,
                (Strength::Certain, _) => &mut view.places,
            };
            list.push(hit.region.clone());
            view.place_words.push(format!("{} ({})", hit.matched, hit.place));
        }
    }
    for code in view.tx.route.iter().map(|code| code.trim().to_uppercase()) {
        let airport = code.len() == 3;
        if let Some(region) = view.tables.place_of_port(&code, view.as_of.valid).filter(|_| airport)
        {
            view.places.push(region.id.clone());
            view.place_words.push(code);
        }
    }
    for list in
        [&mut view.regions, &mut view.places, &mut view.doubtful_places, &mut view.place_words]
    {
        list.sort();
        list.dedup();
    }
}

/// Whether an address of a party of these countries lies in none of them if it lies in `region`: a
/// namesake or a wrong country, which a person sees. Of a party without a country nothing is known.
fn lies_elsewhere(codes: &[String], region: &str) -> bool {
    let may_lie = |code: &String| match region {
        "crimea" | "dnr" | "lnr" => ["UA", "RU"].iter().any(|own| code.eq_ignore_ascii_case(own)),
        country => code.eq_ignore_ascii_case(country),
    };
    !codes.is_empty() && !codes.iter().any(may_lie)
}

/// The countries of a party that states its own, and of its owners; none where it does not.
fn countries_of(party: &TransactionParty) -> Vec<String> {
    let Some(own) = party.country.as_ref().filter(|code| !code.trim().is_empty()) else {
        return Vec::new();
    };
    let more = [&party.headquarters_country, &party.ultimate_parent_country, &party.nationality];
    let mut codes = vec![own.trim().to_owned()];
    codes.extend(more.into_iter().flatten().cloned());
    let mut owners: Vec<_> = party.owners.iter().flatten().collect();
    while let Some(owner) = owners.pop() {
        codes.extend(owner.country.iter().cloned());
        owners.extend(owner.owners.iter().flatten());
    }
    codes
}

/// The texts that are places, each with the countries of the party whose address it is.
fn texts(view: &TxView<'_>) -> Vec<(String, Vec<String>)> {
    let tx = view.tx;
    let mut texts: Vec<String> = tx.destination_region.iter().cloned().collect();
    texts.extend(tx.route.iter().cloned());
    texts.extend(gather::stated(tx).into_iter().flat_map(words::movements));
    for item in &tx.items {
        for key in ITEM_KEYS {
            texts.extend(item.extra.get(*key).and_then(Json::as_str).map(str::to_owned));
        }
    }
    for key in TX_KEYS {
        texts.extend(
            tx.extra.get(*key).or(tx.facts.get(*key)).and_then(Json::as_str).map(str::to_owned),
        );
    }
    let mut texts: Vec<_> = texts.into_iter().map(|text| (text, Vec::new())).collect();
    for party in &tx.parties {
        let codes = countries_of(party);
        texts.extend(addresses(party).into_iter().map(|text| (text, codes.clone())));
        let more = PARTY_KEYS.iter().filter(|key| !ADDRESS_KEYS.contains(*key));
        let more = more.filter_map(|key| party.extra.get(*key).and_then(Json::as_str));
        let others = party.locations.iter().cloned().chain(mission(&party.name));
        let others = others.chain(more.map(str::to_owned));
        texts.extend(others.map(|text| (text, Vec::new())));
    }
    texts
}

/// The addresses of a party.
fn addresses(party: &TransactionParty) -> Vec<String> {
    let keyed = ADDRESS_KEYS.iter().filter_map(|key| party.extra.get(*key).and_then(Json::as_str));
    let more = party.extra.get("addresses").and_then(Json::as_array).into_iter().flatten();
    let texts = keyed.chain(more.filter_map(Json::as_str)).map(str::to_owned);
    party.address.iter().cloned().chain(texts).collect()
}

/// A company's name is no place; the name of a mission is.
fn mission(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    ["embassy", "consulate", "mission of", "botschaft", "ambassade", "embajada", "посольство"]
        .iter()
        .any(|word| lower.contains(word))
        .then(|| name.to_owned())
}
