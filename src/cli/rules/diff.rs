//! `rules diff`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::output::{Report, count};
use super::read;
use crate::cli::{CliError, ExitStatus, Global, engine};
use crate::index::Index;
use crate::inspect::diff::{self, Answer, Difference, RuleChanges};
use crate::model::{Edition, Transaction};
use crate::rules::CoverageTable;
use crate::rules::{Diagnostic, Severity};
use crate::screen::Engine;
use crate::wire::{scenario, transaction};

/// Arguments of the command.
#[derive(Debug, Args)]
#[command(
    after_help = "FILE holds transactions, one JSON object a line or as an array, or scenarios \
                  (which bring their own list entries)."
)]
pub(super) struct Diff {
    /// Folder of the rules as they were
    old: PathBuf,
    /// Folder of the rules as they are to be
    new: PathBuf,
    /// Transactions to compare them on
    #[arg(long, value_name = "FILE")]
    corpus: PathBuf,
}

/// One transaction of the corpus.
struct Case {
    id: String,
    tx: Result<Transaction, String>,
    /// The list entries that it brings, where it brings any.
    edition: Option<Edition>,
}

#[derive(Serialize)]
struct Unread {
    id: String,
    reason: String,
}

#[derive(Serialize)]
struct Differences {
    transactions: usize,
    verdicts_changed: usize,
    raised: usize,
    lowered: usize,
    rules: RuleChanges,
    cases: Vec<Difference>,
    /// Transactions that could not be read; they were not compared.
    unread: Vec<Unread>,
}

impl Diff {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let (mut old, mut new) = (engine_of(&self.old, global)?, engine_of(&self.new, global)?);
        let cases = corpus(&engine::read_input(&self.corpus)?)
            .map_err(|error| CliError::data(format!("{}: {error}", self.corpus.display())))?;
        if cases.iter().any(|case| case.edition.is_none()) {
            old.index = Index::build(engine::editions(global, global.as_of)?);
            new.index = Index::build(engine::editions(global, global.as_of)?);
        }
        let mut report = Differences {
            transactions: cases.len(),
            verdicts_changed: 0,
            raised: 0,
            lowered: 0,
            rules: diff::rules(&old.rules, &new.rules),
            cases: Vec::new(),
            unread: Vec::new(),
        };
        for case in cases {
            match case.tx {
                Ok(tx) => {
                    if let Some(edition) = case.edition {
                        old.index = Index::build(vec![edition.clone()]);
                        new.index = Index::build(vec![edition]);
                    }
                    let as_of = engine::as_of(global, &tx);
                    let answers = [&old, &new].map(|engine| Answer::of(engine, &tx, as_of));
                    let [before, after] = answers;
                    report.cases.extend(diff::difference(&case.id, before, after));
                }
                Err(reason) => report.unread.push(Unread { id: case.id, reason }),
            }
        }
        let by = |test: fn(&Difference) -> bool| report.cases.iter().filter(|c| test(c)).count();
        report.raised = by(|case| case.new.verdict > case.old.verdict);
        report.lowered = by(|case| case.new.verdict < case.old.verdict);
        report.verdicts_changed = report.raised + report.lowered;
        Report {
            human: &|| human(&report),
            json: &report,
            diagnostics: &|| diagnostics(&report, &self.corpus),
            base: "",
        }
        .write(global)?;
        Ok(if report.unread.is_empty() { ExitStatus::Ok } else { ExitStatus::BadData })
    }
}

/// An engine with the rules and tables of `dir`, and no list entries yet.
fn engine_of(dir: &Path, global: &Global) -> Result<Engine, CliError> {
    read(Some(dir), global)?.sound()?;
    let own = Global { rules: Vec::new(), only_rules: Some(dir.to_path_buf()), ..global.clone() };
    let mut engine = engine::over(&own, Vec::new())?;
    // Rule sets are compared by what they decide, not by what they leave out.
    engine.rules.coverage = CoverageTable::default();
    Ok(engine)
}

