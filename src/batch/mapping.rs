//! Columns -> places in a transaction: guessed from the headers, or written down in a file.
//!
//! In: headers, and a mapping file where there is one. Out: the place of every column, or everything
//! that stands against reading the file: two columns for a place that holds one, a column that may
//! hold a party and goes nowhere. What is guessed never joins two parties into one name.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::headers::{self, Guess};
use super::place::{self, Field, Target};
use crate::rules::did_you_mean;
use crate::wire::shape::{self, Type};

/// A column with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Its number, from 0.
    pub(super) number: usize,
    pub(super) header: String,
    pub(super) target: Target,
    /// Whether the place was guessed.
    guessed: bool,
}

/// The places of all columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// Columns that are read, in the order of the file.
    pub(super) columns: Vec<Column>,
    /// The party that columns without a role belong to.
    pub(super) main: String,
    /// Keys of the transaction that are the same in every row.
    pub(super) constants: BTreeMap<String, String>,
    /// Headers that go nowhere.
    pub ignored: Vec<String>,
}

/// Roles that say how a file calls its parties, not their part: alone in a file of parties they are
/// read as no role, which is the strictest.
const BY_RELATION: [&str; 3] = ["customer", "vendor", "supplier"];

/// A mapping file as written.
#[derive(Debug, Default, Deserialize)]
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
        if let Err(problem) = place::key_type(&shape::TRANSACTION, key) {
            problems.push(format!("constant {problem}"));
        }
    }
    built(headers, file, problems)
}

/// Guesses the places of columns by their headers.
///
/// # Errors
/// No header that tells a name, two for one place, one that may not be left out and is not known.
pub fn guess(headers: &[String]) -> Result<Mapping, String> {
    built(headers, File::default(), Vec::new())
}

fn built(headers: &[String], file: File, mut problems: Vec<String>) -> Result<Mapping, String> {
    let mut mapping = Mapping { constants: file.constants, ..Mapping::default() };
    for (number, header) in headers.iter().enumerate() {
        let written = file.columns.get(header);
        let place =
            match written.map_or_else(|| headers::guess(header), |p| Guess::Place(p.clone())) {
                Guess::Place(place) if place != "ignore" => place,
                Guess::Doubtful(like) => {
                    problems.push(doubtful(header, &like));
                    continue;
                }
                Guess::Place(_) | Guess::Plain => {
                    mapping.ignored.push(shown(header, number));
                    continue;
                }
            };
        match place::target(&place) {
            Ok(target) => {
                let (header, guessed) = (header.clone(), written.is_none());
                mapping.columns.push(Column { number, header, target, guessed });
            }
            Err(problem) => problems.push(format!("column `{header}`: {problem}")),
        }
    }
    mapping.one_id();
    mapping.separate_names();
    mapping.separate_parts();
    mapping.choose_main();
    mapping.place_attributes();
    problems.extend(mapping.conflicts());
    if !mapping.columns.iter().any(|column| column.target.names()) {
        problems.push(format!(
            "no column holds the name of a party; the headers are: {}. Name one in a mapping file: \
             [columns] \"HEADER\" = \"party.name\"",
            headers.join(", ")
        ));
    }
    if problems.is_empty() { Ok(mapping) } else { Err(problems.join("\n")) }
}

/// A header for people: a column without one is told by its number.
fn shown(header: &str, number: usize) -> String {
    if header.is_empty() { format!("(column {})", number + 1) } else { header.to_owned() }
}

fn doubtful(header: &str, like: &str) -> String {
    format!(
        "column `{header}` is not known and may hold what must be screened (did you mean `{like}`?); \
         rename it, or name its place in a mapping file: [columns] \"{header}\" = \"party.name\" (or \
         consignee.name, contact.name, owner.name, destination ...), or \"{header}\" = \"ignore\""
    )
}

impl Mapping {
    /// The party and the field of a column of a party.
    fn of_party(column: &Column) -> Option<(&str, &Field)> {
        match &column.target {
            Target::Party(party, field) => Some((party, field)),
            _ => None,
        }
    }

