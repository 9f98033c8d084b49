//! `rules test`.

use serde::Serialize;

use super::output::{Report, count, errors, lines, percent};
use super::{Folder, read};
use crate::cli::{CliError, ExitStatus, Global};
use crate::inspect::coverage::{self, Coverage, Reach};
use crate::inspect::run_tests::{self, TestOutcome};
use crate::rules::{Diagnostic, Severity};

#[derive(Serialize)]
struct RuleReport {
    rule: String,
    file: String,
    tests: Vec<TestOutcome>,
    coverage: Coverage,
}

#[derive(Serialize)]
struct Totals {
    rules: usize,
    tests: usize,
    passed: usize,
    failed: usize,
    coverage: Coverage,
}

#[derive(Serialize)]
struct Tested {
    totals: Totals,
    /// Errors of files that could not be read; their rules were not tested.
    errors: Vec<Diagnostic>,
    rules: Vec<RuleReport>,
}

pub(super) fn run(folder: &Folder, global: &Global) -> Result<ExitStatus, CliError> {
    let loaded = read(folder.dir.as_deref(), global)?;
    let sources = &loaded.sources;
    let rules: Vec<RuleReport> = sources
        .rules
        .rules
        .iter()
        .map(|rule| RuleReport {
            rule: rule.id.clone(),
            file: rule.file.clone(),
            tests: run_tests::all(rule, sources.text_of(rule), &loaded.tables),
            coverage: coverage::of_rule(rule, &loaded.tables),
        })
        .collect();
    let unread: Vec<Diagnostic> =
        sources.diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
    let report = Tested { totals: totals(&rules), errors: unread, rules };
    Report {
        human: &|| human(&report, &loaded.base),
        json: &report,
        diagnostics: &|| diagnostics(&report),
        base: &loaded.base,
    }
    .write(global)?;
    let sound = report.totals.failed == 0 && errors(&report.errors) == 0;
    Ok(if sound { ExitStatus::Ok } else { ExitStatus::BadData })
}

fn totals(rules: &[RuleReport]) -> Totals {
    let outcomes = || rules.iter().flat_map(|rule| &rule.tests);
    let mut sum = Coverage::default();
    for rule in rules {
        sum.clauses.add(&rule.coverage.clauses);
        sum.branches.add(&rule.coverage.branches);
        sum.comparisons.add(&rule.coverage.comparisons);
        sum.boundaries.add(&rule.coverage.boundaries);
    }
    let all = |has: fn(&Coverage) -> bool| rules.iter().all(|rule| has(&rule.coverage));
    sum.positive = all(|coverage| coverage.positive);
    sum.negative = all(|coverage| coverage.negative);
    sum.unknown = Some(all(|coverage| coverage.unknown != Some(false)));
    Totals {
        rules: rules.len(),
        tests: outcomes().count(),
        passed: outcomes().filter(|test| test.passed).count(),
        failed: outcomes().filter(|test| !test.passed).count(),
        coverage: sum,
    }
}

fn human(report: &Tested, base: &str) -> String {
    let mut text = lines(&report.errors, base);
    for rule in &report.rules {
        let passed = rule.tests.iter().filter(|test| test.passed).count();
        let mark = if passed == rule.tests.len() { "ok  " } else { "FAIL" };
        text.push_str(&format!(
            "{mark} {:<36} {passed}/{} tests  {}\n",
            rule.rule,
            rule.tests.len(),
            reach(&rule.coverage)
        ));
        for test in rule.tests.iter().filter(|test| !test.passed) {
            text.push_str(&format!("     {}:{}: test `{}`\n", rule.file, test.line, test.name));
            for difference in &test.differences {
                text.push_str(&format!("       {difference}\n"));
            }
        }
        for missing in missing(&rule.coverage) {
            text.push_str(&format!("       not reached: {missing}\n"));
        }
    }
    let totals = &report.totals;
    text.push_str(&format!(
        "\n{}, {}: {} passed, {} failed\n{}\n",
        count(totals.rules, "rule"),
        count(totals.tests, "test"),
        totals.passed,
        totals.failed,
        summary(&totals.coverage),
    ));
    if !report.errors.is_empty() {
        text.push_str("files with errors were not tested; `rules lint` names every problem\n");
    }
    text
}

fn reach(coverage: &Coverage) -> String {
    parts(coverage)
        .map(|(name, reach)| format!("{name} {}/{}", reach.reached(), reach.total))
        .join("  ")
}

fn summary(coverage: &Coverage) -> String {
    let parts = parts(coverage).map(|(name, reach)| {
        let percent = percent(reach.reached(), reach.total);
        format!("{name} {}/{} ({percent} %)", reach.reached(), reach.total)
    });
    format!("reached: {}", parts.join(", "))
}

fn parts(coverage: &Coverage) -> [(&'static str, &Reach); 4] {
    [
        ("clauses", &coverage.clauses),
        ("branches", &coverage.branches),
        ("boundaries", &coverage.boundaries),
        ("comparisons", &coverage.comparisons),
    ]
}

/// What is not reached; single comparisons only in JSON, where their number does not hide the rest.
fn missing(coverage: &Coverage) -> impl Iterator<Item = &str> {
    [&coverage.clauses, &coverage.branches, &coverage.boundaries]
        .into_iter()
        .flat_map(|reach| reach.missing.iter().map(String::as_str))
}

fn diagnostics(report: &Tested) -> Vec<Diagnostic> {
    let mut list = report.errors.clone();
    for rule in &report.rules {
        for test in rule.tests.iter().filter(|test| !test.passed) {
            list.push(Diagnostic {
                file: rule.file.clone(),
                line: test.line,
                column: 1,
                severity: Severity::Error,
                code: "failing-test".to_owned(),
                message: format!("test `{}`: {}", test.name, test.differences.join("; ")),
                help: "mend the rule or the test".to_owned(),
            });
        }
        for missing in missing(&rule.coverage) {
            list.push(Diagnostic {
                file: rule.file.clone(),
                line: 1,
                column: 1,
                severity: Severity::Warning,
                code: "not-reached".to_owned(),
                message: missing.to_owned(),
                help: "add a [[test]]".to_owned(),
            });
        }
    }
    list.sort();
    list
}
