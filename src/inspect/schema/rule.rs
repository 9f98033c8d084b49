//! The schema of rule files.

use serde_json::{Value, json};

use super::{array, date, object, text, texts, words};
use crate::facts::registry::{FACTS, FactDef, Kind};
use crate::lists::KNOWN_LISTS;
use crate::model::Level;
use crate::model::verdict::POLICIES;
use crate::rules::model::{Op, State};

/// The schema of rule files.
pub fn rule() -> Value {
    let mut root = object(
        &[
            ("schema", json!({ "const": 1, "description": "The version of the form." })),
            ("rule", head()),
            ("status", array(json!({ "$ref": "#/$defs/status" }))),
            ("clause", array(clause())),
            ("test", array(test())),
        ],
        &["schema", "rule", "status", "clause"],
    );
    if let Value::Object(map) = &mut root {
        map.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        map.insert("title".to_owned(), json!("highfence rule file"));
        map.insert(
            "$defs".to_owned(),
            json!({ "status": status(), "condition": condition(), "comparison": comparison() }),
        );
    }
    root
}

fn head() -> Value {
    let lists = KNOWN_LISTS.iter().map(|list| list.id);
    object(
        &[
            (
                "id",
                json!({
                    "type": "string",
                    "pattern": "^[a-z0-9-]+(\\.[a-z0-9-]+)+$",
                    "description": "Stable path, never renumbered: us.ear.entity-list.",
                }),
            ),
            ("title", text("One line for the reader.")),
            ("regime", text("Whose law: US-EAR, US-OFAC, CN-ECL.")),
            (
                "kind",
                words(
                    "verdict: binding law. advisory: guidance, at most a hold. horizon: proposed \
                     or reported, never a legal verdict.",
                    ["verdict", "advisory", "horizon"],
                ),
            ),
            ("authority", texts("The law it rests on: 15 CFR 744.11(a), 89 FR 51644.")),
            (
                "lists",
                array(json!({
                    "description": "Lists that clauses with `match` are asked of.",
                    "anyOf": [{ "enum": lists.collect::<Vec<_>>() }, { "type": "string" }],
                })),
            ),
            ("summary", text("A paragraph for the reader.")),
            ("review_by", date("Day on which a person must look at it again.")),
        ],
        &["id", "title", "regime", "kind"],
    )
}

fn states() -> impl Iterator<Item = &'static str> {
    State::ALL.iter().map(|(_, word)| *word)
}

fn status() -> Value {
    object(
        &[
            ("state", words("The state on these days.", states())),
            ("from", date("First day.")),
            ("until", date("First day after. Left out: open.")),
            ("instrument", text("The instrument in words.")),
            ("cite", text("Its citation.")),
            ("published", date("Day of publication, where it is not `from`.")),
            (
                "certainty",
                words(
                    "legal: a published legal text. political: announced, no legal text found.",
                    ["legal", "political"],
                ),
            ),
            ("on_lapse", words("What the text says follows the end.", states())),
            ("note", text("A word to the reader.")),
        ],
        &["state", "from", "cite", "certainty"],
    )
}

fn levels(about: &str) -> Value {
    words(about, Level::ALL.iter().map(|level| level.word()))
}

fn clause() -> Value {
    let condition = json!({ "$ref": "#/$defs/condition" });
    let dated = object(
        &[
            ("cite", text("The citation.")),
            ("from", date("First day.")),
            ("until", date("First day after.")),
        ],
        &["cite"],
    );
    let cite = json!({
        "description": "Citations; with days where the paragraph moved.",
        "anyOf": [
            { "type": "string", "minLength": 1 },
            { "type": "array", "items": { "type": "string", "minLength": 1 } },
            { "type": "array", "items": dated },
        ],
    });
    object(
        &[
            ("id", text("Its id within the rule.")),
            ("each", array(words("What it is asked of.", ["party", "match", "item"]))),
            ("cite", cite),
            ("applies", condition.clone()),
            ("when", condition),
            ("then", effect()),
            ("unless", array(unless())),
            ("if_unknown", levels("The verdict while a deciding fact is missing.")),
            ("needs_if_unknown", texts("What to ask for in place of the missing facts.")),
            ("status", array(json!({ "$ref": "#/$defs/status" }))),
        ],
        &["id", "then"],
    )
}

fn effect() -> Value {
    let policies = POLICIES.iter().copied().chain(["entry"]);
    object(
        &[
            ("verdict", levels("The verdict where the clause is met.")),
            ("policy", words("License review policy; entry: as the list entry says.", policies)),
            ("exceptions", texts("License exceptions that stay open.")),
            ("obligations", texts("Duties that go with it.")),
            ("needs", texts("Facts or papers to ask for.")),
            ("text", text("One sentence for the reader.")),
        ],
        &["verdict", "text"],
    )
}

