//! `rules analyze`.

use serde::Serialize;

use super::output::{Report, count, lines};
use super::{Folder, read};
use crate::cli::{CliError, ExitStatus, Global};
use crate::inspect::analyze;
use crate::rules::Diagnostic;

#[derive(Serialize)]
struct Analysis {
    rules: usize,
    findings: Vec<Diagnostic>,
}

pub(super) fn run(folder: &Folder, global: &Global) -> Result<ExitStatus, CliError> {
    let loaded = read(folder.dir.as_deref(), global)?.sound()?;
    let report = Analysis {
        rules: loaded.sources.rules.rules.len(),
        findings: analyze::analyze(&loaded.sources, &loaded.tables),
    };
    Report {
        human: &|| {
            format!(
                "{}{} analyzed: {}",
                lines(&report.findings, &loaded.base),
                count(report.rules, "rule"),
                count(report.findings.len(), "finding"),
            )
        },
        json: &report,
        diagnostics: &|| report.findings.clone(),
        base: &loaded.base,
    }
    .write(global)?;
    Ok(ExitStatus::Ok)
}
