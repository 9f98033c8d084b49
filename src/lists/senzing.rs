//! `senzing`: Senzing JSON lines, as OpenSanctions publishes them.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::countries;
use super::dates;
use super::error::{Refusal, shorten};
use super::eu_xml::is_native;
use super::identifiers;
use super::input::Input;
use super::json;
use super::reading::{Reading, add_country, add_name};
use crate::model::{Address, Identifier, ListEntry, Name, NameKind, PartyKind};

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Record {
    data_source: String,
    record_id: String,
    #[serde(default)]
    record_type: Option<String>,
    #[serde(default)]
    names: Vec<Map<String, Value>>,
    #[serde(default)]
    addresses: Vec<Map<String, Value>>,
    #[serde(default)]
    identifiers: Vec<Map<String, Value>>,
    #[serde(default)]
    countries: Vec<Map<String, Value>>,
    #[serde(default)]
    dates: Vec<Map<String, Value>>,
    #[serde(default)]
    risks: Vec<Map<String, Value>>,
    #[serde(default)]
    gender: Option<String>,
}

/// Whether the first line is a record.
pub(super) fn guess(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.starts_with('{') && first.contains("\"DATA_SOURCE\"") && first.contains("\"RECORD_ID\"")
}

/// Reads a file line by line.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    out.has_end = false;
    let text = input.text(&mut out.warnings)?.to_owned();
    json::guard(&input.name, &text)?;
    let lines = text.lines().count();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        out.rows += 1;
        let place = format!("line {}", number + 1);
        match serde_json::from_str::<Record>(line) {
            Ok(record) => match entry(&record) {
                Ok(entry) => out.entries.push(entry),
                Err(reason) => out.unread(place, reason),
            },
            Err(error) => {
                if number + 1 == lines && error.is_eof() {
                    out.refuse(&place, "the file ends inside this line: truncated");
                }
                out.unread(place, error.to_string());
            }
        }
    }
    Ok(())
}

fn text<'m>(map: &'m Map<String, Value>, key: &str) -> &'m str {
    map.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn entry(record: &Record) -> Result<ListEntry, String> {
    if record.record_id.is_empty() || record.data_source.is_empty() {
        return Err("no RECORD_ID or DATA_SOURCE".to_owned());
    }
    let mut entry = ListEntry::new(&record.data_source, &record.record_id, "");
    entry.party.names.clear();
    for name in &record.names {
        let (key, full) = name
            .iter()
            .find(|(key, _)| key.ends_with("NAME_FULL") || key.ends_with("NAME_ORG"))
            .map_or(("", ""), |(key, value)| (key.as_str(), value.as_str().unwrap_or_default()));
        let kind = match text(name, "NAME_TYPE") {
            "PRIMARY" => NameKind::Primary,
            "WEAK" | "WEAK_ALIAS" => NameKind::WeakAlias,
            "PREVIOUS" | "FORMER" => NameKind::Former,
            _ => NameKind::Alias,
        };
        if key.is_empty() || full.is_empty() {
            continue;
        }
        if is_native(full) && kind != NameKind::Primary {
            entry.party.names.push(Name::new(full, NameKind::NativeScript));
        } else {
            add_name(&mut entry, full, kind);
        }
    }
    entry.party.names.sort_by_key(|name| name.kind != NameKind::Primary);
    if !entry.party.names.iter().any(|name| name.text.chars().any(char::is_alphanumeric)) {
        return Err(format!("record `{}` has no name", shorten(&record.record_id)));
    }
    entry.party.kind = match record.record_type.as_deref() {
        Some("PERSON") => PartyKind::Individual,
        Some("ORGANIZATION") => PartyKind::Organization,
        Some("VESSEL") => PartyKind::Vessel,
        Some("AIRCRAFT") => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    };
    for map in &record.countries {
        for value in map.values().filter_map(Value::as_str) {
            add_country(&mut entry, countries::code(&value.to_uppercase()).as_deref());
        }
    }
    for map in &record.dates {
        if let Some(date) = map.get("DATE_OF_BIRTH").and_then(Value::as_str) {
            entry.party.dates_of_birth.push(dates::birth(date));
        }
    }
    for map in &record.addresses {
        let full = text(map, "ADDR_FULL");
        if !full.is_empty() {
            entry.party.addresses.push(Address::line(full));
        }
    }
    ids(&mut entry, &record.identifiers);
    for map in &record.risks {
        entry.codes.push(format!("topic={}", text(map, "TOPIC")));
    }
    entry.party.gender = record.gender.as_deref().map(str::to_lowercase);
    Ok(entry)
}

/// `{ "PASSPORT_NUMBER": .., "PASSPORT_COUNTRY": .. }`, `{ "OTHER_ID_TYPE": .., .._NUMBER }`.
fn ids(entry: &mut ListEntry, maps: &[Map<String, Value>]) {
    for map in maps {
        let number = map.iter().find(|(key, _)| key.ends_with("_NUMBER") || key.ends_with("_ID"));
        let Some((key, value)) = number else { continue };
        let kind = map.iter().find(|(key, _)| key.ends_with("_TYPE")).and_then(|(_, v)| v.as_str());
        let named = key.trim_end_matches("_NUMBER").trim_end_matches("_ID").to_lowercase();
        let country =
            map.iter().find(|(key, _)| key.ends_with("_COUNTRY")).and_then(|(_, v)| v.as_str());
        if let Some(number) = value.as_str() {
            entry.party.identifiers.push(Identifier {
                kind: kind.map_or(named, identifiers::kind),
                number: number.to_owned(),
                country: country.and_then(|c| countries::code(&c.to_uppercase())),
            });
        }
    }
}
