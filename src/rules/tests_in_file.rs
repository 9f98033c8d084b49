//! `[[test]]` blocks of a rule file.

use toml::de::DeValue;

use super::diagnostics::Diagnostics;
use super::model::RuleTest;
use super::reader::{Reader, date_of, did_you_mean, number_of};
use crate::facts::Value;
use crate::facts::registry::{self, FactId, Kind};
use crate::model::verdict::POLICIES;
use crate::model::{Date, Level};

/// Reads one `[[test]]`.
pub fn read(mut reader: Reader<'_>, out: &mut Diagnostics<'_>) -> RuleTest {
    let at = reader.at;
    let name = reader.required("name", out).value;
    let date = reader.date("date", out);
    if date.is_none() && !reader.has("date") {
        out.error(
            at,
            "missing-key",
            format!("test `{name}` has no `date`"),
            "tests pin every date",
        );
    }
    let known = reader.date("known", out).map(|d| d.value);
    let facts = reader.table("facts", out).map(|table| facts(table, out)).unwrap_or_default();
    let entry_policy = policy(&mut reader, "entry_policy", out);
    let mut test = RuleTest {
        entry_policy,
        name,
        date: date.map_or(Date::constant(2000, 1, 1), |d| d.value),
        known,
        facts,
        level: Level::NoLicenseRequired,
        policy: None,
        cite: None,
        needs: None,
        at,
    };
    match reader.table("expect", out) {
        Some(table) => expect(table, &mut test, out),
        None => out.error(at, "missing-key", format!("test `{}` has no `expect`", test.name), ""),
    }
    reader.finish(out);
    test
}

/// A review policy.
fn policy(reader: &mut Reader<'_>, key: &'static str, out: &mut Diagnostics<'_>) -> Option<String> {
    let found = reader.text(key, out)?;
    if !POLICIES.contains(&found.value.as_str()) {
        out.error(
            found.at,
            "unknown-value",
            format!("`{}` is no review policy", found.value),
            &did_you_mean(&found.value, POLICIES),
        );
    }
    Some(found.value)
}

fn expect(mut reader: Reader<'_>, test: &mut RuleTest, out: &mut Diagnostics<'_>) {
    let verdict = reader.required("verdict", out);
    match Level::from_word(&verdict.value) {
        Some(level) => test.level = level,
        None if verdict.value.is_empty() => {}
        None => {
            let words: Vec<&str> = Level::ALL.iter().map(|l| l.word()).collect();
            out.error(
                verdict.at,
                "unknown-value",
                format!("`{}` is no verdict", verdict.value),
                &did_you_mean(&verdict.value, &words),
            );
        }
    }
    test.policy = policy(&mut reader, "policy", out);
    test.cite = reader.text("cite", out).map(|t| t.value);
    if reader.has("needs") {
        test.needs = Some(reader.texts("needs", out).into_iter().map(|t| t.value).collect());
    }
    reader.finish(out);
}

fn facts(mut reader: Reader<'_>, out: &mut Diagnostics<'_>) -> Vec<(FactId, Value<'static>)> {
    let mut list = Vec::new();
    for (key, value) in reader.entries() {
        let Some(fact) = registry::find(&key.value) else {
            let known: Vec<&str> = registry::FACTS.iter().map(|fact| fact.id).collect();
            out.error(
                key.at,
                "unknown-fact",
                format!("`{}` is no fact", key.value),
                &did_you_mean(&key.value, &known),
            );
            continue;
        };
        match fact_value(registry::def(fact).kind, value.get_ref()) {
            Some(found) => {
                vocabulary(fact, &found, value.span().start, out);
                list.push((fact, found));
            }
            None => out.error(
                value.span().start,
                "wrong-type",
                format!("`{}` takes a {}", key.value, registry::def(fact).kind.word()),
                "",
            ),
        }
    }
    list
}

/// A fact with a vocabulary takes its words alone.
fn vocabulary(fact: FactId, value: &Value<'_>, at: usize, out: &mut Diagnostics<'_>) {
    let def = registry::def(fact);
    let words: Vec<&str> = match value {
        Value::Text(text) => vec![text],
        Value::Set(texts) => texts.iter().map(AsRef::as_ref).collect(),
        Value::Unknown | Value::Bool(_) | Value::Number(_) | Value::Date(_) => return,
    };
    for word in words.into_iter().filter(|_| !def.values.is_empty()) {
        if !def.values.contains(&word) {
            out.error(
                at,
                "unknown-value",
                format!("`{word}` is no value of `{}`", def.id),
                &did_you_mean(word, def.values),
            );
        }
    }
}

fn fact_value(kind: Kind, value: &DeValue<'_>) -> Option<Value<'static>> {
    if value.as_str() == Some("unknown") {
        return Some(Value::Unknown);
    }
    match kind {
        Kind::Bool => value.as_bool().map(Value::Bool),
        Kind::Number => number_of(value).map(Value::Number),
        Kind::Text => value.as_str().map(Value::owned),
        Kind::Date => date_of(value).map(Value::Date),
        Kind::Set => {
            let items: Option<Vec<String>> = value
                .as_array()?
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect();
            items.map(Value::set)
        }
    }
}
