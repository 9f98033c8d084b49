//! What the caller knows of the way onward makes a destination.

use highfence::lists;
use highfence::model::{AsOf, Level};
use highfence::wire::transaction::{UnknownKeys, from_value};
use serde_json::json;

use crate::engine::engine_over;

/// What is known, and the verdict on ball bearings (EAR99, HS 8482.10) from the US to Georgia.
const KNOWN: &[(&str, Level)] = &[
    ("", Level::Advisory),
    ("goods will be re-exported to Russia", Level::LicenseRequired),
    ("Reexport to the Russian Federation or Belarus is planned", Level::LicenseRequired),
    ("buyer resells to Russian customers", Level::LicenseRequired),
    ("final destination: Minsk, Belarus", Level::LicenseRequired),
    ("for use in a plant in Iran", Level::Prohibited),
    ("ultimate destination is Tehran", Level::Prohibited),
    ("shipped on to Sevastopol", Level::Prohibited),
    // Another country than the one stated: who gets the goods must be said (15 CFR 748.5(f), 772.1).
    ("destined for Germany", Level::HoldForReview),
    ("not for re-export to Russia", Level::Advisory),
    ("the end user confirms no resale to Russia, Belarus or Iran", Level::Advisory),
    ("the director studied in Russia", Level::Advisory),
    ("used in production", Level::Advisory),
];

#[test]
fn knowledge_of_the_way_onward_counts_as_a_destination() {
    let engine = engine_over(lists::embedded().unwrap());
    for (text, expected) in KNOWN {
        for place in ["knowledge", "end_use"] {
            let mut tx = json!({
                "date": "2024-10-01", "kind": "export", "ship_from": "US", "destination": "GE",
                "actor": { "name": "Prairie Instruments, Inc.", "country": "US", "us_person": true },
                "parties": [{ "name": "Rustavi Bearing House", "role": "purchaser", "country": "GE" }],
                "items": [{ "description": "Ball bearings", "type": "commodity", "eccn": "EAR99",
                    "hs": "8482.10", "origin": "US", "value_usd": 9000 }],
            });
            match place {
                "knowledge" => tx["facts"] = json!({ "knowledge": [text] }),
                _ => tx["end_use"] = json!({ "description": text }),
            }
            let tx = from_value(&tx, UnknownKeys::Refused).unwrap();
            let screening = engine.screen(&tx, AsOf::on(tx.date.unwrap()));
            assert_eq!(screening.verdict.level, *expected, "{place}: {text}");
        }
    }
}
