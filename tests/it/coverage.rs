//! A release rests on everything that had to be looked at: what is taken away is missed.

use std::collections::{BTreeMap, BTreeSet};

use highfence::index::Index;
use highfence::lists;
use highfence::model::{AsOf, Edition, Extent, Level, Transaction};
use highfence::rules::tables::{TABLE_FILES, TableSource, Tables};
use highfence::rules::{self, RuleSet};
use highfence::screen::{Asked, Engine, Screening};
use highfence::wire::transaction::from_bytes;
use serde_json::{Value, json};

use crate::engine::engine_as_given;

/// The small lists, each as if it were the whole one.
fn small_lists() -> Vec<Edition> {
    let mut editions = lists::embedded().unwrap();
    editions.iter_mut().for_each(|edition| edition.extent = Extent::Whole);
    // Lists that rules name and of which no small file is there are stood for by one entry each.
    let named = rules::embedded().unwrap().named_lists;
    let there: BTreeSet<String> =
        editions.iter().flat_map(|e| &e.entries).map(|entry| entry.list.0.clone()).collect();
    for list in named.iter().filter(|list| *list != "*" && !there.contains(*list)) {
        let name = format!("Stand-in of {list} that nobody is");
        let entries = vec![highfence::model::ListEntry::new(list, "1", name)];
        let el = editions.iter().find(|edition| edition.id == "US-BIS-EL").unwrap();
        let provenance = el.provenance.clone();
        let extent = Extent::Whole;
        let id = list.clone();
        editions.push(Edition { id, entries, provenance, extent, ..Edition::default() });
    }
    editions
}

fn engine_with(rules: RuleSet, editions: Vec<Edition>) -> Engine {
    Engine::new(Index::build(editions), rules, Tables::embedded().unwrap()).unwrap()
}

fn examples() -> BTreeMap<String, Transaction> {
    let files = std::fs::read_dir("examples").unwrap().flatten();
    let json = files.filter(|file| file.path().extension().is_some_and(|end| end == "json"));
    json.map(|file| {
        let name = file.file_name().into_string().unwrap();
        let tx = from_bytes(&std::fs::read(file.path()).unwrap());
        (name.clone(), tx.unwrap_or_else(|problems| panic!("{name}: {problems:?}")))
    })
    .collect()
}

fn screen<'e>(engine: &'e Engine, tx: &Transaction) -> Screening<'e> {
    engine.screen(tx, AsOf::on(tx.date.unwrap()))
}

fn plain(change: impl FnOnce(&mut Value)) -> Transaction {
    let mut tx = json!({
        "date": "2026-11-30", "kind": "export", "ship_from": "US", "destination": "DE",
        "actor": { "name": "Prairie Instruments, Inc.", "country": "US", "us_person": true },
        "parties": [{ "name": "Gartenfreund Samenhandel GmbH", "role": "purchaser", "country": "DE" }],
        "items": [{ "description": "Seed packets", "type": "commodity", "eccn": "EAR99", "hs": "1209.91", "origin": "US" }],
    });
    change(&mut tx);
    from_bytes(tx.to_string().as_bytes()).unwrap()
}

#[test]
fn the_table_names_every_rule_under_its_regime() {
    let set = rules::embedded().unwrap();
    for regime in &set.coverage.regimes {
        let own: BTreeSet<&str> = set
            .rules
            .iter()
            .filter(|rule| rule.regime == regime.id)
            .map(|rule| rule.id.as_str())
            .collect();
        let told: BTreeSet<&str> = regime.rules.iter().map(String::as_str).collect();
        let horizon: BTreeSet<&str> =
            own.iter().copied().filter(|id| id.starts_with("horizon.")).collect();
        let missing: Vec<_> = own.difference(&told).filter(|id| !horizon.contains(*id)).collect();
        assert!(missing.is_empty(), "{}: {missing:?} are not in coverage.toml", regime.id);
        let gone: Vec<_> = told.difference(&own).collect();
        assert!(gone.is_empty(), "{}: {gone:?} are no rules", regime.id);
    }
    for rule in &set.rules {
        assert!(set.coverage.regime(&rule.regime).is_some(), "{} has no regime", rule.id);
    }
    for gap in &set.coverage.gaps {
        for id in &gap.decided_by {
            let known = set.rules.iter().any(|rule| rule.id.starts_with(id.as_str()));
            assert!(known, "{}: no rule begins with {id}", gap.id);
        }
    }
}

