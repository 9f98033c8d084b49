//! Many goods: ordinary ones stay quiet, telling ones are held, and both whatever the spelling.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use highfence::items::{Classifier, ItemFindings, Severity};
use highfence::model::Date;
use proptest::prelude::*;

const ORDINARY: &str = include_str!("items/ordinary.tsv");
const HELD: &str = include_str!("items/held.tsv");
const CATEGORIES: &str = include_str!("../../src/items/data/categories.toml");

fn classifier() -> &'static Classifier {
    static SHARED: LazyLock<Classifier> =
        LazyLock::new(|| Classifier::embedded().unwrap_or_else(|error| panic!("{error}")));
    &SHARED
}

fn day() -> Option<Date> {
    Some("2025-03-01".parse().unwrap())
}

fn rows(table: &str) -> Vec<Vec<&str>> {
    table.lines().map(|line| line.split('\t').collect()).collect()
}

fn is_held(found: &ItemFindings) -> bool {
    found.contradictions.iter().any(|found| found.severity == Severity::Hold)
}

#[test]
fn ordinary_goods_are_not_held() {
    let classifier = classifier();
    for row in rows(ORDINARY) {
        let found = classifier.classify(row[0], Some("EAR99"), Some(row[1]), day());
        assert!(!is_held(&found), "{row:?}: {found:#?}");
        assert!(found.products.is_empty(), "{row:?}: {found:#?}");
    }
}

#[test]
fn telling_goods_are_held() {
    let classifier = classifier();
    for row in rows(HELD) {
        let found = classifier.classify(row[0], Some(row[1]), Some(row[2]), day());
        assert!(is_held(&found), "{row:?}: {found:#?}");
    }
}

#[test]
fn spelling_does_not_decide() {
    let classifier = classifier();
    for row in rows(HELD) {
        let plain = classifier.classify(row[0], Some(row[1]), Some(row[2]), day());
        let wide: String = row[0].chars().map(full_width).collect();
        for text in [row[0].to_uppercase(), row[0].replace(' ', "  \t"), wide] {
            let found = classifier.classify(&text, Some(row[1]), Some(row[2]), day());
            assert_eq!(found.categories, plain.categories, "{text}");
            assert_eq!(is_held(&found), is_held(&plain), "{text}");
        }
    }
}

/// The full-width form of a letter or figure, as East Asian keyboards write it.
fn full_width(c: char) -> char {
    if c.is_ascii_alphanumeric() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c }
}

/// The descriptions of the Harmonized System, declared EAR99 under their own codes: a hold is right
/// for arms, explosives, spacecraft, warships, precursors, nuclear goods and metals, sights and
/// aircraft engines, and for hardly anything else.
#[test]
fn the_tariff_itself_is_hardly_ever_held() {
    let Ok(shared) = std::env::var("HIGHFENCE_SHARED") else {
        println!("skipped: HIGHFENCE_SHARED is not set");
        return;
    };
    let file = std::path::Path::new(&shared).join("data/items/harmonized-system.csv");
    let classifier = classifier();
    let mut held = BTreeSet::new();
    let mut rows = 0;
    for record in csv::Reader::from_path(file).unwrap().records() {
        let record = record.unwrap();
        if &record[4] != "6" {
            continue;
        }
        rows += 1;
        let found = classifier.classify(&record[2], Some("EAR99"), Some(&record[1]), day());
        if is_held(&found) {
            held.insert(record[1].to_owned());
        }
    }
    println!("{} of {rows} headings held: {held:?}", held.len());
    assert!(rows > 5000, "{rows}");
    let arms = [
        "26", "28", "29", "3102", "36", "81", "84", "85", "87", "88", "89", "9013", "9020", "93",
        "99",
    ];
    let odd: Vec<&String> =
        held.iter().filter(|code| !arms.iter().any(|chapter| code.starts_with(chapter))).collect();
    assert!(held.len() <= 110, "{held:?}");
    assert!(odd.len() <= 3, "{odd:?}");
}

