//! The project's own small files: every format is guessed from its content and read.

use std::path::{Path, PathBuf};

use highfence::lists::{self, formats};
use highfence::model::Edition;

/// The folder of list fixtures.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lists")
}

/// Reads a fixture.
#[track_caller]
pub fn read(name: &str) -> Edition {
    let mut editions =
        lists::load(&[folder().join(name)]).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(editions.len(), 1, "{name}");
    editions.remove(0)
}

/// (file, format, rows, entries): counted by hand.
const FILES: &[(&str, &str, u64, usize)] = &[
    ("agency_uvl.csv", "agency-csv", 2, 1),
    ("au.xlsx", "au-xlsx", 4, 2),
    ("bis_entity.json", "bis-entity-json", 2, 2),
    ("ca.xml", "ca-xml", 2, 2),
    ("cn.json", "cn-json", 2, 2),
    ("cons_prim.csv", "ofac-cons-csv", 3, 4),
    ("csl.csv", "csl-csv", 14, 14),
    ("csl.json", "csl-json", 7, 7),
    ("dpl.txt", "bis-dpl-tsv", 2, 2),
    ("ecfr.xml", "bis-entity-xml", 3, 3),
    ("entities.ftm.json", "ftm", 3, 2),
    ("eu.csv", "eu-csv", 3, 2),
    ("eu.xml", "eu-xml", 1, 1),
    ("eu_acts.csv", "eu-csv", 1, 1),
    ("internal.csv", "csv", 2, 2),
    ("jp.json", "jp-json", 2, 2),
    ("sdn.csv", "ofac-sdn-csv", 5, 5),
    ("sdn.xml", "ofac-sdn-xml", 2, 2),
    ("senzing.json", "senzing", 1, 1),
    ("uk.csv", "uk-csv", 3, 2),
    ("uk.ods", "uk-ods", 2, 2),
    ("un.xml", "un-xml", 2, 2),
];

#[test]
fn every_format_is_guessed_and_read() {
    for (file, format, rows, entries) in FILES {
        let edition = read(file);
        assert_eq!(edition.provenance.format, *format, "{file}");
        assert_eq!(edition.provenance.rows, *rows, "{file}");
        assert_eq!(edition.entries.len(), *entries, "{file}");
        assert_eq!(edition.unread, [], "{file}");
        assert_eq!(edition.provenance.sha256.len(), 64, "{file}");
    }
    let untested: Vec<&str> = formats::FORMATS
        .iter()
        .map(|format| format.name)
        .filter(|name| !FILES.iter().any(|(_, format, ..)| format == name))
        .collect();
    // The advanced format is read from a published file; our own has tests of its own.
    assert_eq!(untested, ["ofac-advanced-xml", "toml", "whole"]);
}

#[test]
fn the_embedded_lists_are_those_of_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lists");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|item| item.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".toml") && name != "SOURCES.toml")
        .collect();
    files.sort();
    let mut embedded: Vec<&str> = lists::embedded::FILES.iter().map(|(name, _)| *name).collect();
    embedded.sort_unstable();
    assert_eq!(files, embedded);
    let editions = lists::embedded().unwrap_or_else(|error| panic!("{error}"));
    assert!(editions.iter().all(|edition| edition.provenance.embedded));
    lists::sources::parse("SOURCES.toml", lists::sources::SOURCES).unwrap();
}
