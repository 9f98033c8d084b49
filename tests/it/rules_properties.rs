//! Properties of evaluation and verdicts over generated facts and transactions.
//!
//! Facts are drawn from the values that the rules' own conditions tell apart, so that every
//! comparison is seen on both sides; the generator is seeded, so that a failure repeats.

use std::collections::BTreeMap;

use highfence::coverage::Coverage;
use highfence::decide::{self, Checks};
use highfence::evaluate::binding::Given;
use highfence::evaluate::{Finding, Outcome, Subject, evaluate, holds};
use highfence::facts::Value;
use highfence::facts::registry::FactId;
use highfence::index::Index;
use highfence::inspect::assign::Domain;
use highfence::lists;
use highfence::model::{AsOf, Date, Edition, Extent, Level, Transaction, Truth};
use highfence::rules::model::{Clause, Condition, Op, Rule};
use highfence::rules::tables::Tables;
use highfence::rules::{self, RuleSet};
use highfence::screen::{Engine, Screening};
use highfence::wire::transaction;

use crate::reference;

/// A small generator of numbers (xorshift), seeded.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

fn days_of(rule: &Rule) -> Vec<Date> {
    let statuses = rule.statuses.iter().chain(rule.clauses.iter().flat_map(|c| &c.statuses));
    let mut days: Vec<Date> = statuses
        .flat_map(|s| [Some(s.from), s.from.yesterday().ok(), s.until, Some(s.published)])
        .flatten()
        .chain([Date::constant(2026, 11, 21)])
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn conditions(clause: &Clause) -> impl Iterator<Item = &Condition> {
    [&clause.applies, &clause.when].into_iter().chain(clause.unless.iter().map(|u| &u.when))
}

fn facts_of(rule: &Rule) -> Vec<FactId> {
    let leaves = rule.clauses.iter().flat_map(conditions).flat_map(Condition::leaves);
    let mut facts: Vec<FactId> = leaves.map(|leaf| leaf.fact).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

type Facts = Vec<(FactId, Value<'static>)>;

/// A value for each fact of the rule: one in four is not known, one in eight is left out.
fn draw(facts: &[FactId], domain: &Domain<'_>, random: &mut Random) -> Facts {
    let mut drawn = Facts::new();
    for fact in facts {
        let values = domain.values(*fact);
        match random.below(8) {
            0 => {}
            1 | 2 => drawn.push((*fact, Value::Unknown)),
            _ => drawn.push((*fact, values[random.below(values.len())].clone())),
        }
    }
    drawn
}

fn find<'r>(
    rule: &'r Rule,
    clause: &'r Clause,
    facts: &Facts,
    tables: &Tables,
    as_of: AsOf,
) -> Option<Finding<'r>> {
    let given = Given { facts, tables, day: as_of.valid };
    evaluate(rule, clause, &given, as_of, Subject::default(), &|| None)
}

/// Calls `check` on every clause of every rule, on every day that matters to it, with drawn facts.
fn over_all(seed: u64, draws: usize, check: impl FnMut(&Rule, &Clause, &Facts, &Tables, AsOf)) {
    over(&all_rules(), seed, draws, check);
}

/// As [`over_all`], of these rules.
fn over<'r>(
    rules: &'r [Rule],
    seed: u64,
    draws: usize,
    mut check: impl FnMut(&'r Rule, &'r Clause, &Facts, &Tables, AsOf),
) {
    let tables = Tables::embedded().unwrap();
    let mut random = Random(seed);
    let mut cases = 0;
    for rule in rules {
        let facts = facts_of(rule);
        for day in days_of(rule) {
            let domain = Domain::of_rules(&[rule], &tables, day);
            for _ in 0..draws {
                let drawn = draw(&facts, &domain, &mut random);
                for clause in &rule.clauses {
                    check(rule, clause, &drawn, &tables, AsOf::on(day));
                    cases += 1;
                }
            }
        }
    }
    assert!(cases > 500, "only {cases} cases");
}

/// The embedded rules, and two that use every part of the form.
fn all_rules() -> Vec<Rule> {
    let fixtures = [
        ("example.toml".to_owned(), crate::rules::example()),
        ("wide.toml".to_owned(), include_str!("data/rule-wide.toml").to_owned()),
    ];
    let mut rules = rules::embedded().unwrap().rules;
    rules.extend(rules::load::parse(&fixtures).0.unwrap().rules);
    rules
}

