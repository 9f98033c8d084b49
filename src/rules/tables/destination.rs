//! Where a requirement or an exception applies: a set of destinations written in a table cell.

use super::chart::{COLUMNS, ChartRow, CountryChart, Mark, mark_of};
use super::groups::CountryGroups;
use crate::model::{Date, Truth, country};

/// A set of destinations: a Country Chart column, or countries and groups with exclusions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destinations {
    /// Those with an X in a column, by its number in [`COLUMNS`].
    Column(usize),
    /// Named countries and groups; a named country beats an exclusion.
    Set { any: bool, countries: Vec<String>, groups: Vec<String>, without: Vec<Without> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Without {
    Country(String),
    Group(String),
}

/// Chart and groups, by which a set is resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atlas<'a> {
    pub(super) chart: &'a CountryChart,
    pub(super) groups: &'a CountryGroups,
}

/// One destination on one day, with the row of the chart that governs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) code: &'a str,
    pub(super) on: Date,
    groups: &'a CountryGroups,
    governing: &'a str,
    row: Option<&'a ChartRow>,
}

impl Destinations {
    /// Reads a cell: `NS2`, or words of `any`, `group:X`, `country:XX`, `-group:X`, `-country:XX`.
    pub(super) fn parse(cell: &str, groups: &CountryGroups) -> Result<Self, String> {
        if let Some(column) = COLUMNS.iter().position(|column| *column == cell) {
            return Ok(Self::Column(column));
        }
        let (mut any, mut countries, mut inside, mut without) = (false, vec![], vec![], vec![]);
        for word in cell.split_whitespace() {
            if word == "any" {
                any = true;
            } else if let Some(code) = word.strip_prefix("country:") {
                countries.push(known_country(code)?);
            } else if let Some(name) = word.strip_prefix("group:") {
                inside.push(known_group(name, groups)?);
            } else if let Some(code) = word.strip_prefix("-country:") {
                without.push(Without::Country(known_country(code)?));
            } else if let Some(name) = word.strip_prefix("-group:") {
                without.push(Without::Group(known_group(name, groups)?));
            } else {
                return Err(format!(
                    "`{word}` names no destinations: write a chart column, any, group:X, \
                     country:XX, -group:X or -country:XX"
                ));
            }
        }
        if !any && countries.is_empty() && inside.is_empty() {
            return Err(format!("`{cell}` names no destinations"));
        }
        Ok(Self::Set { any, countries, groups: inside, without })
    }

    /// Whether the destination is in the set on its day, and the question where that is not known.
    pub(super) fn contains(&self, place: Place<'_>) -> (Truth, String) {
        match self {
            Self::Column(column) => match mark_of(place.row, place.code, *column) {
                Mark::Marked => (Truth::True, String::new()),
                Mark::Blank | Mark::Home => (Truth::False, String::new()),
                Mark::ByPart(cite) => {
                    (Truth::Unknown, format!("{} is governed by {cite}", place.code))
                }
                Mark::Unknown(question) => (Truth::Unknown, question),
            },
            Self::Set { any, countries, groups, without } => {
                let is = |code: &String| code == place.code || code == place.governing;
                let in_group = |name: &String| place.in_group(name);
                let excluded = || {
                    without.iter().any(|without| match without {
                        Without::Country(country) => is(country),
                        Without::Group(group) => in_group(group),
                    })
                };
                let inside = countries.iter().any(is)
                    || ((*any || groups.iter().any(in_group)) && !excluded());
                ((inside && !place.is_home()).into(), String::new())
            }
        }
    }

    /// The cell as a person reads it.
    pub(super) fn column(&self) -> &str {
        match self {
            Self::Column(column) => COLUMNS.get(*column).copied().unwrap_or_default(),
            Self::Set { any: true, .. } => "all destinations",
            Self::Set { .. } => "named destinations",
        }
    }
}

impl<'a> Atlas<'a> {
    /// The destination of this code on the day.
    pub(super) fn place(self, code: &'a str, on: Date) -> Place<'a> {
        let (governing, row) = self.chart.governed(code, on);
        Place { code, on, groups: self.groups, governing: governing.unwrap_or(code), row }
    }
}

impl Place<'_> {
    /// Whether it, or the country whose row governs it, is in a group on the day.
    pub(super) fn in_group(&self, group: &str) -> bool {
        let contains = |code| self.groups.contains(code, group, self.on) == Some(true);
        contains(self.code) || (self.governing != self.code && contains(self.governing))
    }

    /// The part of the regulations that governs it instead of the chart.
    pub(super) fn by_part(&self) -> Option<&str> {
        self.row.and_then(ChartRow::by_part)
    }

    fn is_home(&self) -> bool {
        self.row.is_some_and(ChartRow::is_home)
    }
}

fn known_country(code: &str) -> Result<String, String> {
    if country::is_known(code) {
        Ok(code.to_owned())
    } else {
        Err(format!("`{code}` is no ISO 3166-1 code"))
    }
}

fn known_group(name: &str, groups: &CountryGroups) -> Result<String, String> {
    if groups.cite(name).is_some() {
        Ok(name.to_owned())
    } else {
        Err(format!("there is no country group `{name}`"))
    }
}
