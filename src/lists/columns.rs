//! A table with a header: cells by column name.

use std::collections::BTreeMap;

use super::error::Refusal;

/// The columns of a header.
#[derive(Debug, Default)]
pub(super) struct Columns {
    at: BTreeMap<String, usize>,
    /// How many there are.
    pub width: usize,
}

impl Columns {
    /// Takes a header; names are compared without case and outer blanks.
    pub(super) fn new<'a>(header: impl Iterator<Item = &'a str>) -> Self {
        let mut columns = Self::default();
        for name in header {
            columns.at.entry(name.trim().to_lowercase()).or_insert(columns.width);
            columns.width += 1;
        }
        columns
    }

    /// Refuses a header that lacks a column or has an unknown one. Empty names are free.
    pub(super) fn check(
        &self,
        file: &str,
        required: &[&str],
        optional: &[&str],
    ) -> Result<(), Refusal> {
        let missing: Vec<&str> = required.iter().filter(|name| !self.has(name)).copied().collect();
        let known = |name: &str| {
            required.iter().chain(optional).any(|known| known.eq_ignore_ascii_case(name))
        };
        let unknown: Vec<&str> = self
            .at
            .keys()
            .map(String::as_str)
            .filter(|name| !name.is_empty() && !known(name))
            .collect();
        if missing.is_empty() && unknown.is_empty() {
            return Ok(());
        }
        Err(Refusal::at(
            file,
            "header",
            format!(
                "the columns are not the published ones: missing [{}], unknown [{}]",
                missing.join(", "),
                unknown.join(", ")
            ),
        ))
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.at.contains_key(&name.to_lowercase())
    }

    /// Its place.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.at.get(&name.to_lowercase()).copied()
    }

    /// The cell of a row, trimmed; empty where there is none.
    pub(super) fn cell<'r, T: AsRef<str>>(&self, row: &'r [T], name: &str) -> &'r str {
        self.place(name).and_then(|at| row.get(at)).map_or("", |cell| cell.as_ref().trim())
    }
}