#[test]
fn a_plain_order_line_is_a_go_and_says_what_it_rests_on() {
    let engine = engine_as_given(small_lists());
    let tx = plain(|_| {});
    let screening = screen(&engine, &tx);
    assert!(screening.verdict.level <= Level::Advisory, "{:?}", screening.coverage.open);
    assert!(screening.coverage.complete);
    assert!(screening.coverage.regimes.iter().any(|r| r.id == "US-EAR" && r.finished));
    assert_eq!(screening.coverage.law, "Under the law of the United States.");
    assert!(screening.verdict.obligations.contains(&"update_lists".to_owned()));
    assert_eq!(
        screening.coverage.lists_of.sentence().unwrap(),
        "lists of 2026-07-31, 122 days old"
    );
}

#[test]
fn nothing_loaded_is_no_go() {
    let tx = plain(|_| {});
    for editions in [Vec::new(), lists::embedded().unwrap()] {
        let engine = engine_as_given(editions);
        let level = screen(&engine, &tx).verdict.level;
        assert!(level >= Level::CannotDetermine, "{level:?}");
    }
}

/// Every list on which a finding of an example rests, and every list that bears on a plain line.
#[test]
fn a_list_that_is_taken_away_is_missed() {
    let (all, rules) = (small_lists(), rules::embedded().unwrap());
    let whole = engine_with(rules.clone(), all.clone());
    let mut tried = 0;
    for (name, tx) in examples() {
        let screening = screen(&whole, &tx);
        let resting: BTreeSet<String> = screening
            .findings
            .iter()
            .filter(|finding| finding.level > Level::Advisory)
            .filter_map(|finding| screening.matches.get(finding.subject.matched?))
            .map(|found| found.matched.list.0.clone())
            .collect();
        for list in resting {
            let less: Vec<Edition> = all.iter().filter(|e| e.id != list).cloned().collect();
            let less = engine_with(rules.clone(), less);
            let level = screen(&less, &tx).verdict.level;
            assert!(level >= Level::CannotDetermine, "{name} without {list}: {level:?}");
            tried += 1;
        }
    }
    assert!(tried >= 10, "only {tried}");
    let tx = plain(|_| {});
    for list in ["US-OFAC-SDN", "US-BIS-EL", "US-BIS-DPL", "US-BIS-UVL", "US-BIS-MEU"] {
        let less: Vec<Edition> = all.iter().filter(|e| e.id != list).cloned().collect();
        let less = engine_with(rules.clone(), less);
        let screening = screen(&less, &tx);
        assert_eq!(screening.verdict.level, Level::CannotDetermine, "without {list}");
        let told =
            screening.coverage.open.iter().any(|check| check.check == format!("list {list}"));
        assert!(told, "{list}: {:?}", screening.coverage.open);
    }
    // METI's and MOFCOM's lists bear on goods and actors of Japan and China alone; lists of other
    // governments that can only hold are a note.
    for list in ["JP-METI-EUL", "CN-MOFCOM-ECL", "UN-SC", "US-DOD-1260H"] {
        let less: Vec<Edition> = all.iter().filter(|e| e.id != list).cloned().collect();
        let less = engine_with(rules.clone(), less);
        let level = screen(&less, &tx).verdict.level;
        assert!(level <= Level::Advisory, "without {list}: {level:?}");
    }
}

#[test]
fn a_rule_that_is_taken_away_is_missed() {
    let (all, rules) = (small_lists(), rules::embedded().unwrap());
    let whole = engine_with(rules.clone(), all.clone());
    let mut engines: BTreeMap<String, Engine> = BTreeMap::new();
    for (name, tx) in examples() {
        let bore: BTreeSet<&str> = screen(&whole, &tx)
            .findings
            .iter()
            .filter(|finding| finding.level > Level::Advisory)
            .map(|finding| finding.rule)
            .collect();
        for rule in bore {
            let engine = engines.entry(rule.to_owned()).or_insert_with(|| {
                let mut less = rules.clone();
                less.rules.retain(|own| own.id != rule);
                engine_with(less, all.clone())
            });
            let level = screen(engine, &tx).verdict.level;
            assert!(level >= Level::CannotDetermine, "{name} without {rule}: {level:?}");
        }
    }
    assert!(engines.len() > 15, "only {}", engines.len());
}

