//! A rule in English as one text: the one that `rules explain` prints and the service serves.

use super::sentence::{ClauseText, Explanation};

/// The text of a rule, without its tests.
pub fn of(rule: &Explanation) -> String {
    let mut text = format!("{}\n{}\n", rule.title, "=".repeat(rule.title.chars().count()));
    text.push_str(&format!("{}  ({}; {}; {})\n", rule.rule, rule.regime, rule.kind, rule.file));
    if let Some(summary) = &rule.summary {
        text.push_str(&format!("\n{}\n", summary.trim()));
    }
    section(&mut text, "Rests on", &rule.authority);
    section(&mut text, "Lists", &rule.lists);
    section(&mut text, "State", &rule.statuses);
    for part in &rule.clauses {
        clause(&mut text, part);
    }
    text.push_str("\nFacts asked\n");
    for fact in &rule.facts {
        text.push_str(&format!("  {}: {}\n", fact.fact, fact.meaning));
    }
    text
}

fn clause(text: &mut String, clause: &ClauseText) {
    text.push_str(&format!("\nClause {}\n", clause.clause));
    text.push_str(&format!("  {}\n  \"{}\"\n", capital(&clause.then), clause.text.trim()));
    if !clause.cites.is_empty() {
        text.push_str(&format!("  By {}\n", clause.cites.join("; ")));
    }
    for status in &clause.statuses {
        text.push_str(&format!("  State of this clause: {status}\n"));
    }
    condition(text, "Asked where", &clause.applies);
    condition(text, "When", &clause.when);
    text.push_str(&format!("  While a deciding fact is missing: {}\n", clause.unknown));
    for unless in &clause.unless {
        condition(text, &format!("Unless ({}, {})", unless.id, unless.cite), &unless.when);
        text.push_str(&format!("    then: {}. \"{}\"\n", unless.then, unless.text.trim()));
    }
}

fn condition(text: &mut String, head: &str, lines: &[String]) {
    if !lines.is_empty() {
        text.push_str(&format!("  {head}\n{}", indent(lines, 4)));
    }
}

fn section(text: &mut String, head: &str, lines: &[String]) {
    if !lines.is_empty() {
        text.push_str(&format!("\n{head}\n{}", indent(lines, 2)));
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Every line of `texts` indented by `by` spaces.
fn indent(texts: &[String], by: usize) -> String {
    let pad = " ".repeat(by);
    texts.iter().flat_map(|text| text.lines()).map(|line| format!("{pad}{line}\n")).collect()
}
