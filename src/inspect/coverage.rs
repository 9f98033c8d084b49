//! What the tests of a rule reach: clauses, branches, comparisons, status boundaries.
//!
//! A rule is read as if it were in force on every day for clauses, branches and comparisons, so
//! that what a test reaches does not hang on its date; the boundaries are about the dates alone.

use std::collections::BTreeSet;

use serde::Serialize;

use super::assign::{Assignment, Domain, Search};
use super::run_tests::{self, Run};
use crate::evaluate::binding::Given;
use crate::evaluate::{Outcome, holds};
use crate::facts::registry::{self, Absent};
use crate::model::{Date, Truth};
use crate::rules::Rule;
use crate::rules::model::{Certainty, Clause, Condition, Leaf, Op, RuleTest, State, Status};
use crate::rules::tables::Tables;

/// How many there are, and which of them no test reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// How many there are.
    pub total: usize,
    /// Those not reached, in words.
    pub missing: Vec<String>,
}

impl Reach {
    /// How many are reached.
    pub fn reached(&self) -> usize {
        self.total.saturating_sub(self.missing.len())
    }

    fn count(&mut self, reached: bool, words: impl FnOnce() -> String) {
        self.total += 1;
        if !reached {
            self.missing.push(words());
        }
    }

    /// Adds the figures of another.
    pub fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.missing.extend(other.missing.iter().cloned());
    }
}

/// What the tests of one rule reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Whether a test meets a clause.
    pub positive: bool,
    /// Whether a test meets no clause and leaves none open.
    pub negative: bool,
    /// Whether a test leaves a clause open; `None` where no fact of the rule can be missing.
    pub unknown: Option<bool>,
    /// Clauses met by a test.
    pub clauses: Reach,
    /// Exclusions that lower their clause in a test, and clauses left open by a missing fact.
    pub branches: Reach,
    /// Comparisons seen both to hold and not to hold.
    pub comparisons: Reach,
    /// Days on which a status begins or ends, with a test on the day before and one on the day.
    pub boundaries: Reach,
    /// Sides of those days with a test, two a day.
    pub boundary_sides: usize,
}

