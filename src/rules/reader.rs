//! A reader over a parsed TOML file that knows the place of every value, refuses unknown keys and
//! reports all problems at once.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostics::Diagnostics;
use crate::model::Date;

/// A table being read. Keys that nobody asked for are reported by [`Reader::finish`].
#[derive(Debug)]
pub struct Reader<'t> {
    table: &'t DeTable<'t>,
    /// Byte offset of the table.
    pub at: usize,
    what: String,
    seen: BTreeSet<&'static str>,
}

/// A value with its byte offset.
#[derive(Debug, Clone, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Byte offset in the file.
    pub at: usize,
}

impl<'t> Reader<'t> {
    /// Over `table`, which the messages call `what`.
    pub fn new(table: &'t DeTable<'t>, at: usize, what: impl Into<String>) -> Self {
        Self { table, at, what: what.into(), seen: BTreeSet::new() }
    }

    /// The raw value of `key`.
    pub fn raw(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.seen.insert(key);
        self.table.get(key)
    }

    /// Whether `key` is present.
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// A string, if present.
    pub fn text(&mut self, key: &'static str, out: &mut Diagnostics<'_>) -> Option<At<String>> {
        let value = self.raw(key)?;
        let at = value.span().start;
        let Some(text) = value.get_ref().as_str() else {
            out.error(at, "wrong-type", format!("`{key}` in {} must be a string", self.what), "");
            return None;
        };
        if text.trim().is_empty() {
            out.error(
                at,
                "empty-value",
                format!("`{key}` in {} is empty", self.what),
                "write the text, or leave the key out where it is optional",
            );
            return None;
        }
        Some(At { value: text.to_owned(), at })
    }

    /// A string that must be present.
    pub fn required(&mut self, key: &'static str, out: &mut Diagnostics<'_>) -> At<String> {
        if !self.has(key) {
            self.seen.insert(key);
            out.error(
                self.at,
                "missing-key",
                format!("{} has no `{key}`", self.what),
                &format!("add `{key} = \"...\"`"),
            );
        }
        self.text(key, out).unwrap_or(At { value: String::new(), at: self.at })
    }

    /// A list of strings (a single string counts as a list of one).
    pub fn texts(&mut self, key: &'static str, out: &mut Diagnostics<'_>) -> Vec<At<String>> {
        let Some(value) = self.raw(key) else { return Vec::new() };
        let at = value.span().start;
        if let Some(text) = value.get_ref().as_str() {
            return vec![At { value: text.to_owned(), at }];
        }
        let Some(array) = value.get_ref().as_array() else {
            out.error(at, "wrong-type", format!("`{key}` in {} must be a list", self.what), "");
            return Vec::new();
        };
        array
            .iter()
            .filter_map(|item| {
                let at = item.span().start;
                let text = item.get_ref().as_str();
                if text.is_none_or(|text| text.trim().is_empty()) {
                    out.error(
                        at,
                        "wrong-type",
                        format!("every entry of `{key}` must be a string that is not empty"),
                        "",
                    );
                }
                text.map(|text| At { value: text.to_owned(), at })
            })
            .collect()
    }

    /// A date, if present.
    pub fn date(&mut self, key: &'static str, out: &mut Diagnostics<'_>) -> Option<At<Date>> {
        let value = self.raw(key)?;
        let at = value.span().start;
        let date = date_of(value.get_ref());
        if date.is_none() {
            out.error(
                at,
                "bad-date",
                format!("`{key}` in {} is no date of the calendar", self.what),
                "write a date as 2022-10-21, without quotes",
            );
        }
        date.map(|value| At { value, at })
    }

    /// The tables of an array of tables.
    pub fn tables(&mut self, key: &'static str, out: &mut Diagnostics<'_>) -> Vec<Reader<'t>> {
        let Some(value) = self.raw(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            out.error(
                value.span().start,
                "wrong-type",
                format!("`{key}` must be written as [[{key}]]"),
                "",
            );
            return Vec::new();
        };
        array
            .iter()
            .enumerate()
            .filter_map(|(number, item)| {
                let at = item.span().start;
                let table = item.get_ref().as_table();
                if table.is_none() {
                    out.error(at, "wrong-type", format!("`{key}` must hold tables"), "");
                }
                table.map(|table| Reader::new(table, at, format!("[[{key}]] {}", number + 1)))
            })
            .collect()
    }

    /// A table, if present.
    pub fn table(&mut self, key: &'static str, out: &mut Diagnostics<'_>) -> Option<Reader<'t>> {
        let value = self.raw(key)?;
        let at = value.span().start;
        let table = value.get_ref().as_table();
        if table.is_none() {
            out.error(at, "wrong-type", format!("`{key}` must be a table"), "");
        }
        table.map(|table| Reader::new(table, at, key))
    }

    /// All keys with their values, for tables whose keys are open.
    pub fn entries(&mut self) -> Vec<(At<String>, &'t Spanned<DeValue<'t>>)> {
        self.table
            .iter()
            .map(|(key, value)| {
                (At { value: key.get_ref().to_string(), at: key.span().start }, value)
            })
            .collect()
    }

    /// Reports every key that was not asked for.
    pub fn finish(self, out: &mut Diagnostics<'_>) {
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !self.seen.contains(name) {
                let known: Vec<&str> = self.seen.iter().copied().collect();
                out.error(
                    key.span().start,
                    "unknown-key",
                    format!("`{name}` is no key of {}", self.what),
                    &did_you_mean(name, &known),
                );
            }
        }
    }
}

/// The date in a TOML value, if it is a plain date that exists.
pub fn date_of(value: &DeValue<'_>) -> Option<Date> {
    let datetime = value.as_datetime()?;
    if datetime.time.is_some() || datetime.offset.is_some() {
        return None;
    }
    let date = datetime.date?;
    let (year, month, day) = (
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    );
    Date::new(year, month, day).ok()
}

/// The number in a TOML value, if it is one.
pub fn number_of(value: &DeValue<'_>) -> Option<f64> {
    let text = match (value.as_integer(), value.as_float()) {
        (Some(integer), _) => integer.as_str(),
        (None, Some(float)) => float.as_str(),
        (None, None) => return None,
    };
    text.replace('_', "").parse().ok()
}

/// "did you mean ...", or the known words where none is near.
pub fn did_you_mean(word: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= 2 + candidate.len() / 5);
    match near {
        Some((_, candidate)) => format!("did you mean `{candidate}`?"),
        None if known.len() <= 30 => format!("known: {}", known.join(", ")),
        None => String::new(),
    }
}
