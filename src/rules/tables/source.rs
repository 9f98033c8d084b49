//! Where table files come from, and what is said when one cannot be read.

use std::fmt;
use std::path::Path;

use sha2::{Digest, Sha256};

/// The text of every table file.
#[derive(Debug, Clone)]
pub struct TableSource {
    pub(super) files: Vec<(&'static str, String)>,
}

macro_rules! table_files {
    ($($name:literal),+ $(,)?) => {
        /// File names of the tables, as they stand in `rules/tables`.
        pub const TABLE_FILES: &[&str] = &[$($name),+];
        const EMBEDDED: &[(&str, &str)] = &[$((
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/tables/", $name)),
        )),+];
    };
}

table_files!(
    "country-chart.csv",
    "country-groups.toml",
    "eccn-entries.csv",
    "eccn-exceptions.csv",
    "eccn-reasons.csv",
    "hs-tables.csv",
    "law-lists.toml",
    "place-context.toml",
    "places.csv",
);

impl TableSource {
    /// The files compiled into the program.
    pub fn embedded() -> Self {
        Self { files: EMBEDDED.iter().map(|&(name, text)| (name, text.to_owned())).collect() }
    }

    /// The files of a directory; each of [`TABLE_FILES`] must be there.
    ///
    /// # Errors
    /// One [`TableError`] per file that is missing or is not UTF-8 text.
    pub fn from_dir(dir: &Path) -> Result<Self, Vec<TableError>> {
        let mut files = Vec::new();
        let mut errors = Vec::new();
        for &name in TABLE_FILES {
            let path = dir.join(name);
            match std::fs::read_to_string(&path) {
                Ok(text) => files.push((name, text)),
                Err(error) => errors.push(TableError::whole(
                    name,
                    format!("cannot be read from {}: {error}; put the file there", dir.display()),
                )),
            }
        }
        if errors.is_empty() { Ok(Self { files }) } else { Err(errors) }
    }

    /// The same files with one replaced; for checking an edited table before it is used.
    #[must_use]
    pub fn with_file(mut self, name: &'static str, text: &str) -> Self {
        self.files.retain(|(file, _)| *file != name);
        self.files.push((name, text.to_owned()));
        self
    }

    /// The same files without one: nothing loads then.
    #[must_use]
    pub fn without_file(mut self, name: &str) -> Self {
        self.files.retain(|(file, _)| *file != name);
        self
    }

    /// SHA-256 over names and texts, whatever their order.
    pub(super) fn digest(&self) -> String {
        let mut files: Vec<&(&str, String)> = self.files.iter().collect();
        files.sort();
        let mut hash = Sha256::new();
        for (name, text) in files {
            hash.update(name.as_bytes());
            hash.update([0]);
            hash.update(Sha256::digest(text.as_bytes()));
        }
        crate::model::hex(&hash.finalize())
    }

    /// The text of a file; a file that is not there is a fault.
    pub(super) fn text(&self, name: &str, errors: &mut Vec<TableError>) -> &str {
        let found = self.files.iter().find(|(file, _)| *file == name);
        if found.is_none() {
            errors.push(TableError::whole(name, "is not among the table files"));
        }
        found.map_or("", |(_, text)| text)
    }
}

/// One fault in a table file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    /// File name.
    pub file: String,
    /// Line, from 1, where one is known.
    pub line: Option<u64>,
    /// What is wrong, with the value, and what to write instead.
    pub message: String,
}

impl TableError {
    pub(super) fn whole(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, message: message.into() }
    }

    pub(super) fn at(file: &str, line: u64, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: Some(line), message: message.into() }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for TableError {}

/// Line (from 1) of a byte offset.
pub(super) fn line_of(text: &str, offset: usize) -> u64 {
    let before = text.as_bytes().iter().take(offset).filter(|&&byte| byte == b'\n').count();
    u64::try_from(before).unwrap_or(u64::MAX - 1) + 1
}

/// Reads a TOML table file, reporting the line of a fault.
pub(super) fn read_toml<T: serde::de::DeserializeOwned>(
    file: &str,
    text: &str,
    errors: &mut Vec<TableError>,
) -> Option<T> {
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let line = error.span().map(|span| line_of(text, span.start));
            let message = error.message().to_owned();
            errors.push(TableError { file: file.to_owned(), line, message });
            None
        }
    }
}

/// Reads a CSV table file (comma, `#` comments, first row the column names) into typed rows.
pub(super) fn read_csv<T: serde::de::DeserializeOwned>(
    file: &str,
    text: &str,
    errors: &mut Vec<TableError>,
) -> Vec<(u64, T)> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            errors.push(TableError::whole(file, error.to_string()));
            return rows;
        }
    };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                match record.deserialize(Some(&headers)) {
                    Ok(row) => rows.push((line, row)),
                    Err(error) => errors.push(TableError::at(file, line, error.to_string())),
                }
            }
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                errors.push(TableError { file: file.to_owned(), line, message: error.to_string() });
            }
        }
    }
    rows
}

/// An optional day cell of a CSV table: empty, or a civil date.
pub(super) fn optional_date(
    file: &str,
    line: u64,
    cell: &str,
    errors: &mut Vec<TableError>,
) -> Option<crate::model::Date> {
    if cell.is_empty() {
        return None;
    }
    match cell.parse() {
        Ok(date) => Some(date),
        Err(_) => {
            let message = format!("`{cell}` is not a date: write YYYY-MM-DD or leave it empty");
            errors.push(TableError::at(file, line, message));
            None
        }
    }
}

/// Serde form of a day written as a TOML date (`on = 2026-07-10`).
pub(super) mod toml_day {
    use serde::{Deserialize, Deserializer, de::Error};

    use crate::model::Date;

    /// Reads a TOML local date.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let value = toml::value::Datetime::deserialize(deserializer)?;
        value.to_string().parse().map_err(|_| D::Error::custom(format!("`{value}` is not a day")))
    }

    /// Serde form of a day that may be left out.
    pub mod optional {
        use super::{Date, Deserializer};

        /// Reads a TOML local date.
        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Date>, D::Error> {
            super::deserialize(deserializer).map(Some)
        }
    }

    /// Serde form of a table of names and days.
    pub mod map {
        use std::collections::BTreeMap;

        use super::{Date, Deserialize, Deserializer, Error};

        /// Reads a table whose values are TOML local dates.
        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<BTreeMap<String, Date>, D::Error> {
            let raw = BTreeMap::<String, toml::value::Datetime>::deserialize(deserializer)?;
            raw.into_iter()
                .map(|(name, value)| match value.to_string().parse() {
                    Ok(day) => Ok((name, day)),
                    Err(_) => Err(D::Error::custom(format!("`{value}` is not a day"))),
                })
                .collect()
        }
    }
}
