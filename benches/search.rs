//! Speed of the index, beside brute force over the same names in the same run.
//!
//! `cargo bench --bench search` (the folder of published lists is named by `HIGHFENCE_SHARED`).
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a benchmark"
)]

use std::time::Instant;

use highfence::index::model::{Model, NameKeys, Word};
use highfence::index::{Catalog, Scratch, Work};

fn main() {
    let Some(shared) = std::env::var_os("HIGHFENCE_SHARED") else {
        println!("skipped: HIGHFENCE_SHARED is not set");
        return;
    };
    let text = std::fs::read_to_string(
        std::path::Path::new(&shared).join("data/us-csl/projection-2026-07-31.json"),
    )
    .unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut names: Vec<String> = Vec::new();
    for entry in value["entries"].as_array().unwrap() {
        names.push(entry["n"].as_str().unwrap().to_owned());
        for alias in entry["a"].as_array().into_iter().flatten() {
            names.push(alias.as_str().unwrap().to_owned());
        }
    }
    let folded: Vec<String> = names.iter().map(|n| fold(n)).collect();
    let keys: Vec<NameKeys> = folded.iter().map(|n| keys_of(n)).collect();
    let at = Instant::now();
    let catalog = Catalog::build(&keys, Model::default());
    println!(
        "{} names, build {:?}, {} bytes/name {:?}",
        names.len(),
        at.elapsed(),
        catalog.bytes() / names.len(),
        catalog.parts()
    );
    let companies =
        std::fs::read_to_string(std::path::Path::new(&shared).join("data/names/companies-dev.tsv"))
            .unwrap();
    let queries: Vec<String> =
        companies.lines().skip(1).map(|l| fold(l.split('\t').next().unwrap())).collect();
    let queries2: Vec<String> = folded
        .iter()
        .step_by(3)
        .map(|n| {
            let mut n = n.clone();
            let m = n.len() / 2;
            if n.is_char_boundary(m) && n.is_char_boundary(m + 1) && n.len() > m + 1 {
                n.remove(m);
            }
            n
        })
        .collect();
    for (label, queries) in [("ordinary", &queries), ("perturbed", &queries2)] {
        let mut scratch = Scratch::default();
        for round in 0..3 {
            let mut times = Vec::with_capacity(queries.len());
            let mut work = Work::default();
            if round == 2 {
                scratch = Scratch::default();
            }
            for query in queries {
                let at = Instant::now();
                let keys = keys_of(query);
                catalog.find(&keys, &mut scratch);
                times.push(at.elapsed().as_nanos() as u64);
                work += scratch.work;
            }
            let total: u64 = times.iter().sum();
            times.sort_unstable();
            let q = |p: f64| times[((times.len() - 1) as f64 * p) as usize] as f64 / 1000.0;
            let n = queries.len() as f64;
            println!(
                "{label}: p50 {:.1} p99 {:.1} p999 {:.1} max {:.1} us mean {:.1}; probes {:.1} postings {:.1} verified {:.1} candidates {:.2}",
                q(0.5),
                q(0.99),
                q(0.999),
                q(1.0),
                total as f64 / 1000.0 / n,
                work.probes as f64 / n,
                work.postings as f64 / n,
                work.verified as f64 / n,
                work.candidates as f64 / n
            );
        }
    }
}

fn fold(name: &str) -> String {
    any_ascii::any_ascii(name).to_lowercase()
}

fn keys_of(name: &str) -> NameKeys<'_> {
    let words: Vec<Word> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(Word::new)
        .collect();
    NameKeys { forms: vec![words], whole: Vec::new() }
}
