//! `eu-xml`: the European Union's consolidated list of financial sanctions.

use super::countries;
use super::dates;
use super::error::Refusal;
use super::identifiers;
use super::input::Input;
use super::reading::{Reading, add_country, add_name};
use super::xml::{self, Element};
use crate::model::{Address, Identifier, ListEntry, Name, NameKind, PartyKind};

/// Elements of a sanctioned entity that are known.
const KNOWN: &[&str] = &[
    "remark",
    "regulation",
    "subjectType",
    "nameAlias",
    "citizenship",
    "birthdate",
    "address",
    "identification",
];

/// Whether the root is that of this format.
pub(super) fn guess(text: &str) -> bool {
    xml::root_of(text)
        .is_some_and(|(name, attributes)| name == "export" && attributes.contains("fsd/export"))
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?.to_owned();
    let mut unknown = std::collections::BTreeSet::new();
    xml::walk(
        &input.name,
        &text,
        &|path| path == "export/sanctionEntity",
        &mut |path, element| {
            match path {
                "export" => out.published = dates::iso(element.attribute("generationDate")),
                "export/sanctionEntity" => {
                    out.rows += 1;
                    for child in &element.children {
                        if !KNOWN.contains(&child.name.as_str()) {
                            unknown.insert(child.name.clone());
                        }
                    }
                    match entry(&element) {
                        Ok(entry) => out.entries.push(entry),
                        Err(reason) => out.unread(format!("line {}", element.line), reason),
                    }
                }
                other => {
                    unknown.insert(other.to_owned());
                }
            }
            Ok(())
        },
    )?;
    if out.published.is_none() {
        out.refuse("", "no generationDate: not a published EU list");
    }
    if !unknown.is_empty() {
        let names: Vec<String> = unknown.into_iter().take(10).collect();
        out.refuse("", format!("unknown elements {}: the layout has changed", names.join(", ")));
    }
    Ok(())
}

fn entry(element: &Element) -> Result<ListEntry, String> {
    let id = element.attribute("logicalId");
    if id.is_empty() || id.chars().any(|c| !c.is_ascii_digit()) {
        return Err(format!("`{id}` is no logicalId"));
    }
    let names: Vec<&Element> = element.all("nameAlias").collect();
    let strong = |name: &&&Element| name.attribute("strong") != "false";
    let first = names.iter().find(strong).or(names.first());
    let Some(first) = first.filter(|name| !whole_name(name).is_empty()) else {
        return Err(format!("entity {id} has no name"));
    };
    let mut entry = ListEntry::new("EU-FSF", id, whole_name(first));
    entry.party.kind = match element.child("subjectType").map(|kind| kind.attribute("code")) {
        Some("person") => PartyKind::Individual,
        Some("enterprise") => PartyKind::Organization,
        Some("vessel" | "ship") => PartyKind::Vessel,
        Some(other) if !other.is_empty() => PartyKind::Unknown,
        _ => return Err(format!("entity {id} has no subjectType")),
    };
    for name in &names {
        let text = whole_name(name);
        if is_native(&text) {
            entry.party.names.push(Name::new(text, NameKind::NativeScript));
        } else {
            let weak = name.attribute("strong") == "false";
            add_name(&mut entry, &text, if weak { NameKind::WeakAlias } else { NameKind::Alias });
        }
        match name.attribute("gender") {
            "M" => entry.party.gender = Some("male".to_owned()),
            "F" => entry.party.gender = Some("female".to_owned()),
            _ => {}
        }
    }
    regulations(&mut entry, element);
    facts(&mut entry, element);
    Ok(entry)
}

fn whole_name(name: &Element) -> String {
    let whole = name.attribute("wholeName").trim();
    if !whole.is_empty() {
        return whole.to_owned();
    }
    let parts = ["firstName", "middleName", "lastName"].map(|part| name.attribute(part).trim());
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a text has letters outside the Latin script.
pub(super) fn is_native(text: &str) -> bool {
    text.chars()
        .any(|c| c.is_alphabetic() && c as u32 > 0x36f && !(0x1e00..0x2000).contains(&(c as u32)))
}

fn regulations(entry: &mut ListEntry, element: &Element) {
    for regulation in element.all("regulation") {
        let programme = regulation.attribute("programme");
        if !programme.is_empty() && !entry.programs.iter().any(|p| p == programme) {
            entry.programs.push(programme.to_owned());
        }
        let title = regulation.attribute("numberTitle");
        if !title.is_empty() {
            entry.citations.push(title.to_owned());
        }
    }
    entry.listed = dates::iso(element.attribute("designationDate"));
    for (attribute, key) in [("euReferenceNumber", "reference"), ("unitedNationId", "un_reference")]
    {
        if !element.attribute(attribute).is_empty() {
            entry.codes.push(format!("{key}={}", element.attribute(attribute)));
        }
    }
    let remarks: Vec<&str> =
        element.all("remark").map(|r| r.text.as_str()).filter(|text| !text.is_empty()).collect();
    if !remarks.is_empty() {
        entry.remarks = Some(remarks.join("; "));
    }
}

fn facts(entry: &mut ListEntry, element: &Element) {
    for citizenship in element.all("citizenship") {
        add_country(entry, countries::code(citizenship.attribute("countryIso2Code")).as_deref());
    }
    for birth in element.all("birthdate") {
        let date = [birth.attribute("birthdate"), birth.attribute("year")];
        if let Some(date) = date.into_iter().find(|text| !text.is_empty()) {
            entry.party.dates_of_birth.push(dates::birth(date));
        }
    }
    for address in element.all("address") {
        let country = countries::code(address.attribute("countryIso2Code"));
        add_country(entry, country.as_deref());
        let parts = ["street", "poBox", "place", "city", "zipCode", "region"];
        let parts: Vec<&str> = parts
            .iter()
            .map(|part| address.attribute(part).trim())
            .filter(|part| !part.is_empty())
            .collect();
        let given = |name: &str| Some(address.attribute(name).to_owned()).filter(|t| !t.is_empty());
        if !parts.is_empty() {
            entry.party.addresses.push(Address {
                text: parts.join(", "),
                city: given("city"),
                region: given("region"),
                postal_code: given("zipCode"),
                country,
            });
        }
    }
    for id in element.all("identification") {
        let number = id.attribute("number").trim();
        if !number.is_empty() {
            entry.party.identifiers.push(Identifier {
                kind: identifiers::kind(id.attribute("identificationTypeCode")),
                number: number.to_owned(),
                country: countries::code(id.attribute("countryIso2Code")),
            });
        }
    }
}
