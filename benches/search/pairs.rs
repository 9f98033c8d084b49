//! What a pair of names costs: both names read and compared, with the evidence in words, beside
//! Jaro-Winkler over the same pairs; and digests by which two builds are known to answer alike.

use std::path::Path;
use std::time::Duration;

use highfence::index::{Index, SearchOptions, Searcher};
use highfence::matching::score_names_as;
use highfence::model::PartyKind;
use highfence::names;
use sha2::{Digest, Sha256};

use super::{micros, party, processor_time};

/// Two names and the kind of party they belong to.
type Pair = (String, String, PartyKind);

/// The labelled pairs of the shared folder.
fn labelled(shared: &Path) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for file in ["pairs/names.csv", "pairs/names-zh.csv"] {
        let mut reader = csv::Reader::from_path(shared.join(file)).expect("pairs");
        let headers = reader.headers().expect("a head").clone();
        let place = |name: &str| headers.iter().position(|h| h == name).expect("a column");
        let (schema, one, other) = (place("schema"), place("name1"), place("name2"));
        for row in reader.records() {
            let row = row.expect("a row");
            let kind = match &row[schema] {
                "Person" => PartyKind::Individual,
                "Vessel" => PartyKind::Vessel,
                _ => PartyKind::Organization,
            };
            pairs.push((row[one].to_owned(), row[other].to_owned(), kind));
        }
    }
    pairs
}

/// Each list name with what a fault made of it, or with an ordinary name.
fn made(listed: &[&str], asked: &[String]) -> Vec<Pair> {
    let listed = listed.iter().step_by(listed.len().div_ceil(asked.len()).max(1));
    let pairs = listed.zip(asked);
    pairs.map(|(l, a)| (a.clone(), (*l).to_owned(), PartyKind::Unknown)).collect()
}

/// Microseconds a pair, of sets of pairs.
pub fn costs(shared: &Path, listed: &[&str], ordinary: &[String]) {
    let (latin, other): (Vec<Pair>, Vec<Pair>) =
        labelled(shared).into_iter().partition(|(a, b, _)| a.is_ascii() && b.is_ascii());
    let ascii: Vec<&str> = listed.iter().copied().filter(|name| name.is_ascii()).collect();
    println!(
        "\n{:<34}{:>8}{:>8}{:>8}{:>8}{:>9} {:>14}",
        "one core, us a pair", "pairs", "mean", "p50", "p99", "max", "Jaro-Winkler"
    );
    cost("labelled, ASCII letters", &latin);
    cost("labelled, other letters", &other);
    cost("list name, ordinary name", &made(&ascii, ordinary));
    let doubled: Vec<String> = ascii.iter().map(|name| name.replacen('a', "e", 1)).collect();
    let near = ascii.iter().zip(doubled).map(|(l, a)| (a, (*l).to_owned(), PartyKind::Unknown));
    cost("list name, a letter changed", &near.step_by(3).collect::<Vec<_>>());
}

fn cost(label: &str, pairs: &[Pair]) {
    let mut times: Vec<Duration> = Vec::with_capacity(pairs.len());
    for pass in 0..2 {
        times.clear();
        for (a, b, kind) in pairs {
            let at = processor_time();
            let scored = score_names_as(a, b, *kind);
            times.push(processor_time() - at);
            assert!(pass > 1 || scored.is_ok() || scored.is_err());
        }
    }
    let total: Duration = times.iter().sum();
    let at = processor_time();
    let sum: f64 = pairs.iter().map(|(a, b, _)| strsim::jaro_winkler(a, b)).sum();
    let brute = processor_time() - at;
    assert!(sum >= 0.0);
    times.sort_unstable();
    let each = |time: Duration| time.as_secs_f64() * 1e6 / pairs.len() as f64;
    println!(
        "{label:<34}{:>8}{:>8.1}{:>8.1}{:>8.1}{:>9.1} {:>14.2}",
        pairs.len(),
        each(total),
        micros(&times, 0.5),
        micros(&times, 0.99),
        micros(&times, 1.0),
        each(brute),
    );
}

/// Digests of readings, scores and answers: equal in builds that answer alike.
pub fn digests(shared: &Path, index: &Index, listed: &[&str], sets: &[(&str, Vec<String>)]) {
    let asked = || sets.iter().flat_map(|(_, names)| names);
    let kinds =
        [PartyKind::Unknown, PartyKind::Organization, PartyKind::Individual, PartyKind::Vessel];
    let mut readings = Sha256::new();
    for name in listed.iter().copied().chain(asked().map(String::as_str)) {
        for kind in kinds {
            readings.update(format!("{:?}\n", names::analyse(name, kind)));
        }
    }
    show("readings", readings);
    let mut scores = Sha256::new();
    let mut pairs = labelled(shared);
    for (_, names) in sets {
        pairs.extend(made(listed, names));
    }
    pairs.extend(listed.windows(2).map(|w| (w[0].to_owned(), w[1].to_owned(), PartyKind::Unknown)));
    for (a, b, kind) in &pairs {
        scores.update(format!("{:?}\n", score_names_as(a, b, *kind)));
        scores.update(format!("{:?}\n", score_names_as(b, a, PartyKind::Unknown)));
    }
    show("scores", scores);
    let (mut answers, mut work) = (Sha256::new(), Sha256::new());
    let mut searcher = Searcher::default();
    for query in asked() {
        let party = party(query);
        let found = index.search_with(&mut searcher, &party, SearchOptions::default());
        answers.update(format!("{found:?}\n"));
        work.update(format!("{:?}\n", searcher.work));
    }
    show("answers", answers);
    show("work", work);
}

fn show(what: &str, digest: Sha256) {
    let hex: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("digest of {what}: {hex}");
}
