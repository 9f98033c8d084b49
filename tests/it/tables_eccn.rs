//! Reasons for control and license exceptions of the Commerce Control List by destination and day.

use highfence::model::Truth;
use highfence::rules::tables::{EntryStanding, TableSource, Tables};

use crate::tables::{day, tables};

/// Columns required and columns asked, as `reason column` words, sorted.
fn answer(eccn: &str, to: &str, on: &str) -> (Vec<String>, Vec<String>) {
    let answer = tables().license_reasons(eccn, to, day(on));
    let word = |reason: &str, column: &str| {
        if column.starts_with(reason) { column.to_owned() } else { format!("{reason} {column}") }
    };
    let mut requires: Vec<String> =
        answer.requires.iter().map(|r| word(&r.reason, &r.column)).collect();
    let mut open: Vec<String> =
        answer.open.iter().map(|o| word(&o.requirement.reason, &o.requirement.column)).collect();
    requires.dedup();
    open.sort();
    open.dedup();
    (requires, open)
}

#[test]
fn reasons_for_control_by_destination() {
    // ECCN, destination, day, columns required, columns asked
    type Case = (&'static str, &'static str, &'static str, Words, Words);
    type Words = &'static [&'static str];
    let cases: &[Case] = &[
        ("3A001.a.7", "CN", "2024-01-01", &["NS2"], &[]),
        ("3A001.a.7", "HK", "2024-01-01", &["NS2"], &[]),
        ("3A001.a.7", "DE", "2024-01-01", &[], &[]),
        ("3A001.b.2", "DE", "2024-01-01", &[], &["NS1", "RS1"]),
        ("3A001.b.2.a", "CN", "2024-01-01", &["NS2"], &["NS1", "RS1"]),
        ("3A001", "DE", "2024-01-01", &[], &["MT1", "NS1", "RS1"]),
        ("3A001.z.1.b", "AE", "2026-08-01", &["NS2", "RS named destinations"], &[]),
        ("5A992.c", "CN", "2024-01-01", &[], &[]),
        ("5A992.z.1", "CN", "2024-01-01", &["RS named destinations"], &[]),
        ("3A991.a", "KG", "2023-08-01", &[], &[]),
        ("9A991.d", "AE", "2023-08-01", &[], &[]),
        ("9A610.x", "CN", "2023-06-15", &["NS1", "RS1"], &[]),
        ("9A610.y", "CN", "2023-06-15", &["RS named destinations"], &[]),
        ("9A610.y", "DE", "2023-06-15", &[], &[]),
        ("9A610.x", "CA", "2023-06-15", &[], &[]),
        ("3A090", "CN", "2022-12-01", &["RS named destinations"], &[]),
        ("3A090", "MY", "2022-12-01", &[], &[]),
        ("3A090.a", "AE", "2024-01-01", &["RS named destinations"], &[]),
        ("4A090.a", "AE", "2026-08-01", &["RS named destinations"], &[]),
        ("4A090.a", "MY", "2026-06-15", &[], &[]),
        ("4A090.a", "IL", "2024-06-15", &[], &[]),
        ("4A090.a", "MO", "2024-06-15", &["RS named destinations"], &[]),
        ("4A906", "DE", "2024-09-06", &["NS all destinations", "RS all destinations"], &[]),
        ("5A002.a", "FR", "2024-01-01", &["EI all destinations", "NS1"], &[]),
        ("5A002.a", "CA", "2024-01-01", &[], &[]),
        ("0A982", "GB", "2024-01-01", &["CC all destinations"], &[]),
        ("0A982", "CA", "2024-01-01", &[], &[]),
        ("5A980", "GB", "2024-01-01", &["SL all destinations"], &[]),
        ("1C350.b", "KP", "2024-01-01", &["CW named destinations"], &[]),
        ("3B001.c.1.a", "JP", "2025-01-01", &["NS all destinations", "RS all destinations"], &[]),
        ("3B001.c.2", "JP", "2025-01-01", &[], &[]),
        ("3B001.c.2", "CN", "2025-01-01", &["NS named destinations", "RS named destinations"], &[]),
        ("3B993", "CN", "2025-01-01", &["RS named destinations"], &[]),
    ];
    for (eccn, to, on, requires, open) in cases {
        let found = answer(eccn, to, on);
        let expected = (
            requires.iter().map(|&s| s.to_owned()).collect::<Vec<_>>(),
            open.iter().map(|&s| s.to_owned()).collect::<Vec<_>>(),
        );
        assert_eq!(found, expected, "{eccn} to {to} on {on}");
    }
}

