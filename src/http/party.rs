//! A party to look for, as callers of `/v1/match` write it.
//!
//! In: a JSON object. Out: a party, or every fault with its place. What holds nothing to search
//! (an address of punctuation, an empty number) and what cannot be read (an unknown schema, a day
//! that is none) is refused: left out, it would be answered as if it had been looked for.

use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::matching::NAMES_MAX;
use crate::model::{Address, Identifier, Name, NameKind, Party, PartyKind};
use crate::names::Refusal;
use crate::wire::Problem;
use crate::wire::place::Place;

/// A party to look for.
#[derive(Debug, Clone, Default)]
pub struct PartyQuery {
    /// The caller's own id; echoed.
    pub id: Option<Value>,
    /// The party.
    pub party: Party,
    /// Its place in the document.
    place: String,
    /// Whether the names stand in a list.
    many_names: bool,
}

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Any,
    Text,
    Texts,
    Numbers,
}

/// The keys of a query: one table for reading and for the schema.
const KEYS: [(&str, Form, &str); 8] = [
    ("id", Form::Any, "The caller's own id; echoed."),
    ("name", Form::Texts, "Its name, or all its names."),
    ("schema", Form::Text, "What it is; absent is any."),
    ("country", Form::Texts, "ISO 3166-1 alpha-2 codes."),
    ("address", Form::Texts, "Addresses."),
    ("identifiers", Form::Numbers, "Identifiers by kind."),
    ("birth_date", Form::Texts, "Dates of birth: `1965`, `1965-04` or `1965-04-02`."),
    ("gender", Form::Text, "`male` or `female`."),
];

/// What a party may be called, and the kind that it is.
const SCHEMATA: [(&str, PartyKind); 11] = [
    ("Person", PartyKind::Individual),
    ("Company", PartyKind::Organization),
    ("Organization", PartyKind::Organization),
    ("PublicBody", PartyKind::Organization),
    ("LegalEntity", PartyKind::Unknown),
    ("Vessel", PartyKind::Vessel),
    ("Airplane", PartyKind::Aircraft),
    ("Address", PartyKind::Address),
    ("Individual", PartyKind::Individual),
    ("Organisation", PartyKind::Organization),
    ("Aircraft", PartyKind::Aircraft),
];

const GENDERS: [&str; 2] = ["male", "female"];

/// Longest text of a query, in bytes.
const TEXT_MAX: usize = crate::wire::transaction::TEXT_MAX;

/// Most unknown keys for which the nearest known one is looked for.
const NEAREST_MAX: usize = 100;

/// Whether a text holds a letter or a digit: without one there is nothing to search for.
pub fn is_searchable(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Reads one object, noting every fault.
struct Reader<'r> {
    map: &'r Map<String, Value>,
    here: Place<'r>,
    problems: &'r mut Vec<Problem>,
}

impl Reader<'_> {
    /// The texts of a key, each read by `read`.
    fn texts<T>(&mut self, key: &str, read: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let here = self.here;
        let below = Place::Key(&here, key);
        match self.map.get(key) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(values)) => {
                let numbered = values.iter().enumerate();
                let read = numbered.filter_map(|(number, value)| {
                    self.text(value, Place::Element(&below, number), "a text", &read)
                });
                read.collect()
            }
            Some(value) => {
                self.text(value, below, "a text or a list of texts", &read).into_iter().collect()
            }
        }
    }

    /// The one text of a key.
    fn one<T>(&mut self, key: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let here = self.here;
        let value = self.map.get(key).filter(|value| !value.is_null())?;
        self.text(value, Place::Key(&here, key), "a text", &read)
    }

    fn text<T>(
        &mut self,
        value: &Value,
        at: Place<'_>,
        what: &str,
        read: &impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let done = match value.as_str().map(str::trim) {
            None => Err(format!("must be {what}, not {}", kind_of_json(value))),
            Some("") => Err("is empty; leave it out where there is none".to_owned()),
            Some(text) if text.len() > TEXT_MAX => Err(format!("longer than {TEXT_MAX} bytes")),
            Some(text) => read(text),
        };
        done.map_err(|detail| self.problems.push(Problem::new(at.to_string(), detail))).ok()
    }

    fn identifiers(&mut self) -> Vec<Identifier> {
        let here = self.here;
        let below = Place::Key(&here, "identifiers");
        let numbers = match self.map.get("identifiers") {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Object(numbers)) => numbers,
            Some(other) => {
                let is = kind_of_json(other);
                let detail = format!(
                    "must be an object of identifiers by kind, not {is}: {{\"imo\": \"9187629\"}}"
                );
                self.problems.push(Problem::new(below.to_string(), detail));
                return Vec::new();
            }
        };
        let mut identifiers = Vec::new();
        for (kind, value) in numbers.iter().filter(|(_, value)| !value.is_null()) {
            let read = |number: &str| {
                let number = searchable(number)?;
                Ok(Identifier { kind: kind.clone(), number, country: None })
            };
            let text = value.as_number().map(|number| Value::from(number.to_string()));
            let value = text.as_ref().unwrap_or(value);
            identifiers.extend(self.text(value, Place::Key(&below, kind), "a text", &read));
        }
        identifiers
    }
}

