//! `highfence eval names`: precision, recall, F1 and average precision on labelled pairs.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde::Serialize;

use crate::cli::compare::party_kind;
use crate::cli::mode::Mode;
use crate::cli::{CliError, ExitStatus, Format, Global};
use crate::model::PartyKind;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(in crate::cli) struct Names {
    /// CSV with the columns name1, name2, schema, is_match and optionally category, quality
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// How names are scored
    #[arg(long, value_enum, default_value_t)]
    mode: Mode,
}

struct Labelled {
    line: u64,
    name1: String,
    name2: String,
    kind: PartyKind,
    category: String,
    is_match: bool,
    score: f64,
}

#[derive(Serialize)]
struct Report {
    total: usize,
    threshold: f64,
    precision: f64,
    recall: f64,
    f1: f64,
    best_threshold: f64,
    best_f1: f64,
    average_precision: f64,
    us_per_pair: f64,
    by_category: BTreeMap<String, Measure>,
    errors: Vec<Wrong>,
}

#[derive(Serialize)]
struct Measure {
    total: usize,
    matches: usize,
    precision: f64,
    recall: f64,
    f1: f64,
    accuracy: f64,
}

#[derive(Serialize)]
struct Wrong {
    line: u64,
    name1: String,
    name2: String,
    category: String,
    is_match: bool,
    score: f64,
}

impl Names {
    pub(in crate::cli) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let mut pairs = self.read()?;
        let started = Instant::now();
        for pair in &mut pairs {
            let scored = self.mode.score(&pair.name1, &pair.name2, pair.kind);
            pair.score = scored.map_or(0.0, |scored| scored.score);
        }
        let micros = started.elapsed().as_secs_f64() * 1e6 / pairs.len().max(1) as f64;
        let report = report(&pairs, self.mode.threshold(), (micros * 100.0).round() / 100.0);
        let mut out = std::io::stdout().lock();
        if matches!(global.format, Some(Format::Json | Format::Ndjson)) {
            let text = serde_json::to_string(&report)
                .map_err(|error| CliError::failed(error.to_string()))?;
            writeln!(out, "{text}")?;
        } else {
            human(&report, &mut out)?;
        }
        Ok(ExitStatus::Ok)
    }

    fn read(&self) -> Result<Vec<Labelled>, CliError> {
        let file = self.file.display();
        let bytes = if self.file.as_os_str() == "-" {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)?;
            bytes
        } else {
            std::fs::read(&self.file).map_err(|error| CliError {
                status: ExitStatus::Io,
                message: format!("{file}: {error}"),
            })?
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let mut reader = csv::Reader::from_reader(bytes);
        let headers =
            reader.headers().map_err(|error| CliError::data(format!("{file}: {error}")))?.clone();
        let place = |name: &str| headers.iter().position(|header| header.trim() == name);
        let needed = |name: &str| {
            place(name).ok_or_else(|| {
                CliError::data(format!(
                    "{file}: no column \"{name}\"; the columns are name1, name2, schema, is_match"
                ))
            })
        };
        let (name1, name2, is_match) = (needed("name1")?, needed("name2")?, needed("is_match")?);
        let (schema, category) = (place("schema"), place("category"));
        let (mut pairs, mut problems) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let record = record.map_err(|error| CliError::data(format!("{file}: {error}")))?;
            let line = record.position().map_or(0, csv::Position::line);
            let field =
                |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default().to_owned();
            let label = field(Some(is_match)).trim().to_lowercase();
            let is_match = match label.as_str() {
                "true" | "1" | "yes" => true,
                "false" | "0" | "no" => false,
                _ => {
                    problems.push(format!(
                        "{file}:{line}: is_match is \"{label}\"; write true or false"
                    ));
                    continue;
                }
            };
            pairs.push(Labelled {
                line,
                name1: field(Some(name1)),
                name2: field(Some(name2)),
                kind: party_kind(Some(field(schema).trim())),
                category: field(category),
                is_match,
                score: 0.0,
            });
        }
        if problems.is_empty() { Ok(pairs) } else { Err(CliError::data(problems.join("\n"))) }
    }
}

