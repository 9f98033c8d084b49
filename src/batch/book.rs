//! A workbook -> the rows of one of its sheets.
//!
//! In: bytes of an XLSX file, the name of a sheet where one was given. Out: headers and rows with
//! their place in the sheet. A cell whose text is not in the file (an error, a formula that was never
//! computed) is a fault of its row; a sheet that would be left unread is a refusal.

use std::io::Cursor;

use calamine::{Data, Reader, SheetType, SheetVisible, Xlsx, open_workbook_from_rs};

use super::sheet::{Kind, Row, Sheet};
use super::{COLUMNS_MAX, about};
use crate::lists::{cell, zip_check};

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;
/// A cell's text, or why it has none.
type Cell = Result<String, String>;

/// Reads a sheet: the one named, else the only one that holds anything.
///
/// # Errors
/// A damaged workbook, no such sheet, or several sheets of which none is named.
pub(super) fn read(bytes: &[u8], named: Option<&str>) -> Result<Sheet, String> {
    zip_check::verify("workbook", bytes).map_err(|refusal| refusal.to_string())?;
    let mut book: Book<'_> = open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|error| format!("the workbook cannot be read: {error}"))?;
    let name = chosen(&mut book, named)?;
    let mut found: Vec<(u32, usize, Cell)> = Vec::new();
    let mut width = 0;
    cells(&mut book, &name, &mut |row, column, cell| {
        width = width.max(column + 1);
        found.push((row, column, cell));
        width <= COLUMNS_MAX
    })?;
    if width > COLUMNS_MAX {
        return Err(format!("sheet `{name}`: more than {COLUMNS_MAX} columns"));
    }
    found.sort_by_key(|(row, column, _)| (*row, *column));
    let mut found = found.into_iter().peekable();
    let mut next = || {
        let (line, column, cell) = found.next()?;
        let mut own = vec![(column, cell)];
        while let Some((_, column, cell)) = found.next_if(|(row, _, _)| *row == line) {
            own.push((column, cell));
        }
        Some((line, own))
    };
    let (line, head) = next().ok_or_else(|| format!("sheet `{name}` is empty"))?;
    let (headers, faults) = spread(head, width);
    if let Some((column, why)) = faults.first() {
        return Err(format!("sheet `{name}`, row {}, header {}: {why}", line + 1, column + 1));
    }
    let folded = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let headers = headers.into_iter().map(folded).collect();
    let rows = std::iter::from_fn(next)
        .zip(1..)
        .map(|((line, own), number)| {
            let (cells, faults) = spread(own, width);
            let line = u64::from(line) + 1;
            Row { number, line, cells, faults, document: None, fault: None }
        })
        .collect();
    Ok(Sheet { kind: Kind::Xlsx, name: Some(name), headers, rows })
}

/// The texts of a row by column, and the columns that have none with the reason.
fn spread(own: Vec<(usize, Cell)>, width: usize) -> (Vec<String>, Vec<(usize, String)>) {
    let (mut texts, mut faults) = (vec![String::new(); width], Vec::new());
    for (column, cell) in own {
        match (cell, texts.get_mut(column)) {
            (Ok(text), Some(place)) => *place = text,
            (Err(why), _) => faults.push((column, why)),
            (Ok(_), None) => {}
        }
    }
    (texts, faults)
}

/// Gives all cells of a sheet that hold anything to `take`, until it says that this is enough.
fn cells(
    book: &mut Book<'_>,
    sheet: &str,
    take: &mut impl FnMut(u32, usize, Cell) -> bool,
) -> Result<(), String> {
    let failed = |error: calamine::XlsxError| format!("sheet `{sheet}` cannot be read: {error}");
    let mut reader = book.worksheet_cells_reader(sheet).map_err(failed)?;
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(failed)? {
        let (row, column) = record.pos;
        let value = Data::from(record.value);
        let cell = match (&value, record.formula.is_some()) {
            (Data::Empty, true) => Err("a formula without a value: compute and save the workbook \
                                        in a spreadsheet program"
                .to_owned()),
            (Data::Error(error), _) => Err(format!("an error cell ({error})")),
            _ => Ok(cell::text(&value)),
        };
        let filled = cell.as_ref().map_or(true, |text| !text.is_empty());
        let column = usize::try_from(column).unwrap_or(usize::MAX - 1);
        if filled && !take(row, column, cell) {
            break;
        }
    }
    Ok(())
}

/// The sheet to read.
fn chosen(book: &mut Book<'_>, named: Option<&str>) -> Result<String, String> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let sheets: Vec<(String, bool)> =
        sheets.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect();
    let told = |sheets: &[(String, bool)]| {
        let one = |(name, visible): &(String, bool)| {
            if *visible { format!("`{name}`") } else { format!("`{name}` (hidden)") }
        };
        sheets.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    if let Some(name) = named {
        let known = sheets.iter().find(|(known, _)| known == name);
        let all = || format!("the workbook has no sheet `{name}`; it has {}", told(&sheets));
        return known.map(|(name, _)| name.clone()).ok_or_else(all);
    }
    let mut filled = Vec::new();
    for (name, visible) in &sheets {
        let mut first = None;
        cells(book, name, &mut |_, _, cell| {
            first = Some(cell);
            false
        })?;
        let ours = matches!(&first, Some(Ok(text)) if text == about::TITLE);
        if first.is_some() && !ours {
            filled.push((name.clone(), *visible));
        }
    }
    match filled.as_slice() {
        [] => Err("the workbook holds no row of data".to_owned()),
        [(name, true)] => Ok(name.clone()),
        _ => Err(format!(
            "the workbook holds rows in {}; a sheet that is not read would go unscreened. Name the \
             one to read (`--sheet NAME`, or the form field `sheet`), and screen the others in \
             calls of their own",
            told(&filled)
        )),
    }
}
