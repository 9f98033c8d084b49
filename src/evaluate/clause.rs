//! One clause on one combination of party, match and item.

use serde::Serialize;

use super::condition::{explain, holds};
use super::{Finding, Outcome, Values};
use crate::facts::registry::{self, FactId};
use crate::model::{AsOf, Level, Truth};
use crate::rules::model::{Clause, Condition, Policy, Rule, RuleKind, State, Status, Unless};
use crate::rules::status::{Standing, standing};

/// What a clause was asked of, by number in the request.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Subject {
    /// Number of the party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<usize>,
    /// Number of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// Number of the match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<usize>,
}

/// Whether `clause` of `rule` exists on the day, as known on the day.
pub fn exists(rule: &Rule, clause: &Clause, as_of: AsOf) -> bool {
    standing(statuses(rule, clause), as_of) != Standing::Absent
}

fn statuses<'r>(rule: &'r Rule, clause: &'r Clause) -> &'r [Status] {
    if clause.statuses.is_empty() { &rule.statuses } else { &clause.statuses }
}

/// What is left to ask of narrower combinations before `clause` can be relevant to them: the parts
/// of its applicability that are unknown with what is bound in `values`. `None`: it is relevant to
/// none of them. An unknown fact made known never changes an established truth (strong Kleene), so
/// that what does not apply here applies to nothing in it, and what holds here holds in all of it.
pub fn undecided<'c>(clause: &'c Clause, values: &impl Values) -> Option<Vec<&'c Condition>> {
    let bears = if clause.applies.is_always() { &clause.when } else { &clause.applies };
    let parts = match bears {
        Condition::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut open = Vec::new();
    for part in parts {
        match holds(part, values) {
            Truth::False => return None,
            Truth::True => {}
            Truth::Unknown => open.push(part),
        }
    }
    Some(open)
}

/// Evaluates `clause` of `rule`; `None` where it is not relevant or does not exist on the day.
/// `entry_policy` gives the list entry's review policy where the clause takes it from there.
pub fn evaluate(
    rule: &Rule,
    clause: &Clause,
    values: &impl Values,
    as_of: AsOf,
    subject: Subject,
    entry_policy: &dyn Fn() -> Option<String>,
) -> Option<Finding> {
    // Most clauses do not apply: that is asked first, it costs least.
    let applies = holds(&clause.applies, values);
    if applies.is_false() {
        return None;
    }
    let standing = standing(statuses(rule, clause), as_of);
    if standing == Standing::Absent {
        return None;
    }
    let when = applies.and(holds(&clause.when, values));
    let always_asked = clause.applies.is_always();
    if when.is_false() && always_asked {
        return None;
    }
    let mut finding = blank(rule, clause, subject, as_of);
    judge(&mut finding, clause, values, when, entry_policy);
    stand(&mut finding, rule, &standing, as_of);
    finish(&mut finding, clause, values, when);
    Some(finding)
}

fn blank(rule: &Rule, clause: &Clause, subject: Subject, as_of: AsOf) -> Finding {
    let covers = |cite: &&crate::rules::model::DatedCite| {
        cite.from.is_none_or(|from| from <= as_of.valid)
            && cite.until.is_none_or(|until| as_of.valid < until)
    };
    Finding {
        rule: rule.id.clone(),
        clause: clause.id.clone(),
        title: rule.title.clone(),
        regime: rule.regime.clone(),
        outcome: Outcome::NotMet,
        level: Level::NoLicenseRequired,
        highest: Level::NoLicenseRequired,
        subject,
        text: clause.then.text.clone(),
        policy: None,
        exceptions: clause.then.exceptions.clone(),
        obligations: Vec::new(),
        needs: Vec::new(),
        cites: clause.cites.iter().filter(covers).map(|cite| cite.cite.clone()).collect(),
        status: None,
        lowered_by: None,
        horizon: rule.kind == RuleKind::Horizon,
        steps: Vec::new(),
    }
}

/// Sets outcome and level as if the rule were in force.
fn judge(
    finding: &mut Finding,
    clause: &Clause,
    values: &impl Values,
    when: Truth,
    entry_policy: &dyn Fn() -> Option<String>,
) {
    if when.is_false() {
        return;
    }
    finding.highest = clause.then.level;
    match (when, exclusion(clause, values)) {
        (_, Some((unless, Truth::True))) => {
            finding.outcome = Outcome::Excepted;
            finding.level = unless.level;
            finding.highest = unless.level;
            finding.text.clone_from(&unless.text);
            finding.lowered_by = Some(format!("{} ({})", unless.id, unless.cite));
            finding.cites.push(unless.cite.clone());
        }
        (Truth::True, None | Some((_, Truth::False))) => {
            finding.outcome = Outcome::Met;
            finding.level = clause.then.level;
            finding.obligations.clone_from(&clause.then.obligations);
            finding.needs.clone_from(&clause.then.needs);
        }
        _ => {
            finding.outcome = Outcome::Unknown;
            finding.level = clause.if_unknown;
        }
    }
    if finding.outcome != Outcome::Excepted {
        finding.policy = match &clause.then.policy {
            Policy::None => None,
            Policy::Fixed(policy) => Some(policy.clone()),
            Policy::Entry => entry_policy(),
        };
    }
}