impl PartyQuery {
    /// Reads a query at its place in the document. `others` are keys that mean something to the
    /// caller of this function.
    pub fn read(
        value: &Value,
        here: Place<'_>,
        others: &[&str],
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let before = problems.len();
        let Some(map) = value.as_object() else {
            let detail = format!("must be an object, not {}", kind_of_json(value));
            problems.push(Problem::new(here.to_string(), detail));
            return None;
        };
        let mut known = others.to_vec();
        known.extend(KEYS.iter().map(|(key, ..)| *key));
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            // An error names no more than the first of many.
            let near = problems.len() < NEAREST_MAX;
            let help = if near { crate::rules::did_you_mean(key, &known) } else { String::new() };
            let detail = format!("`{key}` is no key of a query; {help}");
            problems.push(Problem::new(Place::Key(&here, key).to_string(), detail));
        }
        let mut reader = Reader { map, here, problems };
        let name = |text: &str| Ok(Name::new(text, NameKind::Primary));
        let party = Party {
            kind: reader.one("schema", kind_of).unwrap_or_default(),
            names: reader.texts("name", name),
            addresses: reader.texts("address", |text| searchable(text).map(Address::line)),
            identifiers: reader.identifiers(),
            countries: reader.texts("country", country),
            dates_of_birth: reader.texts("birth_date", birth_date),
            gender: reader.one("gender", gender),
        };
        if problems.len() == before && is_empty(&party) {
            let detail = "give a name, an address or an identifier to look for";
            problems.push(Problem::new(Place::Key(&here, "name").to_string(), detail));
        }
        let many_names = map.get("name").is_some_and(Value::is_array);
        let id = map.get("id").filter(|id| !id.is_null()).cloned();
        (problems.len() == before).then(|| Self { id, party, place: here.to_string(), many_names })
    }

    /// What stood in the way of a search that could not be finished, each with its place.
    pub fn unfinished(&self, why: &[String]) -> Vec<Problem> {
        let name = format!("{}/name", self.place);
        let place = |number: usize| {
            if self.many_names { format!("{name}/{number}") } else { name.clone() }
        };
        let faults = unsearchable_names(&self.party);
        if faults.is_empty() {
            let detail = format!("the search was not finished: {}", why.join("; "));
            return vec![Problem::new(name, detail)];
        }
        let told = |(number, detail): (Option<usize>, String)| {
            Problem::new(number.map_or_else(|| name.clone(), place), detail)
        };
        faults.into_iter().map(told).collect()
    }
}

/// Whether nothing of a party can be looked for.
pub fn is_empty(party: &Party) -> bool {
    party.names.is_empty() && party.identifiers.is_empty() && party.addresses.is_empty()
}

/// The names of a party that cannot be searched, by number, and why; no number is all of them.
pub fn unsearchable_names(party: &Party) -> Vec<(Option<usize>, String)> {
    if party.names.len() > NAMES_MAX {
        let why = format!("{} names; at most {NAMES_MAX} are searched", party.names.len());
        return vec![(None, why)];
    }
    let refused = party.names.iter().enumerate().filter_map(|(number, name)| {
        let refusal = match crate::names::analyse(&name.text, party.kind) {
            Ok(analysed) => analysed.unsure.then_some(Refusal::Script)?,
            Err(refusal) => refusal,
        };
        Some((Some(number), refusal.to_string()))
    });
    refused.collect()
}

