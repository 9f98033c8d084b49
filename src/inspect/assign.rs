//! Facts under which conditions come out as wanted: a search over the values that the conditions
//! themselves tell apart.
//!
//! Every fact has a small set of candidate values: those that the rule names, one beside them, and
//! for country groups and tables of law a member and a non-member of the day. Conditions compare
//! one fact with one constant, so these values stand for all others. Facts are taken as independent
//! of one another; what is called impossible here is therefore impossible, while what is called
//! possible may still be excluded by how facts hang together.

use std::collections::BTreeMap;

use crate::evaluate::binding::Given;
use crate::evaluate::holds;
use crate::facts::Value;
use crate::facts::registry::{self, FactId, Kind};
use crate::model::{Date, Truth, country};
use crate::rules::model::{Condition, Leaf, Op, Operand, Rule};
use crate::rules::tables::Tables;

/// Steps after which a search gives up; the largest rule of the project needs some hundreds.
const STEPS_MAX: usize = 50_000;

/// Facts by id.
pub type Assignment = BTreeMap<FactId, Value<'static>>;

/// What a search came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Search {
    /// Facts were found.
    Found(Assignment),
    /// There are none.
    Impossible,
    /// The search was too large to finish.
    GaveUp,
}

/// A condition and how it is to come out.
pub type Goal<'g> = (&'g Condition, bool);

/// Candidate values of facts on one day.
#[derive(Debug)]
pub struct Domain<'d> {
    tables: &'d Tables,
    day: Date,
    candidates: BTreeMap<FactId, Vec<Value<'static>>>,
}

impl<'d> Domain<'d> {
    /// The values that the conditions of `rules` tell apart on `day`.
    pub fn of_rules(rules: &[&Rule], tables: &'d Tables, day: Date) -> Self {
        let mut leaves: BTreeMap<FactId, Vec<&Leaf>> = BTreeMap::new();
        for clause in rules.iter().flat_map(|rule| &rule.clauses) {
            let unless = clause.unless.iter().map(|unless| &unless.when);
            for condition in [&clause.applies, &clause.when].into_iter().chain(unless) {
                for leaf in condition.leaves() {
                    leaves.entry(leaf.fact).or_default().push(leaf);
                }
            }
        }
        let mut domain = Self { tables, day, candidates: BTreeMap::new() };
        for (fact, leaves) in leaves {
            let values = domain.of_fact(fact, &leaves);
            domain.candidates.insert(fact, values);
        }
        domain
    }

    fn of_fact(&self, fact: FactId, leaves: &[&Leaf]) -> Vec<Value<'static>> {
        match registry::def(fact).kind {
            Kind::Bool => vec![Value::Bool(true), Value::Bool(false)],
            Kind::Number => numbers(leaves),
            Kind::Text => self.words(fact, leaves).into_iter().map(Value::owned).collect(),
            Kind::Set => sets(&self.words(fact, leaves)),
            Kind::Date => vec![Value::Date(self.day)],
        }
    }

    /// One word for each way in which the comparisons of a fact can come out together.
    fn words(&self, fact: FactId, leaves: &[&Leaf]) -> Vec<String> {
        let is_set = registry::def(fact).kind == Kind::Set;
        let mut seen: Vec<Vec<Truth>> = Vec::new();
        let mut words = Vec::new();
        for word in self.universe(fact, leaves) {
            let value =
                || if is_set { Value::set([word.clone()]) } else { Value::owned(word.clone()) };
            let signature: Vec<Truth> =
                leaves.iter().map(|leaf| self.truth(leaf, value())).collect();
            if !seen.contains(&signature) {
                seen.push(signature);
                words.push(word);
            }
        }
        words
    }

    /// All words that could make a difference to the comparisons of a fact, the telling ones first.
    fn universe(&self, fact: FactId, leaves: &[&Leaf]) -> Vec<String> {
        let def = registry::def(fact);
        let mut words: Vec<String> = Vec::new();
        let (mut groups, mut tables) = (false, Vec::new());
        for leaf in leaves {
            match (&leaf.operand, leaf.op) {
                (Operand::Text(_), Op::InGroup | Op::NotInGroup) => groups = true,
                (Operand::Text(table), Op::InTable | Op::NotInTable) => tables.push(table),
                (Operand::Text(text), _) => words.push(text.clone()),
                (Operand::Texts(texts), _) => words.extend(texts.iter().cloned()),
                (Operand::Bool(_) | Operand::Number(_), _) => {}
            }
        }
        let countries = groups || words.first().is_some_and(|word| country::is_known(word));
        if !def.values.is_empty() {
            words.extend(def.values.iter().map(|word| (*word).to_owned()));
        } else if countries {
            let first = ["CN", "RU", "IR", "JP", "DE", "BR"];
            words.extend(first.iter().chain(country::CODES).map(|code| (*code).to_owned()));
        }
        for table in tables {
            words.extend(self.codes(def.id, table));
        }
        if def.values.is_empty() {
            words.push(
                match def.id {
                    "item.eccn" | "item.eccn_base" => "EAR99",
                    "item.hs" => "491110",
                    _ if countries => "JP",
                    _ => "other",
                }
                .to_owned(),
            );
        }
        words
    }

    /// The codes for which a table of law has rows.
    fn codes(&self, fact: &str, table: &str) -> Vec<String> {
        match fact {
            "item.hs" => self.tables.hs().codes(table).map(|code| format!("{code:0<6}")).collect(),
            "match.programs" => {
                ["RUSSIA-EO14024", "SDGT", "NPWMD"].iter().map(|p| (*p).to_owned()).collect()
            }
            _ => {
                let entries = self.tables.eccns().entries().map(str::to_owned);
                self.tables.lists().eccn_members(table).chain(entries).collect()
            }
        }
    }

    fn truth(&self, leaf: &Leaf, value: Value<'static>) -> Truth {
        let facts = [(leaf.fact, value)];
        let given = Given { facts: &facts, tables: self.tables, day: self.day };
        holds(&Condition::Leaf(leaf.clone()), &given)
    }

    /// Facts under which every goal comes out as wanted, beginning with `given`.
    pub fn search(&self, goals: &[Goal<'_>], given: Assignment) -> Search {
        let mut state = State { domain: self, facts: given, steps: 0 };
        match state.satisfy(&mut goals.iter().rev().copied().collect()) {
            Some(true) => Search::Found(state.facts),
            Some(false) => Search::Impossible,
            None => Search::GaveUp,
        }
    }

    /// The day.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The candidate values of a fact.
    pub fn values(&self, fact: FactId) -> &[Value<'static>] {
        self.candidates.get(&fact).map_or(&[], Vec::as_slice)
    }
}

