//! Rules x facts x date -> findings, each with what it rests on, made in the same pass.
//!
//! In: a checked rule set and the values of the facts. Out: a [`Finding`] for every clause that is
//! relevant, also for those that do not hold: a reader sees what was considered. No level is
//! combined here.

pub mod binding;
mod clause;
mod combinations;
mod condition;

use std::borrow::Cow;

use serde::Serialize;

pub use binding::Values;
pub use clause::{Subject, evaluate};
pub use combinations::Combinations;
pub use condition::holds;

use crate::model::Level;

/// How a clause came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was relevant and its condition does not hold.
    NotMet,
    /// It would hold, and an exclusion, exception or authorization lowers it.
    Excepted,
    /// It would hold, and its rule is not in force on the day.
    NotInForce,
    /// It would hold, and whether its rule is in force is not established.
    StatusUnknown,
    /// A fact that decides is unknown.
    Unknown,
    /// It holds.
    Met,
}

/// One comparison of a fact, as it stood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step<'r> {
    /// The fact.
    pub fact: &'static str,
    /// The operator.
    pub op: &'static str,
    /// With what it was compared.
    pub expected: &'r str,
    /// What it was.
    pub found: Cow<'static, str>,
    /// `true`, `false` or `unknown`.
    pub truth: crate::model::Truth,
}

/// What a clause found. What stands in the rule is borrowed from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding<'r> {
    /// Rule id.
    pub rule: &'r str,
    /// Clause id.
    pub clause: &'r str,
    /// Rule title.
    pub title: &'r str,
    /// Whose law.
    pub regime: &'r str,
    /// How it came out.
    pub outcome: Outcome,
    /// The level it stands for now.
    pub level: Level,
    /// The level it would have if every unknown were unfavorable (and the rule in force).
    pub highest: Level,
    /// What it was asked of.
    pub subject: Subject,
    /// One sentence.
    pub text: Cow<'r, str>,
    /// Review policy.
    pub policy: Option<Cow<'r, str>>,
    /// License exceptions that stay open.
    pub exceptions: &'r [String],
    /// Obligations.
    pub obligations: Vec<Cow<'r, str>>,
    /// Facts and papers missing, as places in the request.
    pub needs: Vec<Cow<'r, str>>,
    /// Citations of the day.
    pub cites: Vec<&'r str>,
    /// State of the rule, in words, where it is not simply in force.
    pub status: Option<String>,
    /// What lowered it: id and citation of the exclusion.
    pub lowered_by: Option<String>,
    /// Whether it belongs to a horizon rule.
    pub horizon: bool,
    /// The comparisons that decided.
    pub steps: Vec<Step<'r>>,
}
