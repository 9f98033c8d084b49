//! Text of separated values -> rows. Quotation marks are checked, not guessed at: one that is opened
//! and not closed in its place costs the row it stands in, and the rows after it are read as rows.
//!
//! In: bytes of a file. Out: headers and rows, each with the line where it begins and, where it
//! cannot be read, why. What the columns mean is not known here.

use super::sheet::{Kind, Row, Sheet};

/// Most line breaks within one cell. An unclosed quotation mark is found by then, so that a file of
/// them does not take time with the square of its length.
const BREAKS_MAX: u64 = 200;
/// Most bytes of a quoted cell.
const CELL_MAX: usize = 64 << 10;

/// Reads a table. The first line that is not blank holds the headers.
///
/// # Errors
/// Headers that cannot be read.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines = Lines { rest: bytes, line: 1, separator: b',', form: None };
    lines.separator = declared(&mut lines).unwrap_or_else(|| separator(lines.first()));
    let spaced = is_spaced(lines.first(), lines.separator);
    let head = lines.next().ok_or("the file is empty")?;
    let headers = headers(&head)?;
    let form = Form { columns: headers.len(), separator: lines.separator, spaced };
    if let Some(line) = swallowed(head.raw, head.line, &form) {
        return Err(format!(
            "line {}: a quotation mark opened in the headers is closed after line {line}, which \
             looks like a row of its own; take the mark out or close it",
            head.line
        ));
    }
    lines.form = Some(form);
    let rows = lines.zip(1..).map(|(record, number)| row(record, number, form.columns)).collect();
    Ok(Sheet { kind: Kind::Csv, name: None, headers, rows })
}

/// What all rows of a table share.
#[derive(Clone, Copy)]
struct Form {
    columns: usize,
    separator: u8,
    /// Whether the headers have a blank after each separator.
    spaced: bool,
}

/// A row as it stands in the file.
struct Record<'b> {
    /// Line where it begins, from 1.
    line: u64,
    raw: &'b [u8],
    cells: Vec<Vec<u8>>,
    fault: Option<String>,
}

fn headers(head: &Record<'_>) -> Result<Vec<String>, String> {
    if let Some(fault) = &head.fault {
        return Err(format!("line {}, the headers: {fault}", head.line));
    }
    let text = |cell: &Vec<u8>| {
        let text = std::str::from_utf8(cell).ok().filter(|text| !text.contains('\0'))?;
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let headers: Option<Vec<String>> = head.cells.iter().map(text).collect();
    headers.ok_or_else(|| "the headers are not UTF-8; save the file as \"CSV UTF-8\"".to_owned())
}

fn row(record: Record<'_>, number: u64, columns: usize) -> Row {
    let mut fault = record.fault.clone();
    let mut cells = Vec::with_capacity(columns);
    for cell in &record.cells {
        if std::str::from_utf8(cell).is_err() {
            fault = Some("not UTF-8; save the file as \"CSV UTF-8\"".to_owned());
        } else if cell.contains(&0) {
            fault = Some("a cell holds a NUL character; save the file as \"CSV UTF-8\"".to_owned());
        }
        cells.push(String::from_utf8_lossy(cell).trim().to_owned());
    }
    if cells.len() > columns && fault.is_none() {
        fault = Some(format!(
            "{} cells under {} headers: a quotation mark or a separator is missing",
            cells.len(),
            columns
        ));
    }
    cells.resize(columns, String::new());
    Row { number, line: record.line, cells, faults: Vec::new(), document: None, fault }
}

/// The first line within a record of several lines that looks like a row of its own: as many cells
/// as there are headers, and no blank after a separator, as prose has it. The last line does so in
/// any record whose first cell has several lines, and counts where the first line looks so, too.
fn swallowed(raw: &[u8], line: u64, form: &Form) -> Option<u64> {
    let is_row = |line: &[u8]| {
        let cells: Vec<&[u8]> = line.split(|byte| *byte == form.separator).collect();
        let prose = cells.iter().skip(1).any(|cell| cell.starts_with(b" "));
        cells.len() == form.columns && (form.spaced || !prose) && !line.trim_ascii().is_empty()
    };
    let mut lines: Vec<(&[u8], u64)> = raw.split(|byte| *byte == b'\n').zip(line..).collect();
    if !lines.first().is_some_and(|(line, _)| is_row(line)) {
        lines.pop();
    }
    lines.into_iter().skip(1).find(|(line, _)| is_row(line)).map(|(_, number)| number)
}

/// The records of a text, one after another; blank lines are none.
struct Lines<'b> {
    rest: &'b [u8],
    line: u64,
    separator: u8,
    /// What is known of rows once the headers are read.
    form: Option<Form>,
}

impl<'b> Lines<'b> {
    /// The record at hand. One that would take rows into a cell is a fault: its line is given up
    /// and the lines after it are read as rows.
    fn record(&self) -> Result<(Vec<Vec<u8>>, usize, u64), String> {
        let read = record(self.rest, self.separator)?;
        let raw = self.rest.get(..read.1).unwrap_or_default();
        match self.form.filter(|_| read.2 > 0).and_then(|form| swallowed(raw, self.line, &form)) {
            None => Ok(read),
            Some(line) => Err(format!(
                "a quotation mark is opened, and line {line} before it is closed looks like a row \
                 of its own; take a stray mark out, or write the cell in one line"
            )),
        }
    }

