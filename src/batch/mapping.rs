//! Columns -> places in a transaction: guessed from the headers, or written down in a file.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::rules::did_you_mean;
use crate::wire::shape::{self, Shape, Type};

/// Where a cell goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A key of the transaction.
    Transaction(String, Type),
    /// The stated end use in words.
    EndUse,
    /// A key of the party in a role; the empty role is the party of the row.
    Party(String, String, Type),
    /// A given name, family name or other part of a name, in this order.
    NamePart(u8),
    /// An identifier of the party of the row, by kind.
    Identifier(String),
    /// A key of the item.
    Item(String, Type),
}

/// The places of all columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// Column number and place, in the order of the columns.
    pub(super) columns: Vec<(usize, Target)>,
    /// Keys of the transaction that are the same in every row.
    pub(super) constants: BTreeMap<String, String>,
    /// Headers that go nowhere.
    pub ignored: Vec<String>,
    /// Header and place, for people.
    pub used: Vec<(String, String)>,
}

/// Roles whose columns begin with the role's name.
const ROLES: [(&str, &str); 19] = [
    ("ultimateconsignee", "ultimate_consignee"),
    ("intermediateconsignee", "intermediate_consignee"),
    ("consignee", "consignee"),
    ("enduser", "end_user"),
    ("purchaser", "purchaser"),
    ("buyer", "buyer"),
    ("seller", "seller"),
    ("shipper", "shipper"),
    ("exporter", "exporter"),
    ("importer", "importer"),
    ("bank", "bank"),
    ("carrier", "carrier"),
    ("freightforwarder", "freight_forwarder"),
    ("forwarder", "freight_forwarder"),
    ("vessel", "vessel"),
    ("notifyparty", "notify_party"),
    ("soldto", "purchaser"),
    ("billto", "payer"),
    ("payer", "payer"),
];

/// A mapping file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Header = place (`party.name`, `end_user.country`, `item.eccn`, `identifier.tax`,
    /// `destination`, or `ignore`).
    #[serde(default)]
    columns: BTreeMap<String, String>,
    /// Keys of the transaction that are the same in every row.
    #[serde(default)]
    constants: BTreeMap<String, String>,
}

/// Reads a mapping file (TOML: `[columns]`, `[constants]`) for these headers. Headers that it does
/// not name are guessed.
///
/// # Errors
/// Everything wrong with it, and columns that are not there.
pub fn parse(text: &str, headers: &[String]) -> Result<Mapping, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut problems = Vec::new();
    for name in file.columns.keys().filter(|name| !headers.contains(name)) {
        let known: Vec<&str> = headers.iter().map(String::as_str).collect();
        problems.push(format!("there is no column `{name}`; {}", did_you_mean(name, &known)));
    }
    for key in file.constants.keys() {
        if let Err(problem) = key_type(&shape::TRANSACTION, key) {
            problems.push(format!("constant {problem}"));
        }
    }
    let mut mapping = Mapping { constants: file.constants, ..Mapping::default() };
    for (number, header) in headers.iter().enumerate() {
        let place = match file.columns.get(header) {
            Some(place) => Some(place.as_str()),
            None => guessed(header),
        };
        mapping.add(number, header, place, &mut problems);
    }
    mapping.finish(headers, problems)
}

/// Guesses the places of columns by their headers.
///
/// # Errors
/// No header that tells a name.
pub fn guess(headers: &[String]) -> Result<Mapping, String> {
    let mut mapping = Mapping::default();
    let mut problems = Vec::new();
    for (number, header) in headers.iter().enumerate() {
        let role = role_place(header);
        let place = guessed(header).map(str::to_owned).or(role);
        mapping.add(number, header, place.as_deref(), &mut problems);
    }
    mapping.finish(headers, problems)
}

impl Mapping {
    fn add(
        &mut self,
        number: usize,
        header: &str,
        place: Option<&str>,
        problems: &mut Vec<String>,
    ) {
        let role = place.is_none().then(|| role_place(header)).flatten();
        let Some(place) = place.or(role.as_deref()).filter(|place| *place != "ignore") else {
            self.ignored.push(header.to_owned());
            return;
        };
        match target(place) {
            Ok(target) => {
                self.used.push((header.to_owned(), place.to_owned()));
                self.columns.push((number, target));
            }
            Err(problem) => problems.push(format!("column `{header}`: {problem}")),
        }
    }

    fn finish(self, headers: &[String], mut problems: Vec<String>) -> Result<Self, String> {
        let names = |target: &Target| match target {
            Target::Party(_, key, _) => key == "name" || key == "native_name",
            Target::NamePart(_) => true,
            _ => false,
        };
        if !self.columns.iter().any(|(_, target)| names(target)) {
            problems.push(format!(
                "no column holds the name of a party; the headers are: {}. Name one in a mapping \
                 file: [columns] \"HEADER\" = \"party.name\"",
                headers.join(", ")
            ));
        }
        if problems.is_empty() { Ok(self) } else { Err(problems.join("\n")) }
    }
}

/// Small letters and digits alone.
fn fold(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn guessed(header: &str) -> Option<&'static str> {
    let folded = fold(header);
    let rows = include_str!("headers.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| row.split_once(',')).find(|(name, _)| *name == folded).map(|(_, to)| to)
}

/// `Consignee country` -> `consignee.country`; a role alone is the name in that role.
fn role_place(header: &str) -> Option<String> {
    let folded = fold(header);
    let (rest, role) =
        ROLES.iter().find_map(|(text, role)| Some((folded.strip_prefix(text)?, role)))?;
    let rest = if rest.is_empty() { "name" } else { rest };
    let key = guessed(rest)?.strip_prefix("party.")?;
    Some(format!("{role}.{key}"))
}

fn key_type(shape: &Shape, key: &str) -> Result<Type, String> {
    match shape.keys.iter().find(|(known, _, _)| *known == key) {
        Some((_, kind, _)) => Ok(*kind),
        None => {
            let known: Vec<&str> = shape.keys.iter().map(|(known, _, _)| *known).collect();
            Err(format!("`{key}` is no key of {}; {}", shape.what, did_you_mean(key, &known)))
        }
    }
}

fn target(place: &str) -> Result<Target, String> {
    let Some((room, key)) = place.split_once('.') else {
        return Ok(Target::Transaction(place.to_owned(), key_type(&shape::TRANSACTION, place)?));
    };
    let owned = key.to_owned();
    match (room, key) {
        ("end_use", "description") => Ok(Target::EndUse),
        ("party", "first") => Ok(Target::NamePart(1)),
        ("party", "last") => Ok(Target::NamePart(2)),
        ("identifier", _) => Ok(Target::Identifier(owned)),
        ("item", _) => Ok(Target::Item(owned, key_type(&shape::ITEM, key)?)),
        ("party", _) => Ok(Target::Party(String::new(), owned, key_type(&shape::PARTY, key)?)),
        (role, _) => Ok(Target::Party(role.to_owned(), owned, key_type(&shape::PARTY, key)?)),
    }
}
