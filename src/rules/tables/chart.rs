//! The Commerce Country Chart: does a column apply to a destination on a day.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::source::{TableError, optional_date, read_csv};
use crate::model::country;
use crate::model::{Date, Interval};

const FILE: &str = "country-chart.csv";

/// The columns of the chart, as written in the tables.
pub const COLUMNS: &[&str] = &[
    "AT1", "AT2", "CB1", "CB2", "CB3", "CC1", "CC2", "CC3", "FC1", "MT1", "NP1", "NP2", "NS1",
    "NS2", "RS1", "RS2",
];

/// What the chart says of one column and destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// An X: a license is required for that reason.
    Marked,
    /// No X.
    Blank,
    /// The row has no marks because a part of the regulations of its own governs: never "no license".
    ByPart(String),
    /// The sources differ, or the table has no row of that day: ask.
    Unknown(String),
    /// The United States and its territories: not an export destination.
    Home,
}

/// The chart by destination and day.
#[derive(Debug, Clone, Default)]
pub struct CountryChart {
    rows: FxHashMap<String, Vec<ChartRow>>,
}

/// The row of a destination on some span of days.
#[derive(Debug, Clone)]
pub(super) struct ChartRow {
    span: Interval,
    treat: Treat,
    cite: String,
}

#[derive(Debug, Clone)]
enum Treat {
    Marks { marked: Columns, disputed: Columns },
    ByPart,
    Unknown,
    Home,
    As(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    marks: String,
    disputed: String,
    treat: String,
    from: String,
    until: String,
    cite: String,
}

impl CountryChart {
    pub(super) fn parse(text: &str, errors: &mut Vec<TableError>) -> Self {
        let mut rows: FxHashMap<String, Vec<ChartRow>> = FxHashMap::default();
        for (line, row) in read_csv::<Row>(FILE, text, errors) {
            if !country::is_known(&row.code) {
                let message = format!("`{}` is no ISO 3166-1 code", row.code);
                errors.push(TableError::at(FILE, line, message));
            }
            let span = Interval {
                from: optional_date(FILE, line, &row.from, errors),
                until: optional_date(FILE, line, &row.until, errors),
            };
            let treat = treat_of(&row, line, errors);
            let rows = rows.entry(row.code.clone()).or_default();
            if rows.iter().any(|other| overlaps(other.span, span)) {
                let message =
                    format!("two rows of `{}` overlap: give them from and until", row.code);
                errors.push(TableError::at(FILE, line, message));
            }
            rows.push(ChartRow { span, treat, cite: row.cite });
        }
        let chart = Self { rows };
        chart.check_references(errors);
        chart
    }

    fn check_references(&self, errors: &mut Vec<TableError>) {
        let mut codes: Vec<&String> = self.rows.keys().collect();
        codes.sort_unstable();
        for code in codes {
            for row in self.rows.get(code).into_iter().flatten() {
                if let Treat::As(other) = &row.treat
                    && !self.rows.contains_key(other)
                {
                    let message = format!("`{code}` is treated as `{other}`, which has no row");
                    errors.push(TableError::whole(FILE, message));
                }
            }
        }
    }

    /// The code whose row governs a destination on the day: itself, or the country it is treated as.
    pub fn governing<'a>(&'a self, destination: &'a str, on: Date) -> &'a str {
        self.governed(destination, on).0.unwrap_or(destination)
    }

    /// What the chart says of `column` for `destination` on the day, with the citation of the row.
    pub fn mark(&self, destination: &str, column: &str, on: Date) -> (Mark, &str) {
        let (_, row) = self.governed(destination, on);
        let column = COLUMNS.iter().position(|known| *known == column).unwrap_or(COLUMNS.len());
        (mark_of(row, destination, column), row.map_or("15 CFR 738 Supp. 1", |row| &row.cite))
    }

    /// The row that governs a destination on the day, and whose it is where not its own.
    pub(super) fn governed(&self, code: &str, on: Date) -> (Option<&str>, Option<&ChartRow>) {
        let own = self.row(code, on);
        match own.map(|row| &row.treat) {
            Some(Treat::As(other)) => (Some(other), self.row(other, on)),
            _ => (None, own),
        }
    }

    fn row(&self, code: &str, on: Date) -> Option<&ChartRow> {
        self.rows.get(code)?.iter().find(|row| row.span.contains(on))
    }
}

impl ChartRow {
    /// The part of the regulations that governs instead of the chart.
    pub(super) fn by_part(&self) -> Option<&str> {
        matches!(self.treat, Treat::ByPart).then_some(&*self.cite)
    }

    /// Whether it is the row of the United States or a territory of theirs.
    pub(super) fn is_home(&self) -> bool {
        matches!(self.treat, Treat::Home)
    }
}

/// What the row that governs `destination` says of a column, by its number in [`COLUMNS`].
pub(super) fn mark_of(row: Option<&ChartRow>, destination: &str, column: usize) -> Mark {
    let Some(row) = row else {
        return Mark::Unknown(format!("the Country Chart table has no row for `{destination}`"));
    };
    match &row.treat {
        Treat::Marks { marked, .. } if marked.has(column) => Mark::Marked,
        Treat::Marks { disputed, .. } if disputed.has(column) => {
            let name = COLUMNS.get(column).unwrap_or(&"");
            Mark::Unknown(format!(
                "official publications differ on column {name} for this destination"
            ))
        }
        Treat::Marks { .. } => Mark::Blank,
        Treat::ByPart => Mark::ByPart(row.cite.clone()),
        Treat::Unknown | Treat::As(_) => Mark::Unknown(format!(
            "`{destination}` had another Country Chart row on this day: read the chart of the day"
        )),
        Treat::Home => Mark::Home,
    }
}

/// A set of columns of the chart, by their numbers in [`COLUMNS`].
#[derive(Debug, Clone, Default)]
struct Columns([bool; COLUMNS.len()]);

impl Columns {
    fn has(&self, column: usize) -> bool {
        self.0.get(column).copied().unwrap_or(false)
    }
}

fn treat_of(row: &Row, line: u64, errors: &mut Vec<TableError>) -> Treat {
    match row.treat.as_str() {
        "" => Treat::Marks {
            marked: columns(&row.marks, line, errors),
            disputed: columns(&row.disputed, line, errors),
        },
        "by_part" => Treat::ByPart,
        "unknown" => Treat::Unknown,
        "home" => Treat::Home,
        other => match other.strip_prefix("as:") {
            Some(code) => Treat::As(code.to_owned()),
            None => {
                let message =
                    format!("treat `{other}`: write nothing, by_part, unknown, home or as:XX");
                errors.push(TableError::at(FILE, line, message));
                Treat::Unknown
            }
        },
    }
}

fn columns(cell: &str, line: u64, errors: &mut Vec<TableError>) -> Columns {
    let mut set = Columns::default();
    for column in cell.split_whitespace() {
        let number = COLUMNS.iter().position(|known| *known == column);
        match number.and_then(|number| set.0.get_mut(number)) {
            Some(has) => *has = true,
            None => {
                let message =
                    format!("`{column}` is no column of the chart: write one of {COLUMNS:?}");
                errors.push(TableError::at(FILE, line, message));
            }
        }
    }
    set
}

/// Whether two spans share a day.
pub(super) fn overlaps(a: Interval, b: Interval) -> bool {
    let starts_before_end = |from: Option<Date>, until: Option<Date>| match (from, until) {
        (Some(from), Some(until)) => from < until,
        _ => true,
    };
    starts_before_end(a.from, b.until) && starts_before_end(b.from, a.until)
}
