//! Tables of law: dated facts that rules look up.
//!
//! In: the table files of `rules/tables` (compiled in, or of a directory). Out: answers about a
//! country, a Country Chart column, an ECCN, a tariff code or a program on a day, each with its
//! citation, and `Unknown` with a question where the table cannot tell. A table never decides a
//! verdict, and a missing row never reads as permission.

mod answer;
mod chart;
mod destination;
mod eccn;
mod eccn_code;
mod exceptions;
mod groups;
mod hs;
mod lists;
mod parameters;
mod place_context;
mod places;
mod scope;
mod source;
mod units;

use std::path::Path;

pub use answer::TableAnswer;
pub use chart::{COLUMNS, CountryChart, Mark};
pub use eccn::{ChartAnswer, EccnTable, EntryStanding, OpenRequirement, Requirement};
pub use eccn_code::Eccn;
pub use exceptions::{ExceptionCandidate, ExceptionTable};
pub use groups::CountryGroups;
pub use hs::HsTables;
pub use lists::{LawLists, ZeroContent};
pub use parameters::{Bag, Parameter, ParameterForm, Parameters, VOCABULARY_FILES};
pub use place_context::RegionInfo;
pub use places::{PlaceHit, PlaceKind, Places, Strength};
pub use source::{TABLE_FILES, TableError, TableSource};
pub use units::Factor;

use crate::model::Date;
use destination::Atlas;
use exceptions::Asked;

/// All tables, parsed once.
#[derive(Debug, Clone)]
pub struct Tables {
    chart: CountryChart,
    groups: CountryGroups,
    lists: LawLists,
    hs: HsTables,
    eccns: EccnTable,
    exceptions: ExceptionTable,
    places: Places,
    digest: String,
}

