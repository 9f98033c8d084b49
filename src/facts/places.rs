//! Places of the transaction -> embargoed regions and countries.
//!
//! In: addresses, regions, routes, ports, telephone numbers, notes, mission names and what is said of
//! the way onward. Out: what
//! they point to for certain, and what a person must look at.

use serde_json::Value as Json;

use super::view::TxView;
use super::{gather, onward};
use crate::rules::tables::Strength;

/// Keys of a party whose texts are places.
const PARTY_KEYS: &[&str] =
    &["city", "region", "phone", "ip_region", "kyc_note", "note", "notes", "port"];
/// Keys of an item whose texts are places.
const ITEM_KEYS: &[&str] =
    &["port_of_discharge", "port_of_loading", "place_of_delivery", "destination"];
/// Keys of the transaction, or of its facts, whose texts are places.
const TX_KEYS: &[&str] = &["port_of_discharge", "place_of_delivery", "delivery_address", "site"];

/// Fills regions and embargoed places of `view`.
pub fn find(view: &mut TxView<'_>) {
    for text in texts(view) {
        for hit in view.tables.places(&text, view.as_of.valid) {
            let list = match (hit.strength, hit.region.as_str()) {
                (Strength::Weak, _) => &mut view.doubtful_places,
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

fn texts(view: &TxView<'_>) -> Vec<String> {
    let tx = view.tx;
    let mut texts: Vec<String> = tx.destination_region.iter().cloned().collect();
    texts.extend(tx.route.iter().cloned());
    texts.extend(gather::stated(tx).into_iter().flat_map(onward::clauses));
    for party in &tx.parties {
        texts.extend(party.address.clone());
        texts.extend(party.locations.iter().cloned());
        texts.extend(mission(&party.name));
        for key in PARTY_KEYS {
            texts.extend(party.extra.get(*key).and_then(Json::as_str).map(str::to_owned));
        }
        let more = party.extra.get("addresses").and_then(Json::as_array).into_iter().flatten();
        texts.extend(more.filter_map(Json::as_str).map(str::to_owned));
    }
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
    texts
}

/// A company's name is no place; the name of a mission is.
fn mission(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    ["embassy", "consulate", "mission of", "botschaft", "ambassade", "embajada", "посольство"]
        .iter()
        .any(|word| lower.contains(word))
        .then(|| name.to_owned())
}
