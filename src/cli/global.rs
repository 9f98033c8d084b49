//! Options that every command takes, and the one error type of the command line.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ExitStatus;
use crate::lists::{Choice, Store};
use crate::model::Date;
use crate::screen::Narrowed;

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// List files or folders to screen against, added to the carried and imported lists: a newer
    /// whole edition takes the place of an older one, all else is searched beside it (repeatable)
    #[arg(long, global = true, value_name = "DIR|FILE")]
    pub lists: Vec<PathBuf>,
    /// List files or folders to screen against, and no others (repeatable)
    #[arg(long, global = true, value_name = "DIR|FILE")]
    pub only_lists: Vec<PathBuf>,
    /// Day of named list files that tell none themselves; without it they count as undated
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub edition_date: Option<Date>,
    /// Folder of rule files, added to the rules of the program (repeatable)
    #[arg(long, global = true, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// Folder of rule files, and no others; its folder `tables` stands for the tables of law
    #[arg(long, global = true, value_name = "DIR")]
    pub only_rules: Option<PathBuf>,
    /// Screen as of this day (default: the transaction's date, else today in UTC)
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// Leave out what was published after this day (default: the day screened)
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub known_by: Option<Date>,
    /// Greatest age of a list edition, in days; an unknown age is too old (exit 5, see --when-stale)
    #[arg(long, global = true, value_name = "DAYS")]
    pub max_age: Option<i64>,
    /// What becomes of an answer from lists older than --max-age
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHAT")]
    pub when_stale: WhenStale,
    /// Ask only these bodies of law (US-EAR, US-OFAC ...); the answer says so
    #[arg(long, global = true, value_name = "ID", value_delimiter = ',')]
    pub regimes: Vec<String>,
    /// Output format (default: human on a terminal, json otherwise)
    #[arg(long, global = true, value_enum)]
    pub format: Option<Format>,
    /// No messages on stderr except errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What becomes of an answer from lists that are too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum WhenStale {
    /// No answer: exit 5
    #[default]
    Refuse,
    /// The checks of these lists count as unfinished: cannot determine at least
    Hold,
}

impl Global {
    /// The lists to screen against, as of a day of the store.
    ///
    /// # Errors
    ///
    /// `--lists` beside `--only-lists`.
    pub fn choice(&self, day: Option<Date>) -> Result<Choice, CliError> {
        if !self.only_lists.is_empty() && !self.lists.is_empty() {
            return Err(CliError::usage(
                "--only-lists screens against its files alone: name those of --lists there too, or \
                 leave one of the two out",
            ));
        }
        let store = if self.only_lists.is_empty() { Store::default_place() } else { None };
        let (add, only) = (self.lists.clone(), self.only_lists.clone());
        Ok(Choice { add, only, edition_date: self.edition_date, store, day })
    }

    /// What the options leave out of that which the program would look at.
    pub fn narrowed(&self) -> Narrowed {
        Narrowed { lists: !self.only_lists.is_empty(), rules: self.only_rules.is_some() }
    }
}

/// Output formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people
    Human,
    /// One JSON document
    Json,
    /// One JSON document a line
    Ndjson,
    /// Comma-separated values
    Csv,
    /// SARIF 2.1.0 (rules commands)
    Sarif,
}

/// An error with the exit code it ends in.
#[derive(Debug)]
pub struct CliError {
    /// The exit code; never [`ExitStatus::Ok`].
    pub status: ExitStatus,
    /// What happened, where, and how to mend it.
    pub message: String,
}

impl std::fmt::Display for CliError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl CliError {
    /// Bad data or rules (exit 3).
    pub fn data(message: impl Into<String>) -> Self {
        Self { status: ExitStatus::BadData, message: message.into() }
    }

    /// A wrong command line (exit 2).
    pub fn usage(message: impl Into<String>) -> Self {
        Self { status: ExitStatus::Usage, message: message.into() }
    }

    /// The tool itself failed (exit 1).
    pub fn failed(message: impl Into<String>) -> Self {
        Self { status: ExitStatus::Failed, message: message.into() }
    }
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self { status: ExitStatus::Io, message: error.to_string() }
    }
}