#[test]
fn technology_is_controlled_for_one_of_its_reasons() {
    for (eccn, to, required) in [
        ("3E001", "CN", true),
        ("1E001", "CN", true),
        ("3E001", "CA", false),
        ("3E991", "CN", false),
    ] {
        let answer = tables().license_reasons(eccn, to, day("2024-01-01"));
        let found = answer.requires.iter().any(|r| r.reason != "AT");
        assert_eq!(found, required, "{eccn} to {to}: {answer:?}");
    }
}

#[test]
fn embargoed_rows_are_never_no_license() {
    for to in ["CU", "IR", "KP", "SY"] {
        for eccn in ["3A001.a.7", "5A992.c", "3A991"] {
            let answer = tables().license_reasons(eccn, to, day("2024-01-01"));
            assert!(answer.not_by_chart.is_some(), "{eccn} to {to}");
            assert!(tables().exceptions(eccn, to, day("2024-01-01"), Some(1.0)).is_empty());
        }
    }
    let answer = tables().license_reasons("3A001.a.7", "PS", day("2024-01-01"));
    assert!(answer.requires.is_empty() && !answer.open.is_empty(), "no row means ask");
}

#[test]
fn standing_of_entries() {
    let cases = [
        ("3A090", "2022-10-20", EntryStanding::NotYet(day("2022-10-21"))),
        ("3A090.a", "2022-10-21", EntryStanding::Controlled),
        ("3B090", "2023-11-17", EntryStanding::Removed("3B001, 3B002".to_owned())),
        ("3B090", "2023-11-16", EntryStanding::Controlled),
        ("4A906", "2024-09-05", EntryStanding::NotYet(day("2024-09-06"))),
        ("9A005", "2024-01-01", EntryStanding::Itar),
        ("4A611", "2024-01-01", EntryStanding::See("3A611".to_owned())),
        ("9Z999", "2024-01-01", EntryStanding::Unknown),
        ("3A999x", "2024-01-01", EntryStanding::Unknown),
    ];
    for (eccn, on, expected) in cases {
        assert_eq!(tables().standing(eccn, day(on)), expected, "{eccn} on {on}");
    }
}

#[test]
fn entries_controlled_for_anti_terrorism_alone() {
    let cases = [
        ("3A991.a", Truth::True),
        ("5A992.c", Truth::True),
        ("5A992.z.1", Truth::False),
        ("9A991.d", Truth::True),
        ("3A001.a.7", Truth::False),
        ("6A991", Truth::True),
        ("0A505.b", Truth::False),
        ("9Z999", Truth::Unknown),
    ];
    for (eccn, expected) in cases {
        assert_eq!(tables().at_only(eccn, day("2024-01-01")), expected, "{eccn}");
    }
}

#[test]
fn text_of_the_diffusion_rule_is_not_enforced() {
    let before = tables().license_reasons("3A090.a", "PL", day("2025-01-12"));
    assert!(before.requires.is_empty() && before.not_enforced.is_empty());
    let after = tables().license_reasons("3A090.a", "PL", day("2025-06-01"));
    assert!(after.requires.is_empty(), "{after:?}");
    assert_eq!(after.not_enforced.len(), 1);
}