fn searchable(text: &str) -> Result<String, String> {
    if is_searchable(text) {
        return Ok(text.to_owned());
    }
    Err("holds no letter and no digit to search for".to_owned())
}

fn country(text: &str) -> Result<String, String> {
    let code = text.to_uppercase();
    if crate::model::country::is_known(&code) {
        return Ok(code);
    }
    Err(format!("`{text}` is no ISO 3166-1 alpha-2 code"))
}

/// A day, month or year of birth.
pub fn birth_date(text: &str) -> Result<String, String> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    if super::ask::day(&whole).is_some() {
        return Ok(text.to_owned());
    }
    Err(format!("`{text}` is no date of birth; write 1965, 1965-04 or 1965-04-02"))
}

fn gender(text: &str) -> Result<String, String> {
    let word = text.to_lowercase();
    if GENDERS.contains(&word.as_str()) {
        return Ok(word);
    }
    Err(format!("`{text}` is not read; write male or female, or leave it out"))
}

/// The kind of party that a schema names.
fn kind_of(schema: &str) -> Result<PartyKind, String> {
    let known = SCHEMATA.iter().find(|(name, _)| name.eq_ignore_ascii_case(schema));
    known.map(|(_, kind)| *kind).ok_or_else(|| {
        let names: Vec<&str> = SCHEMATA.iter().take(8).map(|(name, _)| *name).collect();
        unknown(schema, "schema", &names)
    })
}

/// That a word is none of those known: the nearest one, and all.
pub fn unknown(word: &str, what: &str, known: &[&str]) -> String {
    let all = known.join(", ");
    let near = crate::rules::did_you_mean(word, known);
    let near = if near.starts_with("did") { format!("{near} ") } else { String::new() };
    format!("`{word}` is no {what}; {near}there are: {all}")
}

/// What a JSON value is, in words.
pub fn kind_of_json(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// What a text must hold to be read, as far as a pattern can tell: the letters of other scripts than
/// the Latin one are not told from their signs.
fn pattern(key: &str) -> &'static str {
    match key {
        "name" => r"[A-Za-z\u0080-\uffff]",
        "country" => "^[A-Za-z]{2}$",
        "birth_date" => "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
        _ => r"[0-9A-Za-z\u0080-\uffff]",
    }
}

/// The JSON Schema of a query, made from the table that reads it.
pub fn schema() -> Value {
    let mut properties = Map::new();
    for (key, form, meaning) in KEYS {
        let text = json!({
            "type": "string", "minLength": 1, "maxLength": 4000, "pattern": pattern(key),
        });
        let mut value = match form {
            Form::Any => json!({}),
            Form::Text => json!({ "type": ["string", "null"] }),
            Form::Texts => json!({
                "anyOf": [text, { "type": "array", "items": text }, { "type": "null" }],
            }),
            Form::Numbers => json!({
                "type": ["object", "null"],
                "additionalProperties": { "type": ["string", "number", "null"] },
            }),
        };
        if let Some(map) = value.as_object_mut() {
            map.insert("description".to_owned(), meaning.into());
            let words: Vec<&str> = match key {
                "schema" => SCHEMATA.iter().map(|(name, _)| *name).collect(),
                "gender" => GENDERS.to_vec(),
                _ => Vec::new(),
            };
            if !words.is_empty() {
                let words = words.into_iter().map(Value::from).chain([Value::Null]);
                map.insert("enum".to_owned(), words.collect());
            }
        }
        properties.insert(key.to_owned(), value);
    }
    json!({
        "type": "object", "additionalProperties": false, "properties": properties,
        "description": "A party to look for.",
    })
}

/// Its name in the document; [`schema`] takes its place there.
impl PartialSchema for PartyQuery {
    fn schema() -> RefOr<Schema> {
        RefOr::T(Schema::default())
    }
}

impl ToSchema for PartyQuery {}
