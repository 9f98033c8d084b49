//! The engine of a command line: lists, rules, tables, dictionaries.

use std::path::Path;

use super::global::WhenStale;
use super::index_source::IndexSource;
use super::{CliError, Global};
use crate::index::Index;
use crate::lists::newest;
use crate::model::{AsOf, Date, Edition, Transaction};
use crate::rules::tables::Tables;
use crate::rules::{self, RuleSet};
use crate::screen::{Asked, EditionUsed, Engine, Screening};

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

/// The lists to screen against: carried, stored and named ones.
pub(super) fn editions(global: &Global, day: Option<Date>) -> Result<Vec<Edition>, CliError> {
    Ok(global.choice(day)?.editions()?)
}

/// The rules of the program with those that the options add, or those that the options name alone.
pub(super) fn rule_set(global: &Global) -> Result<RuleSet, CliError> {
    rules::load::parse(&rule_files(global)?).0.map_err(|error| CliError::data(error.to_string()))
}

/// The rule files of [`rule_set`]: name and text.
pub(super) fn rule_files(global: &Global) -> Result<Vec<(String, String)>, CliError> {
    let read = |error: rules::RulesError| CliError::data(error.to_string());
    let Some(only) = &global.only_rules else {
        return rules::load::with_embedded(&global.rules).map_err(read);
    };
    if !global.rules.is_empty() {
        return Err(CliError::usage(
            "--only-rules reads its folder alone: put the files of --rules there, or leave one of \
             the two out",
        ));
    }
    rules::load::files_in(only).map_err(read)
}

/// The tables of law: those of the folder of `--only-rules` where it holds any, else the embedded
/// ones.
pub(super) fn tables(global: &Global) -> Result<Tables, CliError> {
    let dir = global.only_rules.as_deref().map(|dir| dir.join("tables"));
    let loaded = match dir.filter(|dir| dir.is_dir()).as_deref() {
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

/// An engine over the lists to screen against, from a snapshot where one fits them.
pub(super) fn of_lists(global: &Global, day: Option<Date>) -> Result<Engine, CliError> {
    with(global, IndexSource { global, snapshot: None, day }.index()?)
}

fn with(global: &Global, index: Index) -> Result<Engine, CliError> {
    let rules = rule_set(global)?;
    check_regimes(global, &rules)?;
    let engine = Engine::new(index, rules, tables(global)?).map_err(CliError::failed)?;
    Ok(Engine { asked: asked(global), ..engine })
}

/// How the options narrow the question.
pub(super) fn asked(global: &Global) -> Asked {
    let age_max_days = global.max_age.filter(|_| global.when_stale == WhenStale::Hold);
    let regimes = (!global.regimes.is_empty()).then(|| global.regimes.clone());
    Asked { regimes, age_max_days, narrowed: global.narrowed() }
}

/// Refuses regimes that the rules do not know.
pub(super) fn check_regimes(global: &Global, rules: &RuleSet) -> Result<(), CliError> {
    let known: Vec<&str> = rules.coverage.regimes.iter().map(|own| own.id.as_str()).collect();
    match global.regimes.iter().find(|id| !rules.knows_regime(id)) {
        None => Ok(()),
        Some(id) => {
            let help = rules::did_you_mean(id, &known);
            Err(CliError::usage(format!("--regimes: `{id}` is no regime; {help}")))
        }
    }
}

/// Refuses lists that bear on a screening and are older than `--max-age` allows; an unknown age is
/// too old.
pub(super) fn check_age_of(global: &Global, screening: &Screening<'_>) -> Result<(), CliError> {
    let Some(limit) = refused_after(global) else { return Ok(()) };
    let old = screening.coverage.stale(limit).into_iter();
    stale(limit, old.map(|list| (list.list.as_str(), list.age_days)))
}

/// Refuses editions older on `day` than `--max-age` allows; an unknown age is too old. What a batch
/// will ask is not known before: every list counts.
pub(super) fn check_age(global: &Global, engine: &Engine, day: Date) -> Result<(), CliError> {
    let Some(limit) = refused_after(global) else { return Ok(()) };
    let used: Vec<EditionUsed> = newest(engine.index.headers().map(|(edition, _)| edition))
        .into_values()
        .map(|edition| EditionUsed::of(edition, day))
        .filter(|edition| edition.age_days.is_none_or(|age| age > limit))
        .collect();
    stale(limit, used.iter().map(|edition| (edition.id.as_str(), edition.age_days)))
}

/// The age from which on nothing is answered.
fn refused_after(global: &Global) -> Option<i64> {
    global.max_age.filter(|_| global.when_stale == WhenStale::Refuse)
}

/// The error of lists that are too old, where there are any.
fn stale<'l>(
    limit: i64,
    old: impl Iterator<Item = (&'l str, Option<i64>)>,
) -> Result<(), CliError> {
    let told = |(list, age): (&str, Option<i64>)| match age {
        Some(age) => format!("{list} is {age} days old"),
        None => format!("{list} is of unknown age"),
    };
    let old: Vec<String> = old.map(told).collect();
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
