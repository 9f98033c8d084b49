//! Batches and re-screening: answers depend on the question alone.

use highfence::index::model::{Form, FormKind, Model, NameKeys, Word};
use highfence::index::{Catalog, Index, Scratch, SearchOptions, Searcher, Work, rescreen};
use highfence::lists;
use highfence::matching::THRESHOLD;
use highfence::model::{Edition, ListEntry, Name, NameKind, Party};
use sha2::{Digest, Sha256};

use super::index_csl::asked;

fn party(name: &str) -> Party {
    Party { names: vec![Name::new(name, NameKind::Primary)], ..Party::default() }
}

fn embedded() -> Vec<ListEntry> {
    lists::embedded().unwrap().into_iter().flat_map(|e| e.entries).collect()
}

fn edition(entries: Vec<ListEntry>) -> Vec<Edition> {
    vec![Edition { id: "test".to_owned(), entries, ..Edition::default() }]
}

fn parties(entries: &[ListEntry], count: usize) -> Vec<Party> {
    let names: Vec<&str> =
        entries.iter().flat_map(|e| &e.party.names).map(|n| n.text.as_str()).collect();
    asked(&names, count).iter().map(|name| party(name)).collect()
}

/// Digests of every answer, in the order of the parties.
fn digests(index: &Index, parts: &[&[Party]], threads: usize) -> Vec<Vec<u8>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let answers =
        |part: &&[Party]| pool.install(|| index.search_batch(part, SearchOptions::default()));
    let answers = parts.iter().flat_map(answers);
    answers.map(|found| Sha256::digest(format!("{found:?}")).to_vec()).collect()
}

#[test]
fn answers_do_not_depend_on_partitions_or_threads() {
    let entries = embedded();
    let parties = parties(&entries, 3_000);
    let index = Index::build(edition(entries));
    let whole = digests(&index, &[&parties], 1);
    assert_eq!(whole.len(), parties.len());
    assert_eq!(digests(&index, &[&parties], 2), whole);
    let uneven: Vec<&[Party]> = parties.chunks(701).collect();
    assert_eq!(digests(&index, &uneven, 2), whole);
    let mut backward: Vec<Party> = parties.clone();
    backward.reverse();
    let mut turned = digests(&index, &[&backward], 2);
    turned.reverse();
    assert_eq!(turned, whole, "the order of the questions must not matter");
}

#[test]
fn work_is_counted_the_same_whatever_was_asked_before() {
    let entries = embedded();
    let parties = parties(&entries, 300);
    let index = Index::build(edition(entries));
    let mut used = Searcher::default();
    for _ in 0..2 {
        for party in &parties {
            let mut fresh = Searcher::default();
            let options = SearchOptions::default();
            index.search_with(&mut fresh, party, options);
            index.search_with(&mut used, party, options);
            assert_eq!(used.work, fresh.work, "{}", party.caption());
        }
    }
    assert_ne!(used.work, Work::default());
}

#[test]
fn re_screening_finds_every_party_whose_result_changes() {
    let before = embedded();
    let mut after: Vec<ListEntry> =
        before.iter().enumerate().filter(|(n, _)| n % 40 != 0).map(|(_, e)| e.clone()).collect();
    for entry in after.iter_mut().step_by(50) {
        entry.party.names.truncate(1);
        entry.remarks = Some("changed".to_owned());
    }
    after.push(ListEntry::new("US-BIS-EL", "new", "Entirely Novel Gyroscope Works"));
    let mut own = parties(&before, 1_500);
    own.push(party("Entirely Novel Gyroscope Works Ltd"));

    let (before, after) = (edition(before), edition(after));
    let changes = rescreen::changes(&before, &after);
    assert!(changes.len() > 10, "{}", changes.len());
    let (old, new) = (Index::build(before.clone()), Index::build(after.clone()));
    let answer = |index: &Index, party: &Party| {
        let found = index.search(party, SearchOptions::default());
        found.hits.iter().map(|hit| (hit.entry.clone(), hit.matched.clone())).collect::<Vec<_>>()
    };
    let touched: Vec<u32> = (0_u32..)
        .zip(&own)
        .filter(|(_, party)| answer(&old, party) != answer(&new, party))
        .map(|(number, _)| number)
        .collect();
    assert!(touched.len() > 10 && touched.len() < own.len() / 2, "{}", touched.len());

    let index = rescreen::own_index(own.clone());
    let affected = rescreen::affected(&index, &changes, THRESHOLD);
    assert_eq!(affected.incomplete, Vec::<String>::new());
    for number in &touched {
        let name = own[*number as usize].caption();
        assert!(affected.parties.contains(number), "the result of {name} changes unseen");
    }
    assert!(affected.parties.len() <= touched.len() * 2, "{} found", affected.parties.len());
}

