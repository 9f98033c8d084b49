//! Facts and comparisons in English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::facts::registry::{self, FactId, Kind, Scope};
use crate::rules::model::{Condition, Leaf, Op, Operand};

/// Phrases of facts whose id does not read as English: `id TAB phrase`. A yes/no fact has a phrase
/// that can be affirmed and, after a bar, one that denies it.
static PHRASES: LazyLock<BTreeMap<&'static str, (&'static str, Option<&'static str>)>> =
    LazyLock::new(|| {
        include_str!("phrases.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(" = "))
            .map(|(id, phrase)| match phrase.split_once(" | ") {
                Some((yes, no)) => (id, (yes, Some(no))),
                None => (id, (phrase, None)),
            })
            .collect()
    });

/// Words that are written in capitals.
const CAPITALS: &[&str] = &[
    "ear", "eccn", "hs", "us", "uvl", "fdp", "ic", "ics", "tpp", "dram", "gbs", "gbps", "nm", "cn",
    "usd", "gvwr", "sbir", "sdn",
];

/// Ids for which the data file has phrases.
pub fn phrased() -> impl Iterator<Item = &'static str> {
    PHRASES.keys().copied()
}

/// The fact as a noun: "the item's HS code".
fn noun(fact: FactId) -> String {
    let def = registry::def(fact);
    if let Some((phrase, _)) = PHRASES.get(def.id) {
        return (*phrase).to_owned();
    }
    let (owner, name) = def.id.split_once('.').unwrap_or(("", def.id));
    let words: Vec<String> = name
        .split(['_', '.'])
        .map(|word| if CAPITALS.contains(&word) { word.to_uppercase() } else { word.to_owned() })
        .collect();
    let words = words.join(" ");
    match (def.scope, owner) {
        (_, "documents") => format!("the document \"{words}\""),
        (Scope::Transaction, _) => format!("the transaction's {words}"),
        (Scope::Party, _) => format!("the party's {words}"),
        (Scope::Match, _) => format!("the matched entry's {words}"),
        (Scope::MatchItem | Scope::Item, _) => format!("the item's {words}"),
    }
}

/// A yes/no fact as a statement: "the item is subject to the EAR", or its denial.
fn statement(fact: FactId, yes: bool) -> String {
    let def = registry::def(fact);
    match PHRASES.get(def.id) {
        Some((affirmed, _)) if yes => (*affirmed).to_owned(),
        Some((_, Some(denied))) => (*denied).to_owned(),
        _ => format!("{} is {}", noun(fact), if yes { "yes" } else { "no" }),
    }
}

/// One comparison in English.
pub fn comparison(leaf: &Leaf) -> String {
    let def = registry::def(leaf.fact);
    let many = def.kind == Kind::Set;
    let what = noun(leaf.fact);
    let with = &leaf.operand;
    match (leaf.op, with) {
        (Op::IsKnown, Operand::Bool(true)) => format!("it is known: {}", subject(leaf.fact)),
        (Op::IsKnown, _) => format!("it is not known: {}", subject(leaf.fact)),
        (Op::Is, Operand::Bool(yes)) => statement(leaf.fact, *yes),
        (Op::IsNot, Operand::Bool(yes)) => statement(leaf.fact, !*yes),
        (Op::Is, _) if many => format!("{what} include {with}"),
        (Op::IsNot, _) if many => format!("{what} do not include {with}"),
        (Op::Is, _) => format!("{what} is {with}"),
        (Op::IsNot, _) => format!("{what} is not {with}"),
        (Op::In, _) if many => format!("{what} include {}", one_of(with)),
        (Op::NotIn, _) if many => format!("{what} include none of {}", listed(with)),
        (Op::In, _) => format!("{what} is {}", one_of(with)),
        (Op::NotIn, _) => format!("{what} is none of {}", listed(with)),
        (Op::AtLeast, _) => format!("{what} is at least {with}"),
        (Op::AtMost, _) => format!("{what} is at most {with}"),
        (Op::Above, _) => format!("{what} is above {with}"),
        (Op::Below, _) => format!("{what} is below {with}"),
        (Op::InGroup, _) if many => format!("{what} include a country of group {with} on the day"),
        (Op::InGroup, _) => format!("{what} is in country group {with} on the day"),
        (Op::NotInGroup, _) if many => {
            format!("{what} include no country of group {with} on the day")
        }
        (Op::NotInGroup, _) => format!("{what} is not in country group {with} on the day"),
        (Op::InTable, _) if many => {
            format!("{what} include one in the table \"{with}\" on the day")
        }
        (Op::InTable, _) => format!("{what} is in the table \"{with}\" on the day"),
        (Op::NotInTable, _) if many => {
            format!("{what} include none in the table \"{with}\" on the day")
        }
        (Op::NotInTable, _) => format!("{what} is not in the table \"{with}\" on the day"),
    }
}

fn subject(fact: FactId) -> String {
    match registry::def(fact).kind {
        Kind::Bool => format!("whether {}", statement(fact, true)),
        Kind::Number | Kind::Text | Kind::Set | Kind::Date => noun(fact),
    }
}

fn words(operand: &Operand) -> Vec<String> {
    match operand {
        Operand::Texts(texts) => texts.clone(),
        other => vec![other.to_string()],
    }
}

fn one_of(operand: &Operand) -> String {
    join(&words(operand), "or")
}

fn listed(operand: &Operand) -> String {
    join(&words(operand), "and")
}

/// "a", "a or b", "a, b or c".
pub fn join(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// A condition as indented lines.
pub fn lines(condition: &Condition, depth: usize, out: &mut Vec<String>) {
    let pad = "  ".repeat(depth);
    match condition {
        Condition::Leaf(leaf) => out.push(format!("{pad}- {}", comparison(leaf))),
        Condition::All(list) if depth == 0 => list.iter().for_each(|part| lines(part, depth, out)),
        Condition::All(list) => group(&pad, "all of these hold:", list, depth, out),
        Condition::Any(list) => group(&pad, "at least one of these holds:", list, depth, out),
        Condition::None(list) => group(&pad, "none of these holds:", list, depth, out),
    }
}

fn group(pad: &str, head: &str, list: &[Condition], depth: usize, out: &mut Vec<String>) {
    if let [Condition::Leaf(leaf)] = list
        && !head.starts_with("none")
    {
        out.push(format!("{pad}- {}", comparison(leaf)));
        return;
    }
    out.push(format!("{pad}- {head}"));
    list.iter().for_each(|part| lines(part, depth + 1, out));
}