#[test]
fn exceptions_of_entries() {
    // (ECCN, destination, day, value, codes without open question, codes with one)
    type Case = (
        &'static str,
        &'static str,
        &'static str,
        Option<f64>,
        &'static [&'static str],
        &'static [&'static str],
    );
    let cases: &[Case] = &[
        ("3A001.a.7", "SG", "2024-01-01", Some(4_000.0), &["GBS", "LVS", "STA"], &[]),
        ("3A001.a.7", "SG", "2024-01-01", Some(5_000.01), &["GBS", "STA"], &[]),
        ("3A001.a.7", "SG", "2024-01-01", None, &["GBS", "STA"], &["LVS"]),
        ("3A001.a.7", "CN", "2024-01-01", Some(10.0), &[], &[]),
        ("3A001.a.7", "HK", "2024-01-01", Some(10.0), &[], &[]),
        ("3A001.a.7", "VN", "2024-01-01", Some(10.0), &[], &[]),
        ("3A001.b.2", "SG", "2024-01-01", Some(10.0), &[], &["GBS", "LVS", "STA"]),
        ("9A610.x", "DE", "2024-01-01", Some(1_000.0), &["LVS", "STA"], &[]),
        ("9A610.x", "IL", "2024-01-01", Some(10_000.0), &[], &[]),
        ("9A610.x", "CN", "2024-01-01", Some(10.0), &[], &[]),
        ("5A002.a", "FR", "2024-01-01", Some(10_000.0), &[], &["ENC"]),
        ("4A906", "DE", "2024-10-01", None, &[], &["IEC"]),
        ("4A906", "CN", "2024-10-01", None, &[], &[]),
        ("3A090.b", "CN", "2024-10-01", None, &[], &["NAC"]),
        ("6A003.b.3", "SG", "2024-10-01", Some(100.0), &[], &[]),
        ("7A101", "FR", "2024-10-01", Some(100.0), &[], &[]),
        ("no code", "FR", "2024-10-01", Some(100.0), &[], &[]),
    ];
    for (eccn, to, on, value, sure, asked) in cases {
        let found = tables().exceptions(eccn, to, day(on), *value);
        let codes = |open: bool| {
            let with = found.iter().filter(|c| c.open.is_empty() != open);
            with.map(|c| &*c.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(false), *sure, "{eccn} to {to}: {found:?}");
        assert_eq!(codes(true), *asked, "{eccn} to {to}: {found:?}");
        assert!(found.iter().all(|c| c.cite.starts_with("15 CFR 740.")), "{found:?}");
    }
}

#[test]
fn every_entry_answers_for_every_destination() {
    let on = day("2026-07-23");
    for eccn in tables().eccns().entries() {
        for to in highfence::model::country::CODES {
            let answer = tables().license_reasons(eccn, to, on);
            let silent = answer.requires.is_empty() && answer.open.is_empty();
            if !answer.known {
                assert!(silent, "{eccn}");
            }
            assert!(
                answer.open.iter().all(|o| !o.question.is_empty()),
                "{eccn} to {to}: an open requirement without question"
            );
        }
    }
}

#[test]
fn faults_of_eccn_tables_are_named() {
    let head = "eccn,reason,to,scope,paragraphs,posture,from,until,cite,question\n";
    let cases = [
        ("3A001,NS,NS9,all,,in_force,,,c,\n", "`NS9` names no destinations"),
        ("3A001,NS,group:Z,all,,in_force,,,c,\n", "no country group `Z`"),
        ("3A001,NS,NS1,only,,in_force,,,c,\n", "scope `only`"),
        ("3A001,NS,NS1,all,,perhaps,,,c,\n", "posture `perhaps`"),
        ("3A00,NS,NS1,all,,in_force,,,c,\n", "`3A00` is not in"),
        ("3A001,NS,NS1,all,,in_force,2024-02-30,,c,\n", "`2024-02-30` is not a date"),
    ];
    for (row, message) in cases {
        let text = format!("{head}{row}");
        let source = TableSource::embedded().with_file("eccn-reasons.csv", &text);
        let errors = Tables::parse(&source).unwrap_err();
        let first = errors.first().unwrap().to_string();
        assert!(first.starts_with("eccn-reasons.csv:2: "), "{first}");
        assert!(first.contains(message), "{first}");
    }
}
