//! The schema of list files in our own form.

use serde_json::{Value, json};

use super::{array, date, object, text, texts, words};
use crate::lists::KNOWN_LISTS;

/// The schema of list files.
pub fn list() -> Value {
    let mut root = object(
        &[
            ("schema", json!({ "const": 1, "description": "The version of the form." })),
            ("list", head()),
            ("entry", array(entry())),
        ],
        &["schema", "list", "entry"],
    );
    if let Value::Object(map) = &mut root {
        map.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        map.insert("title".to_owned(), json!("highfence list file"));
    }
    root
}

fn list_id(about: &str) -> Value {
    let known: Vec<Value> = KNOWN_LISTS
        .iter()
        .map(|list| json!({ "const": list.id, "description": list.title }))
        .collect();
    json!({ "description": about, "anyOf": [{ "oneOf": known }, { "type": "string" }] })
}

/// What a list's own file may say of a hit.
const HITS: [&str; 4] = ["advisory", "hold_for_review", "license_required", "prohibited"];

fn head() -> Value {
    object(
        &[
            ("id", list_id("Id of the list.")),
            ("title", text("Its name.")),
            ("publisher", text("Who publishes it.")),
            ("authority", texts("The law it rests on.")),
            ("source", text("Where the facts were read.")),
            ("published", date("Date of the edition.")),
            ("retrieved", date("Day on which it was read.")),
            ("review", text("Review policy of entries that state none.")),
            ("hit", words("What a hit means where no rule names the list.", HITS)),
        ],
        &["id", "title"],
    )
}

/// A name as a text, or with its kind and days.
fn name() -> Value {
    let kinds = ["alias", "weak", "former", "acronym", "native", "primary"];
    json!({ "anyOf": [
        { "type": "string", "minLength": 1 },
        object(
            &[
                ("name", text("The name.")),
                ("kind", words("What kind of name.", kinds)),
                ("from", date("First day.")),
                ("until", date("First day after.")),
            ],
            &["name"],
        ),
    ] })
}

fn address() -> Value {
    json!({ "anyOf": [
        { "type": "string", "minLength": 1 },
        object(
            &[
                ("text", text("The address as published.")),
                ("city", text("City.")),
                ("region", text("Region.")),
                ("postal_code", text("Postal code.")),
                ("country", text("Country, ISO code.")),
            ],
            &["text"],
        ),
    ] })
}

fn identifiers() -> Value {
    let one = object(
        &[
            ("kind", text("What kind of number.")),
            ("number", text("The number.")),
            ("country", text("Country, ISO code.")),
        ],
        &["kind", "number"],
    );
    json!({
        "description": "Identifiers by kind, or as a list.",
        "anyOf": [{ "type": "object", "additionalProperties": texts("Numbers.") }, array(one)],
    })
}

fn change() -> Value {
    object(
        &[
            ("from", date("First day.")),
            ("requirement", text("The license requirement from then on.")),
            ("except", text("What it excepts.")),
            ("cite", text("The citation of the change.")),
        ],
        &["from"],
    )
}

fn footnote() -> Value {
    json!({ "anyOf": [
        { "type": "integer", "minimum": 1, "maximum": 9 },
        object(
            &[
                ("fn", json!({ "type": "integer", "description": "Number of the footnote." })),
                ("from", date("First day.")),
                ("until", date("First day after.")),
            ],
            &["fn"],
        ),
    ] })
}

fn entry() -> Value {
    let kinds = ["individual", "organization", "entity", "vessel", "aircraft", "address"];
    object(
        &[
            ("name", text("The name as published.")),
            ("id", text("Stable id; else made of list, name and country.")),
            ("list", list_id("Its list, where it is not that of the file.")),
            ("kind", words("What it is.", kinds)),
            ("aliases", array(name())),
            ("native_names", array(name())),
            ("country", text("Country, ISO code.")),
            ("countries", texts("Countries, ISO codes.")),
            ("addresses", array(address())),
            ("identifiers", identifiers()),
            ("dates_of_birth", texts("Dates or years.")),
            ("listed", date("First day on the list.")),
            ("removed", date("First day no longer on it.")),
            ("effective", date("Day from which the prohibition binds, where later.")),
            ("status", words("Where it stands.", ["listed", "removed", "reported", "named"])),
            ("requirement", text("License requirement, as published.")),
            ("requirement_changes", array(change())),
            ("review", text("License review policy, as published.")),
            ("footnotes", array(footnote())),
            ("directives", array(json!({ "type": "integer", "minimum": 1, "maximum": 4 }))),
            ("programs", texts("Sanctions programs.")),
            ("cite", texts("Citations.")),
            ("document", text("The document that names the party.")),
            ("linked_to", texts("Parties it is linked to.")),
            ("parent", text("Its parent.")),
            ("remarks", text("Remarks.")),
            ("codes", texts("Codes as key=value.")),
            ("unverified", text("What could not be checked against the official list.")),
        ],
        &[],
    )
}