fn unless() -> Value {
    object(
        &[
            ("id", text("Its id within the clause.")),
            ("cite", text("Its citation.")),
            ("when", json!({ "$ref": "#/$defs/condition" })),
            ("verdict", levels("What remains where it holds (else nothing).")),
            ("text", text("One sentence for the reader.")),
        ],
        &["id", "cite", "when", "text"],
    )
}

fn condition() -> Value {
    let group = |about: &str| {
        json!({
            "type": "array",
            "minItems": 1,
            "items": { "$ref": "#/$defs/condition" },
            "description": about,
        })
    };
    json!({
        "description": "A comparison, a group, or a list of conditions that must all hold.",
        "anyOf": [
            { "$ref": "#/$defs/comparison" },
            { "type": "array", "items": { "$ref": "#/$defs/condition" } },
            object(
                &[
                    ("all", group("Every one holds.")),
                    ("any", group("At least one holds.")),
                    ("none", group("None holds.")),
                ],
                &[],
            ),
        ],
    })
}

/// One comparison: the fact decides which values it takes.
fn comparison() -> Value {
    let facts: Vec<Value> =
        FACTS.iter().map(|fact| json!({ "const": fact.id, "description": fact.meaning })).collect();
    let ops = Op::ALL.iter().map(|(_, word)| *word);
    let mut schema = object(
        &[
            ("fact", json!({ "oneOf": facts })),
            ("op", words("How it is compared (default: is).", ops)),
            ("value", json!({ "description": "With what it is compared." })),
        ],
        &["fact", "value"],
    );
    if let Value::Object(map) = &mut schema {
        map.insert("allOf".to_owned(), Value::Array(values()));
    }
    schema
}

/// For each kind of fact, the values that its comparisons take.
fn values() -> Vec<Value> {
    let of_kind = |kinds: &[Kind]| -> Vec<&str> {
        FACTS.iter().filter(|fact| kinds.contains(&fact.kind)).map(|fact| fact.id).collect()
    };
    let mut list = vec![
        when(json!({ "enum": of_kind(&[Kind::Bool]) }), json!({ "type": "boolean" })),
        when(json!({ "enum": of_kind(&[Kind::Number]) }), json!({ "type": ["number", "boolean"] })),
        when(
            json!({ "enum": of_kind(&[Kind::Text, Kind::Set]) }),
            json!({ "type": ["string", "array", "boolean"] }),
        ),
    ];
    list.extend(FACTS.iter().filter(|fact| !fact.values.is_empty()).map(vocabulary));
    list
}

fn when(fact: Value, value: Value) -> Value {
    json!({
        "if": { "properties": { "fact": fact } },
        "then": { "properties": { "value": value } },
    })
}

/// A fact with a vocabulary takes its words, but for groups, tables and whether it is known.
fn vocabulary(fact: &FactDef) -> Value {
    json!({
        "if": { "properties": {
            "fact": { "const": fact.id },
            "op": { "enum": ["is", "is_not", "in", "not_in"] },
        } },
        "then": { "properties": { "value": { "anyOf": [
            { "enum": fact.values },
            { "type": "array", "items": { "enum": fact.values } },
        ] } } },
    })
}

fn test() -> Value {
    let facts: serde_json::Map<String, Value> = FACTS
        .iter()
        .map(|fact| {
            let kind = match fact.kind {
                Kind::Bool => json!(["boolean", "string"]),
                Kind::Number => json!(["number", "string"]),
                Kind::Text | Kind::Date => json!("string"),
                Kind::Set => json!(["array", "string"]),
            };
            (fact.id.to_owned(), json!({ "type": kind, "description": fact.meaning }))
        })
        .collect();
    object(
        &[
            ("name", text("Its name.")),
            ("date", date("The day of the transaction.")),
            ("known", date("The day of knowledge, where it is another one.")),
            (
                "entry_policy",
                words("Review policy of the matched entry.", POLICIES.iter().copied()),
            ),
            (
                "facts",
                json!({ "type": "object", "properties": facts, "additionalProperties": false }),
            ),
            ("expect", expect()),
        ],
        &["name", "date", "expect"],
    )
}

fn expect() -> Value {
    object(
        &[
            ("verdict", levels("The verdict of this rule alone.")),
            ("policy", words("The review policy.", POLICIES.iter().copied())),
            ("cite", text("A citation among the findings.")),
            ("needs", texts("What is asked for, exactly.")),
        ],
        &["verdict"],
    )
}
