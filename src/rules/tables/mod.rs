//! Tables of law: dated facts that rules look up.
//!
//! In: the table files of `rules/tables` (compiled in, or of a directory). Out: answers about a
//! country, a Country Chart column, an ECCN, a tariff code or a program on a day, each with its
//! citation, and `Unknown` with a question where the table cannot tell. A table never decides a
//! verdict, and a missing row never reads as permission.

mod chart;
mod eccn_code;
mod groups;
mod hs;
mod lists;
mod source;

use std::path::Path;

pub use chart::{COLUMNS, CountryChart, Mark};
pub use eccn_code::Eccn;
pub use groups::CountryGroups;
pub use hs::{HsAnswer, HsTables};
pub use lists::{LawLists, ListAnswer, ZeroContent};
pub use source::{TABLE_FILES, TableError, TableSource};

use crate::model::Date;

/// All tables, parsed once.
#[derive(Debug, Clone)]
pub struct Tables {
    chart: CountryChart,
    groups: CountryGroups,
    lists: LawLists,
    hs: HsTables,
}

impl Tables {
    /// The tables compiled into the program.
    ///
    /// # Errors
    /// Every fault of a table file, which a test of the project rules out for the shipped files.
    pub fn embedded() -> Result<Self, Vec<TableError>> {
        Self::parse(&TableSource::embedded())
    }

    /// The tables of a directory that holds every one of [`TABLE_FILES`].
    ///
    /// # Errors
    /// Every missing file, or every fault of the files with file and line.
    pub fn load(dir: &Path) -> Result<Self, Vec<TableError>> {
        Self::parse(&TableSource::from_dir(dir)?)
    }

    /// Parses table files; a fault in any of them loads nothing.
    ///
    /// # Errors
    /// Every fault of the files with file and line.
    pub fn parse(source: &TableSource) -> Result<Self, Vec<TableError>> {
        let mut errors = Vec::new();
        let tables = Self {
            chart: CountryChart::parse(source.text("country-chart.csv"), &mut errors),
            groups: CountryGroups::parse(source.text("country-groups.toml"), &mut errors),
            lists: LawLists::parse(source.text("law-lists.toml"), &mut errors),
            hs: HsTables::parse(source.text("hs-tables.csv"), &mut errors),
        };
        if errors.is_empty() { Ok(tables) } else { Err(errors) }
    }

    /// Whether a country is in a country group on the day. Hong Kong and dependent territories
    /// count as the country whose Country Chart row governs them. `false` for an unknown group:
    /// check names with [`CountryGroups::names`] when a rule is loaded.
    pub fn in_group(&self, country: &str, group: &str, on: Date) -> bool {
        let governing = self.chart.governing(country, on);
        self.groups.contains(country, group, on) == Some(true)
            || (governing != country && self.groups.contains(governing, group, on) == Some(true))
    }

    /// Whether a tariff code is in a tariff table on the day.
    pub fn hs_in(&self, table: &str, hs: &str, on: Date) -> HsAnswer {
        self.hs.contains(table, hs, on)
    }

    /// Whether an ECCN is in a named ECCN list on the day.
    pub fn eccn_in(&self, list: &str, eccn: &str, on: Date) -> ListAnswer {
        self.lists.contains(list, eccn, on)
    }

    /// The citation by which a sanctions program is in a program list (`744.8`) on the day.
    pub fn program_in(&self, list: &str, program: &str, on: Date) -> Option<&str> {
        self.lists.program(list, program, on)
    }

    /// The country groups.
    pub fn groups(&self) -> &CountryGroups {
        &self.groups
    }

    /// The Country Chart.
    pub fn chart(&self) -> &CountryChart {
        &self.chart
    }

    /// The named lists.
    pub fn lists(&self) -> &LawLists {
        &self.lists
    }

    /// The tariff tables.
    pub fn hs(&self) -> &HsTables {
        &self.hs
    }
}
