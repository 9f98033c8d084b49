//! Bytes of a file -> rows with their headers.

use std::io::Cursor;

use calamine::{Reader, Xlsx, open_workbook_from_rs};
use serde_json::Value;

use super::{COLUMNS_MAX, ROWS_MAX};
use crate::lists::{cell, zip_check};
use crate::wire::json;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Values between commas, semicolons, tabs or bars.
    Csv,
    /// A workbook; its first sheet is read.
    Xlsx,
    /// One JSON object a line.
    Ndjson,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Number of the row among the rows of data, from 1.
    pub number: u64,
    /// Its cells as text, as many as there are headers.
    pub cells: Vec<String>,
    /// Its document, where rows are documents.
    pub document: Option<Value>,
    /// Why it cannot be read.
    pub fault: Option<String>,
}

/// A file as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The form it was read in.
    pub kind: Kind,
    /// Headers, in the order of the file.
    pub headers: Vec<String>,
    /// Rows, in the order of the file.
    pub rows: Vec<Row>,
}

/// Reads a file; its form is told by its content.
///
/// # Errors
/// Why it cannot be read as a whole. A row that cannot be read is a fault of that row.
pub fn read(bytes: &[u8]) -> Result<Sheet, String> {
    let sheet = match kind(bytes) {
        Kind::Xlsx => workbook(bytes)?,
        Kind::Ndjson => lines(bytes),
        Kind::Csv => table(bytes)?,
    };
    if sheet.rows.len() > ROWS_MAX {
        return Err(format!("{} rows; the limit is {ROWS_MAX}: split the file", sheet.rows.len()));
    }
    if sheet.headers.len() > COLUMNS_MAX {
        return Err(format!("{} columns; the limit is {COLUMNS_MAX}", sheet.headers.len()));
    }
    if sheet.rows.is_empty() {
        return Err("the file holds no row of data".to_owned());
    }
    Ok(sheet)
}

fn kind(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") {
        return Kind::Xlsx;
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"{") { Kind::Ndjson } else { Kind::Csv }
}

fn workbook(bytes: &[u8]) -> Result<Sheet, String> {
    zip_check::verify("workbook", bytes).map_err(|refusal| refusal.to_string())?;
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|error| format!("the workbook cannot be read: {error}"))?;
    let range = book
        .worksheet_range_at(0)
        .ok_or("the workbook has no sheet")?
        .map_err(|error| format!("the first sheet cannot be read: {error}"))?;
    let mut rows = range.rows().map(|row| row.iter().map(cell::text).collect::<Vec<String>>());
    let headers = rows.next().ok_or("the first sheet is empty")?;
    let filled = rows.filter(|cells| cells.iter().any(|cell| !cell.is_empty()));
    let rows = filled
        .zip(1..)
        .map(|(cells, number)| Row { number, cells, document: None, fault: None })
        .collect();
    Ok(Sheet { kind: Kind::Xlsx, headers, rows })
}

fn lines(bytes: &[u8]) -> Sheet {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut headers: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    let filled = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    for (line, number) in filled.zip(1..) {
        let (document, fault) = match json::parse(line) {
            Ok(Value::Object(map)) => {
                for key in
                    map.keys().filter(|key| !headers.contains(key)).cloned().collect::<Vec<_>>()
                {
                    if headers.len() < COLUMNS_MAX {
                        headers.push(key);
                    }
                }
                (Some(Value::Object(map)), None)
            }
            Ok(_) => (None, Some("must be a JSON object".to_owned())),
            Err(problem) => (None, Some(problem.detail)),
        };
        rows.push(Row { number, cells: Vec::new(), document, fault });
    }
    for row in &mut rows {
        row.cells = headers.iter().map(|key| cell_of(row.document.as_ref(), key)).collect();
    }
    Sheet { kind: Kind::Ndjson, headers, rows }
}

fn cell_of(document: Option<&Value>, key: &str) -> String {
    match document.and_then(|document| document.get(key)) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn table(bytes: &[u8]) -> Result<Sheet, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(bytes))
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    let mut records = reader.byte_records();
    let headers = records.next().ok_or("the file is empty")?.map_err(|error| error.to_string())?;
    let headers: Vec<String> = headers
        .iter()
        .map(|cell| std::str::from_utf8(cell).map(|text| text.trim().to_owned()))
        .collect::<Result<_, _>>()
        .map_err(|_| "the headers are not UTF-8; save the file as \"CSV UTF-8\"")?;
    let mut rows = Vec::new();
    for (record, number) in records.zip(1..) {
        let record = record.map_err(|error| error.to_string())?;
        let mut fault = None;
        let mut cells = Vec::with_capacity(headers.len());
        for cell in &record {
            if std::str::from_utf8(cell).is_err() {
                fault = Some("not UTF-8; save the file as \"CSV UTF-8\"".to_owned());
            }
            cells.push(String::from_utf8_lossy(cell).trim().to_owned());
        }
        if cells.len() > headers.len() {
            fault = Some(format!(
                "{} cells under {} headers: a quotation mark or a separator is missing",
                cells.len(),
                headers.len()
            ));
        }
        cells.resize(headers.len(), String::new());
        rows.push(Row { number, cells, document: None, fault });
    }
    Ok(Sheet { kind: Kind::Csv, headers, rows })
}

/// The separator: the one that stands most often in the first line.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes);
    let count = |separator: &u8| first.iter().filter(|byte| *byte == separator).count();
    [b'|', b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}
