//! Labelled scenarios: a transaction, the list entries of the case, the expected verdict.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::json::Problem;
use super::transaction::{UnknownKeys, from_value};
use crate::lists::legal_text;
use crate::model::{
    Address, Date, Edition, Extent, Footnote, Identifier, Interval, ListEntry, Name, NameKind,
    PartyKind, Transaction,
};

/// One labelled case.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its id.
    pub id: String,
    /// The transaction.
    pub transaction: Result<Transaction, Vec<Problem>>,
    /// The entries against which it is judged, as one edition.
    pub edition: Result<Edition, String>,
    /// The expectation.
    pub expected: Expected,
}

/// What a careful reader expects.
#[derive(Debug, Clone, Deserialize)]
pub struct Expected {
    /// The verdict.
    pub verdict: String,
    /// Other verdicts that would pass.
    #[serde(default)]
    pub acceptable: Vec<String>,
    /// Review policy.
    #[serde(default)]
    pub review_policy: Option<String>,
    /// Rules that must be among the findings.
    #[serde(default)]
    pub programs: Vec<String>,
    /// What must be asked for.
    #[serde(default)]
    pub needs: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Raw {
    id: String,
    transaction: Value,
    #[serde(default)]
    list_facts: Vec<Value>,
    expected: Expected,
}

/// One text, several, or none.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Texts {
    /// None.
    #[default]
    None,
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Texts {
    fn list(&self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(text) => vec![text.clone()],
            Self::Many(texts) => texts.clone(),
        }
    }
}

/// A list entry as scenarios write it. Further keys explain the case and are not read.
#[derive(Debug, Deserialize)]
struct RawEntry {
    list: String,
    name: String,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    aliases: Vec<RawAlias>,
    #[serde(default, alias = "native_name")]
    native_names: Texts,
    listed: Option<Date>,
    delisted: Option<Date>,
    effective: Option<Date>,
    #[serde(default)]
    country: Texts,
    #[serde(default)]
    address: Texts,
    #[serde(default)]
    addresses: Texts,
    #[serde(default)]
    identifiers: BTreeMap<String, Value>,
    #[serde(default)]
    programs: Texts,
    requirement: Option<String>,
    #[serde(default)]
    requirement_changes: Vec<RawChange>,
    review: Option<String>,
    #[serde(default)]
    footnotes: Vec<RawFootnote>,
    #[serde(default)]
    directives: Vec<u8>,
    #[serde(default)]
    cite: Texts,
    #[serde(default, alias = "dates_of_birth", alias = "date_of_birth")]
    dob: Texts,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RawAlias {
    Text(String),
    Dated {
        name: String,
        from: Option<Date>,
        until: Option<Date>,
        #[serde(default)]
        weak: bool,
    },
}

#[derive(Debug, Deserialize)]
struct RawFootnote {
    #[serde(rename = "fn")]
    number: u8,
    from: Option<Date>,
    until: Option<Date>,
}

#[derive(Debug, Deserialize)]
struct RawChange {
    from: Option<Date>,
    requirement: Option<String>,
    except: Option<String>,
    cite: Option<String>,
}

/// Reads a corpus of scenarios.
///
/// # Errors
/// What is wrong with the file as a whole. A transaction that does not read is an error of its
/// case.
pub fn read(bytes: &[u8]) -> Result<Vec<Scenario>, String> {
    let raw: Vec<Raw> = serde_json::from_slice(bytes)
        .map_err(|error| format!("no corpus of scenarios: {error}"))?;
    Ok(raw
        .into_iter()
        .map(|case| Scenario {
            transaction: from_value(&case.transaction, UnknownKeys::Ignored),
            edition: edition(&case),
            id: case.id,
            expected: case.expected,
        })
        .collect())
}

/// The entries of a case as one edition; an entry that does not read is an error of its case.
fn edition(case: &Raw) -> Result<Edition, String> {
    let entries: Result<Vec<ListEntry>, String> = case
        .list_facts
        .iter()
        .enumerate()
        .map(|(number, raw)| {
            serde_json::from_value::<RawEntry>(raw.clone())
                .map(|raw| entry(number, &raw))
                .map_err(|error| format!("/list_facts/{number}: {error}"))
        })
        .collect();
    let id = format!("scenario {}", case.id);
    let extent = Extent::Everything;
    entries.map(|entries| Edition { id, entries, extent, ..Edition::default() })
}

fn entry(number: usize, raw: &RawEntry) -> ListEntry {
    let mut entry = ListEntry::new(&raw.list, format!("{}-{number}", raw.list), raw.name.clone());
    if raw.kind.as_deref() == Some("address") {
        entry.party.kind = PartyKind::Address;
    }
    for alias in &raw.aliases {
        entry.party.names.push(match alias {
            RawAlias::Text(text) => Name::new(text.clone(), NameKind::Alias),
            RawAlias::Dated { name, from, until, weak } => Name {
                text: name.clone(),
                kind: if *weak { NameKind::WeakAlias } else { NameKind::Alias },
                span: Interval { from: *from, until: *until },
            },
        });
    }
    let native = raw.native_names.list().into_iter();
    entry.party.names.extend(native.map(|text| Name::new(text, NameKind::Alias)));
    let countries = raw.country.list();
    for text in raw.address.list().into_iter().chain(raw.addresses.list()) {
        entry
            .party
            .addresses
            .push(Address { country: countries.first().cloned(), ..Address::line(text) });
    }
    entry.party.countries = countries;
    entry.party.dates_of_birth = raw.dob.list();
    entry.party.identifiers = raw
        .identifiers
        .iter()
        .filter_map(|(kind, value)| {
            let number = value.as_str()?;
            Some(Identifier { kind: kind.clone(), number: number.to_owned(), country: None })
        })
        .collect();
    entry.programs = raw.programs.list();
    entry.listed = raw.listed;
    entry.removed = raw.delisted;
    entry.effective = raw.effective;
    entry.requirements = requirements(raw);
    entry.review = raw.review.as_deref().map(legal_text::review);
    entry.footnotes = raw
        .footnotes
        .iter()
        .map(|f| Footnote { number: f.number, span: Interval { from: f.from, until: f.until } })
        .collect();
    entry.directives.clone_from(&raw.directives);
    entry.citations = raw.cite.list();
    entry
}

/// The requirement and its changes, each on its span of days.
fn requirements(raw: &RawEntry) -> Vec<crate::model::LicenseRequirement> {
    let Some(text) = &raw.requirement else { return Vec::new() };
    let mut list = vec![legal_text::requirement(text)];
    for change in &raw.requirement_changes {
        if let Some(last) = list.last_mut() {
            last.span.until = change.from;
        }
        let mut next = legal_text::requirement(change.requirement.as_deref().unwrap_or(text));
        next.span.from = change.from;
        next.cite.clone_from(&change.cite);
        if let Some(except) = &change.except {
            next.except = Some(except.clone());
            next.except_item_kinds = item_kinds(except);
        }
        list.push(next);
    }
    list
}

fn item_kinds(text: &str) -> Vec<String> {
    ["technology", "software"]
        .iter()
        .filter(|kind| text.contains(*kind))
        .map(|kind| (*kind).to_owned())
        .collect()
}
