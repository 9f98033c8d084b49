//! What can never happen in a rule set: clauses that no facts meet, exclusions that never bear,
//! comparisons that never decide, clauses that another one makes idle, and clauses that contradict
//! one another.
//!
//! In: rules. Out: warnings. Each is proven by exhaustion over the values that the conditions tell
//! apart (see [`super::assign`]), on every day on which a status begins; a search that would be too
//! large reports nothing.

use super::Sources;
use super::assign::{Assignment, Domain, Goal, Search};
use crate::facts::registry;
use crate::model::{Date, Level};
use crate::rules::Diagnostic;
use crate::rules::diagnostics::Diagnostics;
use crate::rules::model::{Clause, Condition, Leaf, Op, Operand, Rule, RuleKind, State, Status};
use crate::rules::tables::Tables;

/// All that can never happen in `sources`, by file and place.
pub fn analyze(sources: &Sources, tables: &Tables) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in &sources.rules.rules {
        let mut out = Diagnostics::new(&rule.file, sources.text_of(rule));
        let cases = Cases::of(&[rule], tables);
        never_in_force(rule, &mut out);
        for clause in &rule.clauses {
            reachability(clause, rule, &cases, &mut out);
        }
        for (number, clause) in rule.clauses.iter().enumerate() {
            for (other_number, other) in rule.clauses.iter().enumerate() {
                if number != other_number {
                    pair(clause, other, number < other_number, &cases, &mut out);
                }
            }
        }
        found.append(&mut out.found);
    }
    across(sources, tables, &mut found);
    found.sort();
    found.dedup();
    found
}

/// The domains of all days that matter.
struct Cases<'c> {
    domains: Vec<Domain<'c>>,
}

impl<'c> Cases<'c> {
    fn of(rules: &[&Rule], tables: &'c Tables) -> Self {
        let mut days: Vec<Date> = rules
            .iter()
            .flat_map(|rule| {
                rule.statuses.iter().chain(rule.clauses.iter().flat_map(|c| &c.statuses))
            })
            .map(|status| status.from)
            .collect();
        let first = days.iter().min().copied();
        let tables_named = rules.iter().flat_map(|rule| &rule.clauses).flat_map(tables_of);
        let changes = tables_named.flat_map(|table| tables.hs().change_days(table));
        days.extend(changes.filter(|day| first.is_some_and(|first| first < *day)));
        days.sort_unstable();
        days.dedup();
        Self { domains: days.into_iter().map(|day| Domain::of_rules(rules, tables, day)).collect() }
    }

    /// Names the days on which the rule comes into force and no facts can meet the clause: a table
    /// of law that is empty then, mostly.
    fn silent_days(&self, clause: &Clause, rule: &Rule, out: &mut Diagnostics<'_>) {
        let goals = [(&clause.applies, true), (&clause.when, true)];
        for status in rule.statuses.iter().filter(|status| status.state == State::InForce) {
            let silent = self
                .domains
                .iter()
                .filter(|domain| domain.day() == status.from)
                .any(|domain| domain.search(&goals, Assignment::new()) == Search::Impossible);
            if silent {
                out.warning(
                    clause.at,
                    "unreachable-on-day",
                    format!(
                        "no facts meet clause `{}` on {}, when its rule comes into force",
                        clause.id, status.from
                    ),
                    "give the clause its own status, or the table its rows of that day",
                );
            }
        }
    }

