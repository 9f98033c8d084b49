//! Conditions as written -> checked conditions over the fact registry.

use std::sync::LazyLock;

use toml::Spanned;
use toml::de::DeValue;

use super::diagnostics::Diagnostics;
use super::model::{Condition, Each, Leaf, Op, Operand};
use super::reader::{Reader, did_you_mean, number_of};
use super::tables::Tables;
use crate::facts::registry::{self, FactId, Kind, Scope};

/// The tables of law that are part of the program; their names are the vocabulary of conditions.
static TABLES: LazyLock<Result<Tables, String>> = LazyLock::new(|| {
    Tables::embedded()
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
});

/// Deepest nesting of a condition.
const DEPTH_MAX: usize = 8;

/// Reads the condition under `key` (`{ all = [...] }`, or a list that means `all`).
pub fn under(
    reader: &mut Reader<'_>,
    key: &'static str,
    each: &[Each],
    out: &mut Diagnostics<'_>,
) -> Option<Condition> {
    let value = reader.raw(key)?;
    Some(condition(value, each, 0, out))
}

fn condition(
    value: &Spanned<DeValue<'_>>,
    each: &[Each],
    depth: usize,
    out: &mut Diagnostics<'_>,
) -> Condition {
    let at = value.span().start;
    if depth > DEPTH_MAX {
        out.error(
            at,
            "too-deep",
            format!("conditions nest deeper than {DEPTH_MAX}"),
            "split the clause",
        );
        return Condition::always();
    }
    if let Some(list) = value.get_ref().as_array() {
        return Condition::All(list.iter().map(|v| condition(v, each, depth + 1, out)).collect());
    }
    let Some(table) = value.get_ref().as_table() else {
        out.error(at, "wrong-type", "a condition is a table or a list of tables", "");
        return Condition::always();
    };
    let mut reader = Reader::new(table, at, "the condition");
    let mut groups = Vec::new();
    for (key, make) in [
        ("all", Condition::All as fn(Vec<Condition>) -> Condition),
        ("any", Condition::Any),
        ("none", Condition::None),
    ] {
        if let Some(list) = reader.raw(key) {
            groups.push(make(group(list, key, each, depth, out)));
        }
    }
    if reader.has("fact") {
        groups.push(leaf(&mut reader, each, out));
    }
    if groups.is_empty() {
        out.error(at, "empty-condition", "a condition needs `fact`, `all`, `any` or `none`", "");
    }
    reader.finish(out);
    if groups.len() == 1 {
        groups.pop().unwrap_or_else(Condition::always)
    } else {
        Condition::All(groups)
    }
}

fn group(
    list: &Spanned<DeValue<'_>>,
    key: &str,
    each: &[Each],
    depth: usize,
    out: &mut Diagnostics<'_>,
) -> Vec<Condition> {
    let at = list.span().start;
    match list.get_ref().as_array() {
        Some(items) if !items.is_empty() => {
            items.iter().map(|v| condition(v, each, depth + 1, out)).collect()
        }
        _ => {
            out.error(
                at,
                "empty-condition",
                format!("`{key}` needs a list of at least one condition"),
                "",
            );
            Vec::new()
        }
    }
}

fn leaf(reader: &mut Reader<'_>, each: &[Each], out: &mut Diagnostics<'_>) -> Condition {
    let at = reader.at;
    let name = reader.required("fact", out);
    let op_word = reader.text("op", out);
    let value = reader.raw("value");
    let op = match &op_word {
        None => Op::Is,
        Some(word) => Op::ALL
            .iter()
            .find(|(_, known)| *known == word.value)
            .map(|(op, _)| *op)
            .unwrap_or_else(|| {
                let known: Vec<&str> = Op::ALL.iter().map(|(_, word)| *word).collect();
                out.error(
                    word.at,
                    "unknown-op",
                    format!("`{}` is no operator", word.value),
                    &did_you_mean(&word.value, &known),
                );
                Op::Is
            }),
    };
    let Some(fact) = registry::find(&name.value) else {
        let known: Vec<&str> = registry::FACTS.iter().map(|fact| fact.id).collect();
        out.error(
            name.at,
            "unknown-fact",
            format!("`{}` is no fact", name.value),
            &did_you_mean(&name.value, &known),
        );
        return Condition::always();
    };
    check_scope(fact, each, name.at, out);
    let operand = operand(fact, op, value, at, out);
    Condition::Leaf(Leaf::new(fact, op, operand, at))
}

fn check_scope(fact: FactId, each: &[Each], at: usize, out: &mut Diagnostics<'_>) {
    let def = registry::def(fact);
    let (needed, words): (&[Each], &str) = match def.scope {
        Scope::Transaction => (&[], ""),
        Scope::Party => (&[Each::Party], "`party`"),
        Scope::Match => (&[Each::Match], "`match`"),
        Scope::Item => (&[Each::Item], "`item`"),
        Scope::MatchItem => (&[Each::Match, Each::Item], "`match` and `item`"),
    };
    let by_match = def.scope == Scope::Party && each.contains(&Each::Match);
    if !by_match && needed.iter().any(|scope| !each.contains(scope)) {
        out.error(
            at,
            "fact-out-of-scope",
            format!("`{}` is a fact of {words}, which this clause is not asked of", def.id),
            &format!("add {words} to `each`"),
        );
    }
}

