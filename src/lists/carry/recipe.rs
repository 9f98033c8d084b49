//! The recipe (`lists/whole/SOURCES.toml`): which lists are made, and from which files.

use serde::Deserialize;

use crate::lists::error::Refusal;
use crate::model::Date;

/// The recipe of this build.
const RECIPE: &str = include_str!("../../../lists/whole/SOURCES.toml");

/// Lists and their sources, in order: where two sources give the same fact, the first counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    schema: u32,
    #[serde(rename = "list")]
    pub(super) lists: Vec<Listed>,
    #[serde(rename = "source")]
    pub(super) sources: Vec<Source>,
}

/// A list that is made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    /// Its id.
    pub id: String,
    /// Name of its file.
    pub file: String,
    /// The page of the government.
    pub page: String,
    /// A day before the list can have had an entry, where its notices restate the whole list, so
    /// that their day is not that of an entry's listing.
    pub restated_since: Option<Date>,
    /// Most days by which a rule can bind before the day that sources state, which is that of its
    /// publication.
    pub binds_before_publication: Option<i64>,
}

/// A source.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    /// Its name, as heads and entries refer to it.
    pub name: String,
    /// Day of the edition. Where only a month is known, its first day.
    pub day: Date,
    /// Day on which it was still the newest, where later.
    pub retrieved: Option<Date>,
    /// Path below the folder.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Files that belong to it.
    #[serde(default)]
    pub beside: Vec<Beside>,
    /// Lists of which it holds every entry, and whose entries are carried from it.
    #[serde(default)]
    pub carries: Vec<String>,
    /// Facts that it gives to entries of other sources.
    #[serde(default)]
    pub gives: Vec<Fact>,
    /// Lists of which it is a whole edition with the publisher's numbers: a number that it lacks was
    /// not listed on its day.
    #[serde(default)]
    pub whole_of: Vec<String>,
}

/// A file beside a source.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Beside {
    pub part: Part,
    pub file: String,
    pub sha256: String,
}

/// Its part in the set.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Part {
    Alt,
    Add,
    Comments,
}

impl Part {
    /// The key under which readers look for it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Alt => "alt",
            Self::Add => "add",
            Self::Comments => "comments",
        }
    }
}

/// A kind of facts that a source gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fact {
    Addresses,
    AliasKinds,
    Births,
    Citations,
    Codes,
    Countries,
    Days,
    Directives,
    Identifiers,
    Kind,
    Links,
    Parents,
    Remarks,
}

impl Fact {
    /// Its name in the recipe.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Addresses => "addresses",
            Self::AliasKinds => "alias_kinds",
            Self::Births => "births",
            Self::Citations => "citations",
            Self::Codes => "codes",
            Self::Countries => "countries",
            Self::Days => "days",
            Self::Directives => "directives",
            Self::Identifiers => "identifiers",
            Self::Kind => "kind",
            Self::Links => "links",
            Self::Parents => "parents",
            Self::Remarks => "remarks",
        }
    }
}

impl Recipe {
    /// The recipe of this build.
    ///
    /// # Errors
    ///
    /// A damaged recipe; a released program has none.
    pub fn embedded() -> Result<Self, Refusal> {
        Self::read("lists/whole/SOURCES.toml", RECIPE)
    }

    /// Reads a recipe.
    ///
    /// # Errors
    ///
    /// What is no recipe, with its line.
    pub fn read(file: &str, text: &str) -> Result<Self, Refusal> {
        let recipe: Self =
            toml::from_str(text).map_err(|error| Refusal::whole(file, error.to_string()))?;
        if recipe.schema == 1 {
            return Ok(recipe);
        }
        Err(Refusal::at(file, "schema", format!("{}: this program reads 1", recipe.schema)))
    }
}
