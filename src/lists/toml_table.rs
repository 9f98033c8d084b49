//! Walking a TOML document key by key, collecting every problem with its line.

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Refusal, shorten};
use crate::model::Level;

/// A value with its place.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// Problems of one file, and its text for line numbers.
pub(super) struct Problems<'a> {
    file: &'a str,
    text: &'a str,
    /// Everything found so far.
    pub refusals: Vec<Refusal>,
}

impl<'a> Problems<'a> {
    /// No problems yet.
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, refusals: Vec::new() }
    }

    /// Adds a problem at a byte of the file.
    pub(super) fn add(&mut self, byte: usize, reason: impl Into<String>) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        self.refusals.push(Refusal::at(self.file, format!("line {line}:{column}"), reason));
    }
}

/// A table whose keys are taken one after the other; what is left at the end is unknown.
pub(super) struct Table<'t, 'i> {
    name: String,
    table: &'t DeTable<'i>,
    start: usize,
    taken: Vec<&'static str>,
}

impl<'t, 'i> Table<'t, 'i> {
    /// Wraps a table called `name`, which begins at byte `start`.
    pub(super) fn new(name: impl Into<String>, table: &'t DeTable<'i>, start: usize) -> Self {
        Self { name: name.into(), table, start, taken: Vec::new() }
    }

    /// The first byte of the table.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// The value of `key`, if there.
    pub(super) fn take(&mut self, key: &'static str) -> Option<&'t Value<'i>> {
        self.taken.push(key);
        self.table.iter().find(|(name, _)| name.get_ref().as_ref() == key).map(|(_, value)| value)
    }

    /// The text of `key`, if there.
    pub(super) fn text(
        &mut self,
        key: &'static str,
        problems: &mut Problems<'_>,
    ) -> Option<String> {
        let value = self.take(key)?;
        let text = text_of(value);
        if text.is_none() {
            problems.add(value.span().start, format!("`{key}` must be a text"));
        }
        if text.as_deref().is_some_and(|t| t.trim().is_empty()) {
            problems.add(value.span().start, format!("`{key}` is empty: leave it out instead"));
            return None;
        }
        text
    }

    /// The text of a key that must be there.
    pub(super) fn required(
        &mut self,
        key: &'static str,
        problems: &mut Problems<'_>,
    ) -> Option<String> {
        if !self.table.iter().any(|(name, _)| name.get_ref().as_ref() == key) {
            problems.add(self.start, format!("`{}` lacks the key `{key}`", self.name));
        }
        self.text(key, problems)
    }

    /// The date of `key`, written as a TOML date or as a text `YYYY-MM-DD`.
    pub(super) fn date(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Option<Date> {
        let value = self.take(key)?;
        let text = match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            other => other.as_str().unwrap_or_default().to_owned(),
        };
        let date = text.parse::<Date>().ok().filter(|_| text.len() == 10);
        if date.is_none() {
            problems.add(
                value.span().start,
                format!("`{key}` must be a date YYYY-MM-DD, not `{}`", shorten(&text)),
            );
        }
        date
    }

    /// The texts of `key`: one text or an array of texts.
    pub(super) fn texts(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Vec<String> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let items: Vec<&Value<'i>> = match value.get_ref() {
            DeValue::Array(array) => array.iter().collect(),
            _ => vec![value],
        };
        let mut out = Vec::new();
        for item in items {
            match text_of(item).filter(|text| !text.trim().is_empty()) {
                Some(text) => out.push(text),
                None => problems
                    .add(item.span().start, format!("`{key}` must hold texts that are not empty")),
            }
        }
        out
    }

    /// The elements of the array `key`.
    pub(super) fn array(
        &mut self,
        key: &'static str,
        problems: &mut Problems<'_>,
    ) -> Vec<&'t Value<'i>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::Array(array) => array.iter().collect(),
            _ => {
                problems.add(value.span().start, format!("`{key}` must be an array"));
                Vec::new()
            }
        }
    }

    /// What a hit on the list means, of the words that a list's own file may say.
    pub(super) fn hit(&mut self, problems: &mut Problems<'_>) -> Option<Level> {
        const WORDS: [Level; 4] =
            [Level::Advisory, Level::HoldForReview, Level::LicenseRequired, Level::Prohibited];
        let value = self.take("hit")?;
        let word = text_of(value).unwrap_or_default();
        let level = WORDS.into_iter().find(|level| level.word() == word);
        if level.is_none() {
            let known = WORDS.map(Level::word).join(", ");
            problems.add(value.span().start, format!("`hit` must be {known}, not `{word}`"));
        }
        level
    }

    /// The small whole number of `key`.
    pub(super) fn number(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Option<u8> {
        let value = self.take(key)?;
        let number = number_of(value);
        if number.is_none() {
            problems.add(value.span().start, format!("`{key}` must be a whole number 0 to 255"));
        }
        number
    }

    /// Reports every key that nobody took.
    pub(super) fn finish(self, problems: &mut Problems<'_>) {
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !self.taken.contains(&name) {
                problems.add(
                    key.span().start,
                    format!(
                        "unknown key `{}` in `{}`; known: {}",
                        shorten(name),
                        self.name,
                        self.taken.join(", ")
                    ),
                );
            }
        }
    }
}

/// The text of a value.
pub(super) fn text_of(value: &Value<'_>) -> Option<String> {
    value.get_ref().as_str().map(str::to_owned)
}

/// The small whole number of a value.
pub(super) fn number_of(value: &Value<'_>) -> Option<u8> {
    let integer = value.get_ref().as_integer()?;
    u8::from_str_radix(integer.as_str(), integer.radix()).ok()
}