    /// The rest of the line at hand, without its end.
    fn first(&self) -> &'b [u8] {
        let end = self.rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        self.rest.get(..end.unwrap_or(self.rest.len())).unwrap_or_default()
    }

    /// Goes on behind `length` bytes and the end of the line there.
    fn skip(&mut self, length: usize) {
        let rest = self.rest.get(length..).unwrap_or_default();
        let end = match rest {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => 1,
        };
        self.rest = rest.get(end..).unwrap_or_default();
        self.line += 1;
    }
}

impl<'b> Iterator for Lines<'b> {
    type Item = Record<'b>;

    fn next(&mut self) -> Option<Record<'b>> {
        while !self.rest.is_empty() && self.first().iter().all(|byte| *byte == b' ') {
            self.skip(self.first().len());
        }
        if self.rest.is_empty() {
            return None;
        }
        let line = self.line;
        Some(match self.record() {
            Ok((cells, length, breaks)) => {
                let raw = self.rest.get(..length).unwrap_or_default();
                self.skip(length);
                self.line += breaks;
                Record { line, raw, cells, fault: None }
            }
            Err(fault) => {
                let raw = self.first();
                self.skip(raw.len());
                let cells = raw.split(|byte| *byte == self.separator).map(<[u8]>::to_vec).collect();
                Record { line, raw, cells, fault: Some(fault) }
            }
        })
    }
}

/// The cells of the record at the beginning of `bytes`, its length without the end of its line, and
/// how many line breaks it holds.
fn record(bytes: &[u8], separator: u8) -> Result<(Vec<Vec<u8>>, usize, u64), String> {
    let (mut cells, mut at, mut breaks) = (Vec::new(), 0, 0);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
        if rest.get(blanks) == Some(&b'"') {
            let (text, length, own) = quoted(rest, blanks + 1, separator)?;
            breaks += own;
            cells.push(text);
            at += length;
        } else {
            let ends = |byte: &u8| *byte == separator || matches!(byte, b'\n' | b'\r');
            let length = rest.iter().position(ends).unwrap_or(rest.len());
            cells.push(rest.get(..length).unwrap_or_default().to_vec());
            at += length;
        }
        if bytes.get(at) != Some(&separator) {
            return Ok((cells, at, breaks));
        }
        at += 1;
    }
}

/// The text of a quoted cell whose first letter stands at `from`, the bytes up to what follows it,
/// and its line breaks.
fn quoted(bytes: &[u8], from: usize, separator: u8) -> Result<(Vec<u8>, usize, u64), String> {
    let unclosed = || {
        "a quotation mark is opened and not closed; take it out, close it, or write each mark \
         within a quoted cell twice"
            .to_owned()
    };
    let (mut text, mut at, mut breaks) = (Vec::new(), from, 0);
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (None, _) => return Err(unclosed()),
            (Some(b'"'), Some(b'"')) => {
                text.push(b'"');
                at += 2;
            }
            (Some(b'"'), _) => break,
            (Some(byte), next) => {
                let ends = *byte == b'\n' || (*byte == b'\r' && next != Some(&b'\n'));
                breaks += u64::from(ends);
                text.push(*byte);
                at += 1;
            }
        }
        if breaks > BREAKS_MAX || text.len() > CELL_MAX {
            return Err(unclosed());
        }
    }
    let after = bytes.get(at + 1..).unwrap_or_default();
    let blanks = after.iter().take_while(|byte| **byte == b' ').count();
    match after.get(blanks) {
        None | Some(b'\n' | b'\r') => {}
        Some(byte) if *byte == separator => {}
        Some(_) => {
            return Err(
                "a quotation mark that closes a cell is followed by more text; write each \
                        mark within a quoted cell twice, or close the one before it"
                    .to_owned(),
            );
        }
    }
    Ok((text, at + 1 + blanks, breaks))
}

/// The separator that a first line `sep=;` states, as spreadsheet programs write it.
fn declared(lines: &mut Lines<'_>) -> Option<u8> {
    let first = lines.first();
    let (head, tail) = first.split_at_checked(4)?;
    match tail {
        [separator] if head.eq_ignore_ascii_case(b"sep=") => {
            lines.skip(first.len());
            Some(*separator)
        }
        _ => None,
    }
}

/// The separator: the one that stands most often in the headers outside of quotation marks.
fn separator(first: &[u8]) -> u8 {
    let open: Vec<&[u8]> = first.split(|byte| *byte == b'"').step_by(2).collect();
    let count = |separator: &u8| -> usize {
        open.iter().map(|part| part.iter().filter(|byte| *byte == separator).count()).sum()
    };
    [b'|', b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn is_spaced(first: &[u8], separator: u8) -> bool {
    first.windows(2).any(|pair| pair == [separator, b' '])
}
