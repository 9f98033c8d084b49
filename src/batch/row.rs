//! A row -> the document of a transaction.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::cells;
use super::mapping::Mapping;
use super::place::{Field, Target};
use super::sheet::Row;
use crate::wire::shape::{self, Type};

/// The document of a row: its own, or the one that the mapping makes of its cells.
///
/// # Errors
/// Why the row cannot be read.
pub fn transaction(row: &Row, mapping: &Mapping) -> Result<Value, String> {
    if let Some(fault) = &row.fault {
        return Err(fault.clone());
    }
    if let Some(document) = &row.document {
        return Ok(wrapped(document.clone()));
    }
    let faults = faults(row, mapping);
    if faults.is_empty() { Ok(assembled(row, mapping)) } else { Err(faults.join("; ")) }
}

/// The caller's id of a row, where it can be read.
pub(super) fn id(row: &Row, mapping: &Mapping) -> Option<String> {
    if let Some(document) = &row.document {
        return id_of(document);
    }
    let is_id = |target: &Target| matches!(target, Target::Transaction(key, _) if key == "id");
    let column = mapping.columns.iter().find(|column| is_id(&column.target))?;
    row.cells.get(column.number).filter(|text| !text.is_empty()).cloned()
}

/// The id of a document: a text or a number.
pub(super) fn id_of(document: &Value) -> Option<String> {
    match document.get("id")? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// The document of a text that is refused, for its id alone.
pub(super) fn readable(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(text).ok().filter(Value::is_object)
}

/// Cells that cannot be read in their places.
fn faults(row: &Row, mapping: &Mapping) -> Vec<String> {
    let mut faults = Vec::new();
    for column in &mapping.columns {
        let header = &column.header;
        if let Some((_, why)) = row.faults.iter().find(|(number, _)| *number == column.number) {
            faults.push(format!("column `{header}`: {why}"));
        }
        let text = row.cells.get(column.number).map_or("", String::as_str);
        if text.contains(['\n', '\r']) && !column.target.holds_lines() {
            faults.push(format!(
                "column `{header}`: a line break in the cell: a stray quotation mark, or a cell of \
                 several lines; write it in one line"
            ));
        }
    }
    faults
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
    if let Some(id) = id.filter(|id| !id.is_null()) {
        tx.insert("id".to_owned(), id);
    }
    tx.insert("kind".to_owned(), "query".into());
    tx.insert("parties".to_owned(), Value::Array(vec![party]));
    Value::Object(tx)
}

fn assembled(row: &Row, mapping: &Mapping) -> Value {
    let mut tx = Map::new();
    let mut parties = Parties::new();
    let mut item = Map::new();
    let mut name_parts: Vec<(u8, &str, &str)> = Vec::new();
    let mut owners: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (key, text) in &mapping.constants {
        let known = shape::TRANSACTION.keys.iter().find(|(known, _, _)| known == key);
        tx.insert(key.clone(), cells::value(text, known.map_or(Type::Text, |known| known.1)));
    }
    for column in &mapping.columns {
        let text = row.cells.get(column.number).map_or("", String::as_str);
        if text.is_empty() {
            continue;
        }
        match &column.target {
            Target::Transaction(key, kind) => {
                tx.insert(key.clone(), cells::value(text, *kind));
            }
            Target::EndUse => {
                let own = tx.entry("end_use").or_insert_with(|| json!({}));
                own.as_object_mut().into_iter().for_each(|own| {
                    put(own, "description", text, Type::Text);
                });
            }
            Target::Item(key, kind) => put_item(&mut item, key, text, *kind),
            Target::Owner(number, key, kind) => {
                put(owners.entry(number.as_str()).or_default(), key, text, *kind);
            }
            Target::Party(party, Field::NamePart(order)) => {
                name_parts.push((*order, party.as_str(), text));
            }
            Target::Party(party, field) => {
                with_party(&mut parties, party, |party| match field {
                    Field::Key(key, kind) => put(party, key, text, *kind),
                    Field::Identifier(kind) => identifier(party, kind, text),
                    Field::NamePart(_) => {}
                });
            }
        }
    }
    name_parts.sort_by_key(|(order, _, _)| *order);
    for (_, party, part) in &name_parts {
        with_party(&mut parties, party, |party| put(party, "name", part, Type::Text));
    }
    let owners: Vec<Value> = owners.into_values().flat_map(each_owner).collect();
    if !owners.is_empty() {
        with_party(&mut parties, &mapping.main, |party| {
            party.insert("owners".to_owned(), owners.into());
        });
    }
    finish(tx, parties, item)
}

/// Sets a key of the item, or a parameter of it (`specs.tpp`).
fn put_item(item: &mut Map<String, Value>, key: &str, text: &str, kind: Type) {
    let Some((bag, name)) = key.split_once('.') else { return put(item, key, text, kind) };
    let bag = item.entry(bag.to_owned()).or_insert_with(|| json!({}));
    bag.as_object_mut().into_iter().for_each(|bag| put(bag, name, text, kind));
}

fn identifier(party: &mut Map<String, Value>, kind: &str, text: &str) {
    let own = party.entry("identifiers").or_insert_with(|| json!({}));
    if let Some(map) = own.as_object_mut() {
        map.insert(kind.to_owned(), text.into());
    }
}

/// The owners of a cell: several names are parted by semicolons or bars.
fn each_owner(owner: Map<String, Value>) -> Vec<Value> {
    let names = owner.get("name").and_then(Value::as_str).unwrap_or("");
    let names: Vec<&str> =
        names.split(['|', ';']).map(str::trim).filter(|n| !n.is_empty()).collect();
    if names.len() < 2 {
        return vec![Value::Object(owner)];
    }
    // What is stated beside several names cannot be told apart: it is of none of them.
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

fn finish(mut tx: Map<String, Value>, parties: Parties, item: Map<String, Value>) -> Value {
    let moves = !item.is_empty() || tx.contains_key("destination");
    if !tx.contains_key("kind") {
        tx.insert("kind".to_owned(), if moves { "export" } else { "query" }.into());
    }
    let parties: Vec<Value> = parties
        .into_iter()
        .map(|(key, mut party)| {
            let role = key.split('#').next().unwrap_or("");
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

/// The parties of a row, each under the role and number of its columns, in the order of these.
type Parties = Vec<(String, Map<String, Value>)>;

/// Runs `change` on a party, made where there is none yet.
fn with_party(parties: &mut Parties, key: &str, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Some((_, party)) = parties.iter_mut().find(|(known, _)| known == key) {
        change(party);
        return;
    }
    let mut party = Map::new();
    change(&mut party);
    parties.push((key.to_owned(), party));
}

/// Sets a key. Cells that go to the same key (a name or an address split over columns) are joined.
fn put(map: &mut Map<String, Value>, key: &str, text: &str, kind: Type) {
    let new = cells::value(text, kind);
    match (map.get_mut(key), new) {
        (Some(Value::String(known)), Value::String(more)) if kind == Type::Text => {
            known.push_str(if key == "address" { ", " } else { " " });
            known.push_str(&more);
        }
        (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
        (_, new) => {
            map.insert(key.to_owned(), new);
        }
    }
}
