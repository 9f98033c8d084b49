//! The auditor's tools over rule files: lint, tests inside rule files, sentences.

use highfence::inspect::{Sources, coverage, lint, phrase, run_tests, sarif};
use highfence::rules::tables::Tables;
use highfence::rules::{Diagnostic, Severity};

/// The example of the page "How to write a rule".
pub(crate) fn example() -> String {
    let page = include_str!("../../rules/README.md");
    let (_, rest) = page.split_once("```toml\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn sources(text: &str) -> Sources {
    Sources::read(vec![("example.toml".to_owned(), text.to_owned())])
}

fn linted(text: &str) -> Vec<Diagnostic> {
    lint::lint(&sources(text), &Tables::embedded().unwrap())
}

#[test]
fn the_example_of_the_page_is_sound_and_fully_tested() {
    assert_eq!(linted(&example()), Vec::new());
    let sources = sources(&example());
    let tables = Tables::embedded().unwrap();
    let rule = &sources.rules.rules[0];
    for test in run_tests::all(rule, &example(), &tables) {
        assert!(test.passed, "{}: {:?}", test.name, test.differences);
    }
    let coverage = coverage::of_rule(rule, &tables);
    for reach in [&coverage.clauses, &coverage.branches, &coverage.boundaries] {
        assert_eq!(reach.missing, Vec::<String>::new());
    }
}

/// Replaces `from` by `to` in the example and expects the finding `code`.
#[track_caller]
fn check(from: &str, to: &str, code: &str, severity: Severity) {
    let text = example();
    assert!(text.contains(from), "the example does not hold `{from}`");
    let changed = text.replacen(from, to, 1);
    let found = linted(&changed);
    let hit = found.iter().find(|d| d.code == code);
    let hit = hit.unwrap_or_else(|| panic!("`{code}` is not among {found:#?}"));
    assert_eq!(hit.severity, severity);
}

#[test]
fn lint_names_what_reading_does_not() {
    use Severity::{Error, Warning};
    check("15 CFR 734.7", "CFR 734.7", "bad-citation", Error);
    check("[\"15 CFR 742.4(a)(5)\"", "[\"15 C.F.R. 742.4(a)(5)\"", "bad-citation", Error);
    check("regime =", "lists = [\"US-BIS-ENTITY\"]\nregime =", "unknown-list", Error);
    check("certainty = \"legal\"", "certainty = \"political\"", "announced-in-force", Error);
    check("from = 2024-09-06", "from = 2024-09-07", "missing-test", Error);
    check(
        "[\"15 CFR 742.4(a)(5)\", \"89 FR 72926\"]",
        "[\"speech 2024\"]",
        "weak-authority",
        Warning,
    );
    check("name = \"another item\"", "name = \"another destination\"", "duplicate-test", Warning);
}

#[test]
fn phrases_are_of_facts_that_exist() {
    for id in phrase::phrased() {
        assert!(highfence::facts::registry::find(id).is_some(), "`{id}` is no fact");
    }
}

/// The example without its test `name`.
fn without(name: &str) -> String {
    let text = example();
    let at = text.find(&format!("name = \"{name}\"")).unwrap();
    let from = text[..at].rfind("[[test]]").unwrap();
    let until = text[at..].find("[[test]]").map_or(text.len(), |next| at + next);
    format!("{}{}", &text[..from], &text[until..])
}

#[test]
fn every_kind_of_test_is_demanded() {
    for (name, code) in [
        ("cooling system to Shanghai", "missing-test"),
        ("the day before the rule", "missing-test"),
        ("ECCN not known", "missing-test"),
        ("published drawing", "untested-branch"),
    ] {
        let codes: Vec<String> = linted(&without(name)).into_iter().map(|d| d.code).collect();
        assert!(codes.iter().any(|found| found == code), "without `{name}`: {codes:?}");
    }
    let none = example().split_once("[[test]]").unwrap().0.to_owned();
    let missing = linted(&none).iter().filter(|d| d.code == "missing-test").count();
    assert_eq!(missing, 5, "positive, negative, unknown, clause, boundary");
}

#[test]
fn a_failing_test_says_what_each_clause_found() {
    let text = example().replacen("value = \"3A904\"", "value = \"3A905\"", 1);
    let sources = sources(&text);
    let outcomes = run_tests::all(&sources.rules.rules[0], &text, &Tables::embedded().unwrap());
    let failed: Vec<_> = outcomes.iter().filter(|test| !test.passed).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].name, "cooling system to Shanghai");
    let line = text.lines().nth(failed[0].line - 1).unwrap();
    assert!(line.contains("[[test]]"), "the line of the test, not `{line}`");
    assert!(failed[0].differences[0].contains("clause license: not met"));
}

#[test]
fn sarif_holds_every_diagnostic_with_its_place() {
    let found = linted(&without("ECCN not known"));
    let log = sarif::sarif(&found, "rules");
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), found.len());
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "rules/example.toml");
    assert_eq!(place["region"]["startLine"], found[0].line);
}
