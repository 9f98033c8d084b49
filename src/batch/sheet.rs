//! Bytes of a file -> rows with their headers.

use serde_json::Value;

use super::{COLUMNS_MAX, ROWS_MAX, book, row, table};
use crate::wire::json;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Values between commas, semicolons, tabs or bars.
    Csv,
    /// A workbook; one sheet of it is read.
    Xlsx,
    /// One JSON object a line.
    Ndjson,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Number of the row among the rows of data, from 1.
    pub number: u64,
    /// The line of the file, or the row of the sheet, where it begins, from 1.
    pub line: u64,
    /// Its cells as text, as many as there are headers.
    pub cells: Vec<String>,
    /// Columns whose cell holds something that is no text, and what.
    pub faults: Vec<(usize, String)>,
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
    /// Name of the sheet that was read, where the file has sheets.
    pub name: Option<String>,
    /// Headers, in the order of the file.
    pub headers: Vec<String>,
    /// Rows, in the order of the file.
    pub rows: Vec<Row>,
}

/// Reads a file; its form is told by its content. `sheet` names the sheet of a workbook.
///
/// # Errors
/// Why it cannot be read as a whole. A row that cannot be read is a fault of that row.
pub fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Sheet, String> {
    let kind = kind(bytes)?;
    if let (Some(name), Kind::Csv | Kind::Ndjson) = (sheet, kind) {
        return Err(format!("a sheet `{name}` is named, and the file is no workbook"));
    }
    let sheet = match kind {
        Kind::Xlsx => book::read(bytes, sheet)?,
        Kind::Ndjson => lines(bytes)?,
        Kind::Csv => table::read(bytes)?,
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

/// Beginnings of files that are often sent and cannot be read, with the way to mend it.
const FOREIGN: [(&[u8], &str); 7] = [
    (
        b"\xd0\xcf\x11\xe0",
        "a workbook of the old form (.xls), or one with a password; save it as .xlsx",
    ),
    (b"\xff\xfe", "text in UTF-16; save the file as \"CSV UTF-8\""),
    (b"\xfe\xff", "text in UTF-16; save the file as \"CSV UTF-8\""),
    (b"\x1f\x8b", "packed by gzip; send the file unpacked"),
    (b"%PDF", "a PDF; send CSV, XLSX or NDJSON"),
    (b"<", "HTML or XML; send CSV, XLSX or NDJSON"),
    (b"PK\x05\x06", "an empty archive; send CSV, XLSX or NDJSON"),
];

fn kind(bytes: &[u8]) -> Result<Kind, String> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Xlsx);
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if let Some((_, what)) = FOREIGN.iter().find(|(head, _)| start.starts_with(head)) {
        return Err(format!("the file is {what}"));
    }
    if begins_array(start) {
        return Err(ARRAY.to_owned());
    }
    Ok(if start.starts_with(b"{") { Kind::Ndjson } else { Kind::Csv })
}

/// What is said to a sender of a JSON array.
pub const ARRAY: &str = "a JSON array; send one document a line (NDJSON), without brackets around \
                         them and commas between them";

/// Whether a text begins as a JSON array of documents does. A header in brackets does not.
pub fn begins_array(text: &[u8]) -> bool {
    let inner = text.trim_ascii_start().strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    matches!(inner, Some([] | [b'{' | b'[' | b'"' | b']', ..]))
}

fn lines(bytes: &[u8]) -> Result<Sheet, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut headers: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    let all = bytes.split(|byte| *byte == b'\n').zip(1_u64..);
    let filled = all.filter(|(line, _)| !line.trim_ascii().is_empty());
    for ((text, line), number) in filled.zip(1..) {
        let (document, fault) = match json::parse(text) {
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
            // Its id, where it has one that can be read, goes with the answer.
            Err(problem) => (row::readable(text), Some(problem.detail)),
        };
        rows.push(Row { number, line, cells: Vec::new(), faults: Vec::new(), document, fault });
    }
    if rows.len() > 1 && rows.iter().all(|row| row.fault.is_some()) && json::parse(bytes).is_ok() {
        return Err(
            "one JSON document over several lines; write each document in one line (NDJSON)"
                .to_owned(),
        );
    }
    for row in &mut rows {
        row.cells = headers.iter().map(|key| cell_of(row.document.as_ref(), key)).collect();
    }
    Ok(Sheet { kind: Kind::Ndjson, name: None, headers, rows })
}

fn cell_of(document: Option<&Value>, key: &str) -> String {
    match document.and_then(|document| document.get(key)) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