    /// Of several ids, which decide nothing, the first is echoed: one that is written down before
    /// one that is guessed.
    fn one_id(&mut self) {
        let is_id = |c: &Column| matches!(&c.target, Target::Transaction(key, _) if key == "id");
        let ids = self.columns.iter().filter(|column| is_id(column));
        let first = ids.min_by_key(|column| (column.guessed, column.number));
        let Some(first) = first.map(|column| column.number) else { return };
        let other = |column: &Column| column.guessed && is_id(column) && column.number != first;
        let others = self.columns.iter().filter(|column| other(column));
        self.ignored.extend(others.map(|column| shown(&column.header, column.number)));
        self.columns.retain(|column| !other(column));
    }

    /// Further whole names without a role are further parties. The party of the row is the first of
    /// them, or the one headed `Name` where parts of a name stand beside it.
    fn separate_names(&mut self) {
        let is_whole = |column: &Column| {
            let own = Self::of_party(column).is_some_and(|(party, _)| party.is_empty());
            column.guessed && column.target.is_name() && own
        };
        let parts = self.columns.iter().filter_map(Self::of_party);
        let parts = parts.filter(|(party, _)| party.is_empty());
        let has_parts = parts.map(|(_, field)| field).any(|f| matches!(f, Field::NamePart(5..)));
        let whole: Vec<&Column> = self.columns.iter().filter(|column| is_whole(column)).collect();
        let plain = whole.iter().find(|c| has_parts && headers::is_plain_name(&c.header));
        let Some(first) = plain.or(whole.first()).map(|column| column.number) else { return };
        let others = self.columns.iter_mut().filter(|c| is_whole(c) && c.number != first);
        for (column, number) in others.zip(2..) {
            if let Target::Party(party, _) = &mut column.target {
                *party = format!("#{number}");
            }
        }
    }

    /// Parts of a name beside a whole name: a lone given name or family name completes it (`Name`,
    /// `Vorname`), and so do further lines (`Name`, `Name 2`); a full set is a party of its own.
    fn separate_parts(&mut self) {
        let parties: Vec<String> = self
            .columns
            .iter()
            .filter_map(Self::of_party)
            .map(|(party, _)| party.to_owned())
            .collect();
        for party in parties {
            let own = |c: &&mut Column| Self::of_party(c).is_some_and(|(known, _)| known == party);
            let orders: Vec<u8> = self
                .columns
                .iter()
                .filter_map(Self::of_party)
                .filter(|(known, _)| *known == party)
                .filter_map(|(_, field)| match field {
                    Field::NamePart(order) => Some(*order),
                    _ => None,
                })
                .collect();
            let mut whole = self.columns.iter_mut().filter(own).filter(|c| c.target.is_name());
            let Some(plain) = whole.next().map(|c| headers::is_plain_name(&c.header)) else {
                continue;
            };
            if orders.is_empty() {
                continue;
            }
            let has = |order: u8| orders.contains(&order);
            let lines = orders.iter().all(|order| (2..=4).contains(order));
            let place = match (has(11), has(13)) {
                _ if lines => Some(1),
                (true, false) if plain => Some(13),
                (false, true) if plain => Some(11),
                _ => None,
            };
            for column in self.columns.iter_mut().filter(own) {
                let is_name = column.target.is_name();
                if let Target::Party(name, field) = &mut column.target {
                    match (place, &field) {
                        (Some(order), _) if is_name => *field = Field::NamePart(order),
                        (None, Field::NamePart(_)) => name.push_str("#parts"),
                        _ => {}
                    }
                }
            }
        }
    }

    /// The party that columns without a role belong to: the one without a role, else the first that
    /// has a name. Where it is the only one, what the file calls it is no role.
    fn choose_main(&mut self) {
        let named = self.columns.iter().filter(|column| column.target.names());
        let mut named: Vec<(String, bool)> = named
            .filter_map(|column| Some((Self::of_party(column)?.0.to_owned(), column.guessed)))
            .collect();
        named.dedup_by(|a, b| a.0 == b.0);
        let Some((first, guessed)) = named.first().cloned() else { return };
        if named.iter().any(|(party, _)| party.is_empty()) {
            return;
        }
        let alone = named.iter().all(|(party, _)| *party == first);
        if alone && guessed && BY_RELATION.contains(&first.as_str()) {
            for column in &mut self.columns {
                match &mut column.target {
                    Target::Party(party, _) if *party == first => party.clear(),
                    _ => {}
                }
            }
        } else {
            self.main = first;
        }
    }

