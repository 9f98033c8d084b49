//! A FollowTheMoney entity to look for -> a party.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::schemata;
use crate::http::params::misspelled;
use crate::http::party::{self, unknown};
use crate::http::problem::{Kind, Problem};
use crate::lists::countries;
use crate::matching::NAMES_MAX;
use crate::model::{Address, Identifier, Name, NameKind, Party, PartyKind};
use crate::wire::place::Place;

/// Properties that hold whole names.
const NAMES: [(&str, NameKind); 5] = [
    ("name", NameKind::Primary),
    ("alias", NameKind::Alias),
    ("previousName", NameKind::Former),
    ("weakAlias", NameKind::WeakAlias),
    ("abbreviation", NameKind::Acronym),
];
/// Properties that hold parts of a person's name, in the order in which the whole is written.
const NAME_PARTS: [&str; 6] =
    ["firstName", "secondName", "middleName", "fatherName", "motherName", "lastName"];
const COUNTRIES: [&str; 7] = [
    "country",
    "jurisdiction",
    "nationality",
    "citizenship",
    "mainCountry",
    "birthCountry",
    "flag",
];
const ADDRESSES: [&str; 2] = ["address", "full"];
/// Properties that hold identifiers, with the kinds of our own lists.
const IDENTIFIERS: [(&str, &str); 24] = [
    ("registrationNumber", "registration"),
    ("taxNumber", "tax"),
    ("idNumber", "national_id"),
    ("passportNumber", "passport"),
    ("innCode", "inn"),
    ("ogrnCode", "ogrn"),
    ("kppCode", "kpp"),
    ("okpoCode", "okpo"),
    ("leiCode", "lei"),
    ("swiftBic", "bic"),
    ("bic", "bic"),
    ("uscCode", "uscc"),
    ("imoNumber", "imo"),
    ("mmsi", "mmsi"),
    ("callSign", "call_sign"),
    ("serialNumber", "serial"),
    ("dunsCode", "duns"),
    ("vatCode", "vat"),
    ("cageCode", "cage"),
    ("socialSecurityNumber", "ssn"),
    ("isin", "isin"),
    ("publicKey", "crypto"),
    ("cryptoAddress", "crypto"),
    ("accountNumber", "account"),
];

/// One party to look for, with its echo.
#[derive(Debug)]
pub(super) struct Example {
    /// The party.
    pub(super) party: Party,
    /// The query as read, for the answer.
    pub(super) echo: Echo,
}

/// A query as it was read.
#[derive(Debug, Serialize)]
pub(super) struct Echo {
    id: Option<String>,
    #[serde(serialize_with = "by_name")]
    properties: Cleaned,
    schema: &'static str,
}

fn by_name<S: Serializer>(properties: &Cleaned, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(properties.iter().map(|(name, values)| (name, values)))
}

/// Reads one query at its place in the document.
///
/// # Errors
/// 422 where a part is missing or of a wrong type, 400 where the schema cannot be matched.
pub(super) fn read(pointer: &str, value: &Value) -> Result<Example, Problem> {
    let Some(map) = value.as_object() else {
        return Err(invalid(pointer, "must be an object"));
    };
    demand_spelled(map, pointer, &["id", "schema", "properties", "filters"])?;
    let Some(name) = map.get("schema").and_then(Value::as_str) else {
        return Err(invalid(&format!("{pointer}/schema"), "give the schema, for example Person"));
    };
    let asked = |schema: &&schemata::Schema| schema.matchable || schema.name == schemata::BASE;
    let Some(schema) = schemata::find(name).filter(asked) else {
        let known: Vec<&str> = schemata::matchable().collect();
        let detail = unknown(name, "schema that can be matched", &known);
        return Err(Problem::at(Kind::Malformed, format!("{pointer}/schema"), detail));
    };
    let empty = Map::new();
    let pointer = format!("{pointer}/properties");
    let properties = match map.get("properties") {
        None | Some(Value::Null) => &empty,
        Some(Value::Object(properties)) => properties,
        Some(_) => return Err(invalid(&pointer, "must be an object")),
    };
    let cleaned = clean(properties, &pointer)?;
    let party = party(schema.kind, &cleaned, &pointer)?;
    let id = map.get("id").and_then(Value::as_str).map(str::to_owned);
    let echo = Echo { id, properties: cleaned, schema: schema.name };
    Ok(Example { party, echo })
}

impl Example {
    /// The refusal of a query whose search could not be finished: an empty list of results would
    /// read as "not listed".
    pub(super) fn unfinished(&self, pointer: &str, why: &[String]) -> Problem {
        let pointer = format!("{pointer}/properties");
        unfinished(&self.party, &pointer, why, |text| {
            let mut properties = self.echo.properties.iter();
            let key = properties.find(|(_, values)| values.iter().any(|value| value == text));
            key.map_or_else(|| pointer.clone(), |(key, _)| format!("{pointer}/{key}"))
        })
    }
}

/// The refusal of a party whose search could not be finished. `of_name` gives the place of a name.
pub(super) fn unfinished(
    party: &Party,
    pointer: &str,
    why: &[String],
    of_name: impl Fn(&str) -> String,
) -> Problem {
    let faults = party::unsearchable_names(party).into_iter().map(|(number, detail)| {
        let name = number.and_then(|number| party.names.get(number));
        let at = name.map_or_else(|| pointer.to_owned(), |name| of_name(&name.text));
        Problem::at(Kind::Invalid, at, detail)
    });
    let whole = || format!("the search was not finished: {}", why.join("; "));
    Problem::together(faults.collect()).unwrap_or_else(|| invalid(pointer, &whole()))
}