#[test]
fn the_second_evaluator_agrees() {
    over_all(0x5eed_0001, 24, |rule, clause, facts, tables, as_of| {
        let first = find(rule, clause, facts, tables, as_of);
        let second = reference::clause(rule, clause, &reference::Case { facts, tables, as_of });
        assert_eq!(
            first.map(|finding| (finding.outcome, finding.level)),
            second,
            "{} {} on {}: {facts:?}",
            rule.id,
            clause.id,
            as_of.valid
        );
    });
}

#[test]
fn conditions_agree_one_by_one() {
    over_all(0x5eed_0002, 8, |rule, clause, facts, tables, as_of| {
        let given = Given { facts, tables, day: as_of.valid };
        let case = reference::Case { facts, tables, as_of };
        for condition in conditions(clause) {
            assert_eq!(
                holds(condition, &given),
                Truth::from(reference::holds(condition, &case)),
                "{} {}: {facts:?}",
                rule.id,
                clause.id
            );
        }
    });
}

/// Making one unknown fact known keeps a clause within its bounds: what was open goes no higher than
/// `highest`, what was met stays as it is. A clause that asks whether a fact is known is left out:
/// it is about knowledge itself.
#[test]
fn unknown_made_known_stays_within_the_bounds() {
    let mut random = Random(0x5eed_0003);
    over_all(0x5eed_0003, 2, |rule, clause, facts, tables, as_of| {
        let asks_knowledge =
            conditions(clause).flat_map(Condition::leaves).any(|leaf| leaf.op == Op::IsKnown);
        let before = find(rule, clause, facts, tables, as_of);
        if asks_knowledge {
            return;
        }
        let domain = Domain::of_rules(&[rule], tables, as_of.valid);
        for at in 0..facts.len() {
            if facts[at].1 != Value::Unknown {
                continue;
            }
            let values = domain.values(facts[at].0);
            let mut known = facts.clone();
            known[at].1 = values[random.below(values.len())].clone();
            let after = find(rule, clause, &known, tables, as_of);
            let place = || format!("{} {} on {}: {known:?}", rule.id, clause.id, as_of.valid);
            match (&before, &after) {
                (None, after) => assert!(after.is_none(), "{}", place()),
                (Some(before), after) => {
                    let level = after.as_ref().map_or(Level::NoLicenseRequired, |f| f.level);
                    assert!(level <= before.highest.max(before.level), "{}", place());
                    if before.outcome == Outcome::Met {
                        assert_eq!(level, before.level, "{}", place());
                    }
                }
            }
        }
    });
}

#[test]
fn more_findings_never_lower_a_verdict() {
    let rules = all_rules();
    let mut findings = Vec::new();
    over(&rules, 0x5eed_0004, 1, |rule, clause, facts, tables, as_of| {
        findings.extend(find(rule, clause, facts, tables, as_of));
    });
    let verdict = |findings: &[Finding<'_>]| {
        let finished = vec!["all".to_owned()];
        let coverage = Coverage { complete: true, finished, ..Coverage::default() };
        decide::verdict(&Checks { findings, coverage: &coverage })
    };
    let mut random = Random(0x5eed_0005);
    for _ in 0..400 {
        let mut some: Vec<Finding<'_>> =
            (0..random.below(6)).map(|_| findings[random.below(findings.len())].clone()).collect();
        let before = verdict(&some);
        some.insert(random.below(some.len() + 1), findings[random.below(findings.len())].clone());
        let after = verdict(&some);
        assert!(after.level >= before.level, "{before:?} -> {after:?}");
        let highest = some.iter().map(|finding| finding.level).max();
        assert_eq!(Some(after.level), highest.max(Some(Level::NoLicenseRequired)));
        random.shuffle(&mut some);
        let shuffled = verdict(&some);
        assert_eq!(
            (shuffled.level, shuffled.policy, shuffled.obligations),
            (after.level, after.policy, after.obligations)
        );
    }
}

#[test]
fn three_valued_logic_by_its_whole_tables() {
    let all = [Truth::False, Truth::Unknown, Truth::True];
    let maybe = |truth: Truth| match truth {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown => None,
    };
    for a in all {
        assert_eq!(maybe(!a), maybe(a).map(|is| !is));
        assert_eq!(!!a, a);
        for b in all {
            assert_eq!(maybe(a.and(b)), reference::every([maybe(a), maybe(b)]), "{a:?} and {b:?}");
            assert_eq!(maybe(a.or(b)), reference::some([maybe(a), maybe(b)]), "{a:?} or {b:?}");
            assert_eq!(!(a.and(b)), (!a).or(!b));
            for c in all {
                assert_eq!(a.and(b.and(c)), (a.and(b)).and(c));
                assert_eq!(a.and(b.or(c)), (a.and(b)).or(a.and(c)));
            }
        }
    }
    // What Kleene means by it: the result is known exactly where every way of filling in agrees.
    for a in all {
        for b in all {
            let ways = |t: Truth| maybe(t).map_or(vec![true, false], |is| vec![is]);
            let results: Vec<bool> =
                ways(a).iter().flat_map(|x| ways(b).into_iter().map(move |y| *x && y)).collect();
            let agreed = results.iter().all(|is| *is == results[0]).then_some(results[0]);
            assert_eq!(maybe(a.and(b)), agreed);
        }
    }
}