impl Tables {
    /// SHA-256 over the names and texts of the files that they were read from, lower-case hex.
    pub fn digest(&self) -> &str {
        &self.digest
    }

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
        let mut text = |name| source.text(name, &mut errors);
        let (chart, groups) = (text("country-chart.csv"), text("country-groups.toml"));
        let (entries, reasons) = (text("eccn-entries.csv"), text("eccn-reasons.csv"));
        let (exceptions, lists) = (text("eccn-exceptions.csv"), text("law-lists.toml"));
        let hs = text("hs-tables.csv");
        let (places, context) = (text("places.csv"), text("place-context.toml"));
        let groups = CountryGroups::parse(groups, &mut errors);
        let eccns = EccnTable::parse(entries, reasons, &groups, &mut errors);
        let exceptions = ExceptionTable::parse(exceptions, &groups, &eccns, &mut errors);
        let places = Places::parse(places, context, &mut errors);
        let Some(places) = places else { return Err(errors) };
        let tables = Self {
            chart: CountryChart::parse(chart, &mut errors),
            lists: LawLists::parse(lists, &mut errors),
            hs: HsTables::parse(hs, &mut errors),
            groups,
            eccns,
            exceptions,
            places,
            digest: source.digest(),
        };
        if errors.is_empty() { Ok(tables) } else { Err(errors) }
    }

    /// Whether a country is in a country group on the day. Hong Kong and dependent territories
    /// count as the country whose Country Chart row governs them. `false` for an unknown group:
    /// check names with [`CountryGroups::names`] when a rule is loaded.
    pub fn in_group(&self, country: &str, group: &str, on: Date) -> bool {
        self.atlas().place(country, on).in_group(group)
    }

    /// Whether a country group of this name exists.
    pub fn has_group(&self, group: &str) -> bool {
        self.groups.cite(group).is_some()
    }

    /// The classes of 15 CFR 734.4(a) in which content of this ECCN has no de minimis level for a
    /// destination on the day, each with its citation and the question that is open, if any.
    pub fn zero_content(
        &self,
        eccn: &str,
        destination: &str,
        on: Date,
    ) -> Vec<(&str, Option<String>)> {
        let Some(eccn) = Eccn::parse(eccn) else { return Vec::new() };
        let reaches = |class: &ZeroContent| {
            let group = class.destination_group.as_deref();
            group.is_none_or(|group| self.in_group(destination, group, on))
                && (class.destination.is_empty()
                    || class.destination.iter().any(|code| code == destination))
        };
        let classes = self.lists.zero_content(on).filter(|class| reaches(class));
        classes
            .filter_map(|class| {
                let doubt = self.lists.in_class(class, &eccn, on)?;
                let questions = [doubt, class.question.clone().unwrap_or_default()];
                let question =
                    questions.into_iter().filter(|q| !q.is_empty()).collect::<Vec<_>>().join(" ");
                Some((&*class.cite, (!question.is_empty()).then_some(question)))
            })
            .collect()
    }

    /// The reasons for control of an ECCN that ask a license for a destination on the day. A
    /// paragraph inherits from its parents: `3A001.a.7` has what `3A001` says of the entire entry.
    ///
    /// `EAR99` has no reasons for control and is not in the table: ask before, not here.
    pub fn license_reasons(&self, eccn: &str, destination: &str, on: Date) -> ChartAnswer {
        self.eccns.license_reasons(self.atlas().place(destination, on), eccn)
    }

    /// The license exceptions that the entry of an ECCN allows for a destination on the day, for
    /// an order of a net value in US dollars where known. None for an unknown entry or for a
    /// destination governed by a part of its own.
    pub fn exceptions(
        &self,
        eccn: &str,
        destination: &str,
        on: Date,
        value_usd: Option<f64>,
    ) -> Vec<ExceptionCandidate> {
        let reasons = self.license_reasons(eccn, destination, on);
        self.exceptions_for(&reasons, eccn, destination, on, value_usd)
    }

    /// As [`Tables::exceptions`], with the reasons for control at hand that
    /// [`Tables::license_reasons`] gave for the same ECCN, destination and day.
    pub fn exceptions_for(
        &self,
        reasons: &ChartAnswer,
        eccn: &str,
        destination: &str,
        on: Date,
        value_usd: Option<f64>,
    ) -> Vec<ExceptionCandidate> {
        let Some(parsed) = Eccn::parse(eccn) else { return Vec::new() };
        let to = self.atlas().place(destination, on);
        self.exceptions.candidates(Asked { eccn: &parsed, to, value_usd }, reasons)
    }

    /// How the entry of an ECCN stands in the Commerce Control List on the day.
    pub fn standing(&self, eccn: &str, on: Date) -> EntryStanding {
        Eccn::parse(eccn).map_or(EntryStanding::Unknown, |eccn| self.eccns.standing(&eccn, on))
    }

    /// Whether anti-terrorism is the only reason for control of an ECCN on the day.
    pub fn at_only(&self, eccn: &str, on: Date) -> crate::model::Truth {
        Eccn::parse(eccn).map_or(crate::model::Truth::Unknown, |eccn| self.eccns.at_only(&eccn, on))
    }

    fn atlas(&self) -> Atlas<'_> {
        Atlas { chart: &self.chart, groups: &self.groups }
    }

    /// Whether a tariff code is in a tariff table on the day.
    pub fn hs_in(&self, table: &str, hs: &str, on: Date) -> TableAnswer {
        self.hs.contains(table, hs, on)
    }

    /// Whether an ECCN is in a named ECCN list on the day.
    pub fn eccn_in(&self, list: &str, eccn: &str, on: Date) -> TableAnswer {
        self.lists.contains(list, eccn, on)
    }

    /// The citation by which a sanctions program is in a program list (`744.8`) on the day.
    pub fn program_in(&self, list: &str, program: &str, on: Date) -> Option<&str> {
        self.lists.program(list, program, on)
    }

    /// Names of embargoed countries and regions in address text that matter on the day, in the
    /// order of the text: towns, regions, countries, codes, telephone prefixes, missions.
    pub fn places(&self, text: &str, on: Date) -> Vec<PlaceHit> {
        self.places.find(text, on)
    }

    /// The embargoed country or region of a port or airport code of three letters.
    pub fn place_of_port(&self, code: &str, on: Date) -> Option<&RegionInfo> {
        self.places.port(code, on)
    }

    /// The gazetteer.
    pub fn gazetteer(&self) -> &Places {
        &self.places
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

    /// The entries of the Commerce Control List.
    pub fn eccns(&self) -> &EccnTable {
        &self.eccns
    }

    /// The tariff tables.
    pub fn hs(&self) -> &HsTables {
        &self.hs
    }
}
