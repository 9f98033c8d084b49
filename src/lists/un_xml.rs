//! `un-xml`: the consolidated list of the United Nations Security Council.

use std::collections::BTreeSet;

use super::countries;
use super::dates;
use super::error::Refusal;
use super::identifiers;
use super::input::Input;
use super::reading::{Reading, add_country, add_name};
use super::shares::{Share, Shares};
use super::xml::{self, Element};
use crate::model::{Address, Identifier, ListEntry, Name, NameKind, PartyKind};

/// Elements that every record has had since 2018, even where empty.
const ALWAYS: &[&str] = &["DATAID", "FIRST_NAME", "UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON"];

/// Elements of an individual, with the shares of the list of 2026-08-01.
const INDIVIDUAL: &[Share] = &[
    ("COMMENTS1", 888),
    ("DATAID", 1000),
    ("DELISTED_ON", 0),
    ("DESIGNATION", 0),
    ("DESIGNATION/VALUE", 464),
    ("FIRST_NAME", 1000),
    ("FOURTH_NAME", 230),
    ("GENDER", 82),
    ("HAS_INTERPOL_LINK", 1000),
    ("INDIVIDUAL_ADDRESS", 0),
    ("INDIVIDUAL_ADDRESS/ADDRESS", 0),
    ("INDIVIDUAL_ADDRESS/CITY", 252),
    ("INDIVIDUAL_ADDRESS/COUNTRY", 489),
    ("INDIVIDUAL_ADDRESS/NOTE", 150),
    ("INDIVIDUAL_ADDRESS/STATE_PROVINCE", 101),
    ("INDIVIDUAL_ADDRESS/STREET", 126),
    ("INDIVIDUAL_ADDRESS/ZIP_CODE", 9),
    ("INDIVIDUAL_ALIAS", 0),
    ("INDIVIDUAL_ALIAS/ALIAS_NAME", 770),
    ("INDIVIDUAL_ALIAS/CITY", 0),
    ("INDIVIDUAL_ALIAS/CITY_OF_BIRTH", 20),
    ("INDIVIDUAL_ALIAS/COUNTRY_OF_BIRTH", 27),
    ("INDIVIDUAL_ALIAS/DATE_OF_BIRTH", 28),
    ("INDIVIDUAL_ALIAS/NOTE", 93),
    ("INDIVIDUAL_ALIAS/QUALITY", 770),
    ("INDIVIDUAL_DATE_OF_BIRTH", 0),
    ("INDIVIDUAL_DATE_OF_BIRTH/DATE", 567),
    ("INDIVIDUAL_DATE_OF_BIRTH/DAY", 0),
    ("INDIVIDUAL_DATE_OF_BIRTH/FROM_YEAR", 42),
    ("INDIVIDUAL_DATE_OF_BIRTH/MONTH", 0),
    ("INDIVIDUAL_DATE_OF_BIRTH/NOTE", 14),
    ("INDIVIDUAL_DATE_OF_BIRTH/TO_YEAR", 42),
    ("INDIVIDUAL_DATE_OF_BIRTH/TYPE_OF_DATE", 930),
    ("INDIVIDUAL_DATE_OF_BIRTH/YEAR", 394),
    ("INDIVIDUAL_DOCUMENT", 0),
    ("INDIVIDUAL_DOCUMENT/CITY_OF_ISSUE", 63),
    ("INDIVIDUAL_DOCUMENT/COUNTRY_OF_ISSUE", 104),
    ("INDIVIDUAL_DOCUMENT/DATE_OF_EXPIRY", 35),
    ("INDIVIDUAL_DOCUMENT/DATE_OF_ISSUE", 175),
    ("INDIVIDUAL_DOCUMENT/ISSUING_COUNTRY", 236),
    ("INDIVIDUAL_DOCUMENT/NOTE", 217),
    ("INDIVIDUAL_DOCUMENT/NUMBER", 404),
    ("INDIVIDUAL_DOCUMENT/TYPE_OF_DOCUMENT", 410),
    ("INDIVIDUAL_DOCUMENT/TYPE_OF_DOCUMENT2", 96),
    ("INDIVIDUAL_PLACE_OF_BIRTH", 0),
    ("INDIVIDUAL_PLACE_OF_BIRTH/CITY", 597),
    ("INDIVIDUAL_PLACE_OF_BIRTH/COUNTRY", 732),
    ("INDIVIDUAL_PLACE_OF_BIRTH/NOTE", 5),
    ("INDIVIDUAL_PLACE_OF_BIRTH/STATE_PROVINCE", 343),
    ("INDIVIDUAL_PLACE_OF_BIRTH/STREET", 14),
    ("INDIVIDUAL_PLACE_OF_BIRTH/ZIP_CODE", 0),
    ("INTERPOL_LINK", 722),
    ("LAST_DAY_UPDATED", 0),
    ("LAST_DAY_UPDATED/VALUE", 699),
    ("LISTED_ON", 1000),
    ("LIST_TYPE", 0),
    ("LIST_TYPE/VALUE", 1000),
    ("NAME_ORIGINAL_SCRIPT", 457),
    ("NATIONALITY", 0),
    ("NATIONALITY/VALUE", 861),
    ("NATIONALITY2", 0),
    ("NOTE", 0),
    ("REFERENCE_NUMBER", 1000),
    ("SECOND_NAME", 987),
    ("SORT_KEY", 0),
    ("SORT_KEY_LAST_MOD", 0),
    ("SUBMITTED_BY", 0),
    ("SUBMITTED_ON", 0),
    ("THIRD_NAME", 467),
    ("TITLE", 0),
    ("TITLE/VALUE", 214),
    ("UN_LIST_TYPE", 1000),
    ("VERSIONNUM", 1000),
];

