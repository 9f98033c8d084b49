//! The first sheet of a workbook (XLSX, ODS) as rows of text.

use std::io::Cursor;

use calamine::{Reader, Xlsx, open_workbook_from_rs};

use super::cell;
use super::error::Refusal;
use super::input::Input;
use super::limits::FIELD_MAX;
use super::xml::{self, Element};
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
    } else if has(b"content.xml") && has(b"META-INF/manifest.xml") {
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
        Some(Kind::Ods) => return ods(input),
        None => return Err(refuse("no workbook (XLSX or ODS)".to_owned())),
    };
    let mut rows = Vec::new();
    for row in range.rows() {
        let cells: Vec<String> = row.iter().map(cell::text).collect();
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

/// Most repetitions of a filled row or cell; publishers write them out.
const REPEATED_MAX: usize = 100;

/// Reads an OpenDocument sheet. The reader of the library refuses files whose XML is indented, as
/// the United Kingdom's is.
fn ods(input: &Input) -> Result<Vec<Vec<String>>, Refusal> {
    let content = zip_check::content(&input.name, &input.bytes, "content.xml")?;
    let part = Input { name: input.name.clone(), bytes: content, ..Input::default() };
    let mut warnings = Vec::new();
    let text = part.text(&mut warnings)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut tables = 0_usize;
    let is_record = |path: &str| path.ends_with("spreadsheet/table/table-row");
    xml::walk(&input.name, text, &is_record, &mut |path, element| {
        if path.ends_with("spreadsheet/table") {
            tables += 1;
        } else if is_record(path) && tables == 0 {
            let cells = cells(&element);
            let repeated: usize = element.attribute("number-rows-repeated").parse().unwrap_or(1);
            if cells.iter().any(|cell| !cell.is_empty()) {
                if repeated > REPEATED_MAX {
                    let line = format!("line {}", element.line);
                    let reason = format!("a filled row repeated {repeated} times");
                    return Err(Refusal::at(&input.name, line, reason));
                }
                rows.extend(std::iter::repeat_n(cells, repeated));
            }
        }
        Ok(())
    })?;
    Ok(rows)
}

/// The texts of a row's cells; empty cells at its end are left out.
fn cells(row: &Element) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for cell in &row.children {
        let paragraphs: Vec<String> = cell.all("p").map(paragraph).collect();
        let text = paragraphs.join("\n").trim().to_owned();
        let repeated: usize = cell.attribute("number-columns-repeated").parse().unwrap_or(1);
        out.extend(std::iter::repeat_n(text, repeated.min(REPEATED_MAX)));
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

/// The text of a paragraph with its spans, blanks folded.
fn paragraph(element: &Element) -> String {
    let mut text = element.text.clone();
    for child in &element.children {
        text.push(' ');
        text.push_str(&paragraph(child));
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
