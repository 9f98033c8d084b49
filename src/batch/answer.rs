//! One row -> its labelled answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::row;
use super::sheet::{self, Row, begins_array};
use crate::audit::{self, Decided};
use crate::batch::Mapping;
use crate::model::{AsOf, Date, Level};
use crate::screen::{Engine, Screening};
use crate::wire::transaction::{UnknownKeys, demand_roles, from_value};
use crate::wire::{self, Problem, screening};

/// Whether a row was screened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowStatus {
    /// It was, and has a verdict.
    Screened,
    /// It was not. No verdict may be read into it.
    CannotScreen,
}

/// The answer to one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowAnswer {
    /// Number of the row among the rows that hold anything, from 1.
    pub row: u64,
    /// Line of the file, or row of the sheet, where it begins, from 1.
    #[serde(default)]
    pub line: u64,
    /// The caller's id of a row that was not screened, where it can be read. A screening has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whether it was screened.
    pub status: RowStatus,
    /// What is wrong with the row, with JSON pointers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<RowError>,
    /// The screening.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screening: Option<Value>,
}

/// One thing wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// JSON pointer into the row's document.
    pub pointer: String,
    /// What is wrong, and how to mend it.
    pub detail: String,
}

impl From<Problem> for RowError {
    fn from(problem: Problem) -> Self {
        Self { pointer: problem.pointer, detail: problem.detail }
    }
}

/// Which row is answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct At {
    /// Its number among the rows that hold anything, from 1.
    pub row: u64,
    /// Its line of the file, from 1.
    pub line: u64,
    /// The caller's id of it, where it can be read.
    pub id: Option<String>,
}

/// What all rows of a batch share.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'e> {
    /// The engine.
    pub engine: &'e Engine,
    /// Name of the profile.
    pub profile: &'e str,
    /// Roles that the profile is made for; none are all.
    pub roles: &'e [String],
    /// The day that comes before the row's own.
    pub day: Option<Date>,
    /// The day of rows that have none.
    pub today: Date,
    /// Whether answers hold all of the screening, or what a list of rows shows.
    pub full: bool,
    /// Whether to tell what was decided, for its record.
    pub record: bool,
}

impl RowAnswer {
    /// The answer to a row that cannot be read.
    pub fn refused(at: At, errors: Vec<RowError>) -> Self {
        let At { row, line, id } = at;
        Self { row, line, id, status: RowStatus::CannotScreen, errors, screening: None }
    }

    /// The level, where the row was screened.
    pub fn level(&self) -> Option<Level> {
        Level::from_word(self.screening.as_ref()?.get("verdict")?.as_str()?)
    }
}

/// Answers a row of a sheet; beside the answer, where asked for, what was decided.
pub fn answer(asked: Asked<'_>, row: &Row, mapping: &Mapping) -> (RowAnswer, Option<Decided>) {
    let at = || At { row: row.number, line: row.line, id: row::id(row, mapping) };
    let screened = row::transaction(row, mapping)
        .map_err(|fault| refused(at(), vec![Problem::new("", fault)]))
        .and_then(|document| screened(asked, &at, document));
    let own = match screened {
        Ok(own) => own,
        Err(mut refused) => {
            for error in &mut refused.errors {
                if let Some(header) = mapping.column_of(&error.pointer) {
                    error.detail = format!("column `{header}`: {}", error.detail);
                }
            }
            return (refused, None);
        }
    };
    let screening = if asked.full {
        screening::to_value(&own.screening)
    } else {
        serde_json::to_value(screening::brief(&own.screening)).unwrap_or_default()
    };
    let answer = RowAnswer {
        row: row.number,
        line: row.line,
        id: None,
        status: RowStatus::Screened,
        errors: Vec::new(),
        screening: Some(screening),
    };
    let decided = own.decided(asked).ok_or_else(|| failed(at()));
    decided.map_or_else(|refused| (refused, None), |decided| (answer, decided))
}