/// Elements of an entity, with the shares of the list of 2026-08-01.
const ENTITY: &[Share] = &[
    ("COMMENTS1", 974),
    ("DATAID", 1000),
    ("DELISTED_ON", 0),
    ("DESIGNATION", 0),
    ("DESIGNATION/VALUE", 0),
    ("ENTITY_ADDRESS", 0),
    ("ENTITY_ADDRESS/CITY", 465),
    ("ENTITY_ADDRESS/COUNTRY", 643),
    ("ENTITY_ADDRESS/NOTE", 105),
    ("ENTITY_ADDRESS/STATE_PROVINCE", 101),
    ("ENTITY_ADDRESS/STREET", 396),
    ("ENTITY_ADDRESS/ZIP_CODE", 36),
    ("ENTITY_ALIAS", 0),
    ("ENTITY_ALIAS/ALIAS_NAME", 545),
    ("ENTITY_ALIAS/NOTE", 7),
    ("ENTITY_ALIAS/QUALITY", 545),
    ("FIRST_NAME", 1000),
    ("HAS_INTERPOL_LINK", 1000),
    ("INTERPOL_LINK", 403),
    ("LAST_DAY_UPDATED", 0),
    ("LAST_DAY_UPDATED/VALUE", 469),
    ("LISTED_ON", 1000),
    ("LIST_TYPE", 0),
    ("LIST_TYPE/VALUE", 1000),
    ("NAME_ORIGINAL_SCRIPT", 149),
    ("NOTE", 0),
    ("REFERENCE_NUMBER", 1000),
    ("SORT_KEY", 0),
    ("SORT_KEY_LAST_MOD", 0),
    ("SUBMITTED_BY", 0),
    ("SUBMITTED_ON", 0),
    ("TITLE", 0),
    ("UN_LIST_TYPE", 1000),
    ("VERSIONNUM", 1000),
];

/// Whether the root is that of this format.
pub(super) fn guess(text: &str) -> bool {
    xml::root_of(text).is_some_and(|(name, _)| name == "CONSOLIDATED_LIST")
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?.to_owned();
    let mut unknown: BTreeSet<String> = BTreeSet::new();
    let mut sections = (0_usize, 0_usize);
    let (mut individuals, mut entities) = (Shares::default(), Shares::default());
    let is_record = |path: &str| {
        path == "CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL"
            || path == "CONSOLIDATED_LIST/ENTITIES/ENTITY"
    };
    xml::walk(&input.name, &text, &is_record, &mut |path, element| {
        match path {
            "CONSOLIDATED_LIST" => out.published = dates::iso(element.attribute("dateGenerated")),
            "CONSOLIDATED_LIST/INDIVIDUALS" => sections.0 += 1,
            "CONSOLIDATED_LIST/ENTITIES" => sections.1 += 1,
            _ if is_record(path) => {
                if element.name == "ENTITY" {
                    entities.add(&element, ENTITY);
                } else {
                    individuals.add(&element, INDIVIDUAL);
                }
                record(&element, out);
            }
            other => {
                unknown.insert(other.to_owned());
            }
        }
        Ok(())
    })?;
    if sections != (1, 1) {
        out.refuse("", "a UN list has one section of individuals and one of entities");
    }
    if out.published.is_none() {
        out.refuse("", "no dateGenerated: not a published UN list");
    }
    unknown.extend(individuals.unknown.iter().chain(&entities.unknown).cloned());
    if !unknown.is_empty() {
        let names: Vec<String> = unknown.into_iter().take(10).collect();
        out.refuse("", format!("unknown elements {}: the layout has changed", names.join(", ")));
    }
    individuals.judge(INDIVIDUAL, out);
    entities.judge(ENTITY, out);
    committees(out);
    Ok(())
}

fn record(element: &Element, out: &mut Reading) {
    out.rows += 1;
    let place = format!("line {} {}", element.line, element.text_of("REFERENCE_NUMBER"));
    match entry(element) {
        Ok(entry) => out.entries.push(entry),
        Err(reason) => out.unread(place, reason),
    }
}

