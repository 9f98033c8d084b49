//! One row -> its labelled answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::row;
use super::sheet::Row;
use crate::batch::Mapping;
use crate::model::{AsOf, Date, Level};
use crate::screen::Engine;
use crate::wire::transaction::{UnknownKeys, from_value};
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
    /// The day that comes before the row's own.
    pub day: Option<Date>,
    /// The day of rows that have none.
    pub today: Date,
    /// Whether answers hold all of the screening, or what a list of rows shows.
    pub full: bool,
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

/// Answers a row of a sheet.
pub fn answer(asked: Asked<'_>, row: &Row, mapping: &Mapping) -> RowAnswer {
    match row::transaction(row, mapping) {
        Ok(document) => screened(asked, row.number, &document),
        Err(fault) => {
            let pointer = String::new();
            RowAnswer::refused(row.number, vec![RowError { pointer, detail: fault }])
        }
    }
}

/// Answers a line of NDJSON.
pub fn answer_line(asked: Asked<'_>, number: u64, line: &[u8]) -> RowAnswer {
    match wire::json::parse(line) {
        Ok(document) => screened(asked, number, &row::wrapped(&document)),
        Err(problem) => RowAnswer::refused(number, vec![problem.into()]),
    }
}

/// Screens a document; a failure inside costs this row alone.
fn screened(asked: Asked<'_>, number: u64, document: &Value) -> RowAnswer {
    let work = || -> Result<Value, Vec<Problem>> {
        let tx = from_value(document, UnknownKeys::Refused)?;
        let as_of = AsOf::on(asked.day.or(tx.date).unwrap_or(asked.today));
        let screening = asked.engine.screen(&tx, as_of);
        let mut value = screening::to_value(&screening);
        if !asked.full {
            value = brief(&value);
        }
        Ok(value)
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => RowAnswer {
            row: number,
            status: RowStatus::Screened,
            errors: Vec::new(),
            screening: Some(value),
        },
        Ok(Err(problems)) => {
            RowAnswer::refused(number, problems.into_iter().map(RowError::from).collect())
        }
        Err(_) => {
            let detail = "the program failed on this row; nothing was screened".to_owned();
            RowAnswer::refused(number, vec![RowError { pointer: String::new(), detail }])
        }
    }
}

/// What a list of rows shows of a screening.
fn brief(full: &Value) -> Value {
    let keep = [
        "id",
        "verdict",
        "level",
        "release",
        "review_policy",
        "programs",
        "needs",
        "obligations",
        "as_of",
        "rules_digest",
        "engine",
        "truncated",
    ];
    let mut value = Map::new();
    for key in keep {
        if let Some(own) = full.get(key) {
            value.insert(key.to_owned(), own.clone());
        }
    }
    let matches = full.get("matches").and_then(Value::as_array);
    let matches = matches.into_iter().flatten();
    let matches = matches.map(|found| only(found, &["party", "list", "entry", "name", "score"]));
    value.insert("matches".to_owned(), matches.collect());
    let reasons = full.get("reasons").and_then(Value::as_array).into_iter().flatten();
    let reasons = reasons.map(|reason| only(reason, &["rule", "level", "text", "cites"]));
    value.insert("reasons".to_owned(), reasons.collect());
    Value::Object(value)
}

/// An object with these keys alone.
fn only(value: &Value, keys: &[&str]) -> Value {
    let own = keys.iter().filter_map(|key| Some(((*key).to_owned(), value.get(key)?.clone())));
    Value::Object(own.collect())
}
