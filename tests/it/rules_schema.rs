//! The JSON Schemas of rule and list files: current, and true of every file of the project.

use std::path::Path;

use highfence::inspect::schema;
use serde_json::{Value, json};

/// Compares a generated file with the one in the tree; `UPDATE=1` writes it.
fn current(path: &str, schema: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let made = serde_json::to_string_pretty(schema).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == made, "{} is not current: run the tests with UPDATE=1", path.display());
}

#[test]
fn schema_files_are_current() {
    current("rules/schema/rule.schema.json", &schema::rule());
    current("rules/schema/list.schema.json", &schema::list());
}

/// The part of JSON Schema that the two schemas use: `None` where `value` fits, else why not.
fn fault(value: &Value, schema: &Value, root: &Value, at: &str) -> Option<String> {
    let no = |why: &str| Some(format!("{at}: {why}: {value}"));
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(name.trim_start_matches('#')).expect("a reference that leads");
        return fault(value, target, root, at);
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return no("not the one value");
    }
    if schema["enum"].as_array().is_some_and(|list| !list.contains(value)) {
        return no("none of the words");
    }
    if let Some(kinds) = schema.get("type") {
        let kinds = kinds.as_array().cloned().unwrap_or_else(|| vec![kinds.clone()]);
        if !kinds.iter().any(|kind| is_kind(value, kind.as_str().unwrap())) {
            return no("of another kind");
        }
    }
    for key in ["anyOf", "oneOf"] {
        let options = schema[key].as_array();
        if options.is_some_and(|list| list.iter().all(|s| fault(value, s, root, at).is_some())) {
            return no("fits no form");
        }
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        if fault(value, &part["if"], root, at).is_none()
            && let Some(found) = fault(value, &part["then"], root, at)
        {
            return Some(found);
        }
    }
    inside(value, schema, root, at)
}

fn is_kind(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("kind {other}"),
    }
}

fn inside(value: &Value, schema: &Value, root: &Value, at: &str) -> Option<String> {
    if let (Some(list), Some(items)) = (value.as_array(), schema.get("items")) {
        let each = |(n, item): (usize, &Value)| fault(item, items, root, &format!("{at}/{n}"));
        if let Some(found) = list.iter().enumerate().find_map(each) {
            return Some(found);
        }
    }
    let object = value.as_object()?;
    let properties = schema["properties"].as_object();
    for key in schema["required"].as_array().into_iter().flatten() {
        if !object.contains_key(key.as_str().unwrap()) {
            return Some(format!("{at}: lacks {key}"));
        }
    }
    for (key, value) in object {
        let at = format!("{at}/{key}");
        match properties.and_then(|properties| properties.get(key)) {
            Some(schema) => {
                if let Some(found) = fault(value, schema, root, &at) {
                    return Some(found);
                }
            }
            None if schema["additionalProperties"] == json!(false) => {
                return Some(format!("{at}: no such key"));
            }
            None => {}
        }
    }
    None
}

/// A TOML file as editors hand it to a schema: dates as strings.
fn as_json(text: &str) -> Value {
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::Table(table) => {
                Value::Object(table.into_iter().map(|(key, value)| (key, convert(value))).collect())
            }
            toml::Value::Array(list) => Value::Array(list.into_iter().map(convert).collect()),
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            toml::Value::String(text) => Value::String(text),
            toml::Value::Integer(number) => json!(number),
            toml::Value::Float(number) => json!(number),
            toml::Value::Boolean(flag) => json!(flag),
        }
    }
    convert(toml::Value::Table(text.parse::<toml::Table>().unwrap()))
}

fn toml_files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "tables") {
            toml_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "toml")
            && path.file_name().is_some_and(|name| name != "SOURCES.toml")
        {
            found.push(path);
        }
    }
    found.sort();
}

#[test]
fn every_rule_and_list_file_fits_its_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (folder, schema) in [("rules", schema::rule()), ("lists", schema::list())] {
        let mut files = Vec::new();
        toml_files(&root.join(folder), &mut files);
        assert!(!files.is_empty());
        // What is carried and what is not has a form of its own.
        for file in files.into_iter().filter(|file| !file.ends_with("coverage.toml")) {
            let value = as_json(&std::fs::read_to_string(&file).unwrap());
            let found = fault(&value, &schema, &schema, "");
            assert_eq!(found, None, "{}", file.display());
        }
    }
    let schema = schema::rule();
    for text in [crate::rules::example(), include_str!("data/rule-wide.toml").to_owned()] {
        assert_eq!(fault(&as_json(&text), &schema, &schema, ""), None);
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let schema = schema::rule();
    for (from, to) in [
        ("regime =", "regim ="),
        ("state = \"in_force\"", "state = \"inforce\""),
        ("\"item.eccn_base\", value = \"3A904\"", "\"item.ecn\", value = \"3A904\""),
        ("\"item.subject_to_ear\", value = true", "\"item.subject_to_ear\", value = \"yes\""),
        ("op = \"in\"", "op = \"within\""),
        ("certainty = \"legal\"", ""),
        ("verdict = \"license_required\"", "verdict = \"license\""),
        ("\"tx.destination\" = [", "\"tx.destinaton\" = ["),
    ] {
        let text = crate::rules::example().replacen(from, to, 1);
        assert!(fault(&as_json(&text), &schema, &schema, "").is_some(), "{from} -> {to}");
    }
}
