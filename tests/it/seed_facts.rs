//! The embedded lists against the official ones, where those are at hand: names, citations, texts,
//! and that what is said to be removed or unlisted is so.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use highfence::lists::embedded::embedded;
use highfence::model::{Date, EntryStatus, ListEntry};

/// Column `source` of the Consolidated Screening List begins so, by list.
const SOURCES: &[(&str, &str)] = &[
    ("US-BIS-EL", "Entity List"),
    ("US-BIS-MEU", "Military End User"),
    ("US-BIS-UVL", "Unverified List"),
    ("US-OFAC-SDN", "Specially Designated Nationals"),
    ("US-OFAC-SSI", "Sectoral Sanctions"),
    ("US-OFAC-NS-CMIC", "Non-SDN Chinese Military"),
];

/// What the official list holds under one name.
#[derive(Default)]
struct Official {
    citations: String,
    requirements: BTreeSet<String>,
}

/// Letters and figures alone, lower case: spelling of legal forms and blanks set aside.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Official rows by list and name, or `None` where the shared folder is not at hand.
fn official() -> Option<BTreeMap<(String, String), Official>> {
    let Ok(shared) = std::env::var("HIGHFENCE_SHARED") else {
        println!("skipped: HIGHFENCE_SHARED is not set");
        return None;
    };
    let path = std::path::Path::new(&shared).join("data/us-csl/rebuilt-2026-07-31.csv.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (source, name, aliases) = (column("source"), column("name"), column("alt_names"));
    let (notice, requirement) = (column("federal_register_notice"), column("license_requirement"));
    let mut rows: BTreeMap<(String, String), Official> = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        let Some((list, _)) = SOURCES.iter().find(|(_, start)| record[source].starts_with(start))
        else {
            continue;
        };
        let mut names: Vec<String> = vec![record[name].to_owned()];
        names.extend(record[aliases].split(';').map(str::to_owned));
        names.extend(record[name].split(". Affiliated Entity:").map(str::to_owned));
        names.extend(record[name].split(" (").map(str::to_owned));
        names.extend(record[name].split(", including").map(str::to_owned));
        for own in names {
            let row = rows.entry(((*list).to_owned(), key(&own))).or_default();
            row.citations
                .push_str(&record[notice].split_whitespace().collect::<Vec<_>>().join(" "));
            row.requirements.insert(key(&record[requirement]));
        }
    }
    Some(rows)
}

fn entries() -> Vec<ListEntry> {
    let editions = embedded().unwrap_or_else(|error| panic!("{error}"));
    editions.into_iter().flat_map(|edition| edition.entries).collect()
}

fn day() -> Date {
    "2026-07-31".parse().unwrap()
}

#[test]
fn listed_entries_are_on_the_official_list() {
    let Some(official) = official() else { return };
    let mut wrong = Vec::new();
    for entry in entries().iter().filter(|entry| entry.is_listed_on(day())) {
        let list = entry.list.as_str().to_owned();
        if !SOURCES.iter().any(|(known, _)| *known == list) || entry.party.names.is_empty() {
            continue;
        }
        let name = entry.party.caption();
        let Some(row) = official.get(&(list.clone(), key(name))) else {
            wrong.push(format!("{list}: {name} is not there"));
            continue;
        };
        if list != "US-BIS-EL" {
            continue;
        }
        for cite in entry.citations.iter().filter(|cite| !row.citations.contains(*cite)) {
            wrong.push(format!("{list}: {name}: {cite} is not among its citations"));
        }
        let last = entry.requirements.last().map(|requirement| key(&requirement.raw));
        if !last.is_some_and(|last| row.requirements.contains(&last)) {
            wrong.push(format!("{list}: {name}: another license requirement"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn removed_reported_and_named_entries_are_not() {
    let Some(official) = official() else { return };
    for entry in entries().iter().filter(|entry| !entry.is_listed_on(day())) {
        let lists: Vec<&str> = match entry.status {
            EntryStatus::Named => SOURCES.iter().map(|(list, _)| *list).collect(),
            _ => vec![entry.list.as_str()],
        };
        for list in lists {
            let found = official.contains_key(&(list.to_owned(), key(entry.party.caption())));
            assert!(!found, "{} is on {list}", entry.party.caption());
        }
    }
}
