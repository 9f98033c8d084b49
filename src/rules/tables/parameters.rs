//! The vocabulary of a request's open places: every key that an item's `specs` and `fdp`, a facility
//! and a letter may hold.
//!
//! In: `parameters.csv` and `units.csv`. Out: the parameter that a key names, with the way from the
//! key's unit to the parameter's own. A key that names none is unknown, and its caller refuses it: a
//! misspelled figure would otherwise be a fact that silently stays unknown.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::source::{TableError, read_csv};
use super::units::{self, Factor, Unit};

const FILE: &str = "parameters.csv";

/// The files of the vocabulary with their text, as compiled in; for digests.
pub const VOCABULARY_FILES: [(&str, &str); 2] = [
    (FILE, include_str!("../../../rules/tables/parameters.csv")),
    (units::FILE, include_str!("../../../rules/tables/units.csv")),
];

/// The place that holds the parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bag {
    /// `items[].specs`.
    Specs,
    /// `items[].fdp`.
    Fdp,
    /// `facts.facility`.
    Facility,
    /// `facts.is_informed`.
    Letter,
}

impl Bag {
    /// All places.
    pub const ALL: [Self; 4] = [Self::Specs, Self::Fdp, Self::Facility, Self::Letter];

    /// What messages call it.
    pub fn what(self) -> &'static str {
        match self {
            Self::Specs => "an item's `specs`",
            Self::Fdp => "an item's `fdp`",
            Self::Facility => "a facility",
            Self::Letter => "a letter",
        }
    }
}

/// How a parameter is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterForm {
    /// A number.
    Number,
    /// A whole number.
    Count,
    /// A year of four digits.
    Year,
    /// True or false.
    Flag,
    /// A text.
    Text,
    /// A text or a list of texts.
    Texts,
    /// An ISO 3166-1 alpha-2 code.
    Country,
    /// A list of such codes.
    Countries,
    /// An ECCN or a list of them.
    Eccns,
    /// A date `YYYY-MM-DD`.
    Date,
    /// A number, or a text that begins with one (`7 nm`).
    Figure,
}

/// A key of an open place.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name, which ends in its unit.
    pub name: String,
    /// Where it stands.
    pub of: Bag,
    /// How it is given.
    pub form: ParameterForm,
    /// Its unit; empty where it has none.
    pub unit: String,
    /// Least and greatest value.
    pub range: (Option<f64>, Option<f64>),
    /// Further names, as the table writes them.
    pub also: Vec<String>,
    /// Every key that names it, with the way to its own unit.
    pub keys: BTreeMap<String, Factor>,
    /// Where the law asks it.
    pub cite: String,
    /// What it means.
    pub meaning: String,
}

/// All parameters.
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    list: Vec<Parameter>,
    /// Place and key -> number in the list.
    by_key: BTreeMap<(Bag, String), usize>,
}

static EMBEDDED: LazyLock<Result<Parameters, Vec<TableError>>> = LazyLock::new(|| {
    let [(_, parameters), (_, units)] = VOCABULARY_FILES;
    Parameters::parse(parameters, units)
});

#[derive(Debug, Deserialize)]
struct Row {
    name: String,
    of: Bag,
    form: ParameterForm,
    quantity: String,
    range: String,
    also: String,
    cite: String,
    meaning: String,
}

impl Parameters {
    /// The vocabulary of the program. It is empty where its file has a fault, which
    /// [`Parameters::check`] tells: every key is refused then.
    pub fn embedded() -> &'static Self {
        static NONE: Parameters = Parameters { list: Vec::new(), by_key: BTreeMap::new() };
        EMBEDDED.as_ref().unwrap_or(&NONE)
    }

    /// Whether the vocabulary of the program could be read.
    ///
    /// # Errors
    /// Every fault of its files.
    pub fn check() -> Result<(), Vec<TableError>> {
        EMBEDDED.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// Reads the two files.
    ///
    /// # Errors
    /// Every fault with file and line: a name without its unit, a key that names two parameters.
    pub fn parse(parameters: &str, unit_text: &str) -> Result<Self, Vec<TableError>> {
        let mut errors = Vec::new();
        let units = units::parse(unit_text, &mut errors);
        let mut read = Self::default();
        for (line, row) in read_csv::<Row>(FILE, parameters, &mut errors) {
            match parameter(row, &units) {
                Ok(parameter) => read.add(parameter, line, &mut errors),
                Err(detail) => errors.push(TableError::at(FILE, line, detail)),
            }
        }
        if errors.is_empty() { Ok(read) } else { Err(errors) }
    }

    fn add(&mut self, parameter: Parameter, line: u64, errors: &mut Vec<TableError>) {
        let number = self.list.len();
        for key in parameter.keys.keys() {
            if let Some(other) = self.by_key.insert((parameter.of, key.clone()), number)
                && let Some(other) = self.list.get(other)
            {
                let detail = format!("`{key}` names `{}` and `{}`", other.name, parameter.name);
                errors.push(TableError::at(FILE, line, detail));
            }
        }
        self.list.push(parameter);
    }

    /// The parameter that a key names, and the way from the key's unit to its own.
    pub fn find(&self, of: Bag, key: &str) -> Option<(&Parameter, Factor)> {
        let number = self.by_key.get(&(of, key.to_owned()))?;
        let parameter = self.list.get(*number)?;
        Some((parameter, *parameter.keys.get(key)?))
    }

    /// The parameters of a place, in the order of the table.
    pub fn of(&self, of: Bag) -> impl Iterator<Item = &Parameter> {
        self.list.iter().filter(move |parameter| parameter.of == of)
    }

    /// The parameter that a key in an unknown unit comes nearest to: the same name before the unit.
    pub fn of_stem(&self, of: Bag, key: &str) -> Option<&Parameter> {
        let has_stem = |parameter: &&Parameter, stem: &str| {
            let own = parameter.name.strip_suffix(&parameter.unit);
            !parameter.unit.is_empty() && own.and_then(|own| own.strip_suffix('_')) == Some(stem)
        };
        let stems = key.match_indices('_').filter_map(|(at, _)| key.get(..at));
        let named = |stem: &str| self.of(of).find(|parameter| has_stem(parameter, stem));
        stems.rev().find_map(named)
    }

    /// The names of a place as the table writes them: what a misspelled key is compared with.
    pub fn names(&self, of: Bag) -> impl Iterator<Item = &str> {
        self.of(of).flat_map(|parameter| {
            let also = parameter.also.iter().map(|key| key.split('=').next().unwrap_or(key));
            std::iter::once(parameter.name.as_str()).chain(also)
        })
    }

    /// Every key of a place.
    pub fn keys(&self, of: Bag) -> impl Iterator<Item = &str> {
        self.of(of).flat_map(|parameter| parameter.keys.keys().map(String::as_str))
    }
}

