//! The three forms of a report on the standard output.

use std::io::Write;

use serde::Serialize;

use crate::cli::{CliError, Format, Global};
use crate::inspect::sarif;
use crate::rules::{Diagnostic, Severity};

/// A report in its three forms; each is made only where it is asked for.
pub(super) struct Report<'r, J: Serialize> {
    /// Text for people.
    pub(super) human: &'r dyn Fn() -> String,
    /// One JSON document.
    pub(super) json: &'r J,
    /// What it points out in files, for SARIF.
    pub(super) diagnostics: &'r dyn Fn() -> Vec<Diagnostic>,
    /// Folder of the files.
    pub(super) base: &'r str,
}

impl<J: Serialize> Report<'_, J> {
    /// Writes the report as `--format` says (default: text for people).
    pub(super) fn write(&self, global: &Global) -> Result<(), CliError> {
        let text = match global.format.unwrap_or(Format::Human) {
            Format::Human => (self.human)(),
            Format::Json => pretty(self.json)?,
            Format::Sarif => pretty(&sarif::sarif(&(self.diagnostics)(), self.base))?,
            Format::Ndjson | Format::Csv => {
                return Err(CliError::usage("rules commands write human, json or sarif"));
            }
        };
        writeln!(std::io::stdout().lock(), "{}", text.trim_end())?;
        Ok(())
    }
}

fn pretty(value: &impl Serialize) -> Result<String, CliError> {
    serde_json::to_string_pretty(value).map_err(|error| CliError::failed(error.to_string()))
}

/// `1 rule`, `2 rules`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Diagnostics as lines for people.
pub(super) fn lines(diagnostics: &[Diagnostic], base: &str) -> String {
    diagnostics
        .iter()
        .map(|found| {
            let slash = if base.is_empty() || base.ends_with('/') { "" } else { "/" };
            format!("{base}{slash}{found}\n")
        })
        .collect()
}

/// How many errors there are.
pub(super) fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
}

/// A number of a total as percent, rounded down, so that only all is 100.
pub(super) fn percent(part: usize, total: usize) -> usize {
    (part * 100).checked_div(total).unwrap_or(100)
}