/// Scenarios that may be released hold no item that asks for a person.
#[test]
fn released_scenarios_are_not_held() {
    let Ok(shared) = std::env::var("HIGHFENCE_SHARED") else {
        println!("skipped: HIGHFENCE_SHARED is not set");
        return;
    };
    let file = std::path::Path::new(&shared).join("scenarios/scenarios.json");
    let read: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let cases = read.as_array().or_else(|| read["scenarios"].as_array()).unwrap();
    let classifier = classifier();
    for case in cases {
        let verdict = case["expected"]["verdict"].as_str().unwrap();
        if !matches!(verdict, "no_license_required" | "advisory" | "license_exception_possible") {
            continue;
        }
        let day: Date = case["transaction"]["date"].as_str().unwrap().parse().unwrap();
        for item in case["transaction"]["items"].as_array().unwrap() {
            let text = item["description"].as_str().unwrap_or_default();
            let found =
                classifier.classify(text, item["eccn"].as_str(), item["hs"].as_str(), Some(day));
            assert!(!is_held(&found), "{}: {text}: {found:#?}", case["id"]);
        }
    }
}

/// All phrases of the category table that stand on their own, lower case, of plain words.
fn plain_phrases() -> Vec<(String, String)> {
    let table: toml::Table = CATEGORIES.parse().unwrap();
    let mut all = Vec::new();
    for term in table["term"].as_array().unwrap() {
        for phrase in term["phrases"].as_array().into_iter().flatten() {
            let phrase = phrase.as_str().unwrap();
            if phrase.chars().all(|c| c.is_ascii_lowercase() || c == ' ') {
                all.push((term["id"].as_str().unwrap().to_owned(), phrase.to_owned()));
            }
        }
    }
    all
}

/// The slow twin of the phrase search: word by word, over every phrase.
fn slow(words: &[&str], phrases: &[(String, String)]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (id, phrase) in phrases {
        let wanted: Vec<&str> = phrase.split(' ').collect();
        let last = wanted.last().unwrap();
        for window in words.windows(wanted.len()) {
            let (end, start) = window.split_last().unwrap();
            let same_end = [last.to_string(), format!("{last}s"), format!("{last}es")];
            if start == &wanted[..wanted.len() - 1] && same_end.iter().any(|w| w == end) {
                found.insert((id.clone(), phrase.clone()));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Every phrase that the classifier reports is in the text, and every phrase in the text that
    /// no trap and no other word takes away is reported.
    #[test]
    fn search_agrees_with_its_slow_twin(picks in prop::collection::vec(0usize..4000, 1..6)) {
        let phrases = plain_phrases();
        let text: Vec<String> =
            picks.iter().map(|pick| phrases[pick % phrases.len()].1.clone()).collect();
        let text = text.join(" and ");
        let words: Vec<&str> = text.split(' ').collect();
        let naive = slow(&words, &phrases);
        let known: BTreeSet<&(String, String)> = phrases.iter().collect();
        let found = classifier().classify(&text, None, None, None);
        for hit in &found.categories {
            let reported: Vec<(String, String)> =
                hit.phrases.iter().map(|p| (hit.category.clone(), p.clone())).collect();
            for pair in reported.iter().filter(|pair| known.contains(pair)) {
                prop_assert!(naive.contains(pair), "{text}: {pair:?} is not there");
            }
        }
        let table: toml::Table = CATEGORIES.parse().unwrap();
        for (id, phrase) in &naive {
            let term = table["term"].as_array().unwrap().iter()
                .find(|term| term["id"].as_str() == Some(id)).unwrap();
            let taken = ["traps", "not_with"].iter().any(|key| {
                term.get(*key).and_then(|v| v.as_array()).into_iter().flatten()
                    .any(|p| text.contains(&p.as_str().unwrap().to_lowercase().replace('-', " ")))
            });
            let hit = found.categories.iter().find(|hit| &hit.category == id);
            prop_assert!(taken || hit.is_some_and(|hit| hit.phrases.contains(phrase)),
                "{text}: {id} {phrase} was missed");
        }
    }

    /// No text, ECCN or HS code stops the classifier, and the answer is the same twice.
    #[test]
    fn any_input_is_answered(text in ".{0,80}", eccn in ".{0,12}", hs in ".{0,12}") {
        let classifier = classifier();
        let once = classifier.classify(&text, Some(&eccn), Some(&hs), day());
        let twice = classifier.classify(&text, Some(&eccn), Some(&hs), day());
        prop_assert_eq!(once, twice);
    }

    /// What is printed of an ECCN reads back as the same ECCN.
    #[test]
    fn eccns_read_back(text in "[0-9][A-E][0-9O]{3}(\\.[a-z](\\.[0-9]{1,2})?)?") {
        let read = highfence::items::eccn::parse(&text).unwrap();
        let again = highfence::items::eccn::parse(&read.to_string()).unwrap();
        prop_assert_eq!((&read.code, &read.paragraph), (&again.code, &again.paragraph));
    }
}
