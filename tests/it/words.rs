//! Texts of a request: ordinary ones are released, those that point elsewhere are not.

use highfence::lists;
use highfence::model::{AsOf, Level};
use highfence::screen::Engine;
use highfence::wire::transaction::{UnknownKeys, from_value};
use serde_json::{Value as Json, json};

use crate::engine::engine_over;

/// Field, country of destination and party, text; one line a text.
const ORDINARY: &str = include_str!("data/words-ordinary.tsv");
/// The same, of texts that name another place, use or user.
const POINTING: &str = include_str!("data/words-pointing.tsv");

/// Most ordinary texts that may be held, percent.
const HELD_MAX: usize = 3;

/// An order of ordinary goods to `country` with `text` in `field`.
fn order(field: &str, country: &str, text: &str) -> Json {
    let mut tx = json!({
        "date": "2024-10-07", "kind": "export", "ship_from": "US", "destination": country,
        "actor": { "name": "Prairie Instruments, Inc.", "country": "US", "us_person": true },
        "parties": [{ "name": "Alder Trade House", "role": "purchaser", "country": country,
            "owners": [{ "name": "private persons", "percent": 100, "country": country }] }],
        "items": [{ "description": "Steel shelving", "type": "commodity", "eccn": "EAR99",
            "hs": "9403.20", "origin": "US", "value_usd": 5000 }],
    });
    match field {
        "knowledge" | "red_flags" => tx["facts"] = json!({ field: [text] }),
        "payment" | "terms" | "site" | "delivery_address" | "insurance" | "shipping_marks" => {
            tx["facts"] = json!({ field: text });
        }
        "end_use" => tx["end_use"] = json!({ "description": text }),
        "item" => tx["items"][0]["description"] = json!(text),
        "route" => tx["route"] = json!([text]),
        "address" | "note" | "phone" | "kyc_note" | "city" => tx["parties"][0][field] = json!(text),
        other => tx[other] = json!(text),
    }
    tx
}

fn level(engine: &Engine, field: &str, country: &str, text: &str) -> Level {
    let tx = from_value(&order(field, country, text), UnknownKeys::Refused).unwrap();
    engine.screen(&tx, AsOf::on(tx.date.unwrap())).verdict.level
}

/// Field, country, text, verdict of every line.
fn judged(table: &'static str) -> Vec<(&'static str, &'static str, &'static str, Level)> {
    let engine = engine_over(lists::embedded().unwrap());
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let mut cells = line.split('\t');
            let mut cell = || cells.next().unwrap_or_else(|| panic!("{line}"));
            let (field, country, text) = (cell(), cell(), cell());
            (field, country, text, level(&engine, field, country, text))
        })
        .collect()
}

#[test]
fn ordinary_texts_are_released() {
    let all = judged(ORDINARY);
    let held: Vec<_> = all.iter().filter(|row| row.3 > Level::Advisory).collect();
    for (field, country, text, level) in &held {
        println!("held\t{field}\t{country}\t{text}\t{level:?}");
    }
    println!("{} of {} ordinary texts held", held.len(), all.len());
    assert!(held.len() * 100 <= all.len() * HELD_MAX, "{} of {}", held.len(), all.len());
}

#[test]
fn texts_that_point_elsewhere_are_not_released() {
    let all = judged(POINTING);
    let free: Vec<_> = all.iter().filter(|row| row.3 <= Level::Advisory).collect();
    for (field, country, text, level) in &free {
        println!("released\t{field}\t{country}\t{text}\t{level:?}");
    }
    println!("{} of {} texts that point elsewhere released", free.len(), all.len());
    assert!(free.is_empty(), "{} of {}", free.len(), all.len());
}