fn entry(element: &Element) -> Result<ListEntry, String> {
    if let Some(missing) = ALWAYS.iter().find(|name| element.text_of(name).is_empty()) {
        return Err(format!("no {missing}"));
    }
    if element.text_of("DATAID").chars().any(|c| !c.is_ascii_digit()) {
        return Err(format!("`{}` is no DATAID", element.text_of("DATAID")));
    }
    let reference = element.text_of("REFERENCE_NUMBER");
    let shaped = reference.len() >= 6
        && reference.contains('.')
        && reference.ends_with(|c: char| c.is_ascii_digit());
    if !shaped {
        return Err(format!("`{reference}` is no REFERENCE_NUMBER"));
    }
    let person = element.name == "INDIVIDUAL";
    let parts = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];
    let parts: Vec<&str> =
        parts.iter().map(|part| element.text_of(part)).filter(|part| !part.is_empty()).collect();
    let mut entry = ListEntry::new("UN-SC", element.text_of("DATAID"), parts.join(" "));
    entry.party.kind = if person { PartyKind::Individual } else { PartyKind::Organization };
    entry.listed = dates::iso(element.text_of("LISTED_ON"));
    if entry.listed.is_none() {
        return Err(format!("LISTED_ON `{}` is no date", element.text_of("LISTED_ON")));
    }
    entry.programs = vec![element.text_of("UN_LIST_TYPE").to_owned()];
    entry.codes.push(format!("reference={reference}"));
    names(&mut entry, element);
    places(&mut entry, element);
    documents(&mut entry, element);
    if !element.text_of("COMMENTS1").is_empty() {
        entry.remarks = Some(element.text_of("COMMENTS1").to_owned());
    }
    match element.text_of("GENDER").to_lowercase().as_str() {
        "" => {}
        gender => entry.party.gender = Some(gender.to_owned()),
    }
    Ok(entry)
}

/// Aliases: quality `Good`, `Low`, `a.k.a.`, `f.k.a.`; an empty element is no alias.
fn names(entry: &mut ListEntry, element: &Element) {
    for alias in element.all("INDIVIDUAL_ALIAS").chain(element.all("ENTITY_ALIAS")) {
        let kind = match alias.text_of("QUALITY") {
            "Low" => NameKind::WeakAlias,
            quality if quality.to_lowercase().starts_with('f') => NameKind::Former,
            _ => NameKind::Alias,
        };
        // "a) X; b) Y" and the like keep their separator: one alias element, several names.
        for part in alias.text_of("ALIAS_NAME").split(';') {
            add_name(entry, part, kind);
        }
    }
    let native = element.text_of("NAME_ORIGINAL_SCRIPT");
    for part in native.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        if !entry.party.names.iter().any(|name| name.text == part) {
            entry.party.names.push(Name::new(part, NameKind::NativeScript));
        }
    }
}

fn places(entry: &mut ListEntry, element: &Element) {
    for address in element.all("INDIVIDUAL_ADDRESS").chain(element.all("ENTITY_ADDRESS")) {
        let country = countries::code(address.text_of("COUNTRY"));
        add_country(entry, country.as_deref());
        let parts = ["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE"];
        let parts: Vec<&str> =
            parts.iter().map(|p| address.text_of(p)).filter(|p| !p.is_empty()).collect();
        let given = |name: &str| Some(address.text_of(name).to_owned()).filter(|t| !t.is_empty());
        if !parts.is_empty() {
            entry.party.addresses.push(Address {
                text: parts.join(", "),
                city: given("CITY"),
                region: given("STATE_PROVINCE"),
                postal_code: given("ZIP_CODE"),
                country,
            });
        }
    }
    for country in element.texts("NATIONALITY", "VALUE").filter_map(countries::code) {
        add_country(entry, Some(&country));
    }
    for birth in element.all("INDIVIDUAL_DATE_OF_BIRTH") {
        let (from, to) = (birth.text_of("FROM_YEAR"), birth.text_of("TO_YEAR"));
        let date = [birth.text_of("DATE"), birth.text_of("YEAR")];
        if let Some(date) = date.into_iter().find(|text| !text.is_empty()) {
            entry.party.dates_of_birth.push(dates::birth(date));
        } else if !from.is_empty() {
            entry.party.dates_of_birth.push(format!("{from} to {to}"));
        }
    }
}

fn documents(entry: &mut ListEntry, element: &Element) {
    for document in element.all("INDIVIDUAL_DOCUMENT") {
        let number = document.text_of("NUMBER");
        if number.is_empty() {
            continue;
        }
        let country = [document.text_of("ISSUING_COUNTRY"), document.text_of("COUNTRY_OF_ISSUE")];
        entry.party.identifiers.push(Identifier {
            kind: identifiers::kind(document.text_of("TYPE_OF_DOCUMENT")),
            number: number.to_owned(),
            country: country.into_iter().find_map(countries::code),
        });
    }
}

/// A whole list has entries of every committee.
fn committees(out: &mut Reading) {
    const WHOLE: usize = 300;
    if out.entries.len() < WHOLE {
        return;
    }
    let committees: BTreeSet<&str> =
        out.entries.iter().flat_map(|e| e.programs.iter().map(String::as_str)).collect();
    let large = ["Al-Qaida", "DPRK", "DRC", "Iraq", "Libya", "Somalia", "Taliban", "Yemen"];
    let missing: Vec<&str> = large.into_iter().filter(|name| !committees.contains(name)).collect();
    if !missing.is_empty() {
        out.warn(format!("no entries of the committees {}: is it whole?", missing.join(", ")));
    }
}