fn engine(mut editions: Vec<Edition>, rules: RuleSet) -> Engine {
    editions.iter_mut().for_each(|edition| edition.extent = Extent::Everything);
    Engine::new(Index::build(editions), rules, Tables::embedded().unwrap()).unwrap()
}

/// The transactions of the examples folder, by file name.
fn examples() -> BTreeMap<String, Transaction> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let mut found = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "json") {
            let tx = transaction::from_bytes(&std::fs::read(&path).unwrap()).unwrap();
            found.insert(path.file_name().unwrap().to_string_lossy().into_owned(), tx);
        }
    }
    assert!(found.len() >= 10);
    found
}

fn day_of(tx: &Transaction) -> AsOf {
    AsOf::on(tx.date.unwrap_or(Date::constant(2026, 11, 21)))
}

/// What does not depend on the numbers of parties and items.
fn gist(
    screening: &Screening<'_>,
) -> (Level, Option<String>, Vec<String>, usize, Vec<(String, String, Level)>) {
    let mut findings: Vec<_> = screening
        .findings
        .iter()
        .map(|finding| (finding.rule.to_owned(), finding.clause.to_owned(), finding.level))
        .collect();
    findings.sort();
    let verdict = &screening.verdict;
    (
        verdict.level,
        verdict.policy.clone(),
        verdict.obligations.clone(),
        verdict.needs.len(),
        findings,
    )
}

#[test]
fn order_of_parties_items_rules_and_entries_never_matters() {
    let editions = lists::embedded().unwrap();
    let straight = engine(editions.clone(), rules::embedded().unwrap());
    let mut random = Random(0x5eed_0006);
    let mut turned = editions;
    turned.reverse();
    for edition in &mut turned {
        random.shuffle(&mut edition.entries);
    }
    let mut set = rules::embedded().unwrap();
    random.shuffle(&mut set.rules);
    let shuffled = engine(turned, set);
    let all = examples();
    // All parties and items of one day in one transaction, so that there is an order to change.
    let mut merged = all.values().next().unwrap().clone();
    for tx in all.values().skip(1).take(6) {
        merged.parties.extend(tx.parties.iter().cloned());
        merged.items.extend(tx.items.iter().cloned());
    }
    for tx in all.values().chain([&merged]) {
        let before = gist(&straight.screen(tx, day_of(tx)));
        for _ in 0..2 {
            let mut other = tx.clone();
            random.shuffle(&mut other.parties);
            random.shuffle(&mut other.items);
            assert_eq!(gist(&shuffled.screen(&other, day_of(tx))), before, "{:?}", tx.id);
        }
    }
}

#[test]
fn an_added_entry_never_lowers_a_verdict() {
    let editions = lists::embedded().unwrap();
    let all: Vec<_> = editions.iter().flat_map(|edition| edition.entries.iter().cloned()).collect();
    let alone = engine(editions.clone(), rules::embedded().unwrap());
    let mut random = Random(0x5eed_0007);
    for (name, tx) in examples() {
        let before = alone.screen(&tx, day_of(&tx)).verdict.level;
        let mut more = editions.clone();
        let mut extra = more[0].clone();
        extra.id = "extra".to_owned();
        // Strangers, and namesakes of the parties on other lists.
        extra.entries = (0..20).map(|_| all[random.below(all.len())].clone()).collect();
        for party in &tx.parties {
            let mut namesake = all[random.below(all.len())].clone();
            if let Some(first) = namesake.party.names.first_mut() {
                party.name.clone_into(&mut first.text);
            }
            extra.entries.push(namesake);
        }
        for (number, entry) in extra.entries.iter_mut().enumerate() {
            entry.id = format!("extra-{number}");
        }
        more.push(extra);
        let after = engine(more, rules::embedded().unwrap()).screen(&tx, day_of(&tx)).verdict.level;
        assert!(after >= before, "{name}: {before:?} -> {after:?}");
    }
}
