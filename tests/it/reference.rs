//! A second evaluator: slow, obvious, written from the page "How to write a rule" and not from the
//! engine's code. It shares the rule's data types and the tables of law, and nothing of how a
//! condition, a status or an exclusion is judged.

use highfence::evaluate::Outcome;
use highfence::facts::Value;
use highfence::facts::registry::{self, Absent, FactId};
use highfence::model::{AsOf, Date, Level};
use highfence::rules::model::{
    Certainty, Clause, Condition, Leaf, Op, Operand, Rule, RuleKind, State, Status,
};
use highfence::rules::tables::{TableAnswer, Tables};

/// Yes, no, or `None`: not known.
pub(crate) type Maybe = Option<bool>;

pub(crate) struct Case<'c> {
    pub(crate) facts: &'c [(FactId, Value<'static>)],
    pub(crate) tables: &'c Tables,
    pub(crate) as_of: AsOf,
}

/// The outcome and level of a clause; `None` where it is not to be mentioned.
pub(crate) fn clause(rule: &Rule, clause: &Clause, case: &Case<'_>) -> Option<(Outcome, Level)> {
    let statuses = if clause.statuses.is_empty() { &rule.statuses } else { &clause.statuses };
    let state = state(statuses, case.as_of)?;
    let applies = holds(&clause.applies, case);
    let when = holds(&clause.when, case);
    let both = every([applies, when]);
    if applies == Some(false) || (both == Some(false) && clause.applies.is_always()) {
        return None;
    }
    if both == Some(false) {
        return Some((Outcome::NotMet, Level::NoLicenseRequired));
    }
    let excluded: Vec<(Maybe, Level)> =
        clause.unless.iter().map(|unless| (holds(&unless.when, case), unless.level)).collect();
    let (outcome, level) =
        if let Some((_, level)) = excluded.iter().find(|(is, _)| *is == Some(true)) {
            (Outcome::Excepted, *level)
        } else if both == Some(true) && excluded.iter().all(|(is, _)| *is == Some(false)) {
            (Outcome::Met, clause.then.level)
        } else {
            (Outcome::Unknown, clause.if_unknown)
        };
    let open = outcome != Outcome::Excepted || level > Level::NoLicenseRequired;
    Some(match state {
        Settled::In(State::InForce) => (outcome, level),
        Settled::In(_) if rule.kind == RuleKind::Horizon => (outcome, level),
        Settled::In(State::NotEnforced) if open => (Outcome::NotInForce, Level::Advisory),
        Settled::In(_) if open => (Outcome::NotInForce, Level::NoLicenseRequired),
        Settled::Open if open && level > Level::CannotDetermine => {
            (Outcome::StatusUnknown, Level::CannotDetermine)
        }
        Settled::In(_) | Settled::Open => (outcome, level),
    })
}

/// What the statuses say of a day.
enum Settled {
    In(State),
    /// Text and announcement differ, or nothing covers a day between two spans.
    Open,
}

/// Walks all statuses that were published: the span of the day by the text, else what the last text
/// says follows it; and beside it the span by announcement.
fn state(statuses: &[Status], as_of: AsOf) -> Option<Settled> {
    let day = as_of.valid;
    let (mut text, mut announced) = (None, None);
    let (mut last, mut later): (Option<&Status>, bool) = (None, false);
    for status in statuses {
        if status.published > as_of.known {
            continue;
        }
        let begun = status.from <= day;
        let ended = status.until.is_some_and(|until| until <= day);
        later = later || status.from > day;
        match status.certainty {
            Certainty::Legal if begun && !ended => text = text.or(Some(status.state)),
            Certainty::Political if begun && !ended => announced = announced.or(Some(status.state)),
            Certainty::Legal if ended && last.is_none_or(|l| l.until <= status.until) => {
                last = Some(status);
            }
            _ => {}
        }
    }
    let text = text.or_else(|| last.and_then(|status| status.on_lapse));
    match (text, announced) {
        (Some(text), Some(announced)) if text != announced => Some(Settled::Open),
        (Some(text), _) => Some(Settled::In(text)),
        (None, Some(announced)) => Some(Settled::In(announced)),
        (None, None) if last.is_some() && later => Some(Settled::Open),
        (None, None) => None,
    }
}

