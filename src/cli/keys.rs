//! `highfence keys`: makes API keys. A key is shown once; only its digest is kept.

use std::io::Write;

use clap::{Args, Subcommand, ValueEnum};

use super::{CliError, ExitStatus, Global};
use crate::http::keys::{self, Key, Scope};
use crate::model::Date;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Keys {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a key: the key goes to stderr, its entry for the key file to stdout
    New(New),
}

#[derive(Debug, Args)]
struct New {
    /// Name of the key, for logs and records
    id: String,
    /// What it may do (repeatable)
    #[arg(long, value_enum, default_value = "screen")]
    scope: Vec<Word>,
    /// Last day on which it is valid
    #[arg(long, value_name = "YYYY-MM-DD")]
    expires: Option<Date>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Word {
    Screen,
    Review,
    Admin,
}

impl Keys {
    pub(super) fn run(self, _global: &Global) -> Result<ExitStatus, CliError> {
        let Command::New(new) = self.command;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if new.id.is_empty() || !new.id.chars().all(plain) {
            return Err(CliError::usage("an id has letters, digits, `-`, `_` and `.` alone"));
        }
        let scope = |word: &Word| match word {
            Word::Screen => Scope::Screen,
            Word::Review => Scope::Review,
            Word::Admin => Scope::Admin,
        };
        let secret = keys::new_secret().map_err(CliError::failed)?;
        let key = Key {
            id: new.id,
            sha256: keys::digest(&secret),
            scopes: new.scope.iter().map(scope).collect(),
            expires: new.expires,
        };
        writeln!(std::io::stdout(), "{}", keys::entry(&key))?;
        writeln!(std::io::stderr(), "the key, shown this once: {secret}")?;
        Ok(ExitStatus::Ok)
    }
}
