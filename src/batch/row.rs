//! A row -> the document of a transaction.

use serde_json::{Map, Value, json};

use super::cells;
use super::mapping::{Mapping, Target};
use super::sheet::Row;
use crate::wire::shape::Type;

/// The document of a row: its own, or the one that the mapping makes of its cells.
///
/// # Errors
/// Why the row cannot be read.
pub fn transaction(row: &Row, mapping: &Mapping) -> Result<Value, String> {
    if let Some(fault) = &row.fault {
        return Err(fault.clone());
    }
    match &row.document {
        Some(document) => Ok(wrapped(document.clone())),
        None => Ok(assembled(row, mapping)),
    }
}

/// A document that is a party alone (it has a `name`) becomes a query about that party.
pub(super) fn wrapped(document: Value) -> Value {
    let is_party = document.get("name").is_some() && document.get("parties").is_none();
    if !is_party {
        return document;
    }
    let mut party = document;
    let id = party.as_object_mut().and_then(|map| map.remove("id"));
    let mut tx = Map::new();
    match id {
        Some(Value::String(id)) => {
            tx.insert("id".to_owned(), id.into());
        }
        Some(Value::Number(id)) => {
            tx.insert("id".to_owned(), id.to_string().into());
        }
        _ => {}
    }
    tx.insert("kind".to_owned(), "query".into());
    tx.insert("parties".to_owned(), Value::Array(vec![party]));
    Value::Object(tx)
}

fn assembled(row: &Row, mapping: &Mapping) -> Value {
    let mut tx = Map::new();
    let mut parties = Parties::new();
    let mut item = Map::new();
    let mut name_parts: Vec<(u8, String)> = Vec::new();
    for (key, text) in &mapping.constants {
        let kinds = crate::wire::shape::TRANSACTION.keys.iter();
        let kind = kinds.clone().find(|(known, _, _)| known == key).map_or(Type::Text, |k| k.1);
        tx.insert(key.clone(), cells::value(text, kind));
    }
    for (number, target) in &mapping.columns {
        let Some(text) = row.cells.get(*number).filter(|text| !text.is_empty()) else { continue };
        match target {
            Target::Transaction(key, kind) => {
                tx.insert(key.clone(), cells::value(text, *kind));
            }
            Target::EndUse => {
                tx.insert("end_use".to_owned(), json!({ "description": text }));
            }
            Target::Party(role, key, kind) => {
                with_party(&mut parties, role, |party| put(party, key, text, *kind));
            }
            Target::NamePart(order) => name_parts.push((*order, text.clone())),
            Target::Identifier(kind) => {
                with_party(&mut parties, "", |party| {
                    let own = party.entry("identifiers").or_insert(json!({}));
                    if let Some(map) = own.as_object_mut() {
                        map.insert(kind.clone(), text.clone().into());
                    }
                });
            }
            Target::Item(key, kind) => put(&mut item, key, text, *kind),
        }
    }
    name_parts.sort();
    for (_, part) in &name_parts {
        with_party(&mut parties, "", |party| put(party, "name", part, Type::Text));
    }
    finish(tx, parties, item)
}

fn finish(mut tx: Map<String, Value>, parties: Parties, item: Map<String, Value>) -> Value {
    let moves = !item.is_empty() || tx.contains_key("destination");
    if !tx.contains_key("kind") {
        tx.insert("kind".to_owned(), if moves { "export" } else { "query" }.into());
    }
    let parties: Vec<Value> = parties
        .into_iter()
        .map(|(role, mut party)| {
            if !role.is_empty() && !party.contains_key("role") {
                party.insert("role".to_owned(), role.into());
            }
            Value::Object(party)
        })
        .collect();
    tx.insert("parties".to_owned(), parties.into());
    if !item.is_empty() {
        tx.insert("items".to_owned(), Value::Array(vec![Value::Object(item)]));
    }
    Value::Object(tx)
}

/// The party in a role: by role, in the order in which the columns name the roles.
type Parties = Vec<(String, Map<String, Value>)>;

/// Runs `change` on the party in a role, made where there is none yet.
fn with_party(parties: &mut Parties, role: &str, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Some((_, party)) = parties.iter_mut().find(|(known, _)| known == role) {
        change(party);
        return;
    }
    let mut party = Map::new();
    change(&mut party);
    parties.push((role.to_owned(), party));
}

/// Sets a key. Cells that go to the same key (a name or an address split over columns) are joined.
fn put(map: &mut Map<String, Value>, key: &str, text: &str, kind: Type) {
    let new = cells::value(text, kind);
    match (map.get_mut(key), new) {
        (Some(Value::String(known)), Value::String(more)) if kind == Type::Text => {
            known.push(if key == "address" { ',' } else { ' ' });
            if key == "address" {
                known.push(' ');
            }
            known.push_str(&more);
        }
        (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
        (_, new) => {
            map.insert(key.to_owned(), new);
        }
    }
}