/// No, if one is no; else not known, if one is not known; else yes.
pub(crate) fn every(parts: impl IntoIterator<Item = Maybe>) -> Maybe {
    let parts: Vec<Maybe> = parts.into_iter().collect();
    if parts.contains(&Some(false)) {
        Some(false)
    } else if parts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// Yes, if one is yes; else not known, if one is not known; else no.
pub(crate) fn some(parts: impl IntoIterator<Item = Maybe>) -> Maybe {
    every(parts.into_iter().map(|part| part.map(|is| !is))).map(|is| !is)
}

pub(crate) fn holds(condition: &Condition, case: &Case<'_>) -> Maybe {
    match condition {
        Condition::All(list) => every(list.iter().map(|part| holds(part, case))),
        Condition::Any(list) => some(list.iter().map(|part| holds(part, case))),
        Condition::None(list) => some(list.iter().map(|part| holds(part, case))).map(|is| !is),
        Condition::Leaf(leaf) => compare(leaf, case),
    }
}

fn value(fact: FactId, case: &Case<'_>) -> Value<'static> {
    for (id, value) in case.facts {
        if *id == fact {
            return value.clone();
        }
    }
    match registry::def(fact).absent {
        Absent::Unknown => Value::Unknown,
        Absent::No => Value::Bool(false),
        Absent::Empty => Value::Set(Vec::new()),
    }
}

/// The words of a value: one, or those of a set.
fn words(value: &Value<'_>) -> Option<Vec<String>> {
    match value {
        Value::Text(text) => Some(vec![text.to_string()]),
        Value::Set(texts) => Some(texts.iter().map(ToString::to_string).collect()),
        _ => None,
    }
}

fn compare(leaf: &Leaf, case: &Case<'_>) -> Maybe {
    let found = value(leaf.fact, case);
    let known = found != Value::Unknown;
    match (leaf.op, &leaf.operand) {
        (Op::IsKnown, Operand::Bool(wanted)) => Some(known == *wanted),
        _ if !known => None,
        (Op::Is | Op::In, wanted) => same(&found, wanted),
        (Op::IsNot | Op::NotIn, wanted) => same(&found, wanted).map(|is| !is),
        (Op::InGroup, Operand::Text(group)) => in_group(&found, group, case),
        (Op::NotInGroup, Operand::Text(group)) => in_group(&found, group, case).map(|is| !is),
        (Op::InTable, Operand::Text(table)) => in_table(leaf.fact, &found, table, case),
        (Op::NotInTable, Operand::Text(table)) => {
            in_table(leaf.fact, &found, table, case).map(|is| !is)
        }
        (op, Operand::Number(wanted)) => {
            let Value::Number(found) = found else { return None };
            Some(match op {
                Op::AtLeast => found >= *wanted,
                Op::AtMost => found <= *wanted,
                Op::Above => found > *wanted,
                _ => found < *wanted,
            })
        }
        _ => None,
    }
}

fn same(found: &Value<'_>, wanted: &Operand) -> Maybe {
    match (found, wanted) {
        (Value::Bool(a), Operand::Bool(b)) => Some(a == b),
        (Value::Number(a), Operand::Number(b)) => Some((a - b).abs() < f64::EPSILON),
        (_, Operand::Text(word)) => Some(words(found)?.contains(word)),
        (_, Operand::Texts(list)) => Some(words(found)?.iter().any(|word| list.contains(word))),
        _ => None,
    }
}

fn in_group(found: &Value<'_>, group: &str, case: &Case<'_>) -> Maybe {
    let day: Date = case.as_of.valid;
    Some(words(found)?.iter().any(|country| case.tables.in_group(country, group, day)))
}

fn in_table(fact: FactId, found: &Value<'_>, table: &str, case: &Case<'_>) -> Maybe {
    let (tables, day) = (case.tables, case.as_of.valid);
    let one = |code: &String| -> Maybe {
        match registry::def(fact).id {
            "item.hs" => match tables.hs_in(table, code, day) {
                TableAnswer::Member { .. } => Some(true),
                TableAnswer::Not => Some(false),
                TableAnswer::Unknown { .. } => None,
            },
            "match.programs" => Some(tables.program_in(table, code, day).is_some()),
            _ if code == "EAR99" => Some(false),
            _ => match tables.eccn_in(table, code, day) {
                TableAnswer::Member { .. } => Some(true),
                TableAnswer::Not => Some(false),
                TableAnswer::Unknown { .. } => None,
            },
        }
    };
    some(words(found)?.iter().map(one))
}
