//! Rows of comma- or tab-separated text, read strictly.
//!
//! In: text. Out: records with their line, or the reason why a record is malformed. A parser of its
//! own because damage must show: the usual CSV readers take a file that ends inside a quoted field,
//! and text after a closing quote, without a word.

use std::borrow::Cow;

use super::error::Refusal;
use super::limits::{COLUMNS_MAX, FIELD_MAX};

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row<'a> {
    /// Line on which it begins, from 1.
    pub line: usize,
    /// Its fields.
    pub fields: Vec<Cow<'a, str>>,
    /// Why the record is malformed, if it is.
    pub fault: Option<String>,
}

impl Row<'_> {
    /// A field with blanks around it removed; empty where there is none.
    pub(super) fn get(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", |field| field.trim())
    }

    /// Whether every field is empty.
    pub(super) fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.trim().is_empty())
    }
}

/// Reads `text` record by record.
pub(super) struct Rows<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    delimiter: u8,
    /// Whether the text ended inside a quoted field.
    pub ended_in_quotes: bool,
    /// The line of a row beyond the limits.
    beyond: Option<usize>,
}

impl<'a> Rows<'a> {
    /// A reader of `text`.
    pub(super) fn new(text: &'a str, delimiter: u8) -> Self {
        Self { text, at: 0, line: 1, delimiter, ended_in_quotes: false, beyond: None }
    }

    /// Refuses what only the whole text shows: an end inside a quoted field, a row beyond the
    /// limits. To be called after the last row.
    pub(super) fn finish(&self, file: &str) -> Result<(), Refusal> {
        if self.ended_in_quotes {
            return Err(Refusal::whole(file, "the file ends inside a quoted field: truncated"));
        }
        match self.beyond {
            Some(line) => Err(Refusal::at(
                file,
                format!("line {line}"),
                format!("a field beyond {FIELD_MAX} bytes or a row beyond {COLUMNS_MAX} columns"),
            )),
            None => Ok(()),
        }
    }

    /// One field from `self.at` on; leaves `self.at` behind it, at the delimiter or line end.
    fn field(&mut self, fault: &mut Option<String>) -> Cow<'a, str> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) == Some(&b'"') {
            return self.quoted(fault);
        }
        let rest = bytes.get(self.at..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|byte| *byte == self.delimiter || matches!(byte, b'\n' | b'\r'))
            .unwrap_or(rest.len());
        let field = self.text.get(self.at..self.at + length).unwrap_or_default();
        if field.contains('"') {
            fault.get_or_insert_with(|| "a quote inside an unquoted field".to_owned());
        }
        self.at += length;
        Cow::Borrowed(field)
    }

    /// A quoted field.
    fn quoted(&mut self, fault: &mut Option<String>) -> Cow<'a, str> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut at = start;
        let mut doubled = false;
        let end = loop {
            match (bytes.get(at), bytes.get(at + 1)) {
                (None, _) => {
                    self.ended_in_quotes = true;
                    fault.get_or_insert_with(|| "the file ends inside a quoted field".to_owned());
                    break at;
                }
                (Some(b'"'), Some(b'"')) => {
                    doubled = true;
                    at += 1;
                }
                (Some(b'"'), _) => break at,
                (Some(b'\n'), _) => self.line += 1,
                _ => {}
            }
            at += 1;
        };
        let inside = self.text.get(start..end).unwrap_or_default();
        self.at = (end + 1).min(bytes.len());
        let after = bytes.get(self.at).copied();
        if after.is_some_and(|byte| byte != self.delimiter && !matches!(byte, b'\n' | b'\r')) {
            fault.get_or_insert_with(|| "text after a closing quote".to_owned());
            let rest = bytes.get(self.at..).unwrap_or_default();
            self.at += rest
                .iter()
                .position(|byte| *byte == self.delimiter || matches!(byte, b'\n' | b'\r'))
                .unwrap_or(rest.len());
        }
        if doubled { Cow::Owned(inside.replace("\"\"", "\"")) } else { Cow::Borrowed(inside) }
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        let bytes = self.text.as_bytes();
        while let Some(b'\n' | b'\r') = bytes.get(self.at) {
            self.line += usize::from(bytes.get(self.at) == Some(&b'\n'));
            self.at += 1;
        }
        if self.at >= bytes.len() {
            return None;
        }
        let line = self.line;
        let mut fault = None;
        let mut fields = Vec::new();
        loop {
            let field = self.field(&mut fault);
            if field.len() > FIELD_MAX {
                self.beyond = self.beyond.or(Some(line));
                fault.get_or_insert_with(|| format!("a field beyond {FIELD_MAX} bytes"));
            }
            fields.push(field);
            if fields.len() > COLUMNS_MAX {
                self.beyond = self.beyond.or(Some(line));
                fault.get_or_insert_with(|| format!("more than {COLUMNS_MAX} columns"));
            }
            if bytes.get(self.at) != Some(&self.delimiter) {
                break;
            }
            self.at += 1;
        }
        Some(Row { line, fields, fault })
    }
}
