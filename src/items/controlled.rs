//! The goods of the Commerce Control List as trade names them -> terms of one dictionary.
//!
//! In: `data/controlled/*.toml`, one file a kind of goods; each row holds the ECCNs, the names,
//! and, where the entry sets a limit, the figures that reach it. Out: terms that contradict
//! `EAR99`, read and weighed like all others. The rows hold names and limits, which are facts of
//! the regulation; they classify nothing: a row asks a person to confirm.

use serde::Deserialize;

use super::figures::Bound;
use super::table::{self, Sign, TableError, Term};
use crate::model::Date;

/// The files of the dictionary, with their text.
pub(super) const FILES: &[(&str, &str)] = &[
    ("controlled/arms.toml", include_str!("data/controlled/arms.toml")),
    ("controlled/materials.toml", include_str!("data/controlled/materials.toml")),
    ("controlled/chemicals.toml", include_str!("data/controlled/chemicals.toml")),
    ("controlled/biology.toml", include_str!("data/controlled/biology.toml")),
    ("controlled/machines.toml", include_str!("data/controlled/machines.toml")),
    ("controlled/electronics.toml", include_str!("data/controlled/electronics.toml")),
    ("controlled/sensors.toml", include_str!("data/controlled/sensors.toml")),
    ("controlled/vehicles.toml", include_str!("data/controlled/vehicles.toml")),
];

/// The words that hold for every row.
pub(super) const COMMON: (&str, &str) =
    ("controlled/common.toml", include_str!("data/controlled/common.toml"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoodsFile {
    schema: u32,
    #[serde(default)]
    not_with: Vec<String>,
    goods: Vec<Row>,
}

/// Names of one kind of goods.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// What they are, in the plural, as the reader of an answer sees it.
    what: String,
    /// Entries to look at, the likeliest first.
    eccn: Vec<String>,
    /// Names as trade writes them.
    names: Vec<String>,
    /// Longer expressions that take a name inside them away.
    #[serde(default)]
    traps: Vec<String>,
    /// Words anywhere in the text that take the names away.
    #[serde(default)]
    not_with: Vec<String>,
    /// Words of which one must stand in the text.
    #[serde(default)]
    needs: Vec<String>,
    /// Headings of ordinary goods under which these travel all the same.
    #[serde(default)]
    hs: Vec<String>,
    /// Alternatives of limits; in one of them each must be met. Empty: the name is enough.
    #[serde(default)]
    figures: Vec<Vec<Bound>>,
    /// First day of the control, for controls younger than the list.
    #[serde(default, deserialize_with = "table::date")]
    from: Option<Date>,
}

/// What holds for every row.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Common {
    schema: u32,
    /// Words anywhere in a text that take the names of every row away.
    not_with: Vec<String>,
    /// Words directly behind a name that make the goods another's: `rifle case`.
    pub followers: Vec<String>,
    /// Words directly before a name that deny it: `other than warships`.
    pub leaders: Vec<String>,
}

/// Reads what holds for every row.
pub(super) fn common() -> Result<Common, TableError> {
    let (file, text) = COMMON;
    let read: Common =
        toml::from_str(text).map_err(|error| TableError::new(error.to_string()).in_file(file))?;
    if read.schema != 1 {
        return Err(TableError::new("schema must be 1").in_file(file));
    }
    Ok(read)
}

/// The rows of one file as terms.
pub(super) fn terms(file: &str, text: &str, common: &Common) -> Result<Vec<Term>, TableError> {
    let read: GoodsFile =
        toml::from_str(text).map_err(|error| TableError::new(error.to_string()).in_file(file))?;
    if read.schema != 1 {
        return Err(TableError::new("schema must be 1").in_file(file));
    }
    let shared: Vec<String> = common.not_with.iter().chain(&read.not_with).cloned().collect();
    Ok(read.goods.into_iter().map(|row| term(row, &shared)).collect())
}

fn term(row: Row, shared: &[String]) -> Term {
    Term {
        id: row.what.clone(),
        title: row.what.clone(),
        phrases: row.names,
        traps: row.traps,
        not_with: shared.iter().cloned().chain(row.not_with).collect(),
        needs: row.needs,
        hs: row.hs,
        figures: row.figures,
        sign: Some(Sign {
            contradicts: vec!["EAR99".to_owned()],
            why: format!("{} are listed", row.what),
            candidates: row.eccn,
            from: row.from,
            ..Sign::default()
        }),
        ..Term::default()
    }
}
