//! `highfence eval`: measure names or scenarios against labelled data.

use clap::{Args, Subcommand};

use super::{CliError, ExitStatus, Global};

mod names;
mod scenarios;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Eval {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Labelled pairs of names: precision, recall, F1, average precision
    Names(names::Names),
    /// Transactions with their expected verdicts
    Scenarios(scenarios::Scenarios),
}

impl Eval {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        match self.what {
            What::Names(command) => command.run(global),
            What::Scenarios(command) => command.run(global),
        }
    }
}
