//! `highfence rules`: what an auditor asks of rule files.

mod analyze;
mod calendar;
mod diff;
mod draft;
mod explain;
mod facts;
mod lint;
mod output;
mod schema;
mod test;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{CliError, ExitStatus, Global, engine};
use crate::inspect::Sources;
use crate::rules::tables::Tables;
use crate::rules::{Severity, load};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Rules {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check rule files: form, citations, status, unknown facts, missing tests
    Lint(Folder),
    /// Run the tests that stand in rule files, and show what they reach
    Test(Folder),
    /// Say in English what a rule requires, when, unless what, and on what it rests
    Explain(explain::Explain),
    /// Find what can never happen: unreachable or shadowed clauses, contradictions, idle conditions
    Analyze(Folder),
    /// Show which verdicts change from one rule folder to another, with both reasons
    Diff(diff::Diff),
    /// List the coming changes of status, and what is not settled today
    Calendar(calendar::Calendar),
    /// List every fact that a rule may ask, with its meaning and its words
    Facts(facts::Facts),
    /// Draft the tests that rules still lack
    Draft(draft::Draft),
    /// Print the JSON Schema of rule or list files
    Schema(schema::Schema),
}

/// A folder of rule files.
#[derive(Debug, Args)]
struct Folder {
    /// Folder of rule files (default: --rules, else the embedded rules)
    dir: Option<PathBuf>,
}

impl Rules {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        match self.command {
            Command::Lint(folder) => lint::run(&folder, global),
            Command::Test(folder) => test::run(&folder, global),
            Command::Explain(explain) => explain.run(global),
            Command::Analyze(folder) => analyze::run(&folder, global),
            Command::Diff(diff) => diff.run(global),
            Command::Calendar(calendar) => calendar.run(global),
            Command::Facts(facts) => facts.run(global),
            Command::Draft(draft) => draft.run(global),
            Command::Schema(schema) => schema.run(),
        }
    }
}

/// Rule files with the tables of law that go with them.
struct Loaded {
    sources: Sources,
    tables: Tables,
    /// The folder's name as given; empty for the embedded rules.
    base: String,
}

impl Loaded {
    /// The same, where no file has an error; else all errors (exit 3).
    fn sound(self) -> Result<Self, CliError> {
        let errors: Vec<_> = self
            .sources
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .cloned()
            .collect();
        if errors.is_empty() {
            return Ok(self);
        }
        let number = output::count(errors.len(), "error");
        Err(CliError::data(format!("{number}\n{}", output::lines(&errors, &self.base))))
    }
}

/// Reads the rule files of `dir`, else of `--rules`, else the embedded ones.
fn read(dir: Option<&Path>, global: &Global) -> Result<Loaded, CliError> {
    let dir = dir.or(global.rules.as_deref());
    let files = match dir {
        Some(dir) => load::files_of(dir)
            .map_err(|error| CliError { status: ExitStatus::Io, message: error.to_string() })?,
        None => load::embedded_files(),
    };
    if let Some(dir) = dir
        && files.is_empty()
    {
        return Err(CliError::data(format!(
            "{}: holds no rule file (*.toml); name a folder of rule files",
            dir.display()
        )));
    }
    let own_tables = Global { rules: dir.map(Path::to_path_buf), ..global.clone() };
    Ok(Loaded {
        sources: Sources::read(files),
        tables: engine::tables(&own_tables)?,
        base: dir.map(|dir| dir.display().to_string()).unwrap_or_default(),
    })
}