/// The exclusion that bears on the clause: one that holds, else one that may hold.
fn exclusion<'c>(clause: &'c Clause, values: &impl Values) -> Option<(&'c Unless, Truth)> {
    let judged: Vec<(&Unless, Truth)> =
        clause.unless.iter().map(|unless| (unless, holds(&unless.when, values))).collect();
    let holding = judged.iter().find(|(_, truth)| truth.is_true());
    holding.or_else(|| judged.iter().find(|(_, truth)| truth.is_unknown())).copied()
}

/// Lowers the finding where the rule is not in force; names a standing that is not established.
fn stand(finding: &mut Finding, rule: &Rule, standing: &Standing<'_>, as_of: AsOf) {
    // What an exclusion leaves counts too: a rescinded rule leaves no exception to document.
    let open = match finding.outcome {
        Outcome::Met | Outcome::Unknown => true,
        _ => finding.level > Level::NoLicenseRequired,
    };
    let (state, by) = match standing {
        Standing::Absent => return,
        Standing::In(status) => (status.state, *status),
        Standing::Lapsed { state, by } => (*state, *by),
        Standing::Disputed { legal, legal_cite, political } => {
            finding.status = Some(format!(
                "not established on {}: {} by the text ({legal_cite}), {} by announcement ({})",
                as_of.valid,
                legal.word(),
                political.state.word(),
                political.cite
            ));
            return dispute(finding, rule, as_of, open);
        }
        Standing::Gap { after } => {
            finding.status =
                Some(format!("not established on {}: nothing follows {}", as_of.valid, after.cite));
            return dispute(finding, rule, as_of, open);
        }
    };
    if !finding.cites.contains(&by.cite) {
        finding.cites.push(by.cite.clone());
    }
    if state == State::InForce || rule.kind == RuleKind::Horizon {
        return;
    }
    finding.status = Some(format!("{} on {} ({})", state.word(), as_of.valid, by.cite));
    if open {
        finding.outcome = Outcome::NotInForce;
        finding.highest = Level::NoLicenseRequired;
        finding.level =
            if state == State::NotEnforced { Level::Advisory } else { Level::NoLicenseRequired };
        finding.policy = None;
        finding.needs.clear();
        finding.obligations.clear();
        if let Some(until) = by.until
            && state != State::Proposed
        {
            finding.obligations.push(format!("rescreen_on:{until}"));
        }
    }
}

fn dispute(finding: &mut Finding, rule: &Rule, as_of: AsOf, open: bool) {
    if open && finding.level > Level::CannotDetermine {
        finding.outcome = Outcome::StatusUnknown;
        finding.text = format!(
            "{} If the rule is in force: {}. If it is not: no finding under it.",
            finding.text,
            finding.level.title().to_lowercase()
        );
        finding.level = Level::CannotDetermine;
        finding.policy = None;
        finding.needs = vec![format!("rule_status:{}@{}", rule.id, as_of.valid)];
    }
}

/// Adds the comparisons that decided, and the facts to ask for.
fn finish(finding: &mut Finding, clause: &Clause, values: &impl Values, when: Truth) {
    let mut unknown: Vec<FactId> = Vec::new();
    for condition in [&clause.applies, &clause.when] {
        if finding.outcome != Outcome::NotMet || holds(condition, values).is_false() {
            explain(condition, values, &mut finding.steps, &mut unknown);
        }
    }
    for unless in &clause.unless {
        let truth = holds(&unless.when, values);
        if truth.is_true() || (truth.is_unknown() && when.is_true()) {
            explain(&unless.when, values, &mut finding.steps, &mut unknown);
        }
    }
    if finding.outcome == Outcome::Unknown {
        finding.needs = if clause.needs_if_unknown.is_empty() {
            unknown.iter().map(|fact| pointer(*fact)).collect()
        } else {
            clause.needs_if_unknown.clone()
        };
    }
    let item = finding.subject.item.map(|n| n.to_string()).unwrap_or_default();
    let party = finding.subject.party.map(|n| n.to_string()).unwrap_or_default();
    for need in &mut finding.needs {
        *need = need.replace("{i}", &item).replace("{p}", &party);
    }
    finding.needs.sort();
    finding.needs.dedup();
}

fn pointer(fact: FactId) -> String {
    let def = registry::def(fact);
    if def.pointer.is_empty() { def.id.to_owned() } else { def.pointer.to_owned() }
}
