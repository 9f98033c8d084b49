//! The first sheet of a workbook (XLSX, ODS) as rows of text.

use std::io::Cursor;

use calamine::{Data, Ods, Reader, Xlsx, open_workbook_from_rs};

use super::error::Refusal;
use super::input::Input;
use super::limits::FIELD_MAX;
use super::zip_check;

/// Kind of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Office Open XML.
    Xlsx,
    /// OpenDocument.
    Ods,
}

/// The kind of workbook that the bytes hold, by the members of the archive.
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    if !zip_check::is_zip(bytes) {
        return None;
    }
    let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    if has(b"xl/workbook.xml") {
        Some(Kind::Xlsx)
    } else if has(b"content.xml") && has(b"opendocument") {
        Some(Kind::Ods)
    } else {
        None
    }
}

/// Reads the first sheet. Cells are trimmed; rows without any text are left out.
pub(super) fn rows(input: &Input) -> Result<Vec<Vec<String>>, Refusal> {
    zip_check::verify(&input.name, &input.bytes)?;
    let refuse = |reason: String| Refusal::whole(&input.name, reason);
    let cursor = Cursor::new(input.bytes.as_slice());
    let range = match kind(&input.bytes) {
        Some(Kind::Xlsx) => {
            let mut book: Xlsx<_> = open_workbook_from_rs(cursor)
                .map_err(|error| refuse(format!("workbook: {error}")))?;
            let sheet = book.worksheet_range_at(0);
            sheet
                .ok_or_else(|| refuse("a workbook without a sheet".to_owned()))?
                .map_err(|error| refuse(format!("sheet: {error}")))?
        }
        Some(Kind::Ods) => {
            let mut book: Ods<_> = open_workbook_from_rs(cursor)
                .map_err(|error| refuse(format!("workbook: {error}")))?;
            let sheet = book.worksheet_range_at(0);
            sheet
                .ok_or_else(|| refuse("a workbook without a sheet".to_owned()))?
                .map_err(|error| refuse(format!("sheet: {error}")))?
        }
        None => return Err(refuse("no workbook (XLSX or ODS)".to_owned())),
    };
    let mut rows = Vec::new();
    for row in range.rows() {
        let cells: Vec<String> = row.iter().map(text).collect();
        if let Some(long) = cells.iter().find(|cell| cell.len() > FIELD_MAX) {
            return Err(refuse(format!(
                "row {}: a cell of {} bytes; the limit is {FIELD_MAX}",
                rows.len() + 1,
                long.len()
            )));
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(cells);
        }
    }
    Ok(rows)
}

/// A cell as text; whole numbers without a fraction, dates as ISO.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.trim().to_owned()
        }
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(date) => date.as_f64().to_string(),
    }
}
