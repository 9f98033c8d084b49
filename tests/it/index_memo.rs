//! An index that keeps its answers gives the same answers as one that keeps none.

use std::sync::Arc;

use highfence::index::{Index, SearchOptions};
use highfence::lists;
use highfence::model::{Address, Date, Identifier, Name, NameKind, Party, PartyKind};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rayon::prelude::*;

const NAMES: [&str; 10] = [
    "Huawei Technologies Co., Ltd.",
    "Hikvision",
    "Semiconductor Manufacturing International",
    "SZ DJI Technology",
    "Alder Optics GmbH",
    "Bank Rossiya",
    "...",
    "\u{534e}\u{4e3a}",
    "Huawei Technologies Co Ltd",
    "Smith, John",
];

/// Questions that differ in every part of what an answer depends on, many of them alike.
fn questions() -> impl Strategy<Value = Vec<(Party, SearchOptions)>> {
    let text = |texts: &'static [&str]| proptest::sample::select(texts).prop_map(str::to_owned);
    let names = proptest::collection::vec((text(&NAMES), any::<bool>()), 0..3);
    let kinds = [PartyKind::Unknown, PartyKind::Organization, PartyKind::Individual];
    let facts = (
        proptest::collection::vec(text(&["12 Harbor Road", "Bantian, Shenzhen"]), 0..2),
        proptest::collection::vec(text(&["9208429", "71 5554433"]), 0..2),
        proptest::collection::vec(text(&["CN", "RU"]), 0..2),
        proptest::collection::vec(text(&["1965", "1970-01-02"]), 0..2),
        proptest::option::of(text(&["male", "female"])),
    );
    let party =
        (names, proptest::sample::select(kinds.to_vec()), facts).prop_map(|(names, kind, f)| {
            let kind_of = |weak| if weak { NameKind::WeakAlias } else { NameKind::Primary };
            let identifier = |number| Identifier { kind: "imo".to_owned(), number, country: None };
            Party {
                kind,
                names: names
                    .into_iter()
                    .map(|(text, weak)| Name::new(text, kind_of(weak)))
                    .collect(),
                addresses: f.0.into_iter().map(Address::line).collect(),
                identifiers: f.1.into_iter().map(identifier).collect(),
                countries: f.2,
                dates_of_birth: f.3,
                gender: f.4,
            }
        });
    let days = [None, Some(Date::constant(2018, 1, 1)), Some(Date::constant(2026, 1, 1))];
    let options = (
        proptest::sample::select(&[0.7, 0.85][..]),
        proptest::sample::select(&[1, 50, usize::MAX][..]),
        proptest::sample::select(days.to_vec()),
    );
    let options = options.prop_map(|(threshold, limit, on)| SearchOptions { threshold, limit, on });
    // Each question twice or more, so that many are known.
    proptest::collection::vec((party, options), 1..12)
        .prop_flat_map(|few| proptest::collection::vec(proptest::sample::select(few), 1..60))
}

#[test]
fn kept_answers_are_those_of_the_search() {
    let build = || Index::build(lists::embedded().unwrap());
    let plain = build();
    // One place for all, a few that are fought over, and room for every question.
    let keeping: Vec<Arc<Index>> =
        [1, 5, 1 << 12].map(|places| Arc::new(build().remembering(places))).into();
    let pools =
        [1, 4].map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap());
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(24) });
    let same = |asked: Vec<(Party, SearchOptions)>| {
        let expected: Vec<_> = asked.iter().map(|(party, o)| plain.search(party, *o)).collect();
        for (index, pool) in keeping.iter().flat_map(|i| pools.iter().map(move |p| (i, p))) {
            let search = |(party, options): &(Party, SearchOptions)| {
                format!("{:?}", index.search_here(party, *options))
            };
            let found: Vec<String> = pool.install(|| asked.par_iter().map(search).collect());
            let expected: Vec<String> = expected.iter().map(|one| format!("{one:?}")).collect();
            prop_assert_eq!(&found, &expected);
        }
        Ok(())
    };
    runner.run(&questions(), same).unwrap();
    for index in &keeping {
        let (asked, known) = index.remembered();
        assert!(0 < known && known < asked, "{known} of {asked} were known");
    }
    assert_eq!(plain.remembered(), (0, 0));
}

#[test]
fn what_is_too_large_is_not_kept() {
    let index = Index::build(lists::embedded().unwrap()).remembering(8);
    let names = vec![Name::new("Hikvision", NameKind::Primary)];
    let small = Party { names, ..Party::default() };
    let large = Party { gender: Some("x".repeat(65 << 20)), ..small.clone() };
    let options = SearchOptions::default();
    for _ in 0..2 {
        assert!(!index.search_here(&large, options).hits.is_empty());
    }
    assert_eq!(index.remembered(), (2, 0));
    let first = index.search_here(&small, options);
    assert_eq!(index.search_here(&small, options), first);
    assert_eq!(index.remembered(), (4, 1));
}
