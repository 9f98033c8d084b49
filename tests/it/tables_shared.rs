//! The tables against a codified copy of the regulations, where one is at hand.
//!
//! Reads `data/us-ear` of the folder that `HIGHFENCE_SHARED` names; skips without it. What the
//! checks cover is also covered, by sample, in the other modules.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use highfence::rules::tables::{COLUMNS, Eccn, EntryStanding, Mark};
use serde_json::Value;

use crate::tables::{day, tables};

/// The day of the codified copy.
const STATE: &str = "2026-07-23";

fn codified(file: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("HIGHFENCE_SHARED") else {
        println!("skipped: HIGHFENCE_SHARED is not set");
        return None;
    };
    let path = PathBuf::from(folder).join("data/us-ear").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}

fn codes() -> BTreeMap<String, String> {
    let text = include_str!("../fixtures/ear-country-names.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn chart_equals_the_codified_chart() {
    let Some(chart) = codified("country-chart.json") else { return };
    let (codes, on) = (codes(), day(STATE));
    let mut cells = 0;
    for (name, row) in chart["countries"].as_object().unwrap() {
        let code = &codes[name];
        let marked: BTreeSet<String> = row["marks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|mark| mark.as_str().unwrap().replace(' ', ""))
            .collect();
        for column in COLUMNS {
            let (mark, _) = tables().chart().mark(code, column, on);
            let expected = marked.contains(*column);
            let agrees = match mark {
                Mark::Marked => expected,
                Mark::Blank => !expected,
                // One official publication has a mark there that the codified chart has not.
                Mark::Unknown(_) => *column == "CC2" && !expected,
                Mark::ByPart(_) | Mark::Home => false,
            };
            assert!(agrees, "{name} ({code}) {column}");
            cells += 1;
        }
    }
    for name in chart["embargoed"].as_object().unwrap().keys() {
        let (mark, _) = tables().chart().mark(&codes[name], "NS1", on);
        assert!(matches!(mark, Mark::ByPart(_)), "{name}");
    }
    println!("{cells} cells of the Country Chart agree");
}

#[test]
fn groups_equal_the_codified_groups() {
    let Some(groups) = codified("country-groups.json") else { return };
    let codes = codes();
    for (group, names) in groups["groups"].as_object().unwrap() {
        let expected: BTreeSet<&str> =
            names.as_array().unwrap().iter().map(|n| &*codes[n.as_str().unwrap()]).collect();
        let found: BTreeSet<&str> =
            tables().groups().members(group, day(STATE)).into_iter().collect();
        assert_eq!(found, expected, "group {group}");
    }
}

/// `NS Column 2` and the like in a line of an entry.
fn columns_in(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .windows(3)
        .filter(|w| w[1] == "Column")
        .map(|w| format!("{}{}", w[0], w[2].trim_end_matches([',', '.', ';'])))
        .collect()
}

#[test]
fn entries_have_the_codified_reasons_for_control() {
    let Some(list) = codified("ccl.json") else { return };
    let on = day(STATE);
    let mut rows = 0;
    for entry in list["entries"].as_array().unwrap() {
        let eccn = Eccn::parse(entry["eccn"].as_str().unwrap()).unwrap();
        let standing = tables().eccns().standing(&eccn, on);
        assert!(
            !matches!(standing, EntryStanding::Unknown | EntryStanding::Removed(_)),
            "{eccn}: {standing:?}"
        );
        let found = tables().eccns().columns(&eccn, on);
        for row in entry["countryChart"].as_array().unwrap() {
            let control = row["control"].as_str().unwrap();
            for column in columns_in(row["countryChart"].as_str().unwrap()) {
                assert!(
                    found.iter().any(|(_, c)| *c == column),
                    "{eccn} lacks {column}: {control}"
                );
            }
            let reason = control.split_whitespace().next().unwrap();
            if reason.len() == 2 {
                assert!(
                    found.iter().any(|(r, _)| *r == reason),
                    "{eccn} lacks {reason}: {control}"
                );
            }
            rows += 1;
        }
    }
    println!("{rows} control rows of the Commerce Control List are in the table");
}

#[test]
fn no_entry_has_a_column_that_the_codified_entry_has_not() {
    let Some(list) = codified("ccl.json") else { return };
    for entry in list["entries"].as_array().unwrap() {
        let eccn = Eccn::parse(entry["eccn"].as_str().unwrap()).unwrap();
        let text = entry["countryChart"].to_string();
        if entry["countryChart"].as_array().unwrap().is_empty() {
            continue; // stated in full in the entry
        }
        for (reason, column) in tables().eccns().columns(&eccn, day(STATE)) {
            let codified = if column.ends_with("destinations") {
                text.contains(reason) || matches!(reason, "RUS" | "CW" | "AT")
            } else {
                let digit = &column[2..];
                text.contains(&format!("{reason} Column {digit}"))
                    || text.contains(&format!("\"Column {digit}"))
                    || matches!((&*eccn.to_string(), reason), ("1D018", "MT") | ("4A001", "NP"))
            };
            assert!(codified, "{eccn}: {reason} {column}");
        }
    }
}
