//! Three-valued evaluation of a condition (strong Kleene), keeping every comparison made.

use std::borrow::Cow;

use crate::facts::Value;
use crate::facts::registry::{self, FactId};
use crate::model::Truth;
use crate::rules::model::{Condition, Leaf, Op, Operand};

use super::{Step, Values};

/// Whether `condition` holds.
pub fn holds(condition: &Condition, values: &impl Values) -> Truth {
    match condition {
        Condition::All(list) => {
            let mut truth = Truth::True;
            for part in list {
                truth = truth.and(holds(part, values));
                if truth.is_false() {
                    break;
                }
            }
            truth
        }
        Condition::Any(list) => {
            let mut truth = Truth::False;
            for part in list {
                truth = truth.or(holds(part, values));
                if truth.is_true() {
                    break;
                }
            }
            truth
        }
        Condition::None(list) => {
            !list.iter().fold(Truth::False, |truth, part| truth.or(holds(part, values)))
        }
        Condition::Leaf(leaf) => compare(leaf, values),
    }
}

/// Adds the comparisons that bear on `condition` coming out as `truth`, and the unknown facts that
/// decide it.
pub fn explain<'r>(
    condition: &'r Condition,
    truth: Truth,
    values: &impl Values,
    steps: &mut Vec<Step<'r>>,
    unknown: &mut Vec<FactId>,
) {
    match condition {
        Condition::Leaf(leaf) => {
            if truth.is_unknown() && !unknown.contains(&leaf.fact) {
                unknown.push(leaf.fact);
            }
            steps.push(step(leaf, truth, values));
        }
        Condition::All(list) | Condition::Any(list) | Condition::None(list) => {
            let (wanted, forced) = match condition {
                Condition::All(_) => (truth, Truth::True),
                Condition::None(_) => (!truth, Truth::False),
                _ => (truth, Truth::False),
            };
            // A conjunction that holds has no part that does not, and so for the other two.
            for part in list {
                if wanted == forced || holds(part, values) == wanted {
                    explain(part, wanted, values, steps, unknown);
                }
            }
        }
    }
}

fn step<'r>(leaf: &'r Leaf, truth: Truth, values: &impl Values) -> Step<'r> {
    Step {
        fact: registry::def(leaf.fact).id,
        op: leaf.op.word(),
        expected: &leaf.expected,
        found: values.value(leaf.fact).shown(),
        truth,
    }
}

fn compare(leaf: &Leaf, values: &impl Values) -> Truth {
    let found = values.value(leaf.fact);
    if leaf.op == Op::IsKnown {
        if !values.is_bound(leaf.fact) {
            return Truth::Unknown;
        }
        return Truth::from(leaf.operand == Operand::Bool(!found.is_unknown()));
    }
    if found.is_unknown() {
        return Truth::Unknown;
    }
    match leaf.op {
        Op::Is => equals(found, &leaf.operand),
        Op::IsNot => !equals(found, &leaf.operand),
        Op::In => any_of(found, &leaf.operand),
        Op::NotIn => !any_of(found, &leaf.operand),
        Op::AtLeast => number(found, &leaf.operand, |a, b| a >= b),
        Op::AtMost => number(found, &leaf.operand, |a, b| a <= b),
        Op::Above => number(found, &leaf.operand, |a, b| a > b),
        Op::Below => number(found, &leaf.operand, |a, b| a < b),
        Op::InGroup => listed(found, &leaf.operand, |code, group| values.in_group(code, group)),
        Op::NotInGroup => !listed(found, &leaf.operand, |code, group| values.in_group(code, group)),
        Op::InTable => {
            listed(found, &leaf.operand, |code, table| values.in_table(leaf.fact, code, table))
        }
        Op::NotInTable => {
            !listed(found, &leaf.operand, |code, table| values.in_table(leaf.fact, code, table))
        }
        Op::IsKnown => Truth::Unknown,
    }
}

fn equals(found: &Value<'_>, operand: &Operand) -> Truth {
    Truth::from(match (found, operand) {
        (Value::Bool(a), Operand::Bool(b)) => a == b,
        (Value::Number(a), Operand::Number(b)) => (a - b).abs() < f64::EPSILON,
        (Value::Text(a), Operand::Text(b)) => a.as_ref() == b,
        (Value::Set(a), Operand::Text(b)) => a.iter().any(|text| text.as_ref() == b),
        _ => return Truth::Unknown,
    })
}

fn any_of(found: &Value<'_>, operand: &Operand) -> Truth {
    let Operand::Texts(wanted) = operand else { return Truth::Unknown };
    let is_wanted =
        |text: &Cow<'_, str>| wanted.binary_search_by(|word| word.as_str().cmp(text)).is_ok();
    Truth::from(match found {
        Value::Text(text) => is_wanted(text),
        Value::Set(texts) => texts.iter().any(is_wanted),
        _ => return Truth::Unknown,
    })
}

fn number(found: &Value<'_>, operand: &Operand, test: impl Fn(f64, f64) -> bool) -> Truth {
    match (found, operand) {
        (Value::Number(a), Operand::Number(b)) => Truth::from(test(*a, *b)),
        _ => Truth::Unknown,
    }
}

/// Whether the code, or any code of the set, is in the named group or table.
fn listed(found: &Value<'_>, operand: &Operand, test: impl Fn(&str, &str) -> Truth) -> Truth {
    let Operand::Text(name) = operand else { return Truth::Unknown };
    match found {
        Value::Text(code) => test(code, name),
        Value::Set(codes) => {
            codes.iter().fold(Truth::False, |truth, code| truth.or(test(code, name)))
        }
        _ => Truth::Unknown,
    }
}
