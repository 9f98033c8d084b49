//! The auditor's tools over rule files: lint, tests inside rule files, sentences.

use highfence::inspect::{
    Sources, analyze, calendar, coverage, diff, draft, lint, phrase, run_tests, sarif, sentence,
};
use highfence::model::{AsOf, Date, Edition, Level};
use highfence::rules::tables::Tables;
use highfence::rules::{CoverageTable, Diagnostic, RuleSet, Severity};
use highfence::screen::Engine;
use highfence::wire::transaction::{UnknownKeys, from_value};

use crate::engine::engine_over;

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
    check("regime =", "lists = [\"US-BIS-ENTITY\"]\nregime =", "unknown-list", Warning);
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

/// The findings of the analysis, by code, for the example with `from` replaced by `to`.
fn analyzed(from: &str, to: &str) -> Vec<String> {
    let text = example();
    assert!(text.contains(from), "the example does not hold `{from}`");
    let sources = sources(&text.replacen(from, to, 1));
    let codes: Vec<&Diagnostic> =
        sources.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(codes.is_empty(), "{codes:?}");
    let found = analyze::analyze(&sources, &Tables::embedded().unwrap());
    found.into_iter().map(|found| found.code).collect()
}

#[test]
fn analysis_finds_what_can_never_happen() {
    assert_eq!(analyzed("schema = 1", "schema = 1"), Vec::<String>::new());
    let ear = "  { fact = \"item.subject_to_ear\", value = true },\n";
    let with = |more: &str| format!("{ear}{more}\n");
    for (from, to, code) in [
        (ear, with("  { fact = \"item.subject_to_ear\", value = false },"), "unreachable-clause"),
        (
            ear,
            with("  { fact = \"item.eccn_base\", op = \"is_not\", value = \"5A002\" },"),
            "never-decides",
        ),
        (
            ear,
            with(
                "  { fact = \"tx.kind\", op = \"not_in\", value = [\"export\"] },\n  { fact = \"tx.kind\", value = \"export\" },",
            ),
            "unreachable-clause",
        ),
        (
            "when = { fact = \"item.published\", value = true }",
            "when = { fact = \"item.eccn_base\", value = \"5A002\" }".to_owned(),
            "unused-exclusion",
        ),
        (
            "when = { fact = \"item.published\", value = true }",
            "when = { fact = \"item.subject_to_ear\", value = true }".to_owned(),
            "always-excepted",
        ),
        ("state = \"in_force\"", "state = \"not_enforced\"".to_owned(), "never-in-force"),
    ] {
        let codes = analyzed(from, &to);
        assert!(codes.iter().any(|found| found == code), "{code} is not among {codes:?}");
    }
}

#[test]
fn the_rules_of_the_program_hold_nothing_idle_but_what_is_explained() {
    let files = highfence::rules::load::embedded_files();
    let read = Sources::read(files);
    let found = analyze::analyze(&read, &Tables::embedded().unwrap());
    let found: Vec<String> = found.iter().map(|d| format!("{} {}", d.code, d.file)).collect();
    // The AI Diffusion Rule is codified and not enforced; a second way to name a supplier counts
    // only while the first is unknown, which the search for idle comparisons does not weigh.
    let explained = [
        "never-in-force us/ear/ai-diffusion.toml",
        "never-decides us/icts/connected-vehicles.toml",
    ];
    assert_eq!(found, explained);
}

#[test]
fn analysis_finds_shadowed_and_contradictory_clauses() {
    let clause = |id: &str, more: &str, verdict: &str| {
        format!(
            "\n[[clause]]\nid = \"{id}\"\ncite = \"15 CFR 742.4\"\nwhen = [{{ fact = \"tx.ship_from\", \
             value = \"CN\" }}{more}]\nthen = {{ verdict = \"{verdict}\", text = \"T.\" }}\n"
        )
    };
    let head = example().split_once("[[clause]]").unwrap().0.to_owned();
    let codes = |clauses: &[String]| -> Vec<String> {
        let sources = sources(&format!("{head}{}", clauses.concat()));
        assert_eq!(sources.diagnostics, Vec::new());
        let found = analyze::analyze(&sources, &Tables::embedded().unwrap());
        found.into_iter().map(|found| found.code).collect()
    };
    let us = ", { fact = \"tx.us_person\", value = true }";
    assert_eq!(
        codes(&[clause("a", us, "advisory"), clause("b", "", "prohibited")]),
        ["shadowed-clause"]
    );
    assert_eq!(codes(&[clause("a", us, "prohibited"), clause("b", "", "advisory")]), [""; 0]);
    assert_eq!(
        codes(&[clause("a", "", "license_required"), clause("b", "", "prohibited")]),
        ["contradiction"]
    );
}

#[test]
fn drafted_tests_complete_a_rule_without_any() {
    let tables = Tables::embedded().unwrap();
    for text in [example(), include_str!("data/rule-wide.toml").to_owned()] {
        let bare = text.split_once("[[test]]").unwrap().0.to_owned();
        let drafts = draft::missing(&sources(&bare).rules.rules[0], &tables);
        let tests: String =
            drafts.iter().map(|test| format!("{}\n{}\n", draft::MARK, draft::toml(test))).collect();
        let whole = format!("{bare}\n{tests}");
        let found = linted(&whole);
        let left: Vec<_> = found.iter().filter(|d| d.severity == Severity::Error).collect();
        assert!(left.is_empty(), "{left:#?}\n{whole}");
        let drafted = found.iter().filter(|d| d.code == "drafted-test").count();
        assert_eq!(drafted, drafts.len(), "every draft is named until somebody has looked");
        let read = sources(&whole);
        for test in run_tests::all(&read.rules.rules[0], &whole, &tables) {
            assert!(test.passed, "{test:?}");
        }
    }
}

