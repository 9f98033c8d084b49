//! A rule in English, for auditors.

use crate::rules::Rule;

/// What the rule says, in sentences.
pub fn english(rule: &Rule) -> String {
    let mut parts = vec![rule.title.clone()];
    parts.extend(rule.summary.clone());
    parts.extend(rule.clauses.iter().map(|clause| clause.then.text.clone()));
    parts.retain(|part| !part.trim().is_empty());
    parts.iter().map(|part| sentence(part)).collect::<Vec<_>>().join(" ")
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
