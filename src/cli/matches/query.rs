//! One line of the input -> a party to look for, or what is wrong with the line.

use serde_json::{Map, Value};

use super::LINE_MAX;
use crate::model::{Address, Identifier, Name, NameKind, Party, PartyKind};
use crate::rules::did_you_mean;

/// The keys of a line: those of a query of `POST /v1/match`.
const KEYS: [&str; 8] =
    ["id", "name", "schema", "country", "address", "identifiers", "birth_date", "gender"];

/// A party to look for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    /// The asker's id, or the number of the line.
    pub(super) id: Value,
    pub(super) party: Party,
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BadLine {
    pub(super) id: Value,
    pub(super) line: u64,
    pub(super) message: String,
}

impl Query {
    /// A name of the command line.
    pub(super) fn of_name(name: &str) -> Self {
        let names = vec![Name::new(name, NameKind::Primary)];
        let party = Party { names, ..Party::default() };
        Self { id: Value::from(name), party }
    }

    /// A line of the input.
    pub(super) fn of_line(line: u64, bytes: &[u8]) -> Result<Self, BadLine> {
        let bad = |id: Value, message: String| BadLine { id, line, message };
        if bytes.len() > LINE_MAX {
            return Err(bad(Value::Null, format!("longer than {LINE_MAX} bytes; split it")));
        }
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|error| bad(Value::Null, format!("not JSON: {error}")))?;
        let Value::Object(mut fields) = value else {
            let message = "not a JSON object; write {\"id\": 1, \"name\": \"...\"}".to_owned();
            return Err(bad(Value::Null, message));
        };
        let id = fields.remove("id").unwrap_or_else(|| Value::from(line));
        let mut problems = Vec::new();
        let party = party(&mut fields, &mut problems);
        for key in fields.keys() {
            let help = did_you_mean(key, &KEYS);
            problems.push(format!("`{key}` is no key of a query; {help}"));
        }
        if party.names.is_empty() && problems.is_empty() {
            problems.push("`name` is missing; give the name to look for".to_owned());
        }
        if !problems.is_empty() {
            return Err(bad(id, problems.join("; ")));
        }
        Ok(Self { id, party })
    }
}

/// Takes out of `fields` what describes the party.
fn party(fields: &mut Map<String, Value>, problems: &mut Vec<String>) -> Party {
    let mut texts = |key: &str| match fields.remove(key).map(|value| texts_of(&value)) {
        None => Vec::new(),
        Some(Some(texts)) => texts,
        Some(None) => {
            problems.push(format!("`{key}` must be a text or an array of texts"));
            Vec::new()
        }
    };
    let names = texts("name");
    let schema = texts("schema");
    let countries = texts("country");
    let addresses = texts("address");
    let birth = texts("birth_date");
    let gender = texts("gender");
    let identifiers = fields.remove("identifiers").unwrap_or(Value::Null);
    Party {
        kind: schema.first().map_or(PartyKind::Unknown, |schema| kind_of(schema)),
        names: names.into_iter().map(|name| Name::new(name, NameKind::Primary)).collect(),
        addresses: addresses.into_iter().map(Address::line).collect(),
        identifiers: identifiers_of(&identifiers, problems),
        countries: countries.into_iter().map(|code| code.to_uppercase()).collect(),
        dates_of_birth: birth,
        gender: gender.into_iter().next(),
    }
}

fn texts_of(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// Identifiers as an array of numbers or of `{"kind", "number", "country"}`, or as an object of
/// kind and number.
fn identifiers_of(value: &Value, problems: &mut Vec<String>) -> Vec<Identifier> {
    let plain = |kind: &str, number: &str| Identifier {
        kind: kind.to_owned(),
        number: number.to_owned(),
        country: None,
    };
    let items: Vec<(&str, &Value)> = match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().map(|item| ("", item)).collect(),
        Value::Object(fields) => fields.iter().map(|(kind, v)| (kind.as_str(), v)).collect(),
        Value::String(_) | Value::Number(_) | Value::Bool(_) => vec![("", value)],
    };
    let mut identifiers = Vec::new();
    for (kind, item) in items {
        let text = |key: &str| item.get(key).and_then(Value::as_str);
        match item {
            Value::String(number) => identifiers.push(plain(kind, number)),
            Value::Number(number) => identifiers.push(plain(kind, &number.to_string())),
            Value::Object(_) if text("number").or(text("value")).is_some() => {
                let number = text("number").or(text("value")).unwrap_or_default();
                let kind = text("kind").or(text("type")).unwrap_or(kind);
                let country = text("country").map(str::to_uppercase);
                identifiers.push(Identifier { country, ..plain(kind, number) });
            }
            _ => problems.push(format!(
                "`identifiers` holds `{item}`; give a text or {{\"kind\", \"number\"}}"
            )),
        }
    }
    identifiers
}

/// The kind of party that a schema names; unknown schemas are looked for among all kinds.
fn kind_of(schema: &str) -> PartyKind {
    match schema.to_ascii_lowercase().as_str() {
        "person" | "individual" => PartyKind::Individual,
        "company" | "organization" | "organisation" | "publicbody" => PartyKind::Organization,
        "vessel" => PartyKind::Vessel,
        "airplane" | "aircraft" => PartyKind::Aircraft,
        "address" => PartyKind::Address,
        _ => PartyKind::Unknown,
    }
}
