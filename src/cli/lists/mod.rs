//! `highfence lists`: check, import, fetch, compare and show lists.

mod carry;
mod check;
mod diff;
mod import;
mod show;
mod status;
mod sync;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::index_source::IndexSource;
use super::{CliError, ExitStatus, Global};
use crate::lists::formats::{FORMATS, Format, format};
use crate::lists::{self, ListsError, Store};
use crate::model::{Date, Edition};

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
    /// Take list files into the store of editions (for machines without a network)
    Import(import::Import),
    /// Fetch lists from their publishers into the store of editions
    Sync(sync::Sync),
    /// Age and health of the lists that screening rests on
    Status(status::Status),
    /// What was added, removed and changed between two editions, by name
    Diff(diff::Diff),
    /// Show an entry by id or name
    Show(show::Show),
    /// Make the lists that the program carries whole from the publishers' files
    Carry(carry::Carry),
}

impl Lists {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        match self.command {
            Command::Check(command) => command.run(global),
            Command::Import(command) => prepared(global, command.run(global)?),
            Command::Sync(command) => prepared(global, command.run(global)?),
            Command::Status(command) => command.run(global),
            Command::Diff(command) => command.run(global),
            Command::Show(command) => command.run(global),
            Command::Carry(command) => command.run(global),
        }
    }
}

/// Builds the snapshot of the editions now in use, so that the next command starts at once.
fn prepared(global: &Global, status: ExitStatus) -> Result<ExitStatus, CliError> {
    if global.only_lists.is_empty() {
        IndexSource { global, snapshot: None, day: None }.prepare()?;
    }
    Ok(status)
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

/// Editions by a file, a folder, or the id of a series in the store (`US-OFAC-SDN`, or
/// `US-OFAC-SDN@3` for its third edition).
fn editions_of(name: &str, format: Option<&Format>) -> Result<Vec<Edition>, CliError> {
    let path = PathBuf::from(name);
    if path.exists() {
        return Ok(lists::load_as(&[path], format)?);
    }
    let (id, sequence) = match name.split_once('@') {
        Some((id, number)) => (id, number.parse::<u64>().ok()),
        None => (name, None),
    };
    if let Some(store) = Store::default_place() {
        let manifests = store.manifests()?;
        let chosen = manifests
            .iter()
            .filter(|m| m.id == id && sequence.is_none_or(|number| number == m.sequence))
            .max_by_key(|m| m.sequence);
        if let Some(manifest) = chosen {
            return Ok(vec![store.read(manifest)?]);
        }
    }
    Err(CliError::usage(format!("`{name}` is neither a file nor an edition of the store")))
}

/// The store, or why there is none.
fn store() -> Result<Store, CliError> {
    Store::default_place()
        .ok_or_else(|| CliError::usage("no place for the store: set HIGHFENCE_STORE to a folder"))
}

/// Today in UTC, unless `--as-of` names a day. Only the command line reads the clock.
fn today(global: &Global) -> Date {
    global.as_of.unwrap_or_else(|| jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date())
}
