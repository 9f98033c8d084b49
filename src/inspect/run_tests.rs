//! Runs the tests that stand in a rule file, on the same evaluator that screens transactions.
//!
//! A test gives facts of one transaction with at most one party, one match and one item. A clause
//! that is asked of a party, a match or an item is asked only where the test gives at least one
//! fact of it; every other fact is absent, and read as its definition says.

use serde::Serialize;

use crate::evaluate::binding::Given;
use crate::evaluate::{Finding, Outcome, Subject, evaluate};
use crate::facts::registry::{self, Scope};
use crate::model::verdict::policy_rank;
use crate::model::{AsOf, Level};
use crate::rules::Rule;
use crate::rules::diagnostics::line_and_column;
use crate::rules::model::{Clause, Each, RuleTest};
use crate::rules::tables::Tables;

/// How one test came out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestOutcome {
    /// Its name.
    pub name: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// Whether everything expected was found.
    pub passed: bool,
    /// The level found.
    pub verdict: Level,
    /// What differs, one sentence each.
    pub differences: Vec<String>,
}

/// What the clauses of a rule find on the facts of one test.
#[derive(Debug, Clone)]
pub struct Run<'r> {
    /// For each clause in file order: whether it was asked, and what it found.
    pub clauses: Vec<(bool, Option<Finding<'r>>)>,
}

impl<'r> Run<'r> {
    /// The findings made.
    pub fn findings(&self) -> impl Iterator<Item = &Finding<'r>> {
        self.clauses.iter().filter_map(|(_, finding)| finding.as_ref())
    }

    /// The highest level found.
    pub fn level(&self) -> Level {
        self.findings().map(|finding| finding.level).max().unwrap_or(Level::NoLicenseRequired)
    }

    /// The strictest review policy among the findings of the highest level.
    pub fn policy(&self) -> Option<&str> {
        let level = self.level();
        self.findings()
            .filter(|finding| finding.level == level)
            .filter_map(|finding| finding.policy.as_deref())
            .max_by_key(|policy| policy_rank(policy))
    }

    /// What the findings ask for, sorted.
    pub fn needs(&self) -> Vec<String> {
        let mut needs: Vec<String> =
            self.findings().flat_map(|finding| &finding.needs).map(ToString::to_string).collect();
        needs.sort();
        needs.dedup();
        needs
    }
}

/// Evaluates `rule` on the facts of `test`.
pub fn run<'r>(rule: &'r Rule, test: &RuleTest, tables: &Tables) -> Run<'r> {
    let values = Given { facts: &test.facts, tables, day: test.date };
    let as_of = AsOf { known: test.known.unwrap_or(test.date), ..AsOf::on(test.date) };
    let policy = || test.entry_policy.clone();
    let clauses = rule
        .clauses
        .iter()
        .map(|clause| {
            let asked = is_asked(clause, test);
            let finding =
                asked.then(|| evaluate(rule, clause, &values, as_of, subject(clause), &policy));
            (asked, finding.flatten())
        })
        .collect();
    Run { clauses }
}

/// Runs every test of `rule`, whose file is `text`.
pub fn all(rule: &Rule, text: &str, tables: &Tables) -> Vec<TestOutcome> {
    rule.tests
        .iter()
        .map(|test| {
            let run = run(rule, test, tables);
            let differences = differences(rule, test, &run);
            TestOutcome {
                name: test.name.clone(),
                line: line_and_column(text, test.at).0,
                passed: differences.is_empty(),
                verdict: run.level(),
                differences,
            }
        })
        .collect()
}

/// Whether the test gives a fact of everything that the clause is asked of.
fn is_asked(clause: &Clause, test: &RuleTest) -> bool {
    let gives = |scopes: &[Scope]| {
        test.facts.iter().any(|(fact, _)| scopes.contains(&registry::def(*fact).scope))
    };
    clause.each.iter().all(|each| match each {
        Each::Party => gives(&[Scope::Party]),
        Each::Match => gives(&[Scope::Match, Scope::MatchItem]),
        Each::Item => gives(&[Scope::Item, Scope::MatchItem]),
    })
}

/// The first of each kind, so that places in the request read as a caller would write them.
fn subject(clause: &Clause) -> Subject {
    let matched = clause.each.contains(&Each::Match).then_some(0);
    Subject {
        party: clause.each.contains(&Each::Party).then_some(0).or(matched),
        item: clause.each.contains(&Each::Item).then_some(0),
        matched,
    }
}

fn differences(rule: &Rule, test: &RuleTest, run: &Run<'_>) -> Vec<String> {
    let mut list = Vec::new();
    let found = run.level();
    if found != test.level {
        list.push(format!(
            "verdict: expected {}, found {}{}",
            test.level.word(),
            found.word(),
            account(rule, run)
        ));
    }
    if let Some(policy) = &test.policy
        && run.policy() != Some(policy)
    {
        list.push(format!("policy: expected {policy}, found {}", run.policy().unwrap_or("none")));
    }
    if let Some(cite) = &test.cite {
        let cites: Vec<&str> = cites(run).collect();
        if !cites.contains(&cite.as_str()) {
            list.push(format!("cite: expected {cite}, found {}", or_none(&cites)));
        }
    }
    if let Some(needs) = &test.needs {
        let mut wanted = needs.clone();
        wanted.sort();
        wanted.dedup();
        let found = run.needs();
        if found != wanted {
            let found: Vec<&str> = found.iter().map(String::as_str).collect();
            list.push(format!("needs: expected {}, found {}", or_none(&wanted), or_none(&found)));
        }
    }
    list
}

fn cites<'r>(run: &Run<'r>) -> impl Iterator<Item = &'r str> {
    run.findings()
        .filter(|finding| finding.outcome != Outcome::NotMet)
        .flat_map(|finding| finding.cites.iter().copied())
}

fn or_none<T: std::borrow::Borrow<str>>(words: &[T]) -> String {
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// Why the level is what it is: each clause with its outcome and the comparisons behind it.
fn account(rule: &Rule, run: &Run<'_>) -> String {
    let mut text = String::new();
    for (clause, (asked, finding)) in rule.clauses.iter().zip(&run.clauses) {
        let line = match finding {
            Some(finding) => {
                let steps: Vec<String> = finding
                    .steps
                    .iter()
                    .map(|step| {
                        format!(
                            "{} {} {} (found {})",
                            step.fact, step.op, step.expected, step.found
                        )
                    })
                    .collect();
                let status =
                    finding.status.as_deref().map(|s| format!(", {s}")).unwrap_or_default();
                format!("{}{status}: {}", outcome_word(finding.outcome), steps.join("; "))
            }
            None if *asked => "not relevant, or the rule does not exist on the day".to_owned(),
            None => format!("not asked: the test gives no fact of {}", each_words(clause)),
        };
        text.push_str(&format!("\n        clause {}: {line}", clause.id));
    }
    text
}

fn each_words(clause: &Clause) -> String {
    let words: Vec<&str> = clause
        .each
        .iter()
        .map(|each| match each {
            Each::Party => "a party",
            Each::Match => "a match",
            Each::Item => "an item",
        })
        .collect();
    words.join(" or ")
}

/// An outcome in words.
pub fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotMet => "not met",
        Outcome::Excepted => "excepted",
        Outcome::NotInForce => "not in force",
        Outcome::StatusUnknown => "status not established",
        Outcome::Unknown => "unknown",
        Outcome::Met => "met",
    }
}
