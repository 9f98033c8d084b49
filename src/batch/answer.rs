//! One row -> its labelled answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::row;
use super::sheet::Row;
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
    /// Number of the row, from 1.
    pub row: u64,
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
    pub fn refused(row: u64, errors: Vec<RowError>) -> Self {
        Self { row, status: RowStatus::CannotScreen, errors, screening: None }
    }

    /// The level, where the row was screened.
    pub fn level(&self) -> Option<Level> {
        Level::from_word(self.screening.as_ref()?.get("verdict")?.as_str()?)
    }
}

/// Answers a row of a sheet; beside the answer, where asked for, what was decided.
pub fn answer(asked: Asked<'_>, row: &Row, mapping: &Mapping) -> (RowAnswer, Option<Decided>) {
    let number = row.number;
    let screened = row::transaction(row, mapping)
        .map_err(|fault| refused(number, vec![Problem::new("", fault)]))
        .and_then(|document| screened(asked, number, document));
    let own = match screened {
        Ok(own) => own,
        Err(refused) => return (refused, None),
    };
    let screening = if asked.full {
        screening::to_value(&own.screening)
    } else {
        serde_json::to_value(screening::brief(&own.screening)).unwrap_or_default()
    };
    let answer = RowAnswer {
        row: number,
        status: RowStatus::Screened,
        errors: Vec::new(),
        screening: Some(screening),
    };
    own.decided(asked).map_or_else(|refused| (refused, None), |decided| (answer, decided))
}

/// The text of an answer to one line of NDJSON, its end of line included.
#[derive(Debug, Default)]
pub struct Line {
    /// The text.
    pub text: Vec<u8>,
    /// What was decided, where that was asked for and the row was screened.
    pub decided: Option<Decided>,
}

impl Line {
    /// The line that refuses a row.
    pub fn refused(answer: &RowAnswer) -> Self {
        let mut text = serde_json::to_vec(answer).unwrap_or_default();
        text.push(b'\n');
        Self { text, decided: None }
    }
}

/// Answers a line of NDJSON.
pub fn answer_line(asked: Asked<'_>, number: u64, line: &[u8]) -> Line {
    let made = wire::json::parse(line)
        .map_err(|problem| refused(number, vec![problem]))
        .and_then(|document| screened(asked, number, row::wrapped(document)))
        .and_then(|own| {
            let text = own.text(asked.full)?;
            Ok(Line { text, decided: own.decided(asked)? })
        });
    made.unwrap_or_else(|refused| Line::refused(&refused))
}

fn refused(row: u64, problems: Vec<Problem>) -> RowAnswer {
    RowAnswer::refused(row, problems.into_iter().map(RowError::from).collect())
}

fn failed(row: u64) -> RowAnswer {
    let detail = "the program failed on this row; nothing was screened";
    refused(row, vec![Problem::new("", detail)])
}

/// A row that was screened.
struct Own<'e> {
    number: u64,
    document: Value,
    screening: Screening<'e>,
}

/// Screens a document; a failure inside costs this row alone.
fn screened<'e>(asked: Asked<'e>, number: u64, document: Value) -> Result<Own<'e>, RowAnswer> {
    let work = || -> Result<Screening<'e>, Vec<Problem>> {
        let tx = from_value(&document, UnknownKeys::Refused)?;
        let foreign = demand_roles(&tx, asked.profile, asked.roles);
        if !foreign.is_empty() {
            return Err(foreign);
        }
        let as_of = AsOf::on(asked.day.or(tx.date).unwrap_or(asked.today));
        Ok(asked.engine.screen(&tx, as_of))
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(screening)) => Ok(Own { number, document, screening }),
        Ok(Err(problems)) => Err(refused(number, problems)),
        Err(_) => Err(failed(number)),
    }
}

impl Own<'_> {
    /// The answer as a line of JSON.
    fn text(&self, full: bool) -> Result<Vec<u8>, RowAnswer> {
        #[derive(Serialize)]
        struct Written<T> {
            row: u64,
            status: RowStatus,
            screening: T,
        }
        let (row, status) = (self.number, RowStatus::Screened);
        let text = if full {
            let screening = screening::told(&self.screening);
            serde_json::to_vec(&Written { row, status, screening })
        } else {
            let screening = screening::brief(&self.screening);
            serde_json::to_vec(&Written { row, status, screening })
        };
        let mut text = text.map_err(|_| failed(row))?;
        text.push(b'\n');
        Ok(text)
    }

    /// What was decided, where that is asked for.
    fn decided(self, asked: Asked<'_>) -> Result<Option<Decided>, RowAnswer> {
        if !asked.record {
            return Ok(None);
        }
        let text = screening::to_text(&self.screening).map_err(|_| failed(self.number))?;
        Ok(Some(Decided {
            asked: audit::Asked::Screening,
            request: self.document,
            as_of: self.screening.as_of,
            verdict: self.screening.verdict.level.word(),
            result_sha256: audit::result_digest(&text),
        }))
    }
}