fn report(pairs: &[Labelled], threshold: f64, us_per_pair: f64) -> Report {
    let all: Vec<&Labelled> = pairs.iter().collect();
    let overall = measure(&all, threshold);
    let mut cuts: Vec<f64> = pairs.iter().map(|p| p.score).filter(|score| *score > 0.0).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let best = cuts
        .iter()
        .map(|cut| (measure(&all, *cut).f1, *cut))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)))
        .unwrap_or((0.0, threshold));
    let mut by_category: BTreeMap<String, Vec<&Labelled>> = BTreeMap::new();
    for pair in pairs {
        by_category.entry(pair.category.clone()).or_default().push(pair);
    }
    let wrong = pairs.iter().filter(|p| (p.score >= threshold) != p.is_match);
    Report {
        total: pairs.len(),
        threshold,
        precision: overall.precision,
        recall: overall.recall,
        f1: overall.f1,
        best_threshold: best.1,
        best_f1: best.0,
        average_precision: average_precision(pairs),
        us_per_pair,
        by_category: by_category
            .iter()
            .map(|(name, pairs)| (name.clone(), measure(pairs, threshold)))
            .collect(),
        errors: wrong
            .map(|p| Wrong {
                line: p.line,
                name1: p.name1.clone(),
                name2: p.name2.clone(),
                category: p.category.clone(),
                is_match: p.is_match,
                score: p.score,
            })
            .collect(),
    }
}

fn measure(pairs: &[&Labelled], threshold: f64) -> Measure {
    let count = |of: fn(bool, bool) -> bool| {
        pairs.iter().filter(|p| of(p.score >= threshold, p.is_match)).count() as f64
    };
    let hits = count(|found, is| found && is);
    let found = count(|found, _| found);
    let matches = count(|_, is| is);
    let right = count(|found, is| found == is);
    let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let (precision, recall) = (ratio(hits, found), ratio(hits, matches));
    Measure {
        total: pairs.len(),
        matches: matches as usize,
        precision,
        recall,
        f1: ratio(2.0 * precision * recall, precision + recall),
        accuracy: ratio(right, pairs.len() as f64),
    }
}

/// Area under the precision-recall steps; pairs with one score are one step.
fn average_precision(pairs: &[Labelled]) -> f64 {
    let mut ranked: Vec<(f64, bool)> = pairs.iter().map(|p| (p.score, p.is_match)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let matches = ranked.iter().filter(|(_, is)| *is).count() as f64;
    let (mut seen, mut hits, mut area, mut before) = (0.0, 0.0, 0.0, 0.0);
    for group in ranked.chunk_by(|a, b| a.0 == b.0) {
        seen += group.len() as f64;
        hits += group.iter().filter(|(_, is)| *is).count() as f64;
        if matches > 0.0 {
            area += (hits / seen) * (hits / matches - before);
            before = hits / matches;
        }
    }
    area
}

fn human(report: &Report, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{} pairs, threshold {:.2}", report.total, report.threshold)?;
    writeln!(
        out,
        "precision {:.3}  recall {:.3}  F1 {:.3}  average precision {:.3}",
        report.precision, report.recall, report.f1, report.average_precision
    )?;
    writeln!(
        out,
        "best F1 {:.3} at {:.3}; {:.1} microseconds a pair",
        report.best_f1, report.best_threshold, report.us_per_pair
    )?;
    writeln!(out)?;
    writeln!(
        out,
        "{:<32} {:>6} {:>8} {:>10} {:>8} {:>9}",
        "category", "pairs", "matches", "precision", "recall", "accuracy"
    )?;
    for (name, measure) in &report.by_category {
        let name = if name.is_empty() { "(none)" } else { name };
        writeln!(
            out,
            "{name:<32} {:>6} {:>8} {:>10.3} {:>8.3} {:>9.3}",
            measure.total, measure.matches, measure.precision, measure.recall, measure.accuracy
        )?;
    }
    if !report.errors.is_empty() {
        writeln!(out, "\n{} wrong at the threshold:", report.errors.len())?;
    }
    for wrong in &report.errors {
        let kind = if wrong.is_match { "missed" } else { "false alert" };
        writeln!(
            out,
            "  line {:<5} {:.3} {kind:<12} {} | {}",
            wrong.line, wrong.score, wrong.name1, wrong.name2
        )?;
    }
    Ok(())
}