/// Measures what the tests of `rule` reach.
pub fn of_rule(rule: &Rule, tables: &Tables) -> Coverage {
    let always = always_in_force(rule);
    let runs: Vec<(&RuleTest, Run<'_>)> =
        rule.tests.iter().map(|test| (test, run_tests::run(&always, test, tables))).collect();
    let mut coverage = Coverage {
        positive: runs.iter().any(|(_, run)| any(run, Outcome::Met)),
        negative: runs
            .iter()
            .any(|(_, run)| !any(run, Outcome::Met) && !any(run, Outcome::Unknown)),
        ..Coverage::default()
    };
    for (number, clause) in rule.clauses.iter().enumerate() {
        let met = of_clause(clause, number, &runs, &mut coverage);
        let open = || seen(&runs, number, Outcome::Unknown) && !can_be_met(rule, clause, tables);
        let reached = met || open();
        coverage.positive |= reached;
        coverage.clauses.count(reached, || format!("clause `{}` is met by no test", clause.id));
        comparisons(clause, number, &runs, tables, &mut coverage.comparisons);
    }
    let open = rule.clauses.iter().any(may_stay_open);
    coverage.unknown = open.then(|| runs.iter().any(|(_, run)| any(run, Outcome::Unknown)));
    boundaries(rule, &always, tables, &mut coverage);
    coverage
}

fn any(run: &Run, outcome: Outcome) -> bool {
    run.findings().any(|finding| finding.outcome == outcome)
}

/// The outcome of clause `number` in `run`.
fn outcome(run: &Run, number: usize) -> Option<Outcome> {
    run.clauses.get(number)?.1.as_ref().map(|finding| finding.outcome)
}

/// The rule with one status for all days.
fn always_in_force(rule: &Rule) -> Rule {
    let status = Status {
        state: State::InForce,
        from: Date::MIN,
        until: None,
        instrument: None,
        cite: String::new(),
        published: Date::MIN,
        certainty: Certainty::Legal,
        on_lapse: None,
        note: None,
        at: 0,
    };
    let mut always = rule.clone();
    always.statuses = vec![status];
    for clause in &mut always.clauses {
        clause.statuses.clear();
    }
    always
}

/// Whether a run has clause `number` come out so.
fn seen(runs: &[(&RuleTest, Run<'_>)], number: usize, wanted: Outcome) -> bool {
    runs.iter().any(|(_, run)| outcome(run, number) == Some(wanted))
}

/// Whether any facts meet the clause. Some clauses can only be open: their table of law knows the
/// question and not the answer.
fn can_be_met(rule: &Rule, clause: &Clause, tables: &Tables) -> bool {
    let goals = [(&clause.applies, true), (&clause.when, true)];
    rule.statuses.iter().chain(&clause.statuses).any(|status| {
        let domain = Domain::of_rules(&[rule], tables, status.from);
        domain.search(&goals, Assignment::new()) != Search::Impossible
    })
}

/// Counts the branches of a clause, and says whether a test meets it.
fn of_clause(
    clause: &Clause,
    number: usize,
    runs: &[(&RuleTest, Run<'_>)],
    coverage: &mut Coverage,
) -> bool {
    let seen = |wanted: Outcome| seen(runs, number, wanted);
    if may_stay_open(clause) {
        coverage.branches.count(seen(Outcome::Unknown), || {
            format!("no test leaves clause `{}` open", clause.id)
        });
    }
    for unless in &clause.unless {
        let name = format!("{} ({})", unless.id, unless.cite);
        let lowered = runs.iter().any(|(_, run)| {
            run.clauses
                .get(number)
                .and_then(|(_, finding)| finding.as_ref()?.lowered_by.as_ref())
                .is_some_and(|by| *by == name)
        });
        coverage
            .branches
            .count(lowered, || format!("no test lowers clause `{}` by `{}`", clause.id, unless.id));
    }
    seen(Outcome::Met)
}

/// Whether a fact that decides the clause can be missing from a request.
fn may_stay_open(clause: &Clause) -> bool {
    !clause.needs_if_unknown.is_empty() || leaves(clause).iter().any(|leaf| may_be_unknown(leaf))
}

fn may_be_unknown(leaf: &Leaf) -> bool {
    let def = registry::def(leaf.fact);
    leaf.op != Op::IsKnown && def.absent == Absent::Unknown && !def.question.is_empty()
}

/// All comparisons of a clause, in file order.
fn leaves(clause: &Clause) -> Vec<&Leaf> {
    let unless = clause.unless.iter().map(|unless| &unless.when);
    [&clause.applies, &clause.when].into_iter().chain(unless).flat_map(Condition::leaves).collect()
}

fn comparisons(
    clause: &Clause,
    number: usize,
    runs: &[(&RuleTest, Run<'_>)],
    tables: &Tables,
    reach: &mut Reach,
) {
    let asked = || {
        runs.iter()
            .filter(|(_, run)| run.clauses.get(number).is_some_and(|(asked, _)| *asked))
            .map(|(test, _)| *test)
    };
    for leaf in leaves(clause) {
        let condition = Condition::Leaf(leaf.clone());
        let seen: BTreeSet<Truth> = asked()
            .map(|test| holds(&condition, &Given { facts: &test.facts, tables, day: test.date }))
            .collect();
        let missing: Vec<&str> = [(Truth::True, "holds"), (Truth::False, "does not hold")]
            .into_iter()
            .filter(|(truth, _)| !seen.contains(truth))
            .map(|(_, words)| words)
            .collect();
        reach.count(missing.is_empty(), || {
            format!(
                "clause `{}`: no test in which `{} {} {}` {}",
                clause.id,
                registry::def(leaf.fact).id,
                leaf.op.word(),
                leaf.operand,
                missing.join(" or ")
            )
        });
    }
}

/// A day on which a status of the rule, or of one of its clauses, begins or ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Boundary {
    day: Date,
    /// The clause whose own status it is.
    clause: Option<usize>,
}

fn boundaries(rule: &Rule, always: &Rule, tables: &Tables, coverage: &mut Coverage) {
    for boundary in boundaries_of(rule) {
        let before = boundary.day.yesterday().ok();
        // Tables of law change with the rule: facts count that meet a clause on either side.
        let engages = |test: &RuleTest| {
            [before, Some(boundary.day)].into_iter().flatten().any(|date| {
                let moved = RuleTest { date, ..test.clone() };
                meets(&run_tests::run(always, &moved, tables), boundary.clause)
            })
        };
        let tested = |day: Option<Date>| {
            rule.tests.iter().any(|test| Some(test.date) == day && engages(test))
        };
        let whose = boundary
            .clause
            .and_then(|number| rule.clauses.get(number))
            .map(|clause| format!(" of clause `{}`", clause.id))
            .unwrap_or_default();
        let mut missing = Vec::new();
        if !tested(before) {
            missing.push(before.map_or_else(String::new, |day| day.to_string()));
        }
        if !tested(Some(boundary.day)) {
            missing.push(boundary.day.to_string());
        }
        coverage.boundary_sides += 2 - missing.len().min(2);
        coverage.boundaries.count(missing.is_empty(), || {
            format!(
                "status boundary {}{whose}: no test on {} with facts that meet a clause",
                boundary.day,
                missing.join(" and ")
            )
        });
    }
}

/// Whether a run meets, or leaves open, the clause (or any).
fn meets(run: &Run, clause: Option<usize>) -> bool {
    match clause {
        Some(number) => outcome(run, number).is_some_and(|found| found != Outcome::NotMet),
        None => run.findings().any(|finding| finding.outcome != Outcome::NotMet),
    }
}

/// The days on which a status begins or ends, with the clause where it is the clause's own.
pub fn boundary_days(rule: &Rule) -> Vec<(Date, Option<usize>)> {
    boundaries_of(rule).into_iter().map(|boundary| (boundary.day, boundary.clause)).collect()
}

fn boundaries_of(rule: &Rule) -> BTreeSet<Boundary> {
    let days = |statuses: &[Status], clause: Option<usize>| -> Vec<Boundary> {
        statuses
            .iter()
            .flat_map(|status| [Some(status.from), status.until])
            .flatten()
            .map(|day| Boundary { day, clause })
            .collect()
    };
    let mut list: BTreeSet<Boundary> = days(&rule.statuses, None).into_iter().collect();
    for (number, clause) in rule.clauses.iter().enumerate() {
        list.extend(days(&clause.statuses, Some(number)));
    }
    list
}
