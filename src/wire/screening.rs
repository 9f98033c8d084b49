//! A screening -> the JSON that callers read.

use serde_json::{Value, json};

use crate::evaluate::{Finding, Outcome};
use crate::facts::registry::FACTS;
use crate::model::Level;
use crate::screen::Screening;

/// What every answer says of itself.
pub const DISCLAIMER: &str = "A screening aid on the lists and rules named here, not legal advice.";

/// The screening as JSON.
pub fn to_value(screening: &Screening) -> Value {
    let verdict = &screening.verdict;
    json!({
        "id": screening.id,
        "verdict": verdict.level.word(),
        "level": verdict.level.number(),
        "release": verdict.level <= Level::Advisory,
        "review_policy": verdict.policy,
        "programs": programs(screening),
        "needs": verdict.needs,
        "questions": questions(&verdict.needs),
        "obligations": verdict.obligations,
        "reasons": screening.findings.iter().filter(|f| is_reason(f)).map(finding).collect::<Vec<_>>(),
        "considered": screening.findings.iter().filter(|f| !is_reason(f) && !f.horizon).map(finding).collect::<Vec<_>>(),
        "horizon": horizon(screening),
        "matches": screening.matches,
        "items": screening.items,
        "unfinished": screening.unfinished,
        "doubts": screening.doubts,
        "as_of": { "valid": screening.as_of.valid.to_string(), "known": screening.as_of.known.to_string() },
        "lists": screening.editions,
        "rules_digest": screening.rules_digest,
        "engine": engine(),
        "truncated": false,
        "disclaimer": DISCLAIMER,
    })
}

/// Name and version of the engine.
pub fn engine() -> String {
    format!("highfence {}", env!("CARGO_PKG_VERSION"))
}

/// Whether a finding raises the verdict above "no license required".
pub fn is_reason(finding: &Finding) -> bool {
    finding.level > Level::NoLicenseRequired
}

/// The rules among the findings, sorted.
pub fn programs(screening: &Screening) -> Vec<String> {
    let mut ids: Vec<String> = screening.findings.iter().map(|f| f.rule.clone()).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// The questions to put to a person, in the order in which to ask.
pub fn questions(needs: &[String]) -> Vec<Value> {
    needs.iter().map(|need| json!({ "need": need, "question": question(need) })).collect()
}

/// The question for a place in the request.
pub fn question(need: &str) -> String {
    let shape: String = need.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
    let known = FACTS.iter().find(|fact| {
        !fact.pointer.is_empty()
            && fact.pointer.replace("{i}", "#").replace("{p}", "#") == shape.replace("##", "#")
    });
    if let Some(fact) = known {
        return fact.question.to_owned();
    }
    if let Some(rule) = need.strip_prefix("rule_status:") {
        return format!("Has an instrument been published that settles the status of {rule}?");
    }
    if need.ends_with(".identity") {
        return "Is the party the listed one? Compare address, identifiers, date of birth and business, and record the answer.".to_owned();
    }
    if need.ends_with(".eccn:confirm") {
        return "Who confirmed the item's classification, and what is it?".to_owned();
    }
    if need.ends_with(".name") {
        return "What is the full legal name, in letters?".to_owned();
    }
    if need == "end_user" {
        return "Who is the end user?".to_owned();
    }
    if need.ends_with(".percent") {
        return "Which percentage does each listed owner hold, directly and indirectly?".to_owned();
    }
    if let Some(list) = need.strip_prefix("certifications:") {
        return format!(
            "Which of these are certified: {}?",
            list.replace(',', ", ").replace('_', " ")
        );
    }
    format!("Please supply: {}", need.replace(['_', '.'], " "))
}

fn finding(finding: &Finding) -> Value {
    let mut value = serde_json::to_value(finding).unwrap_or(Value::Null);
    if let Some(map) = value.as_object_mut() {
        map.retain(|_, v| !v.is_null() && v != &json!([]) && v != &json!(false));
    }
    value
}

fn horizon(screening: &Screening) -> Vec<Value> {
    let rules = screening
        .findings
        .iter()
        .filter(|f| f.horizon && f.outcome == Outcome::Met)
        .map(|f| json!({ "rule": f.rule, "text": f.text, "cites": f.cites }));
    let entries = screening
        .horizon
        .iter()
        .map(|entry| json!({ "party": entry.party, "list": entry.list, "name": entry.name, "source": entry.source, "text": entry.remarks }));
    rules.chain(entries).collect()
}
