//! The Commerce Country Chart and the license exceptions, for one item and all its destinations.
//!
//! Entries ask questions that neither ECCN nor destination answer. The request may answer them by
//! name (`civil_telecom`) or word for word under the item's `answers`; what stays open is named.

use serde_json::Value as Json;

use super::jurisdiction::Setting;
use super::view::ChartFinding;
use crate::items::eccn::Eccn;
use crate::model::Item;
use crate::rules::tables::ChartAnswer;

/// Reads the Chart for `item`; exceptions count where every requiring destination leaves them.
pub fn read(item: &Item, eccn: Option<&Eccn>, setting: Setting<'_>) -> ChartFinding {
    let Some(eccn) = eccn else { return ChartFinding::default() };
    if eccn.is_ear99() {
        return ChartFinding { known: true, ..ChartFinding::default() };
    }
    let code = eccn.to_string();
    let mut found = ChartFinding {
        known: !setting.destinations.is_empty() || setting.domestic_release,
        ..ChartFinding::default()
    };
    let mut exceptions: Option<Vec<String>> = None;
    for country in setting.destinations {
        let answer = setting.tables.license_reasons(&code, country, setting.on);
        found.known &= answer.known && answer.not_by_chart.is_none();
        let mut required = false;
        for requirement in &answer.requires {
            required = true;
            found
                .requires
                .push(format!("{} {} ({country})", requirement.reason, requirement.column));
        }
        for open in &answer.open {
            match answered(item, &open.question) {
                Some(true) => {
                    required = true;
                    let requirement = &open.requirement;
                    found
                        .requires
                        .push(format!("{} {} ({country})", requirement.reason, requirement.column));
                }
                Some(false) => {}
                None => found.open.push(open.question.clone()),
            }
        }
        if required {
            let here = open_exceptions(item, &answer, &code, country, setting);
            exceptions = Some(match exceptions {
                None => here,
                Some(before) => before.into_iter().filter(|code| here.contains(code)).collect(),
            });
        }
    }
    found.exceptions = exceptions.unwrap_or_default();
    found.requires.sort();
    found.requires.dedup();
    found.open.sort();
    found.open.dedup();
    found
}

/// Exceptions that no answer shuts.
fn open_exceptions(
    item: &Item,
    reasons: &ChartAnswer,
    code: &str,
    country: &str,
    setting: Setting<'_>,
) -> Vec<String> {
    setting
        .tables
        .exceptions_for(reasons, code, country, setting.on, item.value_usd)
        .into_iter()
        .filter(|candidate| candidate.open.iter().all(|q| answered(item, q) != Some(false)))
        .map(|candidate| candidate.code)
        .collect()
}

/// The request's answer to a question of the tables.
fn answered(item: &Item, question: &str) -> Option<bool> {
    if let Some(inner) = question.strip_prefix(NO_TO) {
        return answered(item, inner.trim()).map(|answer| !answer);
    }
    let given = item.extra.get("answers").and_then(|answers| answers.get(question));
    if let Some(answer) = given.and_then(Json::as_bool) {
        return Some(answer);
    }
    let lower = question.to_lowercase();
    if !lower.contains("civil telecommunications") {
        return None;
    }
    let civil = item.extra.get("civil_telecom").and_then(Json::as_bool)?;
    Some(if lower.contains("another use than") { !civil } else { civil })
}

/// How the tables write that a question must be answered with no.
const NO_TO: &str = "Is the answer no to:";