/// Refuses keys that are misspelled known ones; others mean nothing, as with yente.
pub(super) fn demand_spelled(
    map: &Map<String, Value>,
    pointer: &str,
    known: &[&str],
) -> Result<(), Problem> {
    let wrong = map.keys().filter_map(|key| {
        let name = misspelled(key, known)?;
        let at = Place::Key(&Place::Start(pointer), key).to_string();
        Some(invalid(&at, &format!("means nothing here; did you mean `{name}`?")))
    });
    Problem::together(wrong.collect()).map_or(Ok(()), Err)
}

pub(super) fn invalid(pointer: &str, detail: &str) -> Problem {
    Problem::at(Kind::Invalid, pointer, detail)
}

/// The properties that decide what is found.
pub(super) fn heeded() -> impl Iterator<Item = &'static str> {
    let names = NAMES.into_iter().map(|(key, _)| key).chain(NAME_PARTS);
    let identifiers = IDENTIFIERS.into_iter().map(|(key, _)| key);
    names.chain(COUNTRIES).chain(ADDRESSES).chain(identifiers).chain(["birthDate", "gender"])
}

/// Properties by name, in the order of their names.
type Cleaned = Vec<(String, Vec<String>)>;

/// Every property as a list of texts; numbers and truth values become texts, empty ones go, and so
/// do numbers and addresses without a letter or digit.
pub(super) fn clean(properties: &Map<String, Value>, pointer: &str) -> Result<Cleaned, Problem> {
    let mut cleaned = Vec::new();
    for (key, value) in properties {
        let at = || Place::Key(&Place::Start(pointer), key).to_string();
        let values = match value {
            Value::Array(values) => values.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut texts = Vec::new();
        for value in values {
            match value {
                Value::Null => {}
                Value::String(text) if text.trim().is_empty() => {}
                Value::String(text) => texts.push(text.trim().to_owned()),
                Value::Number(number) => texts.push(number.to_string()),
                Value::Bool(truth) => texts.push(truth.to_string()),
                Value::Array(_) | Value::Object(_) => {
                    return Err(invalid(&at(), "must be texts"));
                }
            }
        }
        if texts.iter().any(|text| text.len() > crate::wire::transaction::TEXT_MAX) {
            return Err(invalid(&at(), "the text is too long"));
        }
        let numbers = IDENTIFIERS.iter().any(|(known, _)| known == key);
        if numbers || ADDRESSES.contains(&key.as_str()) {
            texts.retain(|text| party::is_searchable(text));
        }
        if COUNTRIES.contains(&key.as_str()) {
            texts = texts.iter().map(|text| country_code(text)).collect();
        }
        if !texts.is_empty() {
            cleaned.push((key.clone(), texts));
        }
    }
    Ok(cleaned)
}

/// A country as clients write it (a code or a name), as a small code; a text that is no country
/// stays as it is.
fn country_code(text: &str) -> String {
    countries::code(text).map_or_else(|| text.to_owned(), |code| code.to_lowercase())
}

/// The party that properties tell of.
///
/// # Errors
/// 422 where nothing of it can be looked for.
pub(super) fn party(kind: PartyKind, cleaned: &Cleaned, pointer: &str) -> Result<Party, Problem> {
    let of = |key: &str| {
        let found = cleaned.iter().find(|(known, _)| known == key);
        found.map_or(&[][..], |(_, values)| values.as_slice())
    };
    let mut party = Party { kind, ..Party::default() };
    for (key, kind) in NAMES {
        party.names.extend(of(key).iter().map(|text| Name::new(text.clone(), kind)));
    }
    let parts: Vec<&[String]> =
        NAME_PARTS.iter().map(|key| of(key)).filter(|values| !values.is_empty()).collect();
    if !parts.is_empty() && (party.names.is_empty() || parts.len() > 1) {
        let wholes = wholes(&parts).ok_or_else(|| {
            invalid(pointer, &format!("parts of more than {NAMES_MAX} names; give `name`"))
        })?;
        party.names.extend(wholes.into_iter().map(|whole| Name::new(whole, NameKind::Alias)));
    }
    for key in COUNTRIES {
        party.countries.extend(of(key).iter().filter_map(|text| countries::code(text)));
    }
    party.countries.sort();
    party.countries.dedup();
    for key in ADDRESSES {
        party.addresses.extend(of(key).iter().map(|text| Address::line(text.clone())));
    }
    for (key, kind) in IDENTIFIERS {
        let numbers = of(key).iter().map(|number| Identifier {
            kind: kind.to_owned(),
            number: number.clone(),
            country: None,
        });
        party.identifiers.extend(numbers);
    }
    // What cannot be read is left out, as yente does: it would count as another day, or as another
    // gender, and take a true match below the threshold.
    let days = of("birthDate").iter().filter_map(|text| text.split(['T', ' ']).next());
    party.dates_of_birth = days.filter_map(|day| party::birth_date(day).ok()).collect();
    party.gender = match of("gender") {
        [one] => gender(one).map(str::to_owned),
        _ => None,
    };
    if party::is_empty(&party) {
        let detail = "give a name, an identifier or an address to look for";
        return Err(invalid(pointer, detail));
    }
    Ok(party)
}

/// The gender of a word; none where it says none.
fn gender(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "male" | "m" | "man" => Some("male"),
        "female" | "f" | "woman" => Some("female"),
        _ => None,
    }
}

/// The names that can be made of parts, one of each; none where they would be too many.
fn wholes(parts: &[&[String]]) -> Option<Vec<String>> {
    let mut wholes = vec![String::new()];
    for values in parts {
        if wholes.len().saturating_mul(values.len()) > NAMES_MAX {
            return None;
        }
        let joined = wholes.iter().flat_map(|whole| {
            values.iter().map(move |value| format!("{whole} {value}").trim_start().to_owned())
        });
        wholes = joined.collect();
    }
    Some(wholes)
}
