//! The texts of a request that are read for what they say, each with its class.
//!
//! Which fields there are, and which of them are searched for names, is the table of
//! [`crate::facts::fields`]; this is the choice of those whose words are evidence.

use serde_json::Value as Json;

use crate::facts::gather::texts;
use crate::model::{Attributes, Item, Transaction, TransactionParty};

/// What a text is by the field in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A place: an address, a port, a site, a telephone number.
    Place,
    /// Where the goods are delivered or used.
    Delivery,
    /// What the caller states to know; what is not understood holds.
    Statement,
    /// The description of an item: a place counts only as a movement or user.
    Item,
    /// Any other text.
    Other,
}

impl Class {
    /// Whether texts of the class are places.
    pub(crate) fn is_place(self) -> bool {
        matches!(self, Self::Place | Self::Delivery)
    }
}

/// One text.
#[derive(Debug, Clone)]
pub(crate) struct Field<'a> {
    /// Where in the request.
    pub(crate) pointer: String,
    /// The text.
    pub(crate) text: &'a str,
    /// Its class.
    pub(crate) class: Class,
    /// Number of the party of whom it speaks.
    pub(crate) party: Option<usize>,
}

/// Keys of any object whose texts are places.
const PLACE_KEYS: &[&str] = &[
    "address",
    "addresses",
    "city",
    "region",
    "phone",
    "telephone",
    "fax",
    "ip_region",
    "port",
    "port_of_discharge",
    "port_of_loading",
    "place_of_delivery",
    "delivery_address",
    "site",
    "locations",
    "postal_code",
];

/// Of those, where the goods are delivered or used.
const DELIVERY_KEYS: &[&str] = &["delivery_address", "site"];

/// Keys whose texts are codes, names that are searched as names, or the caller's own.
const NO_TEXTS: &[&str] = &[
    "metadata",
    "is_informed",
    "facility",
    "documents",
    "currency",
    "covered_activity",
    "destination_country",
    "gender",
    "immigration",
    "ip_country",
    "email",
    "website",
    "url",
    "performed_by",
    "built_in",
    "release",
    "schema",
    "model",
    "manufacturer",
    "approved_entity",
    "swift",
    "iban",
    "status",
];

/// All texts of `tx` that say something, in the order of the request.
pub(crate) fn fields(tx: &Transaction) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    for (number, party) in tx.parties.iter().enumerate() {
        of_party(&mut fields, number, party);
    }
    for (number, item) in tx.items.iter().enumerate() {
        of_item(&mut fields, number, item);
    }
    push(&mut fields, "/destination_region", tx.destination_region.as_deref(), Class::Place, None);
    for (at, stop) in tx.route.iter().enumerate() {
        push(&mut fields, &format!("/route/{at}"), Some(stop), Class::Place, None);
    }
    if let Some(end_use) = &tx.end_use {
        let text = end_use.description.as_deref();
        push(&mut fields, "/end_use/description", text, Class::Other, None);
        more(&mut fields, "/end_use", &end_use.extra, Class::Other, None);
    }
    more(&mut fields, "/facts", &tx.facts, Class::Other, None);
    more(&mut fields, "/documents", &tx.documents, Class::Other, None);
    more(&mut fields, "", &tx.extra, Class::Other, None);
    fields
}

fn of_party<'a>(fields: &mut Vec<Field<'a>>, number: usize, party: &'a TransactionParty) {
    let at = format!("/parties/{number}");
    let (address, of) = (party.address.as_deref(), Some(number));
    push(fields, &format!("{at}/address"), address, Class::Place, of);
    for (place, text) in party.locations.iter().enumerate() {
        push(fields, &format!("{at}/locations/{place}"), Some(text), Class::Place, None);
    }
    for (place, text) in party.affiliations.iter().enumerate() {
        push(fields, &format!("{at}/affiliations/{place}"), Some(text), Class::Other, None);
    }
    more(fields, &at, &party.extra, Class::Other, of);
}

fn of_item<'a>(fields: &mut Vec<Field<'a>>, number: usize, item: &'a Item) {
    let at = format!("/items/{number}");
    let text = item.description.as_deref();
    push(fields, &format!("{at}/description"), text, Class::Item, None);
    if let Some(place) = item.extra.get("destination").and_then(Json::as_str) {
        push(fields, &format!("{at}/destination"), Some(place), Class::Place, None);
    }
    more(fields, &at, &item.extra, Class::Item, None);
}

/// The texts among further attributes, in the order of their keys.
fn more<'a>(
    fields: &mut Vec<Field<'a>>,
    at: &str,
    attributes: &'a Attributes,
    class: Class,
    party: Option<usize>,
) {
    for (key, value) in attributes {
        if NO_TEXTS.contains(&key.as_str()) || (class == Class::Item && key == "destination") {
            continue;
        }
        let class = match key.as_str() {
            key if DELIVERY_KEYS.contains(&key) => Class::Delivery,
            key if PLACE_KEYS.contains(&key) => Class::Place,
            "knowledge" | "red_flags" => Class::Statement,
            _ => class,
        };
        let of = party.filter(|_| class.is_place());
        let list = value.is_array();
        for (place, text) in texts(Some(value)).into_iter().enumerate() {
            let pointer = if list { format!("{at}/{key}/{place}") } else { format!("{at}/{key}") };
            push(fields, &pointer, Some(text), class, of);
        }
    }
}

fn push<'a>(
    fields: &mut Vec<Field<'a>>,
    pointer: &str,
    text: Option<&'a str>,
    class: Class,
    party: Option<usize>,
) {
    if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
        fields.push(Field { pointer: pointer.to_owned(), text, class, party });
    }
}
