//! The method of OFAC's Sanctions List Search.

use highfence::index::{Index, SearchOptions};
use highfence::lists;
use highfence::matching::ofac::{Key, THRESHOLD, score};
use highfence::model::{Name, NameKind, Party};

/// Query, listed name, and the score in hundredths. The values of the first five are those of
/// Jaro-Winkler as its authors print them (Winkler 1990), over whole strings or over parts.
const SCORES: &[(&str, &str, u32)] = &[
    ("MARTHA", "MARHTA", 96),
    ("DWAYNE", "DUANE", 84),
    ("DIXON", "DICKSONX", 81),
    ("Martha Dwayne", "Marhta, Duane", 92),
    ("Dwayne Martha", "MARHTA, Duane", 90),
    ("Ivan Petrov", "PETROV, Ivan", 100),
    ("Петров", "PETROV", 100),
    ("Kadyrov", "Cadyrov", 0),
    ("Li Wu", "Wu Li", 0),
    ("", "PETROV", 0),
];

#[test]
fn scores_follow_the_published_method() {
    for (query, listed, hundredths) in SCORES {
        let found = score(&Key::of(query), &Key::of(listed)).value();
        assert_eq!((found * 100.0).round() as u32, *hundredths, "{query} | {listed}: {found}");
    }
}

#[test]
fn every_listed_name_is_looked_at() {
    let index = Index::build(lists::embedded().unwrap());
    let options = SearchOptions { threshold: THRESHOLD, ..SearchOptions::default() };
    let party =
        |text: &str| Party { names: vec![Name::new(text, NameKind::Primary)], ..Party::default() };
    let found = index.search_as_ofac(&party("HIKVISION"), options);
    let best = found.hits.first().unwrap();
    assert!(best.matched.score > 0.99 && best.matched.name.contains("Hikvision"), "{best:?}");
    assert!(found.hits.is_sorted_by(|a, b| a.matched.score >= b.matched.score));
    let nothing = index.search_as_ofac(&party("..."), options);
    assert!(nothing.hits.is_empty() && nothing.incomplete.len() == 1);
}
