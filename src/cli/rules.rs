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
use crate::rules::Severity;
use crate::rules::tables::Tables;

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
    /// Folder of rule files (default: the rules of the program, with those of --rules)
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

/// Reads the rule files of `dir` alone, else those that the options name.
fn read(dir: Option<&Path>, global: &Global) -> Result<Loaded, CliError> {
    let own = match dir {
        Some(dir) => {
            Global { rules: Vec::new(), only_rules: Some(dir.to_owned()), ..global.clone() }
        }
        None => global.clone(),
    };
    Ok(Loaded {
        sources: Sources::read(engine::rule_files(&own)?),
        tables: engine::tables(&own)?,
        base: own.only_rules.map(|dir| dir.display().to_string()).unwrap_or_default(),
    })
}
