//! Where a requirement or an exception applies: a set of destinations written in a table cell.

use super::chart::{COLUMNS, CountryChart, Mark};
use super::groups::CountryGroups;
use crate::model::{Date, Truth, country};

/// A set of destinations: a Country Chart column, or countries and groups with exclusions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destinations {
    /// Those with an X in a column.
    Column(String),
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

impl Destinations {
    /// Reads a cell: `NS2`, or words of `any`, `group:X`, `country:XX`, `-group:X`, `-country:XX`.
    pub(super) fn parse(cell: &str, groups: &CountryGroups) -> Result<Self, String> {
        if COLUMNS.contains(&cell) {
            return Ok(Self::Column(cell.to_owned()));
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

    /// Whether the destination is in the set on the day, and the question where that is not known.
    pub(super) fn contains(&self, atlas: Atlas<'_>, code: &str, on: Date) -> (Truth, String) {
        match self {
            Self::Column(column) => match atlas.chart.mark(code, column, on).0 {
                Mark::Marked => (Truth::True, String::new()),
                Mark::Blank | Mark::Home => (Truth::False, String::new()),
                Mark::ByPart(cite) => (Truth::Unknown, format!("{code} is governed by {cite}")),
                Mark::Unknown(question) => (Truth::Unknown, question),
            },
            Self::Set { any, countries, groups, without } => {
                let governing = atlas.chart.governing(code, on);
                let named = |list: &[String]| list.iter().any(|c| c == code || c == governing);
                let in_group = |name: &String| atlas.in_group(code, name, on);
                let excluded = without.iter().any(|without| match without {
                    Without::Country(country) => country == code || country == governing,
                    Without::Group(group) => in_group(group),
                });
                let home = matches!(atlas.chart.mark(code, "NS1", on).0, Mark::Home);
                let inside = *any || groups.iter().any(in_group);
                ((!home && (named(countries) || (inside && !excluded))).into(), String::new())
            }
        }
    }

    /// The cell as a person reads it.
    pub(super) fn column(&self) -> &str {
        match self {
            Self::Column(column) => column,
            Self::Set { any: true, .. } => "all destinations",
            Self::Set { .. } => "named destinations",
        }
    }
}

impl Atlas<'_> {
    /// Whether a country, or the one whose row governs it, is in a group on the day.
    pub(super) fn in_group(self, country: &str, group: &str, on: Date) -> bool {
        let governing = self.chart.governing(country, on);
        self.groups.contains(country, group, on) == Some(true)
            || (governing != country && self.groups.contains(governing, group, on) == Some(true))
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