#[test]
fn equal_editions_differ_in_nothing() {
    let entries = embedded();
    assert_eq!(rescreen::changes(&edition(entries.clone()), &edition(entries)), []);
}

#[test]
fn a_screened_batch_is_the_same_on_any_number_of_threads() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("batch_on_threads");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let entries = embedded();
    let names: Vec<String> =
        parties(&entries, 700).iter().map(|party| party.caption().replace('"', "'")).collect();
    let rows: String = names.iter().map(|name| format!("\"{name}\",CN\n")).collect();
    std::fs::write(folder.join("in.csv"), format!("name,country\n{rows}")).unwrap();
    let screened = |threads: &str| {
        let output = folder.join(format!("out-{threads}.ndjson"));
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_highfence"))
            .args(["screen", "--exit-zero", "--as-of", "2026-07-31", "--batch"])
            .arg(folder.join("in.csv"))
            .arg("-o")
            .arg(&output)
            .env("RAYON_NUM_THREADS", threads)
            .env("HIGHFENCE_STORE", folder.join("store"))
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
        std::fs::read(output).unwrap()
    };
    let alone = screened("1");
    assert_eq!(alone.iter().filter(|byte| **byte == b'\n').count(), 700);
    assert!(screened("2") == alone && screened("3") == alone, "the bytes differ");
}

/// The words of a name as they stand, so that the work of the index alone is counted: how names are
/// read changes for reasons of its own.
fn plain_keys(words: &[String]) -> NameKeys<'_> {
    let words = words.iter().map(|word| Word::new(word)).collect();
    NameKeys { forms: vec![Form { words, kind: FormKind::Business }], whole: Vec::new() }
}

fn plain_words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The work of a fixed set of questions to the names that are part of the program. The numbers are
/// the same in every run and on any machine; they change with the lists, the candidate model and
/// the index, and a rise that nobody meant is a search grown slow.
#[test]
fn the_work_of_a_search_is_known() {
    let entries = embedded();
    let names: Vec<&str> =
        entries.iter().flat_map(|e| &e.party.names).map(|n| n.text.as_str()).collect();
    let words: Vec<Vec<String>> = names.iter().map(|name| plain_words(name)).collect();
    let keys: Vec<NameKeys<'_>> = words.iter().map(|words| plain_keys(words)).collect();
    let catalog = Catalog::build(&keys, Model::default());
    let (mut scratch, mut work) = (Scratch::default(), Work::default());
    for name in asked(&names, 1_000) {
        catalog.find(&plain_keys(&plain_words(&name)), 600, &mut scratch);
        work += scratch.work;
    }
    let known =
        Work { probes: 141_530, postings: 29_470, verified: 25_369, candidates: 8_027, scored: 0 };
    assert_eq!(work, known, "of {} names", names.len());
}

#[test]
fn few_names_are_scored() {
    let entries = embedded();
    let parties = parties(&entries, 1_000);
    let index = Index::build(edition(entries));
    let (mut searcher, mut work) = (Searcher::default(), Work::default());
    for party in &parties {
        index.search_with(&mut searcher, party, SearchOptions::default());
        work += searcher.work;
    }
    assert!(work.candidates < 15_000 && work.scored < 20_000, "{work:?}");
}
