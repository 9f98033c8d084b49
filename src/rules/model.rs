//! A rule set, checked: what the engine evaluates and auditors read.

use std::collections::BTreeSet;

use super::coverage::CoverageTable;
use crate::facts::registry::FactId;
use crate::model::{Date, Level};

/// What a rule's findings may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// Law that binds: may carry any level.
    Verdict,
    /// Law about other people's duties, or guidance: at most a hold.
    Advisory,
    /// Proposed, announced or reported: a note, never a legal level.
    Horizon,
}

/// In which state a rule is on some span of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Not yet law.
    Proposed,
    /// Binding.
    InForce,
    /// Suspended by its issuer.
    Stayed,
    /// Codified, publicly not enforced.
    NotEnforced,
    /// Stopped by a court.
    Enjoined,
    /// Ended by its own terms.
    Lapsed,
    /// Withdrawn.
    Rescinded,
    /// Replaced by another instrument.
    Superseded,
}

impl State {
    /// All states with their words.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Proposed, "proposed"),
        (Self::InForce, "in_force"),
        (Self::Stayed, "stayed"),
        (Self::NotEnforced, "not_enforced"),
        (Self::Enjoined, "enjoined"),
        (Self::Lapsed, "lapsed"),
        (Self::Rescinded, "rescinded"),
        (Self::Superseded, "superseded"),
    ];

    /// The word in rule files.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }
}

/// How sure a status is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// A published legal text says so.
    Legal,
    /// Announced by those who can make it so; no legal text found.
    Political,
}

/// The state of a rule on a span of days (`until` exclusive).
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// The state.
    pub state: State,
    /// First day.
    pub from: Date,
    /// First day after; `None` is open.
    pub until: Option<Date>,
    /// The instrument in words.
    pub instrument: Option<String>,
    /// Its citation.
    pub cite: String,
    /// Day of publication (default: `from`). A replay by knowledge leaves out what came later.
    pub published: Date,
    /// How sure it is.
    pub certainty: Certainty,
    /// What the text says happens when the span ends and nothing follows.
    pub on_lapse: Option<State>,
    /// A word to the reader.
    pub note: Option<String>,
    /// Byte offset in the file.
    pub at: usize,
}

/// What a clause is asked of, once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Each {
    /// A party.
    Party,
    /// A party (or its owner, or a name in the caller's knowledge) that matches a list entry.
    Match,
    /// An item.
    Item,
}

/// An operator of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Equal; of a set: contains it.
    Is,
    /// Not equal; of a set: does not contain it.
    IsNot,
    /// One of; of a set: shares a member.
    In,
    /// None of; of a set: shares no member.
    NotIn,
    /// Number at least.
    AtLeast,
    /// Number at most.
    AtMost,
    /// Number above.
    Above,
    /// Number below.
    Below,
    /// Country (or any country of a set) in a named group on the day.
    InGroup,
    /// No country in a named group on the day.
    NotInGroup,
    /// HS code or ECCN in a named table on the day.
    InTable,
    /// Not in a named table on the day.
    NotInTable,
    /// Whether the fact is known at all. Never itself unknown.
    IsKnown,
}

impl Op {
    /// All operators with their words.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Is, "is"),
        (Self::IsNot, "is_not"),
        (Self::In, "in"),
        (Self::NotIn, "not_in"),
        (Self::AtLeast, "at_least"),
        (Self::AtMost, "at_most"),
        (Self::Above, "above"),
        (Self::Below, "below"),
        (Self::InGroup, "in_group"),
        (Self::NotInGroup, "not_in_group"),
        (Self::InTable, "in_table"),
        (Self::NotInTable, "not_in_table"),
        (Self::IsKnown, "is_known"),
    ];

    /// The word in rule files.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(op, _)| *op == self).map_or("", |(_, word)| word)
    }
}

/// The right-hand side of a leaf.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A word.
    Text(String),
    /// Words, sorted.
    Texts(Vec<String>),
}

impl std::fmt::Display for Operand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bool(true) => f.write_str("yes"),
            Self::Bool(false) => f.write_str("no"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Texts(texts) => f.write_str(&texts.join(", ")),
        }
    }
}

/// A comparison of one fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Which fact.
    pub fact: FactId,
    /// How compared.
    pub op: Op,
    /// With what.
    pub operand: Operand,
    /// With what, as a reader sees it.
    pub expected: String,
    /// Byte offset in the file.
    pub at: usize,
}

impl Leaf {
    /// A comparison.
    pub fn new(fact: FactId, op: Op, operand: Operand, at: usize) -> Self {
        let expected = operand.to_string();
        Self { fact, op, operand, expected, at }
    }
}

/// A condition: total, without loops, without patterns.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Every one holds. The empty list holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// None holds.
    None(Vec<Condition>),
    /// One comparison.
    Leaf(Leaf),
}

impl Condition {
    /// The condition that always holds.
    pub fn always() -> Self {
        Self::All(Vec::new())
    }

    /// Whether it is the one that always holds.
    pub fn is_always(&self) -> bool {
        matches!(self, Self::All(list) if list.is_empty())
    }

