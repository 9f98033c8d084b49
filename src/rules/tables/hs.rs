//! Tables of tariff codes by day: member, not, or unknown with the question to ask.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::answer::TableAnswer;
use super::chart::overlaps;
use super::source::{TableError, optional_date, read_csv};
use crate::model::{Date, Interval};

const FILE: &str = "hs-tables.csv";

/// The tariff-code tables.
#[derive(Debug, Clone, Default)]
pub struct HsTables {
    tables: BTreeMap<String, BTreeMap<String, Vec<HsRow>>>,
}

#[derive(Debug, Clone)]
struct HsRow {
    span: Interval,
    answer: TableAnswer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    table: String,
    code: String,
    answer: String,
    from: String,
    until: String,
    cite: String,
    question: String,
}

impl HsTables {
    pub(super) fn parse(text: &str, errors: &mut Vec<TableError>) -> Self {
        let mut tables: BTreeMap<String, BTreeMap<String, Vec<HsRow>>> = BTreeMap::new();
        for (line, row) in read_csv::<Row>(FILE, text, errors) {
            if row.code != "*" && !(is_digits(&row.code) && matches!(row.code.len(), 2 | 4 | 6)) {
                let message = format!("code `{}`: write 2, 4 or 6 digits, or *", row.code);
                errors.push(TableError::at(FILE, line, message));
            }
            let span = Interval {
                from: optional_date(FILE, line, &row.from, errors),
                until: optional_date(FILE, line, &row.until, errors),
            };
            let Some(answer) = answer_of(&row, line, errors) else { continue };
            let prefix = if row.code == "*" { String::new() } else { row.code.clone() };
            let rows = tables.entry(row.table.clone()).or_default().entry(prefix).or_default();
            if rows.iter().any(|other| overlaps(other.span, span)) {
                let message = format!("rows of {} {} overlap in time", row.table, row.code);
                errors.push(TableError::at(FILE, line, message));
            }
            rows.push(HsRow { span, answer });
        }
        Self { tables }
    }

    /// Whether the code is in the table on the day. Dots, spaces and digits after the sixth are
    /// ignored; a text that is no tariff code, a code of fewer than six digits that the table
    /// splits, or an unknown table is `Unknown`, never `Not`.
    pub fn contains(&self, table: &str, hs: &str, on: Date) -> TableAnswer {
        let Some(rows) = self.tables.get(table) else {
            return TableAnswer::Unknown {
                question: format!("there is no tariff table `{table}`"),
            };
        };
        let digits: String = hs.chars().filter(|c| !matches!(c, '.' | ' ' | '-')).collect();
        if !is_digits(&digits) || digits.len() < 2 || digits.len() > 14 {
            return TableAnswer::Unknown {
                question: "Which is the six-digit tariff code?".to_owned(),
            };
        }
        let code: String = digits.chars().take(6).collect();
        let answer = longest_row(rows, &code, on);
        if code.len() < 6 && splits(rows, &code, on, &answer) {
            let question = format!("Which six-digit tariff code under {code} is it?");
            return TableAnswer::Unknown { question };
        }
        answer
    }

    /// Whether a table of this name exists.
    pub fn has_table(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// The days on which a row of the table begins, sorted.
    pub fn change_days(&self, table: &str) -> Vec<Date> {
        let rows = self.tables.get(table).into_iter().flat_map(|rows| rows.values().flatten());
        let mut days: Vec<Date> = rows.filter_map(|row| row.span.from).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The codes and prefixes that a table has rows for, sorted.
    pub fn codes(&self, table: &str) -> impl Iterator<Item = &str> {
        self.tables.get(table).into_iter().flat_map(|rows| rows.keys().map(String::as_str))
    }
}

fn longest_row(rows: &BTreeMap<String, Vec<HsRow>>, code: &str, on: Date) -> TableAnswer {
    let mut lengths = (0..=code.len()).rev();
    let hit = lengths.find_map(|length| {
        let spans = rows.get(code.get(..length)?)?;
        spans.iter().find(|row| row.span.contains(on))
    });
    hit.map_or(TableAnswer::Not, |row| row.answer.clone())
}

/// Whether rows below a short code give another answer than the short code itself.
fn splits(rows: &BTreeMap<String, Vec<HsRow>>, code: &str, on: Date, answer: &TableAnswer) -> bool {
    let below = rows.range(code.to_owned()..).take_while(|(prefix, _)| prefix.starts_with(code));
    let mut spans = below.flat_map(|(_, rows)| rows.iter().filter(|row| row.span.contains(on)));
    spans.any(|row| row.answer != *answer)
}

fn answer_of(row: &Row, line: u64, errors: &mut Vec<TableError>) -> Option<TableAnswer> {
    match row.answer.as_str() {
        "member" => Some(TableAnswer::Member { cite: row.cite.clone() }),
        "not" => Some(TableAnswer::Not),
        "unknown" if !row.question.is_empty() => {
            Some(TableAnswer::Unknown { question: row.question.clone() })
        }
        "unknown" => {
            errors.push(TableError::at(FILE, line, "an unknown row needs a question"));
            None
        }
        other => {
            let message = format!("answer `{other}`: write member, not or unknown");
            errors.push(TableError::at(FILE, line, message));
            None
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}
