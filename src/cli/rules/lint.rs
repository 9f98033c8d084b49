//! `rules lint`.

use serde::Serialize;

use super::output::{Report, count, errors, lines};
use super::{Folder, read};
use crate::cli::{CliError, ExitStatus, Global};
use crate::inspect::lint;
use crate::rules::Diagnostic;

#[derive(Serialize)]
struct Lint {
    files: usize,
    rules: usize,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<Diagnostic>,
}

pub(super) fn run(folder: &Folder, global: &Global) -> Result<ExitStatus, CliError> {
    let loaded = read(folder.dir.as_deref(), global)?;
    let diagnostics = lint::lint(&loaded.sources, &loaded.tables);
    let errors = errors(&diagnostics);
    let report = Lint {
        files: loaded.sources.files.len(),
        rules: loaded.sources.rules.rules.len(),
        warnings: diagnostics.len() - errors,
        errors,
        diagnostics,
    };
    Report {
        human: &|| {
            format!(
                "{}{} in {}: {}, {}",
                lines(&report.diagnostics, &loaded.base),
                count(report.rules, "sound rule"),
                count(report.files, "file"),
                count(report.errors, "error"),
                count(report.warnings, "warning"),
            )
        },
        json: &report,
        diagnostics: &|| report.diagnostics.clone(),
        base: &loaded.base,
    }
    .write(global)?;
    Ok(if report.errors > 0 { ExitStatus::BadData } else { ExitStatus::Ok })
}