/// Scenarios, an array of transactions, or one transaction a line.
fn corpus(bytes: &[u8]) -> Result<Vec<Case>, String> {
    if let Ok(scenarios) = scenario::read(bytes) {
        return Ok(scenarios.into_iter().map(of_scenario).collect());
    }
    if let Ok(list) = serde_json::from_slice::<Vec<serde_json::Value>>(bytes) {
        let cases: Vec<Case> = list
            .iter()
            .enumerate()
            .map(|(number, value)| of_bytes(number + 1, value.to_string().as_bytes()))
            .collect();
        return if cases.is_empty() { Err("holds no transaction".to_owned()) } else { Ok(cases) };
    }
    if let Ok(one) = serde_json::from_slice::<serde_json::Value>(bytes) {
        return Ok(vec![of_bytes(1, one.to_string().as_bytes())]);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let cases: Vec<Case> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| of_bytes(number + 1, line.as_bytes()))
        .collect();
    if cases.is_empty() { Err("holds no transaction".to_owned()) } else { Ok(cases) }
}

fn of_scenario(scenario: scenario::Scenario) -> Case {
    let problems = |list: Vec<crate::wire::json::Problem>| {
        list.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    match (scenario.transaction, scenario.edition) {
        (Ok(tx), Ok(edition)) => Case { id: scenario.id, tx: Ok(tx), edition: Some(edition) },
        (Err(list), edition) => {
            Case { id: scenario.id, tx: Err(problems(list)), edition: edition.ok() }
        }
        (Ok(_), Err(reason)) => Case { id: scenario.id, tx: Err(reason), edition: None },
    }
}

fn of_bytes(number: usize, bytes: &[u8]) -> Case {
    match transaction::from_bytes(bytes) {
        Ok(tx) => {
            let id = tx.id.clone().unwrap_or_else(|| format!("#{number}"));
            Case { id, tx: Ok(tx), edition: None }
        }
        Err(problems) => {
            let reason = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            Case { id: format!("#{number}"), tx: Err(reason), edition: None }
        }
    }
}

fn human(report: &Differences) -> String {
    let mut text = String::new();
    for (word, ids) in [
        ("added", &report.rules.added),
        ("removed", &report.rules.removed),
        ("changed", &report.rules.changed),
    ] {
        for id in ids {
            text.push_str(&format!("rule {word}: {id}\n"));
        }
    }
    for case in &report.cases {
        let change = if case.old.verdict == case.new.verdict {
            format!("{} (other {})", case.old.verdict.word(), case.differs.join(", "))
        } else {
            format!("{} -> {}", case.old.verdict.word(), case.new.verdict.word())
        };
        text.push_str(&format!("\n{}: {change}\n", case.id));
        text.push_str(&side("old", &case.old));
        text.push_str(&side("new", &case.new));
    }
    for unread in &report.unread {
        text.push_str(&format!("\n{}: not compared: {}\n", unread.id, unread.reason));
    }
    text.push_str(&format!(
        "\n{} compared: {} ({} raised, {} lowered), {}\n",
        count(report.transactions - report.unread.len(), "transaction"),
        format_args!("{} changed", count(report.verdicts_changed, "verdict")),
        report.raised,
        report.lowered,
        format_args!("{} differ in any way", report.cases.len()),
    ));
    text
}

fn side(name: &str, answer: &Answer) -> String {
    let policy = answer.policy.as_deref().map(|p| format!(", {p}")).unwrap_or_default();
    let mut text = format!("  {name}: {}{policy}\n", answer.verdict.word());
    if answer.reasons.is_empty() {
        text.push_str("       no finding\n");
    }
    for reason in &answer.reasons {
        let cites = reason.cites.join("; ");
        let status = reason.status.as_deref().map(|s| format!(" [{s}]")).unwrap_or_default();
        let (rule, clause) = (&reason.rule, &reason.clause);
        text.push_str(&format!("       {rule} {clause}: {}{status} ({cites})\n", reason.text));
    }
    if !answer.needs.is_empty() {
        text.push_str(&format!("       needs: {}\n", answer.needs.join(", ")));
    }
    text
}

fn diagnostics(report: &Differences, corpus: &Path) -> Vec<Diagnostic> {
    let diagnostic = |severity, code: &str, message: String| Diagnostic {
        file: corpus.display().to_string(),
        line: 1,
        column: 1,
        severity,
        code: code.to_owned(),
        message,
        help: String::new(),
    };
    let changed = report.cases.iter().map(|case| {
        let (old, new) = (case.old.verdict.word(), case.new.verdict.word());
        let differs = case.differs.join(", ");
        diagnostic(
            Severity::Warning,
            "verdict-change",
            format!("{}: {old} -> {new} ({differs} differ)", case.id),
        )
    });
    let unread = report.unread.iter().map(|unread| {
        diagnostic(Severity::Error, "unread", format!("{}: {}", unread.id, unread.reason))
    });
    changed.chain(unread).collect()
}
