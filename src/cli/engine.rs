//! The engine of a command line: lists, rules, tables, dictionaries.

use std::path::Path;

use super::index_source::IndexSource;
use super::{CliError, Global};
use crate::index::Index;
use crate::items::Classifier;
use crate::lists;
use crate::matching::THRESHOLD;
use crate::model::{AsOf, Date, Edition, Transaction};
use crate::rules::tables::Tables;
use crate::rules::{self, RuleSet};
use crate::screen::Engine;

/// Today in UTC. The command line alone reads the clock; the engine takes dates as arguments.
pub(super) fn today() -> Date {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let days = i64::try_from(seconds / 86_400).unwrap_or(0);
    Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().days(days))
        .unwrap_or(Date::constant(1970, 1, 1))
}

/// The dates of a screening: `--as-of`, else the transaction's date, else today.
pub(super) fn as_of(global: &Global, tx: &Transaction) -> AsOf {
    let as_of = AsOf::of(global.as_of, tx.date, today());
    AsOf { known: global.known_by.unwrap_or(as_of.valid), ..as_of }
}

/// The lists that the options name, else the imported or embedded ones.
pub(super) fn editions(global: &Global, day: Option<Date>) -> Result<Vec<Edition>, CliError> {
    let loaded = if global.lists.is_empty() {
        lists::default_editions(day)
    } else {
        lists::load(&global.lists)
    };
    loaded.map_err(|error| {
        let status = if error.io { super::ExitStatus::Io } else { super::ExitStatus::BadData };
        CliError { status, message: error.to_string() }
    })
}

/// The rules that the options name, else the embedded ones.
pub(super) fn rule_set(global: &Global) -> Result<RuleSet, CliError> {
    let loaded = match &global.rules {
        Some(dir) => rules::load(dir),
        None => rules::embedded(),
    };
    loaded.map_err(|error| CliError::data(error.to_string()))
}

/// The tables of law: those of the rule folder where it holds any, else the embedded ones.
pub(super) fn tables(global: &Global) -> Result<Tables, CliError> {
    let dir = global.rules.as_deref().map(|dir| dir.join("tables")).filter(|dir| dir.is_dir());
    let loaded = match dir.as_deref() {
        Some(dir) => Tables::load(dir),
        None => Tables::embedded(),
    };
    loaded.map_err(|errors| {
        CliError::data(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// An engine over `editions`.
pub(super) fn over(global: &Global, editions: Vec<Edition>) -> Result<Engine, CliError> {
    with(global, Index::build(editions))
}

/// An engine over the lists that the options name, else the imported or embedded ones, from a
/// snapshot where one fits them.
pub(super) fn of_lists(global: &Global, day: Option<Date>) -> Result<Engine, CliError> {
    with(global, IndexSource { global, snapshot: None, day }.index()?)
}

fn with(global: &Global, index: Index) -> Result<Engine, CliError> {
    crate::facts::statements::check().map_err(CliError::failed)?;
    crate::facts::texts::check().map_err(CliError::failed)?;
    Ok(Engine {
        index,
        rules: rule_set(global)?,
        tables: tables(global)?,
        classifier: Classifier::embedded().map_err(|error| CliError::failed(error.to_string()))?,
        threshold: THRESHOLD,
    })
}

/// Refuses editions older on `day` than `--max-age` allows; an unknown age is too old.
pub(super) fn check_age(global: &Global, engine: &Engine, day: Date) -> Result<(), CliError> {
    let Some(limit) = global.max_age else { return Ok(()) };
    let old: Vec<String> = engine
        .editions(day)
        .iter()
        .filter(|edition| edition.age_days.is_none_or(|age| age > limit))
        .map(|edition| {
            let age = edition
                .age_days
                .map_or("of unknown age".to_owned(), |age| format!("{age} days old"));
            format!("{} is {age}", edition.id)
        })
        .collect();
    if old.is_empty() {
        return Ok(());
    }
    Err(CliError {
        status: super::ExitStatus::Stale,
        message: format!(
            "lists are older than the {limit} days that --max-age allows: {}; fetch them with `highfence lists sync`. No verdict was given",
            old.join(", ")
        ),
    })
}

/// The bytes of a file, or of stdin for `-`; `.gz` is read transparently.
pub(super) fn read_input(path: &Path) -> Result<Vec<u8>, CliError> {
    use std::io::Read;
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    bytes = std::fs::read(path).map_err(|error| CliError {
        status: super::ExitStatus::Io,
        message: format!("{}: {error}", path.display()),
    })?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        let limit = crate::wire::json::BYTES_MAX as u64 * 64;
        flate2::read::GzDecoder::new(bytes.as_slice()).take(limit).read_to_end(&mut plain)?;
        bytes = plain;
    }
    Ok(bytes)
}
