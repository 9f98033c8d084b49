//! `highfence eval scenarios`: transactions with their expected verdicts.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::{CliError, ExitStatus, Format, Global, engine};
use crate::index::Index;
use crate::model::Level;
use crate::screen::Engine;
use crate::wire::scenario::{self, Scenario};
use crate::wire::screening::programs;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(in crate::cli) struct Scenarios {
    /// JSON file of scenarios
    file: PathBuf,
}

/// How one case came out.
#[derive(Debug, Serialize)]
struct Case {
    id: String,
    verdict: String,
    expected: String,
    review_policy: Option<String>,
    programs: Vec<String>,
    needs: Vec<String>,
    strict: bool,
    lenient: bool,
    policy_ok: bool,
    missing_programs: Vec<String>,
    #[serde(skip)]
    programs_wanted: usize,
    needs_expected: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Report {
    total: usize,
    strict: usize,
    lenient: usize,
    under: Vec<String>,
    over: Vec<String>,
    programs_recall: f64,
    policy_exact: String,
    needs_exact: String,
    cases: Vec<Case>,
}

impl Scenarios {
    pub(in crate::cli) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let bytes = engine::read_input(&self.file)?;
        let scenarios = scenario::read(&bytes)
            .map_err(|error| CliError::data(format!("{}: {error}", self.file.display())))?;
        let mut engine = engine::over(global, Vec::new())?;
        let mut cases = Vec::new();
        for scenario in &scenarios {
            cases.push(judge(&mut engine, scenario, global));
        }
        let report = report(cases);
        let mut out = std::io::stdout().lock();
        if global.format == Some(Format::Json) {
            writeln!(
                out,
                "{}",
                serde_json::to_string_pretty(&report)
                    .map_err(|e| CliError::failed(e.to_string()))?
            )?;
        } else {
            human(&report, &mut out)?;
        }
        Ok(ExitStatus::Ok)
    }
}

fn judge(engine: &mut Engine, scenario: &Scenario, global: &Global) -> Case {
    let mut case = Case {
        id: scenario.id.clone(),
        verdict: Level::CannotDetermine.word().to_owned(),
        expected: scenario.expected.verdict.clone(),
        review_policy: None,
        programs: Vec::new(),
        needs: Vec::new(),
        strict: false,
        lenient: false,
        policy_ok: false,
        missing_programs: scenario.expected.programs.clone(),
        programs_wanted: scenario.expected.programs.len(),
        needs_expected: scenario.expected.needs.clone(),
        errors: Vec::new(),
    };
    match (&scenario.transaction, &scenario.edition) {
        (Ok(tx), Ok(edition)) => {
            engine.index = Index::build(vec![edition.clone()]);
            let screening = engine.screen(tx, engine::as_of(global, tx));
            screening.verdict.level.word().clone_into(&mut case.verdict);
            case.programs = programs(&screening);
            case.missing_programs.retain(|program| !case.programs.contains(program));
            case.policy_ok = scenario.expected.review_policy == screening.verdict.policy;
            case.review_policy = screening.verdict.policy;
            case.needs = screening.verdict.needs;
        }
        (tx, edition) => {
            case.errors.extend(tx.as_ref().err().into_iter().flatten().map(ToString::to_string));
            case.errors.extend(edition.as_ref().err().cloned());
        }
    }
    case.strict = case.verdict == case.expected;
    case.lenient = case.strict || scenario.expected.acceptable.contains(&case.verdict);
    case
}

fn level(word: &str) -> u8 {
    Level::from_word(word).map_or(0, Level::number)
}

fn report(cases: Vec<Case>) -> Report {
    let wrong = |under: bool| -> Vec<String> {
        cases
            .iter()
            .filter(|case| !case.lenient && (level(&case.verdict) < level(&case.expected)) == under)
            .map(|case| case.id.clone())
            .collect()
    };
    let asked: Vec<&Case> = cases.iter().filter(|case| !case.needs_expected.is_empty()).collect();
    let exact = asked.iter().filter(|case| same(&case.needs, &case.needs_expected)).count();
    let wanted: usize = cases.iter().map(|case| case.programs_wanted).sum();
    let missed: usize = cases.iter().map(|case| case.missing_programs.len()).sum();
    let recall = if wanted == 0 {
        1.0
    } else {
        f64::from(u32::try_from(wanted - missed).unwrap_or(0))
            / f64::from(u32::try_from(wanted).unwrap_or(1))
    };
    Report {
        total: cases.len(),
        strict: cases.iter().filter(|case| case.strict).count(),
        lenient: cases.iter().filter(|case| case.lenient).count(),
        under: wrong(true),
        over: wrong(false),
        programs_recall: recall,
        policy_exact: format!(
            "{} of {}",
            cases.iter().filter(|c| c.policy_ok).count(),
            cases.len()
        ),
        needs_exact: format!("{exact} of {}", asked.len()),
        cases,
    }
}

fn same(a: &[String], b: &[String]) -> bool {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    sorted(a) == sorted(b)
}

fn human(report: &Report, out: &mut impl Write) -> std::io::Result<()> {
    for case in report.cases.iter().filter(|case| !case.strict || !case.missing_programs.is_empty())
    {
        writeln!(
            out,
            "{:6} {:28} expected {:28} {}{}",
            case.id,
            case.verdict,
            case.expected,
            if case.lenient { "" } else { "WRONG " },
            if case.missing_programs.is_empty() {
                String::new()
            } else {
                format!("missing {}", case.missing_programs.join(", "))
            }
        )?;
        for error in &case.errors {
            writeln!(out, "       {error}")?;
        }
    }
    writeln!(
        out,
        "{} scenarios: strict {}, lenient {}, under {}, over {}; programs recall {:.3}; policy {}; needs {}",
        report.total,
        report.strict,
        report.lenient,
        report.under.len(),
        report.over.len(),
        report.programs_recall,
        report.policy_exact,
        report.needs_exact
    )
}