/// The operand, checked against the type of the fact and the operator.
pub fn operand(
    fact: FactId,
    op: Op,
    value: Option<&Spanned<DeValue<'_>>>,
    at: usize,
    out: &mut Diagnostics<'_>,
) -> Operand {
    let def = registry::def(fact);
    let Some(value) = value else {
        out.error(
            at,
            "missing-key",
            format!("the condition on `{}` has no `value`", def.id),
            "add `value = ...`",
        );
        return Operand::Bool(true);
    };
    let at = value.span().start;
    let found = raw_operand(value.get_ref());
    let fits = match (op, &found) {
        (Op::IsKnown, Some(Operand::Bool(_))) => true,
        (Op::Is | Op::IsNot, Some(Operand::Bool(_))) => def.kind == Kind::Bool,
        (Op::Is | Op::IsNot, Some(Operand::Text(_))) => matches!(def.kind, Kind::Text | Kind::Set),
        (Op::Is | Op::IsNot, Some(Operand::Number(_))) => def.kind == Kind::Number,
        (Op::In | Op::NotIn, Some(Operand::Texts(_))) => matches!(def.kind, Kind::Text | Kind::Set),
        (Op::AtLeast | Op::AtMost | Op::Above | Op::Below, Some(Operand::Number(_))) => {
            def.kind == Kind::Number
        }
        (Op::InGroup | Op::NotInGroup | Op::InTable | Op::NotInTable, Some(Operand::Text(_))) => {
            matches!(def.kind, Kind::Text | Kind::Set)
        }
        _ => false,
    };
    let Some(operand) = found.filter(|_| fits) else {
        out.error(
            at,
            "wrong-type",
            format!(
                "`{}` of `{}` ({}) does not take this value",
                op.word(),
                def.id,
                def.kind.word()
            ),
            "yes/no facts take true or false, numbers take numbers, words take words",
        );
        return Operand::Bool(true);
    };
    check_vocabulary(def, op, &operand, at, out);
    operand
}

fn raw_operand(value: &DeValue<'_>) -> Option<Operand> {
    if let Some(flag) = value.as_bool() {
        return Some(Operand::Bool(flag));
    }
    if let Some(number) = number_of(value) {
        return Some(Operand::Number(number));
    }
    if let Some(text) = value.as_str() {
        return (!text.is_empty()).then(|| Operand::Text(text.to_owned()));
    }
    let mut texts = Vec::new();
    for item in value.as_array()? {
        texts.push(item.get_ref().as_str().filter(|text| !text.is_empty())?.to_owned());
    }
    texts.sort();
    texts.dedup();
    (!texts.is_empty()).then_some(Operand::Texts(texts))
}

fn check_vocabulary(
    def: &registry::FactDef,
    op: Op,
    operand: &Operand,
    at: usize,
    out: &mut Diagnostics<'_>,
) {
    let named: Vec<&str> = match operand {
        Operand::Text(text) => vec![text],
        Operand::Texts(texts) => texts.iter().map(String::as_str).collect(),
        Operand::Bool(_) | Operand::Number(_) => return,
    };
    let vocabulary: Vec<&str> = match (op, &*TABLES) {
        (Op::InGroup | Op::NotInGroup, Ok(tables)) => tables.groups().names().collect(),
        (Op::InTable | Op::NotInTable, Ok(_)) => return check_table(def, &named, at, out),
        (_, Ok(_)) => def.values.to_vec(),
        (_, Err(error)) => {
            out.error(at, "tables", format!("the tables of law cannot be read: {error}"), "");
            return;
        }
    };
    if vocabulary.is_empty() {
        return;
    }
    for word in named {
        if !vocabulary.contains(&word) {
            out.error(
                at,
                "unknown-value",
                format!("`{word}` is no value of `{}` with `{}`", def.id, op.word()),
                &did_you_mean(word, &vocabulary),
            );
        }
    }
}

/// A table must exist for the kind of code that the fact holds.
fn check_table(def: &registry::FactDef, named: &[&str], at: usize, out: &mut Diagnostics<'_>) {
    let Ok(tables) = &*TABLES else { return };
    for word in named {
        let known = match def.id {
            "item.hs" => tables.hs().has_table(word),
            "match.programs" => *word == "744.8",
            _ => tables.lists().eccn_list_names().any(|name| name == *word),
        };
        if !known {
            out.error(
                at,
                "unknown-table",
                format!("`{word}` is no table for `{}`", def.id),
                "see rules/tables",
            );
        }
    }
}
