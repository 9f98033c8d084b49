//! Rows and answers -> a file: the input's columns in the input's order, then ours.

use std::io::Write;

use serde_json::Value;

use super::about::About;
use super::answer::{RowAnswer, RowStatus};
use super::sheet::Sheet;
use super::xlsx;

/// The form of an output file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated values, UTF-8.
    Csv,
    /// A workbook with colored verdicts and a frozen header.
    Xlsx,
    /// One JSON object a line: the whole screening.
    Ndjson,
}

impl Form {
    /// The form that a file name asks for.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            _ => None,
        }
    }
}

/// Our columns.
pub(super) const COLUMNS: [&str; 13] = [
    "hf_row",
    "hf_verdict",
    "hf_level",
    "hf_release",
    "hf_review_policy",
    "hf_programs",
    "hf_needs",
    "hf_matches",
    "hf_reasons",
    "hf_obligations",
    "hf_as_of",
    "hf_line",
    "hf_error",
];
/// Columns of a CSV file, which has no other place for them: what its answers rest on.
const ABOUT: [&str; 3] = ["hf_engine", "hf_rules", "hf_lists"];

/// Writes answers beside their rows.
///
/// # Errors
/// What the writer says.
pub fn write<'a>(
    form: Form,
    sheet: &Sheet,
    answers: impl Iterator<Item = &'a RowAnswer>,
    about: &About,
    out: &mut impl Write,
) -> Result<(), String> {
    match form {
        Form::Ndjson => {
            for answer in answers {
                serde_json::to_writer(&mut *out, answer).map_err(|error| error.to_string())?;
                out.write_all(b"\n").map_err(|error| error.to_string())?;
            }
            Ok(())
        }
        Form::Csv => csv(sheet, answers, about, out).map_err(|error| error.to_string()),
        Form::Xlsx => {
            let bytes = xlsx::write(sheet, answers, about).map_err(|error| error.to_string())?;
            out.write_all(&bytes).map_err(|error| error.to_string())
        }
    }
}

fn csv<'a>(
    sheet: &Sheet,
    answers: impl Iterator<Item = &'a RowAnswer>,
    about: &About,
    out: &mut impl Write,
) -> Result<(), csv::Error> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    let headers = sheet.headers.iter().map(|header| harmless(header));
    writer.write_record(headers.chain(COLUMNS.into_iter().chain(ABOUT).map(str::to_owned)))?;
    let basis = [about.engine.clone(), about.rules.clone(), about.lists_text()];
    for (row, answer) in sheet.rows.iter().zip(answers) {
        let input = row.cells.iter().map(|cell| harmless(cell));
        let ours = cells(answer).into_iter().map(|cell| harmless(&cell));
        writer.write_record(input.chain(ours).chain(basis.iter().cloned()))?;
    }
    writer.flush()?;
    Ok(())
}

/// A cell that a spreadsheet would read as a formula is quoted with an apostrophe.
fn harmless(cell: &str) -> String {
    let number = cell.parse::<f64>().is_ok();
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Our cells for one answer, in the order of [`COLUMNS`].
pub(super) fn cells(answer: &RowAnswer) -> Vec<String> {
    let errors: Vec<String> = answer
        .errors
        .iter()
        .map(|error| match error.pointer.as_str() {
            "" => error.detail.clone(),
            pointer => format!("{pointer}: {}", error.detail),
        })
        .collect();
    let empty = Value::Null;
    let found = answer.screening.as_ref().unwrap_or(&empty);
    let verdict = match answer.status {
        RowStatus::Screened => text(found, "verdict"),
        RowStatus::CannotScreen => "cannot_screen".to_owned(),
    };
    vec![
        answer.row.to_string(),
        verdict,
        text(found, "level"),
        match answer.status {
            RowStatus::Screened => text(found, "release"),
            RowStatus::CannotScreen => "false".to_owned(),
        },
        text(found, "review_policy"),
        texts(found, "programs"),
        texts(found, "needs"),
        matches(found),
        reasons(found),
        texts(found, "obligations"),
        found.get("as_of").map_or_else(String::new, |as_of| text(as_of, "valid")),
        answer.line.to_string(),
        errors.join("; "),
    ]
}

fn text(value: &Value, key: &str) -> String {
    match value.get(key) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn texts(value: &Value, key: &str) -> String {
    list(value, key).iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
}

fn matches(value: &Value) -> String {
    let one = |found: &Value| {
        let score = found.get("score").and_then(Value::as_f64).unwrap_or(0.0);
        format!("{} {} ({score:.2})", text(found, "list"), text(found, "name"))
    };
    list(value, "matches").iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Why: the rules that raise the verdict, the checks that could not be finished, the doubts.
fn reasons(value: &Value) -> String {
    let one = |reason: &Value| match text(reason, "text") {
        said if said.is_empty() => text(reason, "rule"),
        said => said,
    };
    let open = |check: &Value| format!("{}: {}", text(check, "pointer"), text(check, "reason"));
    let mut all: Vec<String> = list(value, "reasons").iter().map(one).collect();
    all.extend(list(value, "unfinished").iter().map(open));
    all.extend(list(value, "doubts").iter().filter_map(Value::as_str).map(str::to_owned));
    all.dedup();
    all.join("; ")
}