/// The text of an answer to one line of NDJSON, its end of line included.
#[derive(Debug, Default)]
pub struct Line {
    /// The text.
    pub text: Vec<u8>,
    /// What was decided, where that was asked for and the row was screened.
    pub decided: Option<Decided>,
    /// The level, where the row was screened.
    pub level: Option<Level>,
}

impl Line {
    /// The line that refuses a row.
    pub fn refused(answer: &RowAnswer) -> Self {
        let mut text = serde_json::to_vec(answer).unwrap_or_default();
        text.push(b'\n');
        Self { text, decided: None, level: None }
    }
}

/// Answers a line of NDJSON: row `row`, which stands on line `line`.
pub fn answer_line(asked: Asked<'_>, row: u64, line: u64, text: &[u8]) -> Line {
    let parsed = wire::json::parse(text).map_err(|problem| {
        let id = row::readable(text).and_then(|document| row::id_of(&document));
        let array = problem.detail.starts_with("no JSON") && begins_array(text);
        let detail = if array { sheet::ARRAY.to_owned() } else { problem.detail };
        refused(At { row, line, id }, vec![Problem::new(problem.pointer, detail)])
    });
    let made = parsed.and_then(|document| {
        let id = row::id_of(&document);
        let at = || At { row, line, id: id.clone() };
        if document.is_array() {
            return Err(refused(at(), vec![Problem::new("", sheet::ARRAY)]));
        }
        let own = screened(asked, &at, row::wrapped(document))?;
        let level = Some(own.screening.verdict.level);
        let text = own.text(row, line, asked.full).ok_or_else(|| failed(at()))?;
        Ok(Line { text, level, decided: own.decided(asked).ok_or_else(|| failed(at()))? })
    });
    made.unwrap_or_else(|refused| Line::refused(&refused))
}

fn refused(at: At, problems: Vec<Problem>) -> RowAnswer {
    RowAnswer::refused(at, problems.into_iter().map(RowError::from).collect())
}

fn failed(at: At) -> RowAnswer {
    let detail = "the program failed on this row; nothing was screened";
    refused(at, vec![Problem::new("", detail)])
}

/// A row that was screened.
struct Own<'e> {
    document: Value,
    screening: Screening<'e>,
}

/// Screens a document; a failure inside costs this row alone.
fn screened<'e>(
    asked: Asked<'e>,
    at: &impl Fn() -> At,
    document: Value,
) -> Result<Own<'e>, RowAnswer> {
    let work = || -> Result<Screening<'e>, Vec<Problem>> {
        let tx = from_value(&document, UnknownKeys::Refused)?;
        let foreign = demand_roles(&tx, asked.profile, asked.roles);
        if !foreign.is_empty() {
            return Err(foreign);
        }
        let as_of = AsOf::of(asked.day, tx.date, asked.today);
        Ok(asked.engine.screen(&tx, as_of))
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(screening)) => Ok(Own { document, screening }),
        Ok(Err(problems)) => Err(refused(at(), problems)),
        Err(_) => Err(failed(at())),
    }
}

impl Own<'_> {
    /// The answer as a line of JSON; none where it cannot be written.
    fn text(&self, row: u64, line: u64, full: bool) -> Option<Vec<u8>> {
        #[derive(Serialize)]
        struct Written<T> {
            row: u64,
            line: u64,
            status: RowStatus,
            screening: T,
        }
        let status = RowStatus::Screened;
        let text = if full {
            let screening = screening::told(&self.screening);
            serde_json::to_vec(&Written { row, line, status, screening })
        } else {
            let screening = screening::brief(&self.screening);
            serde_json::to_vec(&Written { row, line, status, screening })
        };
        let mut text = text.ok()?;
        text.push(b'\n');
        Some(text)
    }

    /// What was decided, where that is asked for; none where it cannot be written.
    fn decided(self, asked: Asked<'_>) -> Option<Option<Decided>> {
        if !asked.record {
            return Some(None);
        }
        let text = screening::to_text(&self.screening).ok()?;
        Some(Some(Decided {
            asked: audit::Asked::Screening,
            request: self.document,
            as_of: self.screening.as_of,
            verdict: self.screening.verdict.level.word(),
            result_sha256: audit::result_digest(&text),
        }))
    }
}
