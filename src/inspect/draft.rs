//! Tests that a rule still lacks, drafted from the rule itself.
//!
//! A draft shows which facts reach a clause, an exclusion or a status boundary. What it expects is
//! what the rule says, so it is a question to the author: does the law say so too?

use super::assign::{Assignment, Domain, Goal, Search};
use super::coverage::{self, Coverage};
use super::run_tests;
use crate::facts::Value;
use crate::facts::registry::{self, Absent, FactId, Scope};
use crate::model::{Date, Level};
use crate::rules::Rule;
use crate::rules::model::{Clause, Each, Policy, RuleTest, State};
use crate::rules::tables::Tables;

/// The comment above drafted tests, by which `rules lint` knows them.
pub const MARK: &str =
    "# Drafted from the rule: compare each expected verdict with the law, then delete this line.";

/// The tests that `rule` lacks, in the order in which a reader wants them.
pub fn missing(rule: &Rule, tables: &Tables) -> Vec<RuleTest> {
    let reach = reach(&coverage::of_rule(rule, tables));
    let mut draft = Draft { rule: rule.clone(), tables, added: Vec::new(), reach };
    for number in 0..rule.clauses.len() {
        draft.met(number);
    }
    draft.negative();
    for number in 0..rule.clauses.len() {
        draft.open(number);
    }
    draft.boundaries();
    draft.added
}

/// How much a set of tests reaches.
fn reach(coverage: &Coverage) -> usize {
    usize::from(coverage.positive)
        + usize::from(coverage.negative)
        + usize::from(coverage.unknown == Some(true))
        + coverage.clauses.reached()
        + coverage.branches.reached()
        + coverage.boundary_sides
}

struct Draft<'d> {
    /// The rule with the tests added so far.
    rule: Rule,
    tables: &'d Tables,
    added: Vec<RuleTest>,
    reach: usize,
}

