//! One rule as English: what it requires, when, unless what, since when, on what it rests.

use serde::Serialize;

use super::coverage::Coverage;
use super::phrase;
use super::run_tests::TestOutcome;
use crate::facts::registry;
use crate::rules::Rule;
use crate::rules::model::{Certainty, Clause, DatedCite, Each, Effect, Policy, RuleKind, Status};

/// A rule in English.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Its id.
    pub rule: String,
    /// Its file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// Whose law.
    pub regime: String,
    /// What its findings may mean.
    pub kind: &'static str,
    /// A paragraph for the reader.
    pub summary: Option<String>,
    /// The law it rests on.
    pub authority: Vec<String>,
    /// The lists whose entries it asks about.
    pub lists: Vec<String>,
    /// Each state with its days and citation, as a sentence.
    pub statuses: Vec<String>,
    /// Its clauses.
    pub clauses: Vec<ClauseText>,
    /// The facts it asks, with their meaning and how their absence is read.
    pub facts: Vec<FactText>,
    /// Its tests and how they come out.
    pub tests: Vec<TestOutcome>,
    /// What the tests reach.
    pub coverage: Coverage,
}

/// A clause in English.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClauseText {
    /// Its id.
    pub clause: String,
    /// What it does, as a sentence.
    pub then: String,
    /// What a reader is told.
    pub text: String,
    /// Its citations, with their days.
    pub cites: Vec<String>,
    /// Its own states, where they differ from the rule's.
    pub statuses: Vec<String>,
    /// The condition under which it is relevant, as indented lines.
    pub applies: Vec<String>,
    /// The condition that decides, as indented lines.
    pub when: Vec<String>,
    /// What happens while a deciding fact is missing.
    pub unknown: String,
    /// What lowers it.
    pub unless: Vec<UnlessText>,
}

/// An exclusion in English.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnlessText {
    /// Its id.
    pub id: String,
    /// Its citation.
    pub cite: String,
    /// What remains.
    pub then: String,
    /// What a reader is told.
    pub text: String,
    /// Its condition, as indented lines.
    pub when: Vec<String>,
}

/// A fact that the rule asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactText {
    /// Its id.
    pub fact: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What is asked where it is missing.
    pub question: &'static str,
}

/// Explains `rule`, whose tests came out as `tests`.
pub fn explain(rule: &Rule, tests: Vec<TestOutcome>, coverage: Coverage) -> Explanation {
    Explanation {
        rule: rule.id.clone(),
        file: rule.file.clone(),
        title: rule.title.clone(),
        regime: rule.regime.clone(),
        kind: match rule.kind {
            RuleKind::Verdict => "binding law: it may carry any verdict",
            RuleKind::Advisory => "guidance or another's duty: at most a hold",
            RuleKind::Horizon => "not law: a note, never a legal verdict",
        },
        summary: rule.summary.clone(),
        authority: rule.authority.clone(),
        lists: rule.lists.clone(),
        statuses: rule.statuses.iter().map(status).collect(),
        clauses: rule.clauses.iter().map(clause).collect(),
        facts: facts(rule),
        tests,
        coverage,
    }
}

/// A status as a sentence.
pub fn status(status: &Status) -> String {
    let state = status.state.word().replace('_', " ");
    let until = status.until.and_then(|until| until.yesterday().ok());
    let mut text = match until {
        Some(last) => format!("{state} from {} through {last}", status.from),
        None => format!("{state} from {}", status.from),
    };
    if status.certainty == Certainty::Political {
        text.push_str(", as announced and not yet in a legal text");
    }
    text.push_str(&format!(" ({})", status.cite));
    if let Some(lapse) = status.on_lapse {
        text.push_str(&format!("; then, by its text, {}", lapse.word().replace('_', " ")));
    }
    if let Some(note) = &status.note {
        text.push_str(&format!(". {note}"));
    }
    text
}

fn clause(clause: &Clause) -> ClauseText {
    ClauseText {
        clause: clause.id.clone(),
        then: format!("{}: {}", asked_of(&clause.each), effect(&clause.then)),
        text: clause.then.text.clone(),
        cites: clause.cites.iter().map(cite).collect(),
        statuses: clause.statuses.iter().map(status).collect(),
        applies: condition(&clause.applies),
        when: condition(&clause.when),
        unknown: unknown(clause),
        unless: clause
            .unless
            .iter()
            .map(|unless| UnlessText {
                id: unless.id.clone(),
                cite: unless.cite.clone(),
                then: unless.level.title().to_lowercase(),
                text: unless.text.clone(),
                when: condition(&unless.when),
            })
            .collect(),
    }
}

fn condition(condition: &crate::rules::model::Condition) -> Vec<String> {
    let mut lines = Vec::new();
    phrase::lines(condition, 0, &mut lines);
    lines
}

fn asked_of(each: &[Each]) -> String {
    let has = |wanted: Each| each.contains(&wanted);
    match (has(Each::Match), has(Each::Party), has(Each::Item)) {
        (true, _, true) => "for every match with an entry of its lists, and every item".to_owned(),
        (true, _, false) => "for every match with an entry of its lists".to_owned(),
        (_, true, true) => "for every party and every item".to_owned(),
        (_, true, false) => "for every party".to_owned(),
        (_, _, true) => "for every item".to_owned(),
        _ => "once for the transaction".to_owned(),
    }
}

fn effect(effect: &Effect) -> String {
    let mut text = effect.level.title().to_lowercase();
    match &effect.policy {
        Policy::None => {}
        Policy::Fixed(policy) => {
            text.push_str(&format!(", reviewed under {}", policy.replace('_', " ")));
        }
        Policy::Entry => text.push_str(", reviewed as the list entry says"),
    }
    if !effect.exceptions.is_empty() {
        let open = phrase::join(&effect.exceptions, "and");
        text.push_str(&format!("; license exceptions left open: {open}"));
    }
    if !effect.obligations.is_empty() {
        text.push_str(&format!("; duties: {}", effect.obligations.join(", ")));
    }
    if !effect.needs.is_empty() {
        text.push_str(&format!("; asks for: {}", effect.needs.join(", ")));
    }
    text
}

fn unknown(clause: &Clause) -> String {
    let level = clause.if_unknown.title().to_lowercase();
    if clause.needs_if_unknown.is_empty() {
        format!("{level}, and the missing facts are asked for")
    } else {
        format!("{level}, and asked for: {}", clause.needs_if_unknown.join(", "))
    }
}

fn cite(cite: &DatedCite) -> String {
    match (cite.from, cite.until) {
        (None, None) => cite.cite.clone(),
        (Some(from), None) => format!("{} (from {from})", cite.cite),
        (None, Some(until)) => format!("{} (until {until})", cite.cite),
        (Some(from), Some(until)) => format!("{} (from {from} until {until})", cite.cite),
    }
}

fn facts(rule: &Rule) -> Vec<FactText> {
    let mut ids: Vec<_> = rule
        .clauses
        .iter()
        .flat_map(|clause| {
            let unless = clause.unless.iter().map(|unless| &unless.when);
            [&clause.applies, &clause.when].into_iter().chain(unless).flat_map(|c| c.leaves())
        })
        .map(|leaf| leaf.fact)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter()
        .map(|fact| {
            let def = registry::def(fact);
            FactText { fact: def.id, meaning: def.meaning, question: def.question }
        })
        .collect()
}
