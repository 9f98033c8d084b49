//! The first line of a file: what the list is, of which day, and what it was made from.

use serde::{Deserialize, Serialize};

use crate::lists::error::Refusal;
use crate::model::Date;

/// The head of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Id of the list, as its entries carry it.
    pub list: String,
    /// Its name in English.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// The page of the government.
    pub page: String,
    /// Day of the edition, as the publisher states it.
    pub published: Date,
    /// Day on which the edition was still the publisher's newest, where later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<Date>,
    /// Number of entries, one a line.
    pub entries: usize,
    /// How the file was made.
    pub made_by: String,
    /// What the entries were made from; the first holds every entry.
    pub sources: Vec<Origin>,
}

/// One source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Its name, by which entries refer to it (`ofac-sdn-2024-05-03`).
    pub name: String,
    /// Day of the source.
    pub day: Date,
    /// The facts taken from it.
    pub gives: Vec<String>,
    /// SHA-256 of each of its files, lower-case hex.
    pub sha256: Vec<String>,
}

impl Head {
    /// Reads the first line.
    pub(super) fn read(file: &str, line: &str) -> Result<Self, Refusal> {
        let head: Self = serde_json::from_str(line)
            .map_err(|error| Refusal::at(file, "line 1", format!("no head of a list: {error}")))?;
        if head.sources.is_empty() {
            return Err(Refusal::at(file, "line 1", "`sources` is empty"));
        }
        Ok(head)
    }

    /// The line, with its end.
    pub(super) fn write(&self) -> String {
        // Plain structs of texts always serialize.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }

    /// The position of the source with this name.
    pub(super) fn source(&self, name: &str) -> Option<usize> {
        self.sources.iter().position(|source| source.name == name)
    }
}