    /// All its leaves, in file order.
    pub fn leaves(&self) -> Vec<&Leaf> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::All(list) | Self::Any(list) | Self::None(list) => {
                list.iter().flat_map(Self::leaves).collect()
            }
        }
    }
}

/// A citation with the days on which it is the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedCite {
    /// First day; `None` is from the beginning.
    pub from: Option<Date>,
    /// First day after; `None` is open.
    pub until: Option<Date>,
    /// The citation.
    pub cite: String,
}

/// Where the review policy of a finding comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Policy {
    /// None.
    None,
    /// The same for all.
    Fixed(String),
    /// The list entry's own, for this item.
    Entry,
}

/// What a clause does when its condition holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The level.
    pub level: Level,
    /// The review policy.
    pub policy: Policy,
    /// Codes of license exceptions that stay open.
    pub exceptions: Vec<String>,
    /// Obligations that go with it.
    pub obligations: Vec<String>,
    /// Facts or papers to ask for when the clause holds (`documents.end_use_statement`).
    pub needs: Vec<String>,
    /// One sentence for the reader.
    pub text: String,
}

/// An exclusion, exception or authorization that lowers its own clause, and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Unless {
    /// Its id within the clause.
    pub id: String,
    /// Its citation.
    pub cite: String,
    /// Its condition.
    pub when: Condition,
    /// What remains when it applies (default: no license required).
    pub level: Level,
    /// One sentence for the reader.
    pub text: String,
    /// Byte offset in the file.
    pub at: usize,
}

/// One clause of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// Its id within the rule.
    pub id: String,
    /// Its citations by day.
    pub cites: Vec<DatedCite>,
    /// What it is asked of.
    pub each: Vec<Each>,
    /// What makes it relevant: where false, the clause is not reported.
    pub applies: Condition,
    /// What decides.
    pub when: Condition,
    /// What lowers it.
    pub unless: Vec<Unless>,
    /// What it does.
    pub then: Effect,
    /// The level while a deciding fact is unknown.
    pub if_unknown: Level,
    /// Facts to name where unknown, in place of those found (a person's question instead of a
    /// derived fact).
    pub needs_if_unknown: Vec<String>,
    /// Its own status, where it differs from the rule's.
    pub statuses: Vec<Status>,
    /// Byte offset in the file.
    pub at: usize,
}

/// A test inside a rule file.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleTest {
    /// Its name.
    pub name: String,
    /// The day of the transaction.
    pub date: Date,
    /// The day of knowledge (default: `date`).
    pub known: Option<Date>,
    /// Facts by id; all others are absent.
    pub facts: Vec<(FactId, crate::facts::Value<'static>)>,
    /// The review policy of the list entry matched, for clauses that take it from there.
    pub entry_policy: Option<String>,
    /// The level expected of the whole rule.
    pub level: Level,
    /// The policy expected, if stated.
    pub policy: Option<String>,
    /// A citation expected among the findings, if stated.
    pub cite: Option<String>,
    /// Needs expected exactly, if stated.
    pub needs: Option<Vec<String>>,
    /// Byte offset in the file.
    pub at: usize,
}

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Stable id (`us.ear.entity-list`).
    pub id: String,
    /// One line.
    pub title: String,
    /// Whose law (`US-EAR`, `US-OFAC`, `CN-ECL` ...).
    pub regime: String,
    /// What its findings may mean.
    pub kind: RuleKind,
    /// The law it rests on.
    pub authority: Vec<String>,
    /// Lists whose entries its `match` clauses are asked of.
    pub lists: Vec<String>,
    /// A paragraph for the reader.
    pub summary: Option<String>,
    /// Its states by day.
    pub statuses: Vec<Status>,
    /// Its clauses, in file order.
    pub clauses: Vec<Clause>,
    /// Its tests.
    pub tests: Vec<RuleTest>,
    /// File name, relative to the rule folder.
    pub file: String,
    /// Day on which a person must look at it again.
    pub review_by: Option<Date>,
}

/// All rules, by id, with the digest of the files they were read from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuleSet {
    /// Rules in the order of their ids.
    pub rules: Vec<Rule>,
    /// What they carry of each body of law, and what they do not.
    pub coverage: CoverageTable,
    /// Lists that rules name, also those that a choice of rules leaves out.
    pub named_lists: BTreeSet<String>,
    /// SHA-256 over file names and contents, lower-case hex.
    pub digest: String,
}

/// What a rule writes under `lists` that is asked of every list that no other rule names.
pub const OTHER_LISTS: &str = "*";

impl Rule {
    /// Whether its `match` clauses are asked of entries of a list, where rules name these lists.
    pub fn asks_of(&self, list: &str, named: &BTreeSet<String>) -> bool {
        self.lists.iter().any(|own| own == list)
            || (self.lists.iter().any(|own| own == OTHER_LISTS) && !named.contains(list))
    }
}

impl RuleSet {
    /// Whether a regime of this id is in the coverage table, or a rule belongs to it.
    pub fn knows_regime(&self, id: &str) -> bool {
        self.coverage.regime(id).is_some() || self.rules.iter().any(|rule| rule.regime == id)
    }

    /// The rule of this id.
    pub fn find(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}
