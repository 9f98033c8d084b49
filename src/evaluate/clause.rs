//! One clause on one combination of party, match and item.

use std::borrow::Cow;

use serde::Serialize;

use super::condition::{explain, holds};
use super::{Finding, Outcome, Values};
use crate::facts::registry::{self, FactId};
use crate::model::{AsOf, Level, Truth};
use crate::rules::model::{Clause, Condition, DatedCite, Policy, Rule, RuleKind, State, Unless};
use crate::rules::status::{self, standing};

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

/// A clause that exists on the day.
#[derive(Debug)]
pub(super) struct Standing<'r> {
    /// Its rule.
    pub rule: &'r Rule,
    /// The clause.
    pub clause: &'r Clause,
    state: status::Standing<'r>,
    as_of: AsOf,
}

/// What is left to ask of narrower combinations before a clause can be relevant to them: those of
/// `parts` of its applicability that are unknown with what is bound in `values`. `None`: it is
/// relevant to none of them. An unknown fact made known never changes an established truth (strong
/// Kleene), so that what does not apply here applies to nothing in it, and what holds here holds in
/// all of it.
pub(super) fn undecided<'c>(
    parts: impl IntoIterator<Item = &'c Condition>,
    values: &impl Values,
) -> Option<Vec<&'c Condition>> {
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

/// The conditions that must all hold, or not be known, for `clause` to be relevant.
pub(super) fn parts(clause: &Clause) -> &[Condition] {
    let bears = if clause.applies.is_always() { &clause.when } else { &clause.applies };
    match bears {
        Condition::All(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

/// What parts come to together of which these are unknown and all others true.
pub(super) fn together(open: &[&Condition]) -> Truth {
    if open.is_empty() { Truth::True } else { Truth::Unknown }
}

/// Evaluates `clause` of `rule`; `None` where it is not relevant or does not exist on the day.
/// `entry_policy` gives the list entry's review policy where the clause takes it from there.
pub fn evaluate<'r>(
    rule: &'r Rule,
    clause: &'r Clause,
    values: &impl Values,
    as_of: AsOf,
    subject: Subject,
    entry_policy: &dyn Fn() -> Option<String>,
) -> Option<Finding<'r>> {
    let standing = Standing::on(rule, clause, as_of)?;
    let open = undecided(parts(clause), values)?;
    Some(standing.find(together(&open), values, subject, entry_policy))
}

impl<'r> Standing<'r> {
    /// The clause as it stands; `None` where it does not exist on the day, as known on the day.
    pub(super) fn on(rule: &'r Rule, clause: &'r Clause, as_of: AsOf) -> Option<Self> {
        let own = !clause.statuses.is_empty();
        let state = standing(if own { &clause.statuses } else { &rule.statuses }, as_of);
        (state != status::Standing::Absent).then_some(Self { rule, clause, state, as_of })
    }

    /// What the clause finds where its [`parts`] together are `truth`: true or unknown.
    pub(super) fn find(
        &self,
        truth: Truth,
        values: &impl Values,
        subject: Subject,
        entry_policy: &dyn Fn() -> Option<String>,
    ) -> Finding<'r> {
        let clause = self.clause;
        let (applies, decides) = if clause.applies.is_always() {
            (Truth::True, truth)
        } else {
            (truth, holds(&clause.when, values))
        };
        let when = applies.and(decides);
        let excluded: Vec<Truth> =
            clause.unless.iter().map(|unless| holds(&unless.when, values)).collect();
        let mut finding = self.blank(subject);
        judge(&mut finding, clause, when, &excluded, entry_policy);
        self.stand(&mut finding);
        self.finish(&mut finding, values, (applies, decides), &excluded);
        finding
    }

    fn blank(&self, subject: Subject) -> Finding<'r> {
        let Self { rule, clause, .. } = self;
        let day = self.as_of.valid;
        let covers = |cite: &&DatedCite| {
            cite.from.is_none_or(|from| from <= day) && cite.until.is_none_or(|until| day < until)
        };
        Finding {
            rule: &rule.id,
            clause: &clause.id,
            title: &rule.title,
            regime: &rule.regime,
            outcome: Outcome::NotMet,
            level: Level::NoLicenseRequired,
            highest: Level::NoLicenseRequired,
            subject,
            text: Cow::Borrowed(&clause.then.text),
            policy: None,
            exceptions: &clause.then.exceptions,
            obligations: Vec::new(),
            needs: Vec::new(),
            cites: clause.cites.iter().filter(covers).map(|cite| cite.cite.as_str()).collect(),
            status: None,
            lowered_by: None,
            horizon: rule.kind == RuleKind::Horizon,
            steps: Vec::with_capacity(STEPS),
        }
    }

    /// Lowers the finding where the rule is not in force; names a standing that is not established.
    fn stand(&self, finding: &mut Finding<'r>) {
        let Self { rule, state, as_of, .. } = self;
        // What an exclusion leaves counts too: a rescinded rule leaves no exception to document.
        let open = match finding.outcome {
            Outcome::Met | Outcome::Unknown => true,
            _ => finding.level > Level::NoLicenseRequired,
        };
        let (state, by) = match state {
            status::Standing::Absent => return,
            status::Standing::In(by) => (by.state, *by),
            status::Standing::Lapsed { state, by } => (*state, *by),
            status::Standing::Disputed { legal, legal_cite, political } => {
                finding.status = Some(format!(
                    "not established on {}: {} by the text ({legal_cite}), {} by announcement ({})",
                    as_of.valid,
                    legal.word(),
                    political.state.word(),
                    political.cite
                ));
                return dispute(finding, rule, *as_of, open);
            }
            status::Standing::Gap { after } => {
                finding.status = Some(format!(
                    "not established on {}: nothing follows {}",
                    as_of.valid, after.cite
                ));
                return dispute(finding, rule, *as_of, open);
            }
        };
        if !finding.cites.contains(&by.cite.as_str()) {
            finding.cites.push(&by.cite);
        }
        if state == State::InForce || rule.kind == RuleKind::Horizon {
            return;
        }
        finding.status = Some(format!("{} on {} ({})", state.word(), as_of.valid, by.cite));
        if open {
            finding.outcome = Outcome::NotInForce;
            finding.highest = Level::NoLicenseRequired;
            finding.level = if state == State::NotEnforced {
                Level::Advisory
            } else {
                Level::NoLicenseRequired
            };
            finding.policy = None;
            finding.needs.clear();
            finding.obligations.clear();
            if let Some(until) = by.until
                && state != State::Proposed
            {
                finding.obligations.push(Cow::Owned(format!("rescreen_on:{until}")));
            }
        }
    }

    /// Adds the comparisons that decided, and the facts to ask for.
    fn finish(
        &self,
        finding: &mut Finding<'r>,
        values: &impl Values,
        (applies, decides): (Truth, Truth),
        excluded: &[Truth],
    ) {
        let clause = self.clause;
        let (steps, mut unknown) = (&mut finding.steps, Vec::new());
        for (condition, truth) in [(&clause.applies, applies), (&clause.when, decides)] {
            if finding.outcome != Outcome::NotMet || truth.is_false() {
                explain(condition, truth, values, steps, &mut unknown);
            }
        }
        let when = applies.and(decides);
        for (unless, &truth) in clause.unless.iter().zip(excluded) {
            if truth.is_true() || (truth.is_unknown() && when.is_true()) {
                explain(&unless.when, truth, values, steps, &mut unknown);
            }
        }
        if finding.outcome == Outcome::Unknown {
            finding.needs = if clause.needs_if_unknown.is_empty() {
                unknown.iter().map(|fact| Cow::Borrowed(pointer(*fact))).collect()
            } else {
                borrowed(&clause.needs_if_unknown)
            };
        }
        finding.needs.iter_mut().for_each(|need| number(need, &finding.subject));
        finding.needs.sort();
        finding.needs.dedup();
    }
}

