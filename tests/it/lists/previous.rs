//! A new edition against the one in use.

use highfence::lists::previous::compare;
use highfence::model::{Date, Edition, ListEntry};

/// An edition of `count` entries with ascending numbers.
fn edition(count: usize) -> Edition {
    let entries = (1..=count)
        .map(|n| {
            let mut entry = ListEntry::new("US-OFAC-SDN", n.to_string(), format!("PARTY {n}"));
            entry.programs = vec!["SDGT".to_owned()];
            entry.party.countries = vec!["IR".to_owned()];
            entry
        })
        .collect();
    Edition { entries, ..Edition::default() }
}

#[track_caller]
fn check(after: &Edition, accepted: Option<&str>, refusals: &[&str], warnings: &[&str]) {
    let found = compare(&[edition(1000)], std::slice::from_ref(after), accepted);
    for (all, expected) in [(&found.refusals, refusals), (&found.warnings, warnings)] {
        assert_eq!(all.len(), expected.len(), "{all:#?}");
        for (text, part) in all.iter().zip(expected) {
            assert!(text.contains(part), "`{part}` is not in `{text}`");
        }
    }
}

#[test]
fn sizes_ages_and_facts() {
    check(&edition(1000), None, &[], &[]);
    check(&edition(1010), None, &[], &[]);
    let mut shrunk = edition(1000);
    shrunk.entries.retain(|e| !e.id.ends_with("00") && e.id.len() > 1);
    check(&shrunk, None, &["shrinks by 1.9 %"], &["19 entries removed: PARTY 1 "]);
    check(&shrunk, Some("A. Auditor"), &[], &["accepted by A. Auditor", "19 entries removed"]);
    check(&edition(1300), None, &["grows by 30.0 %"], &[]);
    let mut few = edition(1000);
    few.entries.retain(|e| !["17", "400", "803"].contains(&e.id.as_str()));
    check(&few, None, &[], &["3 entries removed: PARTY 17 "]);
    check(
        &edition(995),
        None,
        &["the newest entry numbers are missing: an older edition"],
        &["5 entries removed"],
    );
    let mut other = edition(1000);
    other.entries.iter_mut().for_each(|e| e.list = highfence::model::ListId::new("UN-SC"));
    check(&other, None, &["a file of another list"], &[]);
    let mut renamed = edition(1000);
    for entry in renamed.entries.iter_mut().take(30) {
        entry.party.names[0].text.push('X');
    }
    check(&renamed, None, &["30 of 1000 entries have another name under their id"], &[]);
    let mut bare = edition(1000);
    bare.entries.iter_mut().take(100).for_each(|e| e.programs.clear());
    check(&bare, None, &["programs of unchanged entries: 900 instead of 1000"], &[]);
}

#[test]
fn an_older_edition_is_refused_by_its_date() {
    let dated = |day: &str| {
        let mut edition = edition(10);
        edition.provenance.published = Some(day.parse::<Date>().unwrap());
        edition
    };
    let compare = |a: &str, b: &str| compare(&[dated(a)], &[dated(b)], None).refusals.len();
    assert_eq!(compare("2026-08-01", "2026-08-02"), 0);
    assert_eq!(compare("2026-08-01", "2026-08-01"), 0);
    assert_eq!(compare("2026-08-01", "2026-07-31"), 1);
}