    /// Gives columns without a role to their party: the party of the row, or, where a header stands
    /// several times, the party whose name stands before it.
    fn place_attributes(&mut self) {
        let named: Vec<(usize, String)> = self
            .columns
            .iter()
            .filter(|column| column.target.names())
            .filter_map(|column| Some((column.number, Self::of_party(column)?.0.to_owned())))
            .collect();
        let several = named.iter().any(|(_, party)| named.iter().any(|(_, other)| other != party));
        let before = self.columns.clone();
        let has_name = |party: &str| named.iter().any(|(_, known)| known == party);
        for column in &mut self.columns {
            let (number, joins) = (column.number, column.target.joins());
            let again = before.iter().filter(|other| other.target == column.target).count() > 1;
            let is_name = column.target.names();
            let Target::Party(party, _) = &mut column.target else { continue };
            let nameless =
                column.guessed && BY_RELATION.contains(&party.as_str()) && !has_name(party);
            if nameless {
                party.clone_from(&self.main);
            }
            if !party.is_empty() || is_name {
                continue;
            }
            let near = named.iter().rev().find(|(place, _)| *place < number);
            let near = near.filter(|_| several && again && column.guessed && !joins);
            *party = near.map_or_else(|| self.main.clone(), |(_, party)| party.clone());
        }
    }

    /// Columns for a place that cannot hold both.
    fn conflicts(&self) -> Vec<String> {
        let mut places: BTreeMap<String, Vec<&Column>> = BTreeMap::new();
        for column in self.columns.iter().filter(|column| !column.target.joins()) {
            places.entry(column.target.told()).or_default().push(column);
        }
        let told = |(place, columns): (&String, &Vec<&Column>)| {
            let headers: Vec<String> = columns
                .iter()
                .map(|c| format!("`{}` (column {})", c.header, c.number + 1))
                .collect();
            let one = columns.first().map_or("", |column| column.header.as_str());
            let another = match &columns.first()?.target {
                Target::Party(party, Field::Key(key, _)) => {
                    let role = party.split('#').next().filter(|role| !role.is_empty());
                    format!("\"{}#2.{key}\" (another party), ", role.unwrap_or("party"))
                }
                Target::Transaction(key, Type::Date) if key == "date" => String::new(),
                _ => String::new(),
            };
            (columns.len() > 1).then(|| {
                format!(
                    "columns {} are both `{place}`, which holds one; say in a mapping file which it \
                     is: [columns] \"{one}\" = {another}\"ignore\" or another place",
                    headers.join(" and ")
                )
            })
        };
        places.iter().filter_map(told).collect()
    }

    /// The header of the column that a pointer into the document of a row leads to, where one alone
    /// may be meant.
    pub(super) fn column_of(&self, pointer: &str) -> Option<&str> {
        let (_, key) = pointer.rsplit_once('/')?;
        let is_meant = |column: &&Column| match &column.target {
            Target::Transaction(known, _) => known == key,
            Target::Item(known, _) => {
                known == key || known.split_once('.').is_some_and(|(_, name)| name == key)
            }
            Target::Party(_, Field::Key(known, _)) | Target::Owner(_, known, _) => known == key,
            Target::Party(..) | Target::EndUse => false,
        };
        let mut meant = self.columns.iter().filter(is_meant);
        let first = meant.next()?;
        meant.next().is_none().then_some(first.header.as_str())
    }

    /// Header and place of the columns that are read, for people.
    pub fn used(&self) -> impl Iterator<Item = (&str, String)> {
        self.columns.iter().map(|column| (column.header.as_str(), column.target.told()))
    }
}