/// Room for the comparisons of most findings.
const STEPS: usize = 8;

/// The texts of a rule, borrowed.
fn borrowed(texts: &[String]) -> Vec<Cow<'_, str>> {
    texts.iter().map(|text| Cow::Borrowed(text.as_str())).collect()
}

/// Sets outcome and level as if the rule were in force.
fn judge<'r>(
    finding: &mut Finding<'r>,
    clause: &'r Clause,
    when: Truth,
    excluded: &[Truth],
    entry_policy: &dyn Fn() -> Option<String>,
) {
    if when.is_false() {
        return;
    }
    finding.highest = clause.then.level;
    match (when, exclusion(clause, excluded)) {
        (_, Some((unless, Truth::True))) => {
            finding.outcome = Outcome::Excepted;
            finding.level = unless.level;
            finding.highest = unless.level;
            finding.text = Cow::Borrowed(&unless.text);
            finding.lowered_by = Some(format!("{} ({})", unless.id, unless.cite));
            finding.cites.push(&unless.cite);
        }
        (Truth::True, None | Some((_, Truth::False))) => {
            finding.outcome = Outcome::Met;
            finding.level = clause.then.level;
            finding.obligations = borrowed(&clause.then.obligations);
            finding.needs = borrowed(&clause.then.needs);
        }
        _ => {
            finding.outcome = Outcome::Unknown;
            finding.level = clause.if_unknown;
        }
    }
    if finding.outcome != Outcome::Excepted {
        finding.policy = match &clause.then.policy {
            Policy::None => None,
            Policy::Fixed(policy) => Some(Cow::Borrowed(policy)),
            Policy::Entry => entry_policy().map(Cow::Owned),
        };
    }
}

/// The exclusion that bears on the clause: one that holds, else one that may hold.
fn exclusion<'r>(clause: &'r Clause, excluded: &[Truth]) -> Option<(&'r Unless, Truth)> {
    let mut judged = clause.unless.iter().zip(excluded.iter().copied());
    let holding = judged.clone().find(|(_, truth)| truth.is_true());
    holding.or_else(|| judged.find(|(_, truth)| truth.is_unknown()))
}

fn dispute(finding: &mut Finding<'_>, rule: &Rule, as_of: AsOf, open: bool) {
    if open && finding.level > Level::CannotDetermine {
        finding.outcome = Outcome::StatusUnknown;
        finding.text = Cow::Owned(format!(
            "{} If the rule is in force: {}. If it is not: no finding under it.",
            finding.text,
            finding.level.title().to_lowercase()
        ));
        finding.level = Level::CannotDetermine;
        finding.policy = None;
        finding.needs = vec![Cow::Owned(format!("rule_status:{}@{}", rule.id, as_of.valid))];
    }
}

/// Puts the numbers of item and party into the place of a need.
fn number(need: &mut Cow<'_, str>, subject: &Subject) {
    if need.contains('{') {
        let digits = |number: Option<usize>| number.map(|n| n.to_string()).unwrap_or_default();
        let placed = need.replace("{i}", &digits(subject.item));
        *need = Cow::Owned(placed.replace("{p}", &digits(subject.party)));
    }
}

fn pointer(fact: FactId) -> &'static str {
    let def = registry::def(fact);
    if def.pointer.is_empty() { def.id } else { def.pointer }
}