impl Draft<'_> {
    /// Adds a test if the rule's tests reach more with it.
    fn add(&mut self, name: String, date: Date, facts: &Assignment) {
        let facts: Vec<(FactId, Value<'static>)> =
            facts.iter().map(|(fact, value)| (*fact, value.clone())).collect();
        let takes_entry = self.rule.clauses.iter().any(|c| c.then.policy == Policy::Entry);
        let mut test = RuleTest {
            name,
            date,
            known: None,
            facts,
            entry_policy: takes_entry.then(|| "presumption_of_denial".to_owned()),
            level: Level::NoLicenseRequired,
            policy: None,
            cite: None,
            needs: None,
            at: 0,
        };
        let run = run_tests::run(&self.rule, &test, self.tables);
        test.level = run.level();
        if test.level >= Level::LicenseExceptionPossible {
            test.policy = run.policy().map(str::to_owned);
        }
        if test.level == Level::CannotDetermine {
            test.needs = Some(run.needs());
        }
        self.rule.tests.push(test.clone());
        let reach = reach(&coverage::of_rule(&self.rule, self.tables));
        if reach > self.reach {
            self.reach = reach;
            self.added.push(test);
        } else {
            self.rule.tests.pop();
        }
    }

    /// A party, a match and an item where the clause is asked of them: one fact of each, not known,
    /// where none is given.
    fn with_subjects(clause: &Clause, mut facts: Assignment) -> Assignment {
        for (each, scopes, fact) in [
            (Each::Item, [Scope::Item, Scope::MatchItem], "item.eccn"),
            (Each::Match, [Scope::Match, Scope::MatchItem], "match.list"),
            (Each::Party, [Scope::Party, Scope::Party], "party.country"),
        ] {
            let asked = clause.each.contains(&each);
            let given = facts.keys().any(|fact| scopes.contains(&registry::def(*fact).scope));
            if asked
                && !given
                && let Some(fact) = registry::find(fact)
            {
                facts.insert(fact, Value::Unknown);
            }
        }
        facts
    }

    /// A day on which the clause has its full effect, else the first day of its last status.
    fn day_of(&self, clause: &Clause) -> Date {
        let statuses =
            if clause.statuses.is_empty() { &self.rule.statuses } else { &clause.statuses };
        let last = statuses.iter().rfind(|s| s.state == State::InForce);
        last.or(statuses.last()).map_or(Date::constant(2026, 1, 1), |status| status.from)
    }

    /// Facts that meet the clause, if possible with every other clause known not to be met.
    fn positive(&self, number: usize, day: Date) -> Option<Assignment> {
        let clause = self.rule.clauses.get(number)?;
        let domain = Domain::of_rules(&[&self.rule], self.tables, day);
        let mut goals = vec![(&clause.applies, true), (&clause.when, true)];
        goals.extend(clause.unless.iter().map(|unless| (&unless.when, false)));
        let Search::Found(facts) = domain.search(&goals, Assignment::new()) else { return None };
        Some(Self::with_subjects(clause, self.close(&domain, number, facts)))
    }

    /// Extends `facts` so that as many other clauses as possible are known not to be met.
    fn close(&self, domain: &Domain<'_>, number: usize, facts: Assignment) -> Assignment {
        let mut facts = facts;
        for (_, other) in self.rule.clauses.iter().enumerate().filter(|(at, _)| *at != number) {
            for goal in [(&other.applies, false), (&other.when, false)] {
                if let Search::Found(closed) = domain.search(&[goal], facts.clone()) {
                    facts = closed;
                    break;
                }
            }
        }
        facts
    }

    fn met(&mut self, number: usize) {
        let Some(clause) = self.rule.clauses.get(number).cloned() else { return };
        let day = self.day_of(&clause);
        if let Some(facts) = self.positive(number, day) {
            self.add(format!("{} is met", clause.id), day, &facts);
        }
        for unless in &clause.unless {
            let domain = Domain::of_rules(&[&self.rule], self.tables, day);
            let mut goals: Vec<Goal<'_>> =
                vec![(&clause.applies, true), (&clause.when, true), (&unless.when, true)];
            goals.extend(
                clause.unless.iter().take_while(|u| u.id != unless.id).map(|u| (&u.when, false)),
            );
            if let Search::Found(facts) = domain.search(&goals, Assignment::new()) {
                let facts = Self::with_subjects(&clause, self.close(&domain, number, facts));
                self.add(format!("{} is lowered by {}", clause.id, unless.id), day, &facts);
            }
        }
    }

    /// Facts of the first clause with one of them changed, so that no clause is met.
    fn negative(&mut self) {
        let Some(clause) = self.rule.clauses.first().cloned() else { return };
        let day = self.day_of(&clause);
        let Some(met) = self.positive(0, day) else { return };
        let domain = Domain::of_rules(&[&self.rule], self.tables, day);
        for fact in met.keys().rev() {
            for value in domain.values(*fact) {
                let mut facts = met.clone();
                facts.insert(*fact, value.clone());
                let name = format!("nothing is met where {} is {value}", registry::def(*fact).id);
                let facts = self.close(&domain, usize::MAX, facts);
                if !self.has_negative() {
                    self.add(name, day, &facts);
                }
            }
        }
    }

    fn has_negative(&self) -> bool {
        coverage::of_rule(&self.rule, self.tables).negative
    }

    /// Facts of a clause with one of them missing.
    fn open(&mut self, number: usize) {
        let Some(clause) = self.rule.clauses.get(number).cloned() else { return };
        let day = self.day_of(&clause);
        let Some(met) = self.positive(number, day) else {
            let domain = Domain::of_rules(&[&self.rule], self.tables, day);
            let goal = [(&clause.applies, true)];
            if let Search::Found(facts) = domain.search(&goal, Assignment::new()) {
                let facts = Self::with_subjects(&clause, self.close(&domain, number, facts));
                self.add(format!("{} stays open", clause.id), day, &facts);
            }
            return;
        };
        for fact in met.keys() {
            let def = registry::def(*fact);
            let askable = def.absent == Absent::Unknown && !def.question.is_empty();
            if !askable && clause.needs_if_unknown.is_empty() {
                continue;
            }
            let mut facts = met.clone();
            facts.insert(*fact, Value::Unknown);
            self.add(format!("{} is open while {} is not known", clause.id, def.id), day, &facts);
        }
    }

    fn boundaries(&mut self) {
        for (day, number) in coverage::boundary_days(&self.rule) {
            for (date, words) in [(day.yesterday().ok(), "the day before"), (Some(day), "on")] {
                let Some(date) = date else { continue };
                let clauses = match number {
                    Some(number) => number..number + 1,
                    None => 0..self.rule.clauses.len(),
                };
                for clause in clauses {
                    let before = self.added.len();
                    let facts = self.positive(clause, date).or_else(|| self.positive(clause, day));
                    if let Some(facts) = facts {
                        let id = self.rule.clauses.get(clause).map_or("", |c| c.id.as_str());
                        self.add(format!("{id} {words} {day}"), date, &facts);
                    }
                    if self.added.len() > before {
                        break;
                    }
                }
            }
        }
    }
}

/// A test as it stands in a rule file.
pub fn toml(test: &RuleTest) -> String {
    let facts: Vec<String> = test
        .facts
        .iter()
        .map(|(fact, value)| format!("\"{}\" = {}", registry::def(*fact).id, value_toml(value)))
        .collect();
    let mut expect = vec![format!("verdict = \"{}\"", test.level.word())];
    expect.extend(test.policy.iter().map(|policy| format!("policy = {}", quoted(policy))));
    if let Some(needs) = &test.needs {
        let needs: Vec<String> = needs.iter().map(|need| quoted(need)).collect();
        expect.push(format!("needs = [{}]", needs.join(", ")));
    }
    let entry =
        test.entry_policy.iter().map(|policy| format!("entry_policy = {}\n", quoted(policy)));
    format!(
        "[[test]]\nname = {}\ndate = {}\n{}facts = {{ {} }}\nexpect = {{ {} }}\n",
        quoted(&test.name),
        test.date,
        entry.collect::<String>(),
        facts.join(", "),
        expect.join(", ")
    )
}

fn value_toml(value: &Value<'_>) -> String {
    match value {
        Value::Unknown => quoted("unknown"),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => quoted(text),
        Value::Set(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            format!("[{}]", texts.join(", "))
        }
        Value::Date(date) => date.to_string(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
