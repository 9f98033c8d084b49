//! What may stand under `facts`: each known fact in its own form, and words under any other key.
//!
//! In: the object under `facts`. Out: problems with their places. A fact that cannot be read must
//! not pass for one that is absent: a misspelt name, another form, and what is no text under a key
//! that is no known fact are refused.

use serde_json::{Map, Value, json};

use super::json::Problem;
use super::parameters;
use super::place::Place;
use crate::facts::given::{self, Form, form, is_texts};
use crate::rules::did_you_mean;
use crate::rules::tables::Bag;

/// Most edits between a misspelt name and the fact that was meant.
const EDITS_MAX: usize = 2;

/// Problems after which no nearest fact is looked for any more.
const HELPED_MAX: usize = 1_000;

/// Documents that rules ask for by name.
const DOCUMENTS: [&str; 2] = ["uvl_statement", "end_use_statement"];

/// Checks what stands under `facts`.
pub(super) fn check(map: &Map<String, Value>, here: &Place<'_>, out: &mut Vec<Problem>) {
    for (key, value) in map.iter().filter(|(_, value)| !value.is_null()) {
        let below = Place::Key(here, key);
        let fault = match form(key) {
            Some(form) => wrong(form, value),
            None if out.len() < HELPED_MAX => unknown(key, value),
            None => (!is_texts(value)).then(|| format!("`{key}` is no known fact")),
        };
        match fault {
            Some(detail) => out.push(Problem::new(below.to_string(), detail)),
            None => check_inside(form(key), value, &below, out),
        }
    }
}

/// Checks the keys of a facility, of letters and of documents.
fn check_inside(form: Option<Form>, value: &Value, here: &Place<'_>, out: &mut Vec<Problem>) {
    match (form, value) {
        (Some(Form::Facility), Value::Object(map)) => {
            parameters::check(map, Bag::Facility, here, out);
        }
        (Some(Form::Letters), Value::Object(map)) => parameters::check(map, Bag::Letter, here, out),
        (Some(Form::Letters), Value::Array(list)) => {
            for (number, letter) in list.iter().enumerate() {
                let letter = letter.as_object().into_iter();
                letter.for_each(|map| {
                    parameters::check(map, Bag::Letter, &Place::Element(here, number), out);
                });
            }
        }
        (Some(Form::Documents), Value::Object(map)) => check_documents(map, here, out),
        _ => {}
    }
}

/// Checks documents by name: one that rules ask for is not to be misspelt.
pub(super) fn check_documents(map: &Map<String, Value>, here: &Place<'_>, out: &mut Vec<Problem>) {
    for (key, value) in map.iter().filter(|(_, value)| !value.is_null()) {
        let known = DOCUMENTS.contains(&key.as_str());
        let near = DOCUMENTS.into_iter().find(|name| strsim::osa_distance(key, name) <= EDITS_MAX);
        let is_document = value.is_boolean() || value.is_string() || value.is_object();
        let detail = match near.filter(|_| !known) {
            Some(name) => {
                format!("`{key}` is no document that is asked for; did you mean `{name}`?")
            }
            None if is_document => continue,
            None => format!("must be true, false, a text or an object, not {value}"),
        };
        out.push(Problem::new(Place::Key(here, key).to_string(), detail));
    }
}

/// The JSON Schema of what may stand under `facts`.
pub fn schema() -> Value {
    let known: Map<String, Value> =
        given::all().map(|(key, form)| (key.to_owned(), schema_of(form))).collect();
    json!({
        "type": ["object", "null"],
        "properties": known,
        "additionalProperties": { "type": ["string", "array", "null"] },
    })
}

fn schema_of(form: Form) -> Value {
    match form {
        Form::Facility => json!({ "anyOf": [
            { "type": ["string", "array", "null"] },
            parameters::schema(Bag::Facility),
        ] }),
        Form::Letters => json!({ "anyOf": [
            { "type": ["boolean", "null"] },
            parameters::schema(Bag::Letter),
            { "type": "array", "items": parameters::schema(Bag::Letter) },
        ] }),
        form => json!({ "type": types(form) }),
    }
}

/// The JSON types that a form takes.
fn types(form: Form) -> &'static [&'static str] {
    match form {
        Form::Flag => &["boolean", "null"],
        Form::Texts => &["string", "array", "null"],
        Form::Number => &["number", "null"],
        Form::Letters => &["boolean", "object", "array", "null"],
        Form::Facility => &["object", "string", "array", "null"],
        Form::Documents => &["object", "null"],
        Form::Document => &["boolean", "string", "null"],
    }
}

/// What is wrong with the value of a known fact.
fn wrong(form: Form, value: &Value) -> Option<String> {
    let is_letters = |value: &Value| match value {
        Value::Array(list) => list.iter().all(Value::is_object),
        other => other.is_object() || other.is_boolean(),
    };
    let (fits, what) = match form {
        Form::Flag => (value.is_boolean(), "true or false"),
        Form::Texts => (is_texts(value), "a text or a list of texts"),
        Form::Number => (value.is_number(), "a number"),
        Form::Letters => (is_letters(value), "true, a letter or a list of letters (objects)"),
        Form::Facility => (is_texts(value) || value.is_object(), "an object or a text"),
        Form::Documents => (value.is_object(), "an object of documents by name"),
        Form::Document => (value.is_boolean() || value.is_string(), "true, false or a text"),
    };
    (!fits).then(|| format!("must be {what}, not {value}"))
}

/// What is wrong with a key that is no known fact: it is near one, or it does not hold words.
fn unknown(key: &str, value: &Value) -> Option<String> {
    let known = || given::all().map(|(known, _)| known);
    let near = known().map(|known| (strsim::osa_distance(key, known), known)).min();
    let near = near.filter(|(edits, _)| *edits <= EDITS_MAX && key.len() > 4);
    if let Some((_, known)) = near {
        return Some(format!("`{key}` is no known fact; did you mean `{known}`?"));
    }
    if is_texts(value) {
        return None;
    }
    let known: Vec<&str> = known().collect();
    let help = did_you_mean(key, &known);
    Some(format!(
        "`{key}` is no known fact, and only words may stand under another key; {help}{}say it in \
         words, or put what is yours alone under `metadata`",
        if help.is_empty() { "" } else { " Or " }
    ))
}
