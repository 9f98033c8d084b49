//! A party to look for, as callers of `/v1/match` write it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::model::{Address, Identifier, Name, NameKind, Party, PartyKind};
use crate::wire::Problem;

/// A party to look for.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PartyQuery {
    /// The caller's own id; echoed.
    #[schema(value_type = Option<String>)]
    pub id: Option<Value>,
    /// Its name, or all its names.
    pub name: Texts,
    /// `Person`, `Company`, `Organization`, `Vessel`, `Airplane`, `Address`; absent is any.
    pub schema: Option<String>,
    /// ISO 3166-1 alpha-2 codes.
    pub country: Texts,
    /// Addresses.
    pub address: Texts,
    /// Identifiers by kind.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub identifiers: serde_json::Map<String, Value>,
    /// Dates of birth: `1965`, `1965-04` or `1965-04-02`.
    pub birth_date: Texts,
    /// `male` or `female`.
    pub gender: Option<String>,
}

/// One text or several.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Texts {
    /// None.
    None(()),
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Default for Texts {
    fn default() -> Self {
        Self::None(())
    }
}

impl Texts {
    fn all(&self) -> Vec<String> {
        match self {
            Self::None(()) => Vec::new(),
            Self::One(text) => vec![text.clone()],
            Self::Many(texts) => texts.clone(),
        }
    }
}

/// Longest text of a query, in bytes.
const TEXT_MAX: usize = crate::wire::transaction::TEXT_MAX;

impl PartyQuery {
    /// The party, or what is wrong with it. `pointer` is its place in the document.
    ///
    /// # Errors
    /// Every problem with its place.
    pub fn party(&self, pointer: &str) -> Result<Party, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut wrong = |key: &str, detail: String| {
            problems.push(Problem::new(format!("{pointer}/{key}"), detail));
        };
        let names: Vec<String> =
            self.name.all().into_iter().filter(|name| !name.trim().is_empty()).collect();
        let mut identifiers = Vec::new();
        for (kind, value) in &self.identifiers {
            match value {
                Value::String(number) => identifiers.push(identifier(kind, number)),
                Value::Number(number) => identifiers.push(identifier(kind, &number.to_string())),
                _ => wrong(&format!("identifiers/{kind}"), "must be a text".to_owned()),
            }
        }
        if names.is_empty() && identifiers.is_empty() && self.address.all().is_empty() {
            wrong("name", "give a name, an address or an identifier to look for".to_owned());
        }
        let texts = [("name", &names), ("address", &self.address.all())];
        for (key, text) in texts.iter().flat_map(|(key, all)| all.iter().map(move |t| (key, t))) {
            if text.len() > TEXT_MAX {
                wrong(key, format!("longer than {TEXT_MAX} bytes"));
            }
        }
        let countries: Vec<String> =
            self.country.all().iter().map(|code| code.trim().to_uppercase()).collect();
        for code in &countries {
            if !crate::model::country::is_known(code) {
                wrong("country", format!("`{code}` is no ISO 3166-1 alpha-2 code"));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Party {
            kind: self.schema.as_deref().map_or(PartyKind::Unknown, kind_of),
            names: names.into_iter().map(|text| Name::new(text, NameKind::Primary)).collect(),
            addresses: self.address.all().into_iter().map(Address::line).collect(),
            identifiers,
            countries,
            dates_of_birth: self.birth_date.all(),
            gender: self.gender.clone(),
        })
    }
}

fn identifier(kind: &str, number: &str) -> Identifier {
    Identifier { kind: kind.to_owned(), number: number.to_owned(), country: None }
}

/// The kind of party that a schema names. An unknown schema is looked for among all kinds.
pub fn kind_of(schema: &str) -> PartyKind {
    match schema.to_ascii_lowercase().as_str() {
        "person" | "individual" => PartyKind::Individual,
        "company" | "organization" | "organisation" | "publicbody" => PartyKind::Organization,
        "vessel" => PartyKind::Vessel,
        "airplane" | "aircraft" => PartyKind::Aircraft,
        "address" => PartyKind::Address,
        _ => PartyKind::Unknown,
    }
}