fn parameter(row: Row, units: &[Unit]) -> Result<Parameter, String> {
    let own = unit_of(&row, units)?;
    let mut keys = BTreeMap::new();
    let also: Vec<String> = row.also.split_whitespace().map(str::to_owned).collect();
    for name in std::iter::once(row.name.as_str()).chain(also.iter().map(String::as_str)) {
        for (key, factor) in keys_of(name, own, units)? {
            keys.insert(key, factor);
        }
    }
    Ok(Parameter {
        range: range(&row)?,
        name: row.name,
        of: row.of,
        form: row.form,
        unit: own.map(|unit| unit.unit.clone()).unwrap_or_default(),
        also,
        keys,
        cite: row.cite,
        meaning: row.meaning,
    })
}

/// The unit of a parameter, in which its name must end; a number without a quantity must not seem to
/// have one.
fn unit_of<'u>(row: &Row, units: &'u [Unit]) -> Result<Option<&'u Unit>, String> {
    let name = &row.name;
    if row.cite.is_empty() || row.meaning.is_empty() {
        return Err(format!("`{name}` needs its place in the law and its meaning"));
    }
    if !row.quantity.is_empty() {
        let found = units::of_name(units, &row.quantity, name).map(|(_, unit)| unit);
        let help = format!("`{name}` must end in a unit of {} ({})", row.quantity, units::FILE);
        return found.map(Some).ok_or(help);
    }
    let is_number = matches!(row.form, ParameterForm::Number | ParameterForm::Count);
    let seems = units.iter().find(|unit| units::of_name(units, &unit.quantity, name).is_some());
    match seems.filter(|_| is_number) {
        Some(unit) => Err(format!("`{name}` seems to be a {}; name its quantity", unit.quantity)),
        None => Ok(None),
    }
}

/// The keys of one name: itself, and in each unit of the quantity where it ends in one; `key=unit` is
/// a key that does not tell its unit.
fn keys_of(
    name: &str,
    own: Option<&Unit>,
    units: &[Unit],
) -> Result<Vec<(String, Factor)>, String> {
    let Some(own) = own else {
        return if name.contains('=') {
            Err(format!("`{name}` names a unit, and the parameter has no quantity"))
        } else {
            Ok(vec![(name.to_owned(), Factor::SAME)])
        };
    };
    let family = || units.iter().filter(|unit| unit.quantity == own.quantity);
    if let Some((key, word)) = name.split_once('=') {
        let unit = family().find(|unit| unit.unit == word);
        let unit = unit.ok_or(format!("`{word}` is no unit of {}", own.quantity))?;
        return Ok(vec![(key.to_owned(), Factor::between(unit, own))]);
    }
    Ok(match units::of_name(units, &own.quantity, name) {
        Some((stem, _)) => family()
            .map(|unit| (format!("{stem}_{}", unit.unit), Factor::between(unit, own)))
            .collect(),
        None => vec![(name.to_owned(), Factor::SAME)],
    })
}

/// `any`, `0..100`, `-273.15..`; nothing is 0 or more.
fn range(row: &Row) -> Result<(Option<f64>, Option<f64>), String> {
    let bound = |text: &str| match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| format!("`{text}` is no number of a range")),
    };
    match row.range.as_str() {
        "" => Ok((Some(0.0), None)),
        "any" => Ok((None, None)),
        text => {
            let (least, most) = text.split_once("..").ok_or(format!("`{text}` is no range"))?;
            Ok((bound(least)?, bound(most)?))
        }
    }
}
