//! EAR99 said over a text that names goods of the Commerce Control List: held. Ordinary goods that
//! share a word with them: not held.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use highfence::items::{Classifier, Severity};
use highfence::model::Date;

/// ECCN and text.
const CONTROLLED: &str = include_str!("items/controlled.tsv");
/// One text a line, written to share words with the names of the tables.
const ORDINARY: &str = include_str!("items/ordinary_words.txt");

fn is_held(text: &str, hs: Option<&str>, day: &str) -> bool {
    static SHARED: LazyLock<Classifier> =
        LazyLock::new(|| Classifier::embedded().unwrap_or_else(|error| panic!("{error}")));
    let day: Date = day.parse().unwrap();
    let found = SHARED.classify(text, Some("EAR99"), hs, Some(day));
    found.contradictions.iter().any(|found| found.severity == Severity::Hold)
}

#[test]
fn texts_of_controlled_goods_are_held() {
    let rows: Vec<(&str, &str)> =
        CONTROLLED.lines().map(|line| line.split_once('\t').unwrap()).collect();
    let entries: BTreeSet<&str> = rows.iter().map(|(eccn, _)| *eccn).collect();
    assert!(rows.len() >= 150 && entries.len() >= 80, "{} of {}", rows.len(), entries.len());
    let missed: Vec<_> =
        rows.iter().filter(|(_, text)| !is_held(text, None, "2026-07-31")).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn ordinary_words_are_not_held() {
    let held: Vec<&str> =
        ORDINARY.lines().filter(|text| is_held(text, None, "2026-07-31")).collect();
    assert!(ORDINARY.lines().count() >= 280);
    assert!(held.is_empty(), "{held:#?}");
}

/// Where an entry sets a limit, the figure decides, in whichever unit and spelling.
#[test]
fn figures_decide_at_the_limit() {
    for (text, held) in [
        ("Analog-to-digital converter 8-bit 1.5 GSPS", true),
        ("Analog-to-digital converter, 8 bit, 100 MSPS", false),
        ("ADC 14-bit 125 MS/s", true),
        ("ADC 12-bit 100 MSPS", false),
        ("ADC 16 bit 2 MSPS", false),
        ("ADC 16 bit 3.2 Msample/s", true),
        ("DAC 16-bit 2,500 MSPS", true),
        ("DAC 16-bit 500 MSPS", false),
        ("Laser module 40 W", false),
        ("Laser module 0,75 kW", true),
        ("Gyroscope, bias instability 0.5 \u{b0}/h", true),
        ("Gyroscope, bias instability 500 deg/h", false),
        ("Camera 250,000 fps", true),
        ("Camera 1,000 fps", false),
        ("Signal generator 6 GHz for schools", false),
        ("Signal generator 70 GHz", true),
        ("Multirotor, payload 50 kg", true),
        ("Multirotor, payload 2 kg", false),
    ] {
        assert_eq!(is_held(text, None, "2026-07-31"), held, "{text}");
    }
}

/// A control younger than the list counts from its first day.
#[test]
fn young_controls_count_from_their_day() {
    for (text, day) in [
        ("HBM stacks, 16GB", "2024-12-02"),
        ("Wafer scale engine", "2022-10-21"),
        ("Pulse tube cryocooler", "2024-09-06"),
        ("Spectral flow cytometer", "2025-01-16"),
    ] {
        let first: Date = day.parse().unwrap();
        let before = first.yesterday().unwrap().to_string();
        assert!(is_held(text, None, day), "{text} on {day}");
        assert!(!is_held(text, None, &before), "{text} on {before}");
    }
}

/// What comes with the goods does not make them an accessory; what is meant for them does.
#[test]
fn extras_do_not_hide_the_goods() {
    assert!(is_held("Thermal imager with carrying case", None, "2026-07-31"));
    assert!(is_held("Riflescope including lens cap and cleaning kit", None, "2026-07-31"));
    assert!(!is_held("Carrying case for thermal imager", None, "2026-07-31"));
    assert!(!is_held("Rifle case", None, "2026-07-31"));
}

/// Body armor travels under headings of clothing.
#[test]
fn goods_under_ordinary_headings_are_held() {
    assert!(is_held("Bulletproof vest level III", Some("6211.43"), "2026-07-31"));
    assert!(!is_held("Down vest", Some("6201.40"), "2026-07-31"));
}