/// What changes for cooling systems (3A904, US origin) to China when `from` becomes `to` in the
/// example.
fn changed(from: &str, to: &str) -> (diff::RuleChanges, Option<diff::Difference>) {
    let engine =
        // Two rules are compared by themselves, not by what they leave out.
        |text: &str| {
            let rules = RuleSet { coverage: CoverageTable::default(), ..sources(text).rules };
            Engine { rules, ..engine_over(vec![Edition::default()]) }
        };
    let text = example();
    assert!(text.contains(from), "the example does not hold `{from}`");
    let (old, new) = (engine(&text), engine(&text.replacen(from, to, 1)));
    let tx = serde_json::json!({
        "date": "2025-01-15", "kind": "export", "ship_from": "US", "destination": "CN",
        "parties": [{ "name": "Ningbo Cold Works", "role": "end_user", "country": "CN" }],
        "items": [{ "description": "Cooling system", "type": "commodity", "eccn": "3A904", "origin": "US" }],
    });
    let tx = from_value(&tx, UnknownKeys::Refused).unwrap();
    let as_of = AsOf::on(tx.date.unwrap());
    let [before, after] = [&old, &new].map(|engine| diff::Answer::of(engine, &tx, as_of));
    (diff::rules(&old.rules, &new.rules), diff::difference("tx", before, after))
}

#[test]
fn two_rule_sets_are_compared_by_what_they_decide() {
    let id = "us.example.quantum-cooling".to_owned();
    let (rules, same) = changed("Cooling systems of 3A904 need", "Cooling systems of 3A904 need");
    assert_eq!((rules, same), (diff::RuleChanges::default(), None));

    let (rules, lowered) = changed("value = \"3A904\" },\n]", "value = \"3A901\" },\n]");
    assert_eq!(rules.changed, [id.clone()]);
    let lowered = lowered.unwrap();
    assert_eq!(lowered.old.verdict, Level::LicenseRequired);
    assert_eq!(lowered.new.verdict, Level::NoLicenseRequired);
    assert_eq!(lowered.old.reasons[0].rule, id);
    assert!(lowered.new.reasons.is_empty());
    assert!(lowered.differs.contains(&"verdict"));

    let (_, policy) = changed("policy = \"presumption_of_denial\"", "policy = \"case_by_case\"");
    let policy = policy.unwrap();
    assert_eq!(policy.differs, ["policy"]);
    assert_eq!(policy.new.policy.as_deref(), Some("case_by_case"));

    let (rules, moved) = changed(&id, "us.example.cooling");
    assert_eq!((rules.added, rules.removed), (vec!["us.example.cooling".to_owned()], vec![id]));
    assert_eq!(moved.unwrap().differs, ["reasons"]);
}

#[test]
fn the_calendar_names_changes_reviews_and_what_is_not_settled() {
    let wide = sources(include_str!("data/rule-wide.toml"));
    let day = |month, day| Date::constant(2026, month, day);
    let events = |on| calendar::calendar(&wide.rules.rules, on);
    let lines: Vec<String> =
        events(day(10, 1)).iter().map(|event| format!("{} {}", event.date, event.text)).collect();
    assert_eq!(
        lines,
        [
            "2026-11-10 stayed -> not established: lapsed by the text, stayed by announcement",
            "2027-01-10 review by this day",
            "2027-01-11 not established: lapsed by the text, stayed by announcement -> lapsed by the text of the last instrument",
        ]
    );
    let today = events(day(11, 21));
    assert_eq!(today[0].kind, calendar::EventKind::NotEstablished);
    assert_eq!(today[0].days, 0);
    assert!(today.iter().all(|event| event.date >= day(11, 21)));
}

#[test]
fn a_rule_reads_as_english() {
    let sources = sources(include_str!("data/rule-wide.toml"));
    let rule = &sources.rules.rules[0];
    let text = sentence::explain(rule, Vec::new(), coverage::Coverage::default());
    assert_eq!(
        text.statuses[1],
        "stayed from 2025-11-10 through 2026-11-09 (90 FR 50857); then, by its text, lapsed. \
         A word to the reader."
    );
    let clause = &text.clauses[0];
    assert_eq!(
        clause.then,
        "for every match with an entry of its lists, and every item: license required, reviewed as \
         the list entry says; license exceptions left open: TSU; duties: recordkeeping_5y"
    );
    assert_eq!(
        clause.when,
        [
            "- the number of listed owners summed is at least 1",
            "- at least one of these holds:",
            "  - the item is subject to the EAR",
            "  - it is not known: whether it is published",
        ]
    );
    assert_eq!(clause.cites[0], "15 CFR 744.11(a) (until 2025-10-01)");
    assert_eq!(
        clause.unless[0].when,
        ["- none of these holds:", "  - the item's value in US dollars is at least 1500"]
    );
}

/// The rules of the program are sound, and their tests pass.
#[test]
fn the_rules_of_the_program_are_sound() {
    let tables = Tables::embedded().unwrap();
    let sources = Sources::read(highfence::rules::load::embedded_files());
    let errors: Vec<String> = lint::lint(&sources, &tables)
        .iter()
        .filter(|found| found.severity == Severity::Error && found.code != "missing-test")
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{} errors:\n{}", errors.len(), errors.join("\n"));
    let mut tests = 0;
    for rule in &sources.rules.rules {
        for test in run_tests::all(rule, sources.text_of(rule), &tables) {
            assert!(test.passed, "{}:{}: {:?}", rule.file, test.line, test.differences);
            tests += 1;
        }
    }
    println!("{} rules, {tests} tests", sources.rules.rules.len());
}
