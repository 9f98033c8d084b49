//! Speed of the index beside brute force over the same names in the same run.
//!
//! `HIGHFENCE_SHARED=... cargo bench --bench search [-- SECTION ...]`, sections: `csl`, `250k`,
//! `1m`, `brute`, `rescreen`, `threads`, `load`, `pairs`, `digest`; all where none is named. Wall times depend on
//! the machine and what else it does; the counts of work do not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark"
)]

mod pairs;
#[path = "../../tests/it/perturb.rs"]
mod perturb;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use highfence::index::model::least_for;
use highfence::index::reading::{Shape, Side};
use highfence::index::{Index, Scratch, SearchOptions, Searcher, Work, rescreen, snapshot};
use highfence::matching::THRESHOLD;
use highfence::model::{Edition, ListEntry, Name, NameKind, Party, PartyKind};
use highfence::names;
use perturb::{Dice, FAULTS};

fn main() {
    let Some(shared) = std::env::var_os("HIGHFENCE_SHARED").map(PathBuf::from) else {
        println!("skipped: HIGHFENCE_SHARED is not set (folder of published lists)");
        return;
    };
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let wants = |section: &str| asked.is_empty() || asked.iter().any(|a| a == section);
    let entries = consolidated_list(&shared);
    let names: Vec<&str> =
        entries.iter().flat_map(|e| &e.party.names).map(|n| n.text.as_str()).collect();
    println!("{} entries, {} names; {} cores", entries.len(), names.len(), cores());
    let ordinary = ordinary_companies(&shared);
    let sets = query_sets(&names, ordinary.clone());
    if ["csl", "threads", "load", "digest"].iter().any(|section| wants(section)) {
        let index = build(edition(entries.clone()));
        if wants("load") {
            load(&index);
        }
        if wants("csl") {
            steps(&index, &ordinary);
            latencies(&index, &sets);
        }
        if wants("threads") {
            threads(&index, &ordinary);
        }
        if wants("digest") {
            pairs::digests(&shared, &index, &names, &sets);
        }
    }
    if wants("pairs") {
        pairs::costs(&shared, &names, &ordinary);
    }
    if wants("brute") {
        brute_force(&names, &ordinary);
    }
    for (section, count) in [("250k", 250_000), ("1m", 1_000_000)] {
        if wants(section) {
            let index = build(edition(recombined(&entries, count)));
            latencies(&index, &sets);
        }
    }
    if wants("rescreen") {
        re_screening(&entries);
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn edition(entries: Vec<ListEntry>) -> Edition {
    Edition { id: "bench".to_owned(), entries, ..Edition::default() }
}

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The whole list of 2026-07-31, from its compact projection.
fn consolidated_list(shared: &Path) -> Vec<ListEntry> {
    let path = shared.join("data/us-csl/projection-2026-07-31.json");
    let value: serde_json::Value =
        serde_json::from_slice(&std::fs::read(path).expect("the list")).expect("JSON");
    let mut entries = Vec::new();
    for (number, row) in value["entries"].as_array().expect("entries").iter().enumerate() {
        let name = row["n"].as_str().unwrap_or_default();
        let mut entry = ListEntry::new("US-CSL", number.to_string(), name);
        let aliases = row["a"].as_array().into_iter().flatten().filter_map(|a| a.as_str());
        entry.party.names.extend(aliases.map(|alias| Name::new(alias, NameKind::Alias)));
        entry.party.kind = match row["t"].as_str() {
            Some("Individual") => PartyKind::Individual,
            Some("Vessel") => PartyKind::Vessel,
            Some("Aircraft") => PartyKind::Aircraft,
            Some("Entity") => PartyKind::Organization,
            _ => PartyKind::Unknown,
        };
        entries.push(entry);
    }
    entries
}

fn ordinary_companies(shared: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(shared.join("data/names/companies-dev.tsv")).expect("names");
    text.lines().skip(1).filter_map(|line| line.split('\t').next()).map(str::to_owned).collect()
}

fn query_sets(names: &[&str], ordinary: Vec<String>) -> Vec<(&'static str, Vec<String>)> {
    let mut dice = Dice(1);
    let mut perturbed = Vec::new();
    while perturbed.len() < 10_000 {
        let name = names[dice.below(names.len())];
        let (_, fault) = FAULTS[dice.below(FAULTS.len())];
        perturbed.extend(fault(name, &mut dice));
    }
    let listed = names.iter().step_by(6).map(|name| (*name).to_owned()).collect();
    let persons = persons(names, 10_000);
    let worst = [
        "Mohammed Ali",
        "Trading Company Limited",
        "International General Trading Co LLC",
        "A",
        "Ltd",
        "Limited Liability Company",
        "Shanghai Technology Co Ltd",
        "Ahmad Muhammad Hassan",
        "Al",
        "The Company for General Trade and Industry of the State",
        "Zhang Wei",
        "China National Electronics Import and Export Corporation Beijing Branch Office Limited",
        "Ivanov Ivan Ivanovich",
        "Aleksandr",
        "University",
        "Research Institute",
    ];
    let worst = worst.iter().map(|name| (*name).to_owned()).chain([
        "Mohammed ".repeat(16),
        "abcdefghijklmnopqrstuvwxyz".repeat(8),
        "x y z ".repeat(10),
    ]);
    vec![
        ("ordinary companies", ordinary),
        ("ordinary persons", persons),
        ("listed, as listed", listed),
        ("listed, with a fault", perturbed),
        ("worst cases", worst.collect()),
    ]
}

/// Persons on no list, as far as chance has it: first and last words of different list names.
fn persons(names: &[&str], count: usize) -> Vec<String> {
    let two: Vec<(&str, &str)> = names.iter().filter_map(|name| name.split_once(' ')).collect();
    let mut dice = Dice(7);
    (0..count)
        .map(|_| {
            let (given, family) = (two[dice.below(two.len())].0, two[dice.below(two.len())].1);
            format!("{given} {}", family.rsplit(' ').next().unwrap_or(family))
        })
        .collect()
}

/// Entries recombined from the words of two real ones, two names each.
fn recombined(entries: &[ListEntry], names: usize) -> Vec<ListEntry> {
    let mut dice = Dice(3);
    let mut made = Vec::new();
    while made.len() * 2 < names {
        let pick = |dice: &mut Dice| &entries[dice.below(entries.len())];
        let (a, b) = (pick(&mut dice), pick(&mut dice));
        let half = |text: &str, last: bool| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let middle = words.len().div_ceil(2);
            if last { words[words.len() - middle..].join(" ") } else { words[..middle].join(" ") }
        };
        let (one, other) = (a.party.caption(), b.party.caption());
        let mut entry = ListEntry::new(
            "MADE",
            made.len().to_string(),
            format!("{} {}", half(one, false), half(other, true)),
        );
        let alias = format!("{} {}", half(other, false), half(one, true));
        entry.party.names.push(Name::new(alias, NameKind::Alias));
        entry.party.kind = a.party.kind;
        made.push(entry);
    }
    made
}

fn build(edition: Edition) -> Index {
    let at = Instant::now();
    let index = Index::build(vec![edition]);
    let per_name = index.bytes() / index.names().max(1);
    println!(
        "\nindex of {} names: built in {:.0?}, {} bytes a name {:?}; resident {} MB",
        index.names(),
        at.elapsed(),
        per_name,
        index.catalog().parts(),
        resident_mb(),
    );
    index
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn party(name: &str) -> Party {
    Party { names: vec![Name::new(name, NameKind::Primary)], ..Party::default() }
}

/// Processor time of this thread: what a query costs, whatever else the machine does.
fn processor_time() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}

fn micros(times: &[Duration], share: f64) -> f64 {
    let at = ((times.len().max(1) - 1) as f64 * share) as usize;
    times.get(at).map_or(0.0, |time| time.as_nanos() as f64 / 1000.0)
}

/// Where the time of a query goes, one step after the other.
fn steps(index: &Index, queries: &[String]) {
    let analyse = |query: &String| names::analyse(query, PartyKind::Unknown).ok();
    let at = processor_time();
    let analysed: Vec<_> = queries.iter().filter_map(analyse).collect();
    let analysis = processor_time() - at;
    let at = processor_time();
    let shapes: Vec<Shape> =
        analysed.iter().map(|name| Shape::of_analysed(name, Side::Asked)).collect();
    let shaping = processor_time() - at;
    let mut scratch = Scratch::default();
    let least = least_for(THRESHOLD);
    let at = processor_time();
    let found: usize = shapes
        .iter()
        .map(|s| index.catalog().find(&s.keys(), least, &mut scratch).names.len())
        .sum();
    let finding = processor_time() - at;
    let each = |time: Duration| time.as_secs_f64() * 1e6 / queries.len() as f64;
    println!(
        "mean us: analysis {:.1}, keys {:.1}, candidates {:.1} ({:.2} a query)",
        each(analysis),
        each(shaping),
        each(finding),
        found as f64 / queries.len() as f64
    );
}

/// One core: a cold pass that warms what is warmed once, then the measured pass.
fn latencies(index: &Index, sets: &[(&'static str, Vec<String>)]) {
    println!(
        "{:<22}{:>8}{:>9}{:>9}{:>9}{:>10}{:>10} {:>8}{:>9}{:>9}{:>8}{:>7}",
        "one core, us",
        "queries",
        "p50",
        "p99",
        "p99.9",
        "max",
        "per s",
        "probes",
        "postings",
        "verified",
        "scored",
        "hits"
    );
    for (label, queries) in sets {
        for pass in ["first", "again"] {
            let mut searcher = Searcher::default();
            let (mut work, mut hits) = (Work::default(), 0);
            let mut times: Vec<Duration> = Vec::with_capacity(queries.len());
            for query in queries {
                let party = party(query);
                let at = processor_time();
                let found = index.search_with(&mut searcher, &party, SearchOptions::default());
                hits += found.total;
                times.push(processor_time() - at);
                work += searcher.work;
            }
            let total: Duration = times.iter().sum();
            times.sort_unstable();
            let each = |count: u64| count as f64 / queries.len() as f64;
            println!(
                "{:<22}{:>8}{:>9.1}{:>9.1}{:>9.1}{:>10.1}{:>10.0} {:>8.1}{:>9.1}{:>9.1}{:>8.2}{:>7.2}",
                format!("{label}, {pass}").chars().take(29).collect::<String>(),
                queries.len(),
                micros(&times, 0.5),
                micros(&times, 0.99),
                micros(&times, 0.999),
                micros(&times, 1.0),
                queries.len() as f64 / total.as_secs_f64(),
                each(work.probes),
                each(work.postings),
                each(work.verified),
                each(work.scored),
                hits as f64 / queries.len() as f64,
            );
        }
    }
}

fn threads(index: &Index, queries: &[String]) {
    let parties: Vec<Party> = queries.iter().cycle().take(100_000).map(|q| party(q)).collect();
    let mut rates = Vec::new();
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| index.search_batch(&parties[..20_000], SearchOptions::default()));
        let at = Instant::now();
        let found = pool.install(|| index.search_batch(&parties, SearchOptions::default()));
        let rate = found.len() as f64 / at.elapsed().as_secs_f64();
        println!("batch of {} on {threads} threads: {rate:.0} a second", parties.len());
        rates.push(rate);
    }
    println!("two threads over one: {:.2}", rates[1] / rates[0]);
}

fn load(index: &Index) {
    let mut bytes = Vec::new();
    snapshot::write(index, "", &mut bytes).expect("snapshot");
    let mut best = Duration::MAX;
    for _ in 0..7 {
        let at = Instant::now();
        let read = snapshot::read(Some(""), bytes.as_slice()).expect("snapshot");
        best = best.min(at.elapsed());
        drop(read);
    }
    println!("snapshot of {} KB, checked and read in {best:.1?} (best of 7)", bytes.len() / 1024);
}

/// Jaro-Winkler with every name, as the plain way has it.
fn brute_force(names: &[&str], queries: &[String]) {
    let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let queries: Vec<String> =
        queries.iter().step_by(queries.len() / 100).map(|q| q.to_lowercase()).collect();
    let at = processor_time();
    let mut hits = 0_usize;
    for query in &queries {
        hits += names.iter().filter(|name| strsim::jaro_winkler(query, name) >= 0.9).count();
    }
    let slow = (processor_time() - at) / queries.len() as u32;
    let at = processor_time();
    let mut again = 0_usize;
    for query in &queries {
        let scorer = rapidfuzz::distance::jaro_winkler::BatchComparator::new(query.chars());
        let args = rapidfuzz::distance::jaro_winkler::Args::default().score_cutoff(0.9);
        again += names
            .iter()
            .filter(|name| scorer.normalized_similarity_with_args(name.chars(), &args).is_some())
            .count();
    }
    let fast = (processor_time() - at) / queries.len() as u32;
    println!(
        "\nbrute force over {} names, {} queries: strsim Jaro-Winkler {slow:.1?} of processor time a query, \
         rapidfuzz with cutoff 0.9 {fast:.1?} ({hits} and {again} hits)",
        names.len(),
        queries.len()
    );
}

/// A day on which one entry in two hundred changes, against a million own parties.
fn re_screening(entries: &[ListEntry]) {
    let own = recombined(entries, 2_000_000).into_iter().map(|entry| {
        let mut party = entry.party;
        party.names.truncate(1);
        party
    });
    let at = Instant::now();
    let own = rescreen::own_index(own);
    println!("\nindex of {} own parties: built in {:.0?}", own.names(), at.elapsed());
    let after: Vec<ListEntry> =
        entries.iter().enumerate().filter(|(n, _)| n % 200 != 0).map(|(_, e)| e.clone()).collect();
    let (before, after) = (vec![edition(entries.to_vec())], vec![edition(after)]);
    let at = Instant::now();
    let changes = rescreen::changes(&before, &after);
    let compared = at.elapsed();
    let at = Instant::now();
    let affected = rescreen::affected(&own, &changes, THRESHOLD);
    println!(
        "re-screening {} own parties after {} changed entries: compared in {compared:.0?}, \
         {} parties found in {:.0?}, {} entries not finished",
        own.names(),
        changes.len(),
        affected.parties.len(),
        at.elapsed(),
        affected.incomplete.len(),
    );
}
