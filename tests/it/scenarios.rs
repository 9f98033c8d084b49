//! Labelled transactions: the project's own examples, and the corpora at hand.

use highfence::lists;
use highfence::model::{AsOf, Date, Level};
use highfence::wire::scenario;
use highfence::wire::screening::programs;
use highfence::wire::transaction::from_bytes;
use serde::Deserialize;

use crate::engine::engine_over;
use crate::shared::shared_file;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Examples {
    #[allow(dead_code, reason = "read so that the key is checked")]
    schema: u8,
    example: Vec<Example>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    file: String,
    date: toml::value::Datetime,
    verdict: String,
    #[serde(default)]
    acceptable: Vec<String>,
    policy: Option<String>,
    #[serde(default)]
    programs: Vec<String>,
    #[serde(default)]
    horizon: Vec<String>,
    #[allow(dead_code, reason = "for the reader of the file")]
    #[serde(default)]
    why: String,
}

#[test]
fn every_example_has_the_answer_that_its_table_gives() {
    let text = std::fs::read_to_string("examples/expected.toml").unwrap();
    let examples: Examples = toml::from_str(&text).unwrap();
    let engine = engine_over(lists::embedded().unwrap());
    let mut failures = Vec::new();
    for example in &examples.example {
        let bytes = std::fs::read(format!("examples/{}", example.file)).unwrap();
        let tx =
            from_bytes(&bytes).unwrap_or_else(|problems| panic!("{}: {problems:?}", example.file));
        let day: Date = example.date.to_string().parse().unwrap();
        assert_eq!(tx.date, Some(day), "{}: the table's date", example.file);
        let screening = engine.screen(&tx, AsOf::on(day));
        let word = screening.verdict.level.word();
        if word != example.verdict && !example.acceptable.iter().any(|other| other == word) {
            failures.push(format!("{}: {word}, expected {}", example.file, example.verdict));
        }
        if example.policy.is_some() && example.policy != screening.verdict.policy {
            failures.push(format!("{}: policy {:?}", example.file, screening.verdict.policy));
        }
        let found = programs(&screening);
        for program in example.programs.iter().chain(&example.horizon) {
            if !found.contains(program) {
                failures.push(format!("{}: {program} is not among {found:?}", example.file));
            }
        }
    }
    let listed: Vec<&str> = examples.example.iter().map(|e| e.file.as_str()).collect();
    for file in std::fs::read_dir("examples").unwrap().flatten() {
        let name = file.file_name().into_string().unwrap();
        if name.ends_with(".json") && !listed.contains(&name.as_str()) {
            failures.push(format!("{name} is not in examples/expected.toml"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_corpus_at_hand_scores_as_claimed() {
    let Some(bytes) = shared_file("scenarios/scenarios.json") else { return };
    let corpus = scenario::read(&bytes).unwrap();
    let (mut strict, mut under, mut wanted, mut missed) = (0, Vec::new(), 0, Vec::new());
    for case in &corpus {
        let engine = engine_over(vec![case.edition.clone().unwrap()]);
        let tx = case.transaction.as_ref().unwrap_or_else(|p| panic!("{}: {p:?}", case.id));
        let screening = engine.screen(tx, AsOf::on(tx.date.unwrap()));
        let word = screening.verdict.level.word();
        let expected = Level::from_word(&case.expected.verdict).unwrap();
        strict += usize::from(word == case.expected.verdict);
        if screening.verdict.level < expected && !case.expected.acceptable.iter().any(|a| a == word)
        {
            under.push(format!("{} {word}", case.id));
        }
        let found = programs(&screening);
        for program in &case.expected.programs {
            wanted += 1;
            if !found.contains(program) {
                missed.push(format!("{} {program}", case.id));
            }
        }
    }
    println!("{strict} of {} strict, {} programs of {wanted} missed", corpus.len(), missed.len());
    assert!(under.is_empty(), "laxer than expected: {under:?}");
    assert!(strict * 83 >= corpus.len() * 79, "only {strict} of {} strict", corpus.len());
    assert!(missed.len() * 20 <= wanted, "programs missed: {missed:?}");
}