    /// Whether no facts of any day reach the goals.
    fn impossible(&self, goals: &[Goal<'_>]) -> bool {
        self.domains
            .iter()
            .all(|domain| domain.search(goals, Assignment::new()) == Search::Impossible)
    }
}

/// The tables of law that a clause names.
fn tables_of(clause: &Clause) -> impl Iterator<Item = &str> {
    let unless = clause.unless.iter().map(|unless| &unless.when);
    let conditions = [&clause.applies, &clause.when].into_iter().chain(unless);
    conditions.flat_map(Condition::leaves).filter_map(|leaf| match (&leaf.operand, leaf.op) {
        (Operand::Text(table), Op::InTable | Op::NotInTable) => Some(table.as_str()),
        _ => None,
    })
}

fn never_in_force(rule: &Rule, out: &mut Diagnostics<'_>) {
    let forceful =
        |status: &Status| status.state == State::InForce || status.on_lapse == Some(State::InForce);
    let mut statuses = rule.statuses.iter().chain(rule.clauses.iter().flat_map(|c| &c.statuses));
    if rule.kind == RuleKind::Verdict && !statuses.any(forceful) {
        let at = rule.statuses.first().map_or(0, |status| status.at);
        out.warning(
            at,
            "never-in-force",
            format!("`{}` is in force on no day: no clause of it ever has its verdict", rule.id),
            "fine where the law is so; else give it the status of the legal text",
        );
    }
}

fn reachability(clause: &Clause, rule: &Rule, cases: &Cases<'_>, out: &mut Diagnostics<'_>) {
    let met = [(&clause.applies, true), (&clause.when, true)];
    if cases.impossible(&met) {
        out.warning(
            clause.at,
            "unreachable-clause",
            format!("no facts meet clause `{}`", clause.id),
            "its conditions contradict one another, or a table of law can only say that it is not known",
        );
        return;
    }
    if clause.statuses.is_empty() {
        cases.silent_days(clause, rule, out);
    }
    let mut full = met.to_vec();
    full.extend(clause.unless.iter().map(|unless| (&unless.when, false)));
    if !clause.unless.is_empty() && cases.impossible(&full) {
        out.warning(
            clause.at,
            "always-excepted",
            format!("whenever clause `{}` is met, one of its exclusions holds", clause.id),
            "narrow the exclusions",
        );
    }
    for (number, unless) in clause.unless.iter().enumerate() {
        let mut goals = met.to_vec();
        goals.push((&unless.when, true));
        if cases.impossible(&goals) {
            out.warning(
                unless.at,
                "unused-exclusion",
                format!(
                    "exclusion `{}` never holds where clause `{}` is met",
                    unless.id, clause.id
                ),
                "take it out, or widen it",
            );
            continue;
        }
        goals.extend(clause.unless.iter().take(number).map(|earlier| (&earlier.when, false)));
        if number > 0 && cases.impossible(&goals) {
            out.warning(
                unless.at,
                "shadowed-exclusion",
                format!("where exclusion `{}` holds, an earlier one holds too", unless.id),
                "take it out, or move it up",
            );
        }
    }
    let unless = clause.unless.iter().map(|unless| &unless.when);
    for condition in [&clause.applies, &clause.when].into_iter().chain(unless) {
        idle_leaves(condition, clause, cases, out);
    }
}

/// Comparisons whose result never changes that of their condition.
fn idle_leaves(
    condition: &Condition,
    clause: &Clause,
    cases: &Cases<'_>,
    out: &mut Diagnostics<'_>,
) {
    // Whether a fact is known bears on what is open, not on what holds.
    for leaf in condition.leaves().into_iter().filter(|leaf| leaf.op != Op::IsKnown) {
        let alone = Condition::Leaf(leaf.clone());
        let words =
            format!("`{} {} {}`", registry::def(leaf.fact).id, leaf.op.word(), leaf.operand);
        let code = if cases.impossible(&[(&alone, true)]) {
            "never-holds"
        } else if cases.impossible(&[(&alone, false)]) {
            "always-holds"
        } else {
            let (holding, failing) = (with(condition, leaf, true), with(condition, leaf, false));
            // Where it never matters while it holds, it may be read as failing, and the reverse.
            let matters = |while_it: bool| {
                [true, false].into_iter().any(|result| {
                    let goals = [(&holding, result), (&failing, !result), (&alone, while_it)];
                    !cases.impossible(&goals)
                })
            };
            if matters(true) && matters(false) { continue } else { "never-decides" }
        };
        let message = match code {
            "never-holds" => format!("{words} holds on no facts (clause `{}`)", clause.id),
            "always-holds" => format!("{words} holds on all facts (clause `{}`)", clause.id),
            _ => format!("{words} never changes the result of clause `{}`", clause.id),
        };
        out.warning(leaf.at, code, message, "take it out, or write what was meant");
    }
}

/// `condition` with `leaf` replaced by a fixed result.
fn with(condition: &Condition, leaf: &Leaf, result: bool) -> Condition {
    let each = |list: &[Condition]| list.iter().map(|part| with(part, leaf, result)).collect();
    match condition {
        Condition::All(list) => Condition::All(each(list)),
        Condition::Any(list) => Condition::Any(each(list)),
        Condition::None(list) => Condition::None(each(list)),
        Condition::Leaf(found) if found.at == leaf.at => {
            if result {
                Condition::always()
            } else {
                Condition::Any(Vec::new())
            }
        }
        Condition::Leaf(found) => Condition::Leaf(found.clone()),
    }
}

/// Whether `other` is met, without any exclusion, whenever `clause` is. Of a clause that asks
/// whether a fact is known nothing is claimed: the other may be open there.
fn implies(clause: &Clause, other: &Clause, cases: &Cases<'_>) -> bool {
    let mut leaves = [&clause.applies, &clause.when].into_iter().flat_map(Condition::leaves);
    clause.each == other.each
        && leaves.all(|leaf| leaf.op != Op::IsKnown)
        && other.unless.is_empty()
        && [&other.applies, &other.when].into_iter().all(|part| {
            cases.impossible(&[(&clause.applies, true), (&clause.when, true), (part, false)])
        })
}

fn pair(
    clause: &Clause,
    other: &Clause,
    first: bool,
    cases: &Cases<'_>,
    out: &mut Diagnostics<'_>,
) {
    if clause.statuses != other.statuses || !implies(clause, other, cases) {
        return;
    }
    if implies(other, clause, cases) {
        if first
            && (clause.then.level, &clause.then.policy) != (other.then.level, &other.then.policy)
        {
            out.warning(
                other.at,
                "contradiction",
                format!("clauses `{}` and `{}` are met by the same facts", clause.id, other.id),
                "two verdicts for one case: the stricter always wins; let the facts tell them apart",
            );
        }
    } else if other.then.level >= clause.then.level && clause.then.level > Level::NoLicenseRequired
    {
        out.warning(
            clause.at,
            "shadowed-clause",
            format!(
                "wherever clause `{}` is met, clause `{}` is too, at least as strict",
                clause.id, other.id
            ),
            "it never changes the verdict; take it out, or narrow the other one",
        );
    }
}

/// Clauses that a clause of another rule of the same law makes idle on all days.
fn across(sources: &Sources, tables: &Tables, found: &mut Vec<Diagnostic>) {
    let rules = &sources.rules.rules;
    for rule in rules {
        let mut out = Diagnostics::new(&rule.file, sources.text_of(rule));
        for other in rules.iter().filter(|other| other.id != rule.id && covers(other, rule)) {
            let cases = Cases::of(&[rule, other], tables);
            for clause in rule.clauses.iter().filter(|clause| clause.statuses.is_empty()) {
                let strict = other.clauses.iter().filter(|by| {
                    by.statuses.is_empty()
                        && by.then.level >= clause.then.level
                        && clause.then.level > Level::HoldForReview
                });
                for by in strict.filter(|by| implies(clause, by, &cases)) {
                    out.warning(
                        clause.at,
                        "shadowed-clause",
                        format!(
                            "wherever clause `{}` of `{}` is met, clause `{}` of `{}` is too, at least as strict",
                            clause.id, rule.id, by.id, other.id
                        ),
                        "fine where two laws ask for the same license; else narrow one of them",
                    );
                }
            }
        }
        found.append(&mut out.found);
    }
}

/// Whether `other` is a rule of the same law, asked of the same lists, in force on every day on
/// which `rule` is.
fn covers(other: &Rule, rule: &Rule) -> bool {
    let in_force = |status: &&Status| status.state == State::InForce;
    other.regime == rule.regime
        && other.kind == rule.kind
        && rule.lists.iter().all(|list| other.lists.contains(list))
        && rule.statuses.iter().any(|status| status.state == State::InForce)
        && rule.statuses.iter().filter(in_force).all(|span| {
            other.statuses.iter().filter(in_force).any(|wider| {
                wider.from <= span.from
                    && wider.until.is_none_or(|end| span.until.is_some_and(|until| until <= end))
            })
        })
}
