//! What all answers of a batch rest on: program, rules, lists with their ages, and how the columns
//! were read.

use serde_json::{Map, Value, json};

use super::mapping::Mapping;
use super::sheet::Sheet;
use crate::model::Date;
use crate::screen::Engine;
use crate::wire::screening;

/// The first cell of the sheet that tells it. A sheet that begins so is never taken for rows.
pub(super) const TITLE: &str = "What these answers rest on";

/// What all answers of a batch rest on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Name and version of the program.
    pub engine: String,
    /// Digest of the rules.
    pub rules: String,
    /// Lists with publication date and age in days on the day, one text each.
    pub lists: Vec<String>,
    /// The day on which lists have these ages.
    pub day: String,
    /// Columns that are read, each with its place.
    pub columns: Vec<(String, String)>,
    /// Columns that are not read.
    pub not_read: Vec<String>,
    /// The sheet that was read, where the file has sheets.
    pub sheet: Option<String>,
}

impl About {
    /// Of an engine, with the ages of its lists on `day`.
    pub fn of(engine: &Engine, day: Date) -> Self {
        let lists = engine.editions(day).into_iter().map(|edition| {
            let published = edition.published.map(|day| format!(" {day}")).unwrap_or_default();
            let age = edition
                .age_days
                .map_or_else(|| "age unknown".to_owned(), |age| format!("{age} days"));
            let carried = if edition.embedded { ", carried" } else { "" };
            let unread = match edition.unread {
                0 => String::new(),
                count => format!(", {count} rows unread"),
            };
            format!("{}{published} ({age}{carried}{unread})", edition.id)
        });
        Self {
            engine: screening::engine(),
            rules: engine.law_digest.clone(),
            lists: lists.collect(),
            day: day.to_string(),
            ..Self::default()
        }
    }

    /// With what was read of a file.
    pub fn with(self, sheet: &Sheet, mapping: &Mapping) -> Self {
        let columns = mapping.used().map(|(header, place)| (header.to_owned(), place));
        Self {
            columns: columns.collect(),
            not_read: mapping.ignored.clone(),
            sheet: sheet.name.clone(),
            ..self
        }
    }

    /// Lists with dates and ages in one text.
    pub fn lists_text(&self) -> String {
        self.lists.join(", ")
    }

    /// How the columns were read, as JSON.
    pub fn columns_json(&self) -> Value {
        let mut told = Map::new();
        if let Some(sheet) = &self.sheet {
            told.insert("sheet".to_owned(), sheet.as_str().into());
        }
        let read: Vec<Value> =
            self.columns.iter().map(|(header, place)| json!([header, place])).collect();
        told.insert("read".to_owned(), read.into());
        told.insert("not_read".to_owned(), self.not_read.clone().into());
        Value::Object(told)
    }

    /// The lines of the sheet that tells it: what, and its value.
    pub(super) fn lines(&self) -> Vec<(String, String)> {
        let mut lines = vec![
            (TITLE.to_owned(), screening::DISCLAIMER.to_owned()),
            ("engine".to_owned(), self.engine.clone()),
            ("rules digest".to_owned(), self.rules.clone()),
            ("ages of lists on".to_owned(), self.day.clone()),
            ("truncated".to_owned(), "no: every row has an answer".to_owned()),
        ];
        lines.extend(self.lists.iter().map(|list| ("list".to_owned(), list.clone())));
        lines.extend(self.sheet.iter().map(|sheet| ("sheet read".to_owned(), sheet.clone())));
        let columns = self.columns.iter();
        lines.extend(columns.map(|(header, to)| (format!("column `{header}`"), to.clone())));
        let not_read = self.not_read.iter();
        lines.extend(not_read.map(|header| ("column not read".to_owned(), header.clone())));
        lines
    }
}
