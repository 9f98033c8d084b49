//! What may stand under `facts`: each known fact in its own form, and words under any other key.
//!
//! In: the object under `facts`. Out: problems with their places. A fact that cannot be read must
//! not pass for one that is absent: a misspelt name and another form are refused. A key that is no
//! known fact may hold anything; where that is not words, the screening says that no rule read it.

use serde_json::{Map, Value, json};

use super::json::Problem;
use super::place::Place;
use crate::facts::given::{Form, KNOWN, form, is_texts};
use crate::facts::registry;

/// Most edits between a misspelt name and the fact that was meant.
const EDITS_MAX: usize = 2;

/// Checks what stands under `facts`.
pub(super) fn check(map: &Map<String, Value>, here: &Place<'_>, out: &mut Vec<Problem>) {
    for (key, value) in map.iter().filter(|(_, value)| !value.is_null()) {
        let fault = match form(key) {
            Some(form) => wrong(form, value),
            None => misspelt(key),
        };
        if let Some(detail) = fault {
            out.push(Problem::new(Place::Key(here, key).to_string(), detail));
        }
    }
}

/// The JSON Schema of what may stand under `facts`.
pub fn schema() -> Value {
    let flags = registry::stated_flags().map(|flag| (flag, Form::Flag));
    let all = flags.chain(KNOWN.iter().copied());
    let known: Map<String, Value> =
        all.map(|(key, form)| (key.to_owned(), json!({ "type": types(form) }))).collect();
    json!({
        "type": ["object", "null"],
        "properties": known,
    })
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

/// What is wrong with a key that is no known fact: it is near one.
fn misspelt(key: &str) -> Option<String> {
    let known = KNOWN.iter().map(|(known, _)| *known).chain(registry::stated_flags());
    let near = known.map(|known| (strsim::osa_distance(key, known), known)).min();
    let (_, known) = near.filter(|(edits, _)| *edits <= EDITS_MAX && key.len() > 4)?;
    Some(format!("`{key}` is no known fact; did you mean `{known}`?"))
}
