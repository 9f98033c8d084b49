//! JSON Schemas of rule and list files, by which an editor completes and checks them.
//!
//! Made from the same registries that the readers use: facts, operators, states, verdicts,
//! policies, lists. The readers stay the judge: what a schema cannot say (spans that overlap, facts
//! out of scope, groups and tables) is theirs.

mod list;
mod rule;

use serde_json::{Map, Value, json};

pub use list::list;
pub use rule::rule;

/// An object with these properties and no others.
fn object(properties: &[(&str, Value)], required: &[&str]) -> Value {
    let properties: Map<String, Value> =
        properties.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn text(about: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "description": about })
}

/// A text, or several.
fn texts(about: &str) -> Value {
    json!({
        "description": about,
        "anyOf": [
            { "type": "string", "minLength": 1 },
            { "type": "array", "items": { "type": "string", "minLength": 1 } },
        ],
    })
}

/// A TOML date. Editors hand it on as a string.
fn date(about: &str) -> Value {
    json!({ "type": "string", "format": "date", "description": about })
}

fn words<'w>(about: &str, words: impl IntoIterator<Item = &'w str>) -> Value {
    let words: Vec<&str> = words.into_iter().collect();
    json!({ "enum": words, "description": about })
}

fn array(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}
