//! Whom the program as it comes releases: no listed name, and nearly every ordinary company.

use highfence::model::{AsOf, Level, ListEntry, PartyKind};
use highfence::screen::Screening;
use highfence::wire::transaction::from_bytes;
use serde_json::{Value, json};

use crate::engine::CARRIED;
use crate::shared::shared_file;

/// Whether the long run was asked for; the ordinary one takes a tenth.
fn is_long() -> bool {
    std::env::var_os("HIGHFENCE_LONG").is_some()
}

fn line(party: Value, destination: &str) -> highfence::model::Transaction {
    let tx = json!({
        "date": "2026-11-30", "kind": "export", "ship_from": "US", "destination": destination,
        "actor": { "name": "Prairie Instruments, Inc.", "country": "US", "us_person": true },
        "parties": [party],
        "items": [{ "description": "Office chairs", "type": "commodity", "eccn": "EAR99", "hs": "9401.39", "origin": "US" }],
    });
    from_bytes(tx.to_string().as_bytes()).unwrap()
}

fn screen(tx: &highfence::model::Transaction) -> Screening<'static> {
    CARRIED.screen(tx, AsOf::on(tx.date.unwrap()))
}

/// Whether the answer says that the entry itself does not cover the item.
fn says_not_covered(screening: &Screening<'_>) -> bool {
    screening.findings.iter().any(|finding| finding.clause == "entry-does-not-cover")
}

/// Entries of the three lists that bind everybody, in an order of chance that repeats.
fn listed(list: &str, many: usize) -> Vec<&'static ListEntry> {
    let day = "2026-11-30".parse().unwrap();
    let editions = CARRIED.index.editions().iter().filter(|edition| edition.id == list);
    let mut entries: Vec<&ListEntry> = editions
        .flat_map(|edition| &edition.entries)
        .filter(|entry| entry.is_listed_on(day) && entry.party.kind != PartyKind::Address)
        .collect();
    let mut seed = 0x5eed_u64;
    for at in (1..entries.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        entries.swap(at, (seed >> 33) as usize % (at + 1));
    }
    entries.truncate(many);
    entries
}

#[test]
fn no_listed_name_is_released() {
    let many = if is_long() { usize::MAX } else { 100 };
    let (mut tried, mut released) = (0, Vec::new());
    for list in ["US-BIS-EL", "US-OFAC-SDN", "US-BIS-DPL"] {
        for entry in listed(list, many) {
            let party = json!({ "name": entry.party.caption(), "role": "purchaser" });
            let Ok(tx) = std::panic::catch_unwind(|| line(party, "DE")) else { continue };
            let screening = screen(&tx);
            tried += 1;
            if screening.verdict.level <= Level::Advisory && !says_not_covered(&screening) {
                released.push(format!("{list}: {}", entry.party.caption()));
            }
        }
    }
    println!("{} of {tried} listed names released", released.len());
    assert!(released.is_empty(), "{released:#?}");
}

#[test]
fn ordinary_companies_stay_clean() {
    let Some(text) = shared_file("data/names/companies-dev.tsv") else { return };
    let text = String::from_utf8(text).unwrap();
    let rows: Vec<Vec<&str>> =
        text.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let step = if is_long() { rows.len() / 5_000 } else { rows.len() / 500 };
    let (mut tried, mut held) = (0, Vec::new());
    for row in rows.iter().step_by(step.max(1)) {
        let name = row.first().unwrap();
        let tx = line(json!({ "name": name, "role": "purchaser", "country": "FR" }), "FR");
        tried += 1;
        let screening = screen(&tx);
        if screening.verdict.level > Level::Advisory {
            held.push(format!(
                "{name}: {:?}",
                screening.findings.first().map(|f| (f.rule, f.clause))
            ));
        }
    }
    println!("{} of {tried} ordinary companies held: {held:#?}", held.len());
    assert!(held.len() * 1_000 <= tried * 8, "{held:#?}");
}
