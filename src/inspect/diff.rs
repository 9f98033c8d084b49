//! Which verdicts change from one rule set to another, with the reasons on both sides.
//!
//! In: what two engines say of the same transactions. Out: the differences. The engines differ in
//! their rules and tables alone; the caller sees to that.

use serde::Serialize;

use crate::model::{AsOf, Level, Transaction};
use crate::rules::RuleSet;
use crate::screen::{Engine, Screening};

/// Why a verdict is what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reason {
    /// The rule.
    pub rule: String,
    /// The clause.
    pub clause: String,
    /// The level it stands for.
    pub level: Level,
    /// One sentence.
    pub text: String,
    /// Citations of the day.
    pub cites: Vec<String>,
    /// State of the rule, where it is not simply in force.
    pub status: Option<String>,
    /// What lowered it.
    pub lowered_by: Option<String>,
}

/// What one rule set says of a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The verdict.
    pub verdict: Level,
    /// The review policy.
    pub policy: Option<String>,
    /// What goes with it.
    pub obligations: Vec<String>,
    /// What is missing.
    pub needs: Vec<String>,
    /// The findings that it rests on.
    pub reasons: Vec<Reason>,
}

impl Answer {
    /// What `engine` says of `tx`.
    pub fn of(engine: &Engine, tx: &Transaction, as_of: AsOf) -> Self {
        Self::from(&engine.screen(tx, as_of))
    }
}

impl From<&Screening<'_>> for Answer {
    fn from(screening: &Screening<'_>) -> Self {
        let mut reasons: Vec<Reason> = screening
            .verdict
            .deciding
            .iter()
            .filter_map(|number| screening.findings.get(*number))
            .map(|finding| Reason {
                rule: finding.rule.to_owned(),
                clause: finding.clause.to_owned(),
                level: finding.level,
                text: finding.text.clone().into_owned(),
                cites: finding.cites.iter().map(|cite| (*cite).to_owned()).collect(),
                status: finding.status.clone(),
                lowered_by: finding.lowered_by.clone(),
            })
            .collect();
        reasons.sort();
        reasons.dedup();
        Self {
            verdict: screening.verdict.level,
            policy: screening.verdict.policy.clone(),
            obligations: screening.verdict.obligations.clone(),
            needs: screening.verdict.needs.clone(),
            reasons,
        }
    }
}

/// A transaction on which two rule sets differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The transaction's id.
    pub id: String,
    /// What differs: `verdict`, `policy`, `obligations`, `needs`, `reasons`.
    pub differs: Vec<&'static str>,
    /// What the old rules say.
    pub old: Answer,
    /// What the new rules say.
    pub new: Answer,
}

/// The difference between two answers, if there is one.
pub fn difference(id: &str, old: Answer, new: Answer) -> Option<Difference> {
    let differs: Vec<&'static str> = [
        ("verdict", old.verdict != new.verdict),
        ("policy", old.policy != new.policy),
        ("obligations", old.obligations != new.obligations),
        ("needs", old.needs != new.needs),
        ("reasons", old.reasons != new.reasons),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(name, _)| name)
    .collect();
    (!differs.is_empty()).then(|| Difference { id: id.to_owned(), differs, old, new })
}

/// Rules that came, went or changed, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuleChanges {
    /// In the new set only.
    pub added: Vec<String>,
    /// In the old set only.
    pub removed: Vec<String>,
    /// In both, and not the same but for places in the file and tests.
    pub changed: Vec<String>,
}

/// Compares two rule sets as the engine sees them.
pub fn rules(old: &RuleSet, new: &RuleSet) -> RuleChanges {
    let ids = |set: &RuleSet, other: &RuleSet| -> Vec<String> {
        set.rules
            .iter()
            .filter(|rule| other.find(&rule.id).is_none())
            .map(|rule| rule.id.clone())
            .collect()
    };
    let changed = old
        .rules
        .iter()
        .filter(|rule| new.find(&rule.id).is_some_and(|other| spoken(rule) != spoken(other)))
        .map(|rule| rule.id.clone())
        .collect();
    RuleChanges { added: ids(new, old), removed: ids(old, new), changed }
}

/// A rule as English, which holds all that decides and no place in a file.
fn spoken(rule: &crate::rules::Rule) -> super::sentence::Explanation {
    let mut text = super::sentence::explain(rule, Vec::new(), super::coverage::Coverage::default());
    text.file.clear();
    text
}
