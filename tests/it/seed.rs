//! The embedded lists: that they read whole, and that the facts that the examples rest on are there.

use highfence::lists::embedded::{FILES, embedded};
use highfence::model::{Date, EntryStatus, ListEntry, RequirementScope};

fn entries() -> Vec<ListEntry> {
    let editions = embedded().unwrap_or_else(|error| panic!("{error}"));
    editions.into_iter().flat_map(|edition| edition.entries).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn bears(entry: &ListEntry, name: &str) -> bool {
    entry.party.names.iter().any(|own| own.text == name)
}

#[track_caller]
fn find<'a>(entries: &'a [ListEntry], list: &str, name: &str) -> &'a ListEntry {
    entries
        .iter()
        .find(|entry| entry.list.as_str() == list && bears(entry, name))
        .unwrap_or_else(|| panic!("no {name} on {list}"))
}

#[test]
fn every_file_reads_whole_and_its_texts_parse() {
    let editions = embedded().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(editions.len(), FILES.len());
    for edition in &editions {
        assert!(edition.unread.is_empty(), "{}: {:?}", edition.id, edition.unread);
        assert!(edition.warnings.is_empty(), "{}: {:?}", edition.id, edition.warnings);
        assert!(edition.provenance.embedded && edition.provenance.published.is_some());
    }
}

#[test]
fn every_file_says_how_it_is_reviewed() {
    for (file, text) in FILES {
        assert!(text.contains("# How to review:"), "{file} has no review note");
        assert!(text.is_ascii() || !text.contains('\u{fffd}'), "{file} holds a broken character");
    }
}

#[test]
fn every_entry_is_cited_dated_or_marked() {
    for entry in entries() {
        let name = entry.party.caption();
        match entry.status {
            EntryStatus::Named => {
                assert!(entry.listed.is_none(), "{name}: named, yet dated");
                assert!(entry.requirements.is_empty(), "{name}: named, yet with a requirement");
                assert!(entry.source.is_some(), "{name}: which document names it?");
            }
            EntryStatus::Reported => {
                assert!(entry.listed.is_none(), "{name}: reported, yet listed");
            }
            EntryStatus::Listed | EntryStatus::Removed => {
                assert!(!entry.citations.is_empty(), "{name}: no citation");
                assert!(
                    entry.listed.is_some() || entry.unverified.is_some(),
                    "{name}: undated, and not marked so"
                );
                assert_eq!(entry.status == EntryStatus::Removed, entry.removed.is_some(), "{name}");
            }
        }
    }
}

#[test]
fn entity_list_entries_have_both_legal_columns() {
    for entry in entries().iter().filter(|entry| entry.list.as_str() == "US-BIS-EL") {
        let name = entry.party.caption();
        assert!(!entry.requirements.is_empty(), "{name}: no license requirement");
        assert!(entry.review.is_some(), "{name}: no review policy");
        for requirement in &entry.requirements {
            assert_ne!(
                requirement.scope,
                RequirementScope::Unparsed,
                "{name}: {}",
                requirement.raw
            );
        }
    }
}

/// List, name, day, footnotes on that day (or `None` where it is not listed then).
const FOOTNOTES: &[(&str, &str, Option<&[u8]>)] = &[
    ("Huawei Technologies Co., Ltd.", "2019-05-15", None),
    ("Huawei Technologies Co., Ltd.", "2020-05-14", Some(&[])),
    ("华为技术有限公司", "2020-05-15", Some(&[1])),
    ("HiSilicon", "2022-01-01", Some(&[1])),
    ("National University of Defense Technology", "2022-10-11", Some(&[])),
    ("NUDT", "2022-10-12", Some(&[4])),
    ("Dahua Technology", "2023-01-01", Some(&[4])),
    ("Hangzhou Hikvision Digital Technology Co., Ltd.", "2025-01-01", Some(&[])),
    ("SMIC", "2024-12-01", Some(&[])),
    ("SMIC", "2024-12-02", Some(&[5])),
    ("SwaySure Technology Co., Ltd.", "2024-12-01", None),
    ("SwaySure Technology Co., Ltd.", "2024-12-02", Some(&[5])),
    ("Cambricon Technologies Corporation Limited", "2022-12-16", Some(&[4])),
    ("Tactical Missiles Corporation JSC", "2022-06-01", Some(&[3])),
    ("Arrow China Electronics Trading Co., Ltd.", "2025-10-15", Some(&[])),
    ("Arrow China Electronics Trading Co., Ltd.", "2025-11-10", None),
];

#[test]
fn footnotes_hold_by_day() {
    let entries = entries();
    for (name, at, wanted) in FOOTNOTES {
        let entry = find(&entries, "US-BIS-EL", name);
        let day = day(at);
        let found = entry.is_listed_on(day).then(|| entry.footnotes_on(day));
        assert_eq!(found.as_deref(), *wanted, "{name} on {at}");
    }
}

#[test]
fn all_sixteen_footnote_5_entries_are_here() {
    let day = day("2025-01-01");
    let count = entries().iter().filter(|entry| entry.footnotes_on(day).contains(&5)).count();
    assert_eq!(count, 16);
}

#[test]
fn reported_and_named_parties_are_not_listed() {
    let entries = entries();
    let day = day("2026-11-21");
    let reported = find(&entries, "US-OFAC-SDN", "Hikvision");
    assert_eq!(reported.status, EntryStatus::Reported);
    assert!(!reported.is_listed_on(day));
    for name in ["Lenovo", "ASML", "Tokyo Electron", "Soluxra", "Meituan", "美光科技"] {
        let entry = find(&entries, "NAMED", name);
        assert!(!entry.is_listed_on(day), "{name}");
        let listed = entries.iter().filter(|other| bears(other, name)).any(|o| o.is_listed_on(day));
        assert!(!listed, "{name} is named as unlisted and listed elsewhere");
    }
}

#[test]
fn delisted_parties_stay_with_their_days() {
    let entries = entries();
    for (list, name, on, off) in [
        ("US-DOD-1237", "小米", "2021-02-20", "2021-05-25"),
        ("US-OFAC-SDN", "EN+ GROUP PLC", "2018-05-01", "2019-01-27"),
        ("US-BIS-DPL", "ZTE Corporation", "2018-05-10", "2018-07-13"),
        ("US-BIS-UVL", "WuXi Biologics Co., Ltd.", "2022-06-01", "2022-12-16"),
    ] {
        let entry = find(&entries, list, name);
        assert!(entry.is_listed_on(day(on)), "{name} on {on}");
        assert!(!entry.is_listed_on(day(off)), "{name} on {off}");
    }
}

#[test]
fn examples_and_their_answers_belong_together() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let answers = std::fs::read_to_string(folder.join("expected.toml")).unwrap();
    let answers: toml::Table = answers.parse().unwrap();
    let mut named: Vec<String> = Vec::new();
    for example in answers["example"].as_array().unwrap() {
        let file = example["file"].as_str().unwrap();
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let transaction: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(transaction["date"].as_str().unwrap(), example["date"].to_string(), "{file}");
        assert!(example["verdict"].is_str() && example["why"].is_str(), "{file}");
        named.push(file.to_owned());
    }
    let mut present: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json"))
        .collect();
    named.sort();
    present.sort();
    assert_eq!(named, present);
}
