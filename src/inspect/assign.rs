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
        let mut domain = Self { tables, day, candidates: BTreeMap::new() };
        for clause in rules.iter().flat_map(|rule| &rule.clauses) {
            let unless = clause.unless.iter().map(|unless| &unless.when);
            for condition in [&clause.applies, &clause.when].into_iter().chain(unless) {
                for leaf in condition.leaves() {
                    domain.add(leaf);
                }
            }
        }
        domain
    }

    fn add(&mut self, leaf: &Leaf) {
        let words = self.words(leaf);
        let values = match registry::def(leaf.fact).kind {
            Kind::Bool => vec![Value::Bool(true), Value::Bool(false)],
            Kind::Number => match leaf.operand {
                Operand::Number(n) => [n, n + 1.0, n - 1.0].map(Value::Number).to_vec(),
                _ => vec![Value::Number(1.0)],
            },
            Kind::Text => words.into_iter().map(Value::owned).collect(),
            Kind::Set => sets(words),
            Kind::Date => vec![Value::Date(self.day)],
        };
        let known = self.candidates.entry(leaf.fact).or_default();
        for value in values {
            if !known.contains(&value) {
                known.push(value);
            }
        }
    }

    /// Words that the comparison tells apart.
    fn words(&self, leaf: &Leaf) -> Vec<String> {
        let def = registry::def(leaf.fact);
        let mut words: Vec<String> = match (&leaf.operand, leaf.op) {
            (Operand::Text(_), Op::InGroup | Op::NotInGroup) => {
                let first = ["CN", "RU", "IR", "JP", "DE", "BR", "AE"];
                self.samples(leaf, first.iter().chain(country::CODES).copied())
            }
            (Operand::Text(table), Op::InTable | Op::NotInTable) => match def.id {
                "item.hs" => {
                    let codes = self.tables.hs().codes(table).map(|code| format!("{code:0<6}"));
                    let codes: Vec<String> =
                        codes.chain(["010121".to_owned(), "491110".to_owned()]).collect();
                    self.samples(leaf, codes.iter().map(String::as_str))
                }
                "match.programs" => {
                    self.samples(leaf, ["RUSSIA-EO14024", "SDGT", "NPWMD", "OTHER"].into_iter())
                }
                _ => {
                    let members: Vec<String> = self.tables.lists().eccn_members(table).collect();
                    let known = members.iter().map(String::as_str);
                    self.samples(leaf, known.chain(self.tables.eccns().entries()).chain(["EAR99"]))
                }
            },
            (Operand::Text(text), _) => vec![text.clone()],
            (Operand::Texts(texts), _) => texts.clone(),
            _ => Vec::new(),
        };
        let beside: Vec<&str> =
            if def.values.is_empty() { other_words(def.id, &words) } else { def.values.to_vec() };
        words.extend(beside.into_iter().map(str::to_owned));
        words.dedup();
        words
    }

    /// Two codes for which the comparison holds and two for which it does not.
    fn samples<'c>(&self, leaf: &Leaf, codes: impl Iterator<Item = &'c str>) -> Vec<String> {
        let (mut holding, mut failing) = (Vec::new(), Vec::new());
        for code in codes {
            let value = match registry::def(leaf.fact).kind {
                Kind::Set => Value::set([code.to_owned()]),
                _ => Value::owned(code),
            };
            let list = match self.truth(leaf, value) {
                Truth::True => &mut holding,
                Truth::False => &mut failing,
                Truth::Unknown => continue,
            };
            if list.len() < 2 {
                list.push(code.to_owned());
            }
            if holding.len() == 2 && failing.len() == 2 {
                break;
            }
        }
        holding.append(&mut failing);
        holding
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

/// Values beside those that a rule names, for facts without a vocabulary.
fn other_words(fact: &str, named: &[String]) -> Vec<&'static str> {
    let countries = named.iter().all(|word| country::is_known(word)) && !named.is_empty();
    match fact {
        _ if countries => vec!["JP", "CN", "BR"],
        "item.eccn" | "item.eccn_base" => vec!["EAR99", "3A001"],
        "item.hs" => vec!["491110"],
        _ => vec!["other"],
    }
}

/// Single words, none, and all together.
fn sets(words: Vec<String>) -> Vec<Value<'static>> {
    let mut sets: Vec<Value<'static>> =
        words.iter().map(|word| Value::set([word.clone()])).collect();
    sets.push(Value::Set(Vec::new()));
    sets.push(Value::set(words));
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

    fn every<'g>(
        &mut self,
        list: &'g [Condition],
        want: bool,
        goals: &mut Vec<Goal<'g>>,
    ) -> Option<bool> {
        let mut more = goals.clone();
        more.extend(list.iter().rev().map(|part| (part, want)));
        self.satisfy(&mut more)
    }

    fn one<'g>(
        &mut self,
        list: &'g [Condition],
        want: bool,
        goals: &mut Vec<Goal<'g>>,
    ) -> Option<bool> {
        for part in list {
            let before = self.facts.clone();
            let mut more = goals.clone();
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
