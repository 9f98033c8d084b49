//! Answers as a workbook: verdicts colored, the header frozen, a filter on every column; a second
//! sheet tells what they rest on.

use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use super::about::About;
use super::answer::RowAnswer;
use super::output::{COLUMNS, cells};
use super::sheet::Sheet;

/// Most characters that a cell of a workbook holds.
const CELL_MAX: usize = 32_767;
/// Most rows of a workbook's sheet, header included.
const SHEET_ROWS_MAX: usize = 1_048_576;

/// Colors by verdict.
const COLORS: [(&str, u32); 8] = [
    ("no_license_required", 0x00C6_EFCE),
    ("advisory", 0x00DD_EBF7),
    ("hold_for_review", 0x00FF_EB9C),
    ("cannot_determine", 0x00FC_E4D6),
    ("license_exception_possible", 0x00FF_E699),
    ("license_required", 0x00F8_CBAD),
    ("prohibited", 0x00FF_7C80),
    ("cannot_screen", 0x00BF_BFBF),
];

/// The bytes of the workbook.
pub(super) fn write<'a>(
    sheet: &Sheet,
    answers: impl Iterator<Item = &'a RowAnswer>,
    about: &About,
) -> Result<Vec<u8>, XlsxError> {
    if sheet.rows.len() >= SHEET_ROWS_MAX {
        return Err(XlsxError::RowColumnLimitError);
    }
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("Screening")?;
    header(page, sheet)?;
    let colors: Vec<(&str, Format)> = COLORS
        .iter()
        .map(|(word, color)| (*word, Format::new().set_background_color(Color::RGB(*color))))
        .collect();
    let mut last = 0;
    for ((row, answer), line) in sheet.rows.iter().zip(answers).zip(1_u32..) {
        let ours = cells(answer);
        let verdict = ours.get(1).cloned().unwrap_or_default();
        let color = colors.iter().find(|(word, _)| *word == verdict).map(|(_, format)| format);
        for (cell, column) in row.cells.iter().chain(&ours).zip(0_u16..) {
            let fits = cell.chars().count() <= CELL_MAX;
            let text =
                if fits { cell.as_str() } else { "(longer than a cell holds; see CSV or NDJSON)" };
            match color.filter(|_| usize::from(column) == sheet.headers.len() + 1) {
                Some(color) => page.write_string_with_format(line, column, text, color)?,
                None => page.write_string(line, column, text)?,
            };
        }
        last = line;
    }
    let columns = u16::try_from(sheet.headers.len() + COLUMNS.len()).unwrap_or(1);
    page.autofilter(0, 0, last, columns.saturating_sub(1))?;
    basis(book.add_worksheet(), about)?;
    book.save_to_buffer()
}

/// The sheet that tells what the answers rest on.
fn basis(page: &mut Worksheet, about: &About) -> Result<(), XlsxError> {
    page.set_name("About")?;
    for ((what, value), line) in about.lines().into_iter().zip(0_u32..) {
        page.write_string(line, 0, what)?;
        page.write_string(line, 1, value)?;
    }
    page.set_column_width(0, 34.0)?;
    page.set_column_width(1, 70.0)?;
    Ok(())
}

fn header(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_background_color(Color::RGB(0x00D9_D9D9));
    let names = sheet.headers.iter().map(String::as_str).chain(COLUMNS);
    for (name, column) in names.zip(0_u16..) {
        page.write_string_with_format(0, column, name, &bold)?;
        let width = if name.starts_with("hf_") { 24.0 } else { 18.0 };
        page.set_column_width(column, width)?;
    }
    page.set_freeze_panes(1, 0)?;
    Ok(())
}