/// The numbers named, and one on either side of each.
fn numbers(leaves: &[&Leaf]) -> Vec<Value<'static>> {
    let mut list: Vec<Value<'static>> = Vec::new();
    for leaf in leaves {
        let Operand::Number(n) = leaf.operand else { continue };
        for number in [n, n + 1.0, n - 1.0].map(Value::Number) {
            if !list.contains(&number) {
                list.push(number);
            }
        }
    }
    if list.is_empty() { vec![Value::Number(1.0)] } else { list }
}

/// So many words, the most telling ones, are tried in a set with every other.
const PAIRED_MAX: usize = 8;

/// Single words, none, all together, and pairs with the most telling ones.
fn sets(words: &[String]) -> Vec<Value<'static>> {
    let mut sets: Vec<Value<'static>> =
        words.iter().map(|word| Value::set([word.clone()])).collect();
    sets.push(Value::Set(Vec::new()));
    sets.push(Value::set(words.iter().cloned()));
    for (at, first) in words.iter().enumerate().take(PAIRED_MAX) {
        let pairs = words.iter().skip(at + 1);
        sets.extend(pairs.map(|second| Value::set([first.clone(), second.clone()])));
    }
    sets
}

struct State<'s> {
    domain: &'s Domain<'s>,
    facts: Assignment,
    steps: usize,
}

impl State<'_> {
    /// Works off the goals from the end of the list; `None` where the search is too large.
    fn satisfy(&mut self, goals: &mut Vec<Goal<'_>>) -> Option<bool> {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return None;
        }
        let Some((condition, want)) = goals.pop() else { return Some(true) };
        let found = match condition {
            Condition::Leaf(leaf) => self.leaf(leaf, want, goals),
            Condition::All(list) if want => self.every(list, true, goals),
            Condition::All(list) => self.one(list, false, goals),
            Condition::Any(list) if want => self.one(list, true, goals),
            Condition::None(list) if !want => self.one(list, true, goals),
            Condition::Any(list) | Condition::None(list) => self.every(list, false, goals),
        };
        goals.push((condition, want));
        found
    }

    fn every<'g>(&mut self, list: &'g [Condition], want: bool, goals: &[Goal<'g>]) -> Option<bool> {
        let mut more = goals.to_vec();
        more.extend(list.iter().rev().map(|part| (part, want)));
        self.satisfy(&mut more)
    }

    fn one<'g>(&mut self, list: &'g [Condition], want: bool, goals: &[Goal<'g>]) -> Option<bool> {
        for part in list {
            let before = self.facts.clone();
            let mut more = goals.to_vec();
            more.push((part, want));
            if self.satisfy(&mut more)? {
                return Some(true);
            }
            self.facts = before;
        }
        Some(false)
    }

    fn leaf(&mut self, leaf: &Leaf, want: bool, goals: &mut Vec<Goal<'_>>) -> Option<bool> {
        let wanted = Truth::from(want);
        if let Some(value) = self.facts.get(&leaf.fact) {
            let fits = self.domain.truth(leaf, value.clone()) == wanted;
            return if fits { self.satisfy(goals) } else { Some(false) };
        }
        let mut values = self.domain.values(leaf.fact).to_vec();
        if leaf.op == Op::IsKnown {
            values.push(Value::Unknown);
        }
        for value in values {
            if self.domain.truth(leaf, value.clone()) != wanted {
                continue;
            }
            let before = self.facts.clone();
            self.facts.insert(leaf.fact, value);
            if self.satisfy(goals)? {
                return Some(true);
            }
            self.facts = before;
        }
        Some(false)
    }
}