#[test]
fn a_table_that_is_taken_away_loads_nothing_and_a_changed_one_changes_the_digest() {
    let before = Tables::embedded().unwrap();
    for file in TABLE_FILES {
        assert!(Tables::parse(&TableSource::embedded().without_file(file)).is_err(), "{file}");
    }
    let text = include_str!("../../rules/tables/hs-tables.csv");
    let changed = TableSource::embedded().with_file("hs-tables.csv", &format!("{text}\n# more\n"));
    let after = Tables::parse(&changed).unwrap();
    assert_ne!(before.digest(), after.digest());
    let engine = |tables| {
        let index = Index::build(small_lists());
        Engine::new(index, rules::embedded().unwrap(), tables).unwrap().law_digest
    };
    assert_ne!(engine(before), engine(after));
}

#[test]
fn a_narrowed_question_says_so() {
    let mut engine = engine_as_given(small_lists());
    let tx = plain(|tx| tx["regimes"] = json!(["US-OFAC"]));
    let screening = screen(&engine, &tx);
    assert_eq!(screening.coverage.narrowed_to, Some(vec!["US-OFAC".to_owned()]));
    assert!(screening.findings.iter().all(|finding| finding.regime == "US-OFAC"));
    let misspelt = screen(&engine, &plain(|tx| tx["regimes"] = json!(["US-OFCA"]))).verdict;
    assert!(misspelt.level >= Level::CannotDetermine);
    engine.asked = Asked { regimes: Some(vec!["US-EAR".to_owned()]), ..Asked::default() };
    let none = screen(&engine, &tx);
    assert!(none.verdict.level >= Level::CannotDetermine, "nothing was asked");
}

#[test]
fn age_and_clock() {
    let mut engine = engine_as_given(small_lists());
    let tx = plain(|_| {});
    engine.asked.age_max_days = Some(121);
    assert_eq!(screen(&engine, &tx).verdict.level, Level::CannotDetermine);
    engine.asked.age_max_days = Some(5_000);
    assert!(screen(&engine, &tx).verdict.level <= Level::Advisory);
    engine.asked.age_max_days = None;
    let undated = plain(|tx| tx["date"] = Value::Null);
    let day = "2016-11-30".parse().unwrap();
    let by_clock = engine.screen(&undated, AsOf::of(None, None, day));
    assert!(by_clock.coverage.open.iter().any(|check| check.check == "clock"));
    assert!(by_clock.verdict.level >= Level::CannotDetermine);
    let stated = engine.screen(&undated, AsOf::on(day));
    assert!(stated.verdict.level <= Level::Advisory, "{:?}", stated.coverage.open);
    assert!(stated.coverage.notes.iter().any(|note| note.contains("delisted")));
}

#[test]
fn lists_that_no_rule_names_are_not_ignored() {
    let tx = plain(|tx| tx["parties"][0]["name"] = json!("Nordlicht Handels Kontor KG"));
    let own = |hit: Option<Level>| {
        let entry = highfence::model::ListEntry::new("OWN", "1", "Nordlicht Handels Kontor KG");
        let mut editions = small_lists();
        let (id, extent) = ("OWN".to_owned(), Extent::Whole);
        editions.push(Edition { id, entries: vec![entry], extent, hit, ..Edition::default() });
        screen(&engine_as_given(editions), &tx).verdict.level
    };
    assert_eq!(own(None), Level::HoldForReview);
    assert_eq!(own(Some(Level::Advisory)), Level::Advisory);
    assert_eq!(own(Some(Level::Prohibited)), Level::Prohibited);
}

#[test]
fn the_exporters_own_law_is_named_and_raises_nothing_but_under_sanctions() {
    let engine = engine_as_given(small_lists());
    let from_germany = |to: &str| {
        plain(|tx| {
            tx["actor"] =
                json!({ "name": "Taunus Werkzeug GmbH", "country": "DE", "us_person": false });
            tx["ship_from"] = json!("DE");
            tx["kind"] = json!("export_from_abroad");
            tx["destination"] = json!(to);
            tx["parties"][0]["country"] = json!(to);
            tx["items"][0]["origin"] = json!("DE");
            tx["items"][0]["us_content_pct"] = json!(0);
        })
    };
    let (to_france, to_russia) = (from_germany("FR"), from_germany("RU"));
    let plain = screen(&engine, &to_france);
    assert!(plain.coverage.law.ends_with("the law of Germany was not asked."));
    assert!(plain.verdict.level <= Level::Advisory, "{:?}", plain.coverage.open);
    let held = screen(&engine, &to_russia);
    assert!(held.verdict.level >= Level::HoldForReview, "{:?}", held.verdict);
}
