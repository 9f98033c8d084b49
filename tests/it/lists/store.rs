//! The store of editions.

use std::path::PathBuf;

use highfence::lists::store::{ImportOptions, Store};
use highfence::lists::{Input, load};

/// A folder of its own for one test, emptied first.
fn folder(test: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("highfence-{}-{test}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn list(day: &str, names: &[&str]) -> Vec<u8> {
    let mut text =
        format!("schema = 1\n[list]\nid = \"HOUSE\"\ntitle = \"House list\"\npublished = {day}\n");
    for name in names {
        text.push_str(&format!("[[entry]]\nname = \"{name}\"\n"));
    }
    text.into_bytes()
}

fn options(day: &str, accepted_by: Option<&str>) -> ImportOptions {
    ImportOptions {
        retrieved: Some(day.parse().unwrap()),
        accepted_by: accepted_by.map(str::to_owned),
        ..ImportOptions::default()
    }
}

fn input(bytes: Vec<u8>) -> Input {
    Input::new("house.toml", bytes).unwrap()
}

const TEN: [&str; 10] = ["A1", "B2", "C3", "D4", "E5", "F6", "G7", "H8", "I9", "J10"];

#[test]
fn the_last_good_edition_stays_in_use() {
    let root = folder("store");
    let store = Store::at(&root);
    let first =
        store.import(&input(list("2026-01-01", &TEN)), &options("2026-01-02", None)).unwrap();
    assert!(first.new);
    let again =
        store.import(&input(list("2026-01-01", &TEN)), &options("2026-01-03", None)).unwrap();
    assert!(!again.new, "the same bytes are no new edition");
    // An empty download is refused before it gets near the store.
    assert!(Input::new("house.toml", Vec::new()).is_err());
    // An older edition, and one that lost most entries, are refused; the store is as it was.
    for bad in [list("2025-12-31", &TEN), list("2026-02-01", &TEN[..4])] {
        let error = store.import(&input(bad), &options("2026-02-02", None)).unwrap_err();
        assert!(!error.refusals.is_empty());
        assert_eq!(store.manifests().unwrap().len(), 1);
        assert_eq!(store.editions_on(None).unwrap()[0].entries.len(), 10);
    }
    // With a name it is taken, and the name is kept.
    let shrunk = list("2026-02-01", &TEN[..4]);
    store.import(&input(shrunk), &options("2026-02-02", Some("A. Auditor"))).unwrap();
    let manifests = store.manifests().unwrap();
    assert_eq!(manifests[1].accepted_by.as_deref(), Some("A. Auditor"));
    let log = std::fs::read_to_string(root.join("log.ndjson")).unwrap();
    let outcomes: Vec<String> = log
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["outcome"].to_string())
        .collect();
    let expected = ["imported", "unchanged", "refused", "refused", "imported"];
    assert_eq!(outcomes, expected.map(|word| format!("\"{word}\"")));
    // Each day has the edition of that day.
    let entries =
        |day: &str| store.editions_on(Some(day.parse().unwrap())).unwrap()[0].entries.len();
    assert_eq!(entries("2026-01-31"), 10);
    assert_eq!(entries("2026-02-01"), 4);
    let early = &store.editions_on(Some("2025-01-01".parse().unwrap())).unwrap()[0];
    assert!(early.warnings.iter().any(|w| w.contains("no edition before 2026-01-01")));
    // A changed file is noticed.
    let file = root.join("editions/HOUSE");
    let newest = std::fs::read_dir(file).unwrap().map(|i| i.unwrap().path()).max().unwrap();
    std::fs::write(newest.join("house.toml"), list("2026-02-01", &["Z"])).unwrap();
    assert!(store.editions_on(None).is_err());
    std::fs::remove_dir_all(root).unwrap();
}

#[test]
fn an_import_takes_nothing_from_the_lists_of_the_program() {
    let root = folder("defaults");
    let store = Store::at(&root);
    let choice = highfence::lists::Choice { store: Some(store.clone()), ..Default::default() };
    let all = choice.editions().unwrap();
    assert!(all.iter().all(|edition| edition.provenance.embedded));
    let names = |editions: &[highfence::model::Edition]| -> std::collections::BTreeSet<_> {
        let entries = editions.iter().flat_map(|edition| &edition.entries);
        entries.map(|e| (e.list.0.clone(), e.party.caption().to_owned())).collect()
    };
    let text = String::from_utf8(list("2026-01-01", &TEN)).unwrap().replace("HOUSE", "US-BIS-UVL");
    store.import(&input(text.into_bytes()), &options("2026-01-02", None)).unwrap();
    let mixed = choice.editions().unwrap();
    assert!(names(&mixed).is_superset(&names(&all)));
    let imported = mixed.iter().filter(|edition| !edition.provenance.embedded);
    assert_eq!(imported.map(|edition| edition.entries.len()).sum::<usize>(), 10);
    std::fs::remove_dir_all(root).unwrap();
}

/// The failed download of 2024-05-04 (0 bytes) does not displace the list of the day before.
#[test]
fn the_empty_day_is_refused() {
    let Some(data) = super::shared::data("the_empty_day_is_refused") else { return };
    let root = folder("empty-day");
    let store = Store::at(&root);
    let good =
        highfence::lists::open_with_parts(&data.join("us-ofac/series/sdn_2024-05-02.csv.gz"))
            .unwrap();
    store.import(&good, &options("2024-05-02", None)).unwrap();
    let empty = data.join("us-ofac/series/sdn_2024-05-04.csv");
    let error = load(&[empty.clone()]).unwrap_err().to_string();
    assert!(error.contains("0 bytes"), "{error}");
    assert!(highfence::lists::open_with_parts(&empty).is_err());
    assert_eq!(store.editions_on(None).unwrap()[0].entries.len(), 14_973);
    std::fs::remove_dir_all(root).unwrap();
}
