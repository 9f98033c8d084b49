//! A JSON value -> a checked transaction.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::json::{self, Problem};
use super::parameters::folded;
use super::place::Place;
use super::shape;
use crate::facts::ownership;
use crate::items::hs;
use crate::matching::NAMES_MAX;
use crate::model::{Attributes, Transaction, TransactionParty};
use crate::rules::tables::Bag;

/// Most parties of one transaction.
pub const PARTIES_MAX: usize = 500;
/// Most items of one transaction.
pub const ITEMS_MAX: usize = 2_000;
/// Most characters of a text field.
pub const TEXT_MAX: usize = 16_000;

/// How unknown keys are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownKeys {
    /// Refused, with the nearest known key.
    Refused,
    /// Left unread, and shapes are checked by type alone. For labelled corpora of other makers
    /// only; never for a live request.
    Ignored,
}

/// Reads a transaction from JSON text.
///
/// # Errors
/// Every problem, with its JSON pointer.
pub fn from_bytes(bytes: &[u8]) -> Result<Transaction, Vec<Problem>> {
    let value = json::parse(bytes).map_err(|problem| vec![problem])?;
    from_value(&value, UnknownKeys::Refused)
}

/// Reads a transaction from a JSON value.
///
/// # Errors
/// Every problem, with its JSON pointer.
pub fn from_value(value: &Value, unknown: UnknownKeys) -> Result<Transaction, Vec<Problem>> {
    let mut problems = Vec::new();
    if unknown == UnknownKeys::Refused {
        shape::check(value, &shape::TRANSACTION, "", &mut problems);
    }
    limits(value, Place::Start(""), &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut tx = Transaction::deserialize(value)
        .map_err(|error| vec![Problem::new("", error.to_string())])?;
    fold(&mut tx);
    check(&tx, &mut problems);
    if problems.is_empty() { Ok(tx) } else { Err(problems) }
}

/// Reads what may be given in several ways as the one that rules read: near units and further names
/// of parameters, an end user beside the parties, a statement beside the documents.
fn fold(tx: &mut Transaction) {
    for item in &mut tx.items {
        fold_bag(&mut item.specs, Bag::Specs);
        fold_bag(&mut item.fdp, Bag::Fdp);
    }
    for (key, of) in [("facility", Bag::Facility), ("is_informed", Bag::Letter)] {
        match tx.facts.get_mut(key) {
            Some(Value::Object(map)) => fold_map(map, of),
            Some(Value::Array(list)) => {
                list.iter_mut().filter_map(Value::as_object_mut).for_each(|map| fold_map(map, of));
            }
            _ => {}
        }
    }
    if let Some(statement) = tx.extra.remove("end_use_statement").filter(|given| !given.is_null()) {
        tx.documents.entry("end_use_statement".to_owned()).or_insert(statement);
    }
    if let Some(party) = tx.extra.remove("end_user").and_then(end_user) {
        tx.parties.push(party);
    }
}

/// The party that stands under `end_user`: its name, or an object of it.
fn end_user(given: Value) -> Option<TransactionParty> {
    let mut party = match given {
        Value::String(name) => TransactionParty { name, ..TransactionParty::default() },
        other => TransactionParty::deserialize(other).ok()?,
    };
    party.role = Some("end_user".to_owned());
    Some(party)
}

fn fold_bag(bag: &mut Attributes, of: Bag) {
    let entries = std::mem::take(bag).into_iter();
    *bag = entries.filter_map(|(key, value)| folded(of, key, value)).collect();
}

fn fold_map(map: &mut Map<String, Value>, of: Bag) {
    let entries = std::mem::take(map).into_iter();
    *map = entries.filter_map(|(key, value)| folded(of, key, value)).collect();
}

/// Refuses the parties whose role is none of `roles`, those that a profile is made for; no roles
/// are all roles.
pub fn demand_roles(tx: &Transaction, profile: &str, roles: &[String]) -> Vec<Problem> {
    let foreign = |role: &str| !roles.is_empty() && !roles.iter().any(|known| known == role);
    tx.parties
        .iter()
        .enumerate()
        .filter_map(|(number, party)| {
            let role = party.role.as_deref().unwrap_or("");
            foreign(role).then(|| {
                let detail = format!(
                    "profile `{profile}` is made for the roles {}; `{role}` is none of them",
                    roles.join(", ")
                );
                Problem::new(format!("/parties/{number}/role"), detail)
            })
        })
        .collect()
}

/// Limits refuse, they never cut.
fn limits(value: &Value, here: Place<'_>, out: &mut Vec<Problem>) {
    match value {
        Value::String(text) if text.len() > TEXT_MAX => {
            out.push(Problem::new(here.to_string(), format!("longer than {TEXT_MAX} bytes")));
        }
        Value::Array(list) => {
            for (number, item) in list.iter().enumerate() {
                limits(item, Place::Element(&here, number), out);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                limits(item, Place::Key(&here, key), out);
            }
        }
        _ => {}
    }
}

fn check(tx: &Transaction, out: &mut Vec<Problem>) {
    if tx.parties.len() > PARTIES_MAX {
        out.push(Problem::new(
            "/parties",
            format!("more than {PARTIES_MAX} parties; split the request"),
        ));
    }
    if tx.items.len() > ITEMS_MAX {
        out.push(Problem::new("/items", format!("more than {ITEMS_MAX} items; split the request")));
    }
    if let Some(owners) = tx.actor.as_ref().and_then(|actor| actor.owners.as_deref()) {
        for (pointer, detail) in ownership::problems(owners, "/actor/owners") {
            out.push(Problem::new(pointer, detail));
        }
    }
    for (number, party) in tx.parties.iter().enumerate() {
        if party.also_known_as.len() >= NAMES_MAX {
            let pointer = format!("/parties/{number}/also_known_as");
            out.push(Problem::new(pointer, format!("a party has at most {NAMES_MAX} names")));
        }
        if let Some(owners) = &party.owners {
            let pointer = format!("/parties/{number}/owners");
            for (pointer, detail) in ownership::problems(owners, &pointer) {
                out.push(Problem::new(pointer, detail));
            }
        }
    }
    for (number, item) in tx.items.iter().enumerate() {
        if let Some(code) = item.hs.as_deref().filter(|code| !code.trim().is_empty())
            && let Err(error) = hs::parse(code)
        {
            out.push(Problem::new(format!("/items/{number}/hs"), error.to_string()));
        }
        let more = |key: &str| item.extra.get(key).and_then(Value::as_f64);
        let chinese = "cn_controlled_content_pct";
        for (key, value) in [("us_content_pct", item.us_content_pct), (chinese, more(chinese))] {
            if value.is_some_and(|value| !(0.0..=100.0).contains(&value)) {
                let pointer = format!("/items/{number}/{key}");
                out.push(Problem::new(pointer, "a percentage lies between 0 and 100"));
            }
        }
        for (key, value) in [("value_usd", item.value_usd), ("quantity", more("quantity"))] {
            if value.is_some_and(|value| value < 0.0) {
                let pointer = format!("/items/{number}/{key}");
                out.push(Problem::new(
                    pointer,
                    "is less than nothing; what comes back is an import",
                ));
            }
        }
    }
}
