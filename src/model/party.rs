//! Parties: any named person, company, vessel, aircraft, or an address that stands for itself.

use serde::{Deserialize, Serialize};

use super::time::{Date, Interval};

/// What kind of party it is. Unknown kinds are screened as every kind.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A natural person.
    Individual,
    /// A company, institution, agency or any other organization.
    Organization,
    /// A ship.
    Vessel,
    /// An aircraft.
    Aircraft,
    /// An address that is itself listed (15 CFR 744.16(f)).
    Address,
    /// Not stated.
    #[default]
    Unknown,
}

/// How a name stands to its bearer.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// The name under which the party is listed.
    #[default]
    Primary,
    /// A strong "also known as".
    Alias,
    /// A weak alias (OFAC "weak a.k.a.", XML `LowQuality`, category `weak`).
    WeakAlias,
    /// A former name (f.k.a.).
    Former,
    /// An acronym or short form published with the entry.
    Acronym,
    /// The name in its own script.
    NativeScript,
}

/// One name of a party, with the days on which the list carried it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Name {
    /// The text exactly as published.
    pub text: String,
    /// How it stands to its bearer.
    pub kind: NameKind,
    /// When the list carried this name; unbounded where the list does not say.
    #[serde(default, skip_serializing_if = "is_unbounded")]
    pub span: Interval,
}

fn is_unbounded(span: &Interval) -> bool {
    *span == Interval::default()
}

impl Name {
    /// A name without dates.
    pub fn new(text: impl Into<String>, kind: NameKind) -> Self {
        Self { text: text.into(), kind, span: Interval::default() }
    }
}

/// A postal address. Publishers rarely split it; `text` is always the whole of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Address {
    /// The whole address as one line, as published (without the country where that is apart).
    pub text: String,
    /// City, where the list gives it apart.
    pub city: Option<String>,
    /// State, province or region, where given apart.
    pub region: Option<String>,
    /// Postal code, where given apart.
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2 code, where it could be told.
    pub country: Option<String>,
}

impl Address {
    /// An address of one line.
    pub fn line(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// An identifier: registration, tax number, passport, IMO number, BIC, LEI ...
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identifier {
    /// What it is, in lower-case snake form where known (`imo`, `bic`, `passport`, `tax`,
    /// `registration`, `national_id`, `lei`, `uscc`, `inn`, `ogrn` ...), else as published.
    pub kind: String,
    /// The number as published.
    pub number: String,
    /// ISO country code of the issuer, where given.
    pub country: Option<String>,
}

/// A party as a matcher sees it: the query side and the list side have the same shape.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Party {
    /// What kind of party it is.
    pub kind: PartyKind,
    /// All names: legal name, native name, trade names, aliases.
    pub names: Vec<Name>,
    /// All addresses.
    pub addresses: Vec<Address>,
    /// All identifiers.
    pub identifiers: Vec<Identifier>,
    /// ISO country codes of residence, incorporation, nationality or flag.
    pub countries: Vec<String>,
    /// Dates of birth as published, ISO where exact (`1965`, `1965-04`, `1965-04-02`).
    pub dates_of_birth: Vec<String>,
    /// `male` or `female`, where known.
    pub gender: Option<String>,
}

impl Party {
    /// The first name, or an empty text where there is none.
    pub fn caption(&self) -> &str {
        self.names.first().map_or("", |name| name.text.as_str())
    }

    /// The names carried on `day`.
    pub fn names_on(&self, day: Date) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(move |name| name.span.contains(day))
    }
}
