//! `highfence lists`: check, import, fetch, compare and show lists.

mod check;

use clap::{Args, Subcommand};

use super::{CliError, ExitStatus, Global};
use crate::lists::ListsError;
use crate::lists::formats::{FORMATS, Format, format};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Lists {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a published list file: exit 0 and a summary, or exit 3 and why it is refused
    Check(check::Check),
}

impl Lists {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        match self.command {
            Command::Check(command) => command.run(global),
        }
    }
}

impl From<ListsError> for CliError {
    fn from(error: ListsError) -> Self {
        let status = if error.io { ExitStatus::Io } else { ExitStatus::BadData };
        Self { status, message: error.to_string() }
    }
}

/// The format of `--list-format`.
fn named_format(name: Option<&str>) -> Result<Option<&'static Format>, CliError> {
    let Some(name) = name else { return Ok(None) };
    format(name).map(Some).ok_or_else(|| {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        CliError::usage(format!("unknown list format `{name}`; known: {}", known.join(", ")))
    })
}
