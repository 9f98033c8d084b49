//! One screening of a transaction with 5 parties and 20 items over all rules.
//!
//! `cargo bench --bench screening [-- none] [-- lists]`. `rules` is what is left when the search for names is taken away:
//! the same transaction against no list entries, and against the built-in extracts less the time to
//! gather (where names are searched). Wall times depend on the machine and what else it does; the
//! least of many runs is the nearest to what the work itself takes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark"
)]

use std::time::{Duration, Instant};

use highfence::facts::gather::{self, Sources};
use highfence::index::Index;
use highfence::lists;
use highfence::model::{AsOf, Edition, Transaction};
use highfence::rules;
use highfence::rules::tables::Tables;
use highfence::screen::Engine;
use highfence::wire::transaction;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs of each measurement.
const RUNS: usize = 2_000;

fn engine(editions: Vec<Edition>) -> Engine {
    let (rules, tables) = (rules::embedded().unwrap(), Tables::embedded().unwrap());
    Engine::new(Index::build(editions), rules, tables).unwrap()
}

/// 5 parties in different roles and countries, 20 items of different kinds.
fn sample(listed: bool) -> Transaction {
    let names = if listed {
        [
            "Huawei Technologies Co., Ltd.",
            "Acme Trading GmbH",
            "SZ DJI Technology Co., Ltd.",
            "Baltic Forwarders",
            "Semiconductor Manufacturing International Corporation",
        ]
    } else {
        ["Alder Optics", "Acme Trading GmbH", "Birch Machines", "Baltic Forwarders", "Cedar Labs"]
    };
    let roles = ["purchaser", "seller", "end_user", "freight_forwarder", "ultimate_consignee"];
    let countries = ["CN", "DE", "CN", "AE", "CN"];
    let parties: Vec<_> = (0..5)
        .map(|n| serde_json::json!({ "name": names[n], "role": roles[n], "country": countries[n] }))
        .collect();
    let goods = [
        ("Ball bearings", "EAR99", "8482.10"),
        ("Thermal imaging core", "6A003.b.4.b", "8525.83"),
        ("GPU accelerator", "3A090.a", "8473.30"),
        ("Office software", "5D992.c", "8523.49"),
    ];
    let items: Vec<_> = (0..20)
        .map(|n| {
            let (text, eccn, hs) = goods[n % goods.len()];
            serde_json::json!({ "description": format!("{text} {n}"), "type": "commodity",
                "eccn": eccn, "hs": hs, "origin": "US", "value_usd": 1000 + n })
        })
        .collect();
    let tx = serde_json::json!({
        "date": "2026-11-21", "kind": "export", "ship_from": "US", "destination": "CN",
        "actor": { "name": "Prairie Instruments, Inc.", "country": "US", "us_person": true },
        "parties": parties, "items": items,
    });
    transaction::from_bytes(tx.to_string().as_bytes()).unwrap()
}

/// The least and the middle time of a run, in microseconds.
fn time(mut run: impl FnMut() -> usize) -> (f64, f64) {
    let mut times: Vec<Duration> = Vec::with_capacity(RUNS);
    let mut kept = 0;
    for _ in 0..RUNS {
        let begun = Instant::now();
        kept += std::hint::black_box(run());
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    assert!(kept > 0);
    (times[0].as_secs_f64() * 1e6, times[RUNS / 2].as_secs_f64() * 1e6)
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    for (section, name, editions, listed) in [
        ("none", "no list entries", Vec::new(), false),
        ("lists", "built-in lists", lists::embedded().unwrap(), true),
    ] {
        if !asked.is_empty() && !asked.iter().any(|a| a == section) {
            continue;
        }
        let engine = engine(editions);
        let tx = sample(listed);
        let as_of = AsOf::on(tx.date.unwrap());
        let sources = Sources {
            index: &engine.index,
            tables: &engine.tables,
            classifier: &engine.classifier,
            threshold: engine.threshold,
        };
        let screening = engine.screen(&tx, as_of);
        let whole = time(|| engine.screen(&tx, as_of).findings.len());
        let gathered = time(|| gather::gather(&tx, as_of, sources).parties.len());
        let kept = gather::gather(&tx, as_of, sources);
        let items = time(|| gather::items(&kept, sources).len());
        println!(
            "{name}: {} rules, {} parties, {} items, {} matches, {} findings, {}",
            engine.rules.rules.len(),
            tx.parties.len(),
            tx.items.len(),
            screening.matches.len(),
            screening.findings.len(),
            screening.verdict.level.word(),
        );
        for (part, (least, middle)) in [
            ("whole screening", whole),
            ("gather (names)", gathered),
            ("items", items),
            ("rules and verdict", (whole.0 - gathered.0 - items.0, whole.1 - gathered.1 - items.1)),
        ] {
            println!("  {part:20} least {least:9.1} us  middle {middle:9.1} us");
        }
    }
}
