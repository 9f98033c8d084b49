//! `un-xml`: the consolidated list of the United Nations Security Council.

use std::collections::BTreeSet;

use super::countries;
use super::dates;
use super::error::Refusal;
use super::identifiers;
use super::input::Input;
use super::reading::{Reading, add_country, add_name};
use super::xml::{self, Element};
use crate::model::{Address, Identifier, ListEntry, Name, NameKind, PartyKind};

/// Elements that every record has had since 2018, even where empty.
const ALWAYS: &[&str] = &["DATAID", "FIRST_NAME", "UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON"];

/// Elements of a record that are known; others are said.
const KNOWN: &[&str] = &[
    "DATAID",
    "VERSIONNUM",
    "FIRST_NAME",
    "SECOND_NAME",
    "THIRD_NAME",
    "FOURTH_NAME",
    "UN_LIST_TYPE",
    "REFERENCE_NUMBER",
    "LISTED_ON",
    "GENDER",
    "COMMENTS1",
    "HAS_INTERPOL_LINK",
    "INTERPOL_LINK",
    "NATIONALITY",
    "NATIONALITY2",
    "LIST_TYPE",
    "LAST_DAY_UPDATED",
    "INDIVIDUAL_ALIAS",
    "INDIVIDUAL_ADDRESS",
    "INDIVIDUAL_DATE_OF_BIRTH",
    "INDIVIDUAL_PLACE_OF_BIRTH",
    "INDIVIDUAL_DOCUMENT",
    "ENTITY_ALIAS",
    "ENTITY_ADDRESS",
    "SORT_KEY",
    "SORT_KEY_LAST_MOD",
    "DESIGNATION",
    "TITLE",
    "NAME_ORIGINAL_SCRIPT",
    "SUBMITTED_BY",
    "SUBMITTED_ON",
    "DELISTED_ON",
    "NOTE",
    "PLACE_OF_BIRTH",
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
    let is_record = |path: &str| {
        path == "CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL"
            || path == "CONSOLIDATED_LIST/ENTITIES/ENTITY"
    };
    xml::walk(&input.name, &text, &is_record, &mut |path, element| {
        match path {
            "CONSOLIDATED_LIST" => out.published = dates::iso(element.attribute("dateGenerated")),
            "CONSOLIDATED_LIST/INDIVIDUALS" => sections.0 += 1,
            "CONSOLIDATED_LIST/ENTITIES" => sections.1 += 1,
            _ if is_record(path) => record(&element, &mut unknown, out),
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
    if !unknown.is_empty() {
        let names: Vec<String> = unknown.into_iter().take(10).collect();
        out.refuse("", format!("unknown elements {}: the layout has changed", names.join(", ")));
    }
    sections_filled(out);
    Ok(())
}

fn record(element: &Element, unknown: &mut BTreeSet<String>, out: &mut Reading) {
    out.rows += 1;
    for child in &element.children {
        if !KNOWN.contains(&child.name.as_str()) {
            unknown.insert(child.name.clone());
        }
    }
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

/// Large lists fill these at least in a part of the records; a file that never does has lost them.
fn sections_filled(out: &mut Reading) {
    const LARGE: usize = 300;
    if out.entries.len() < LARGE {
        return;
    }
    let count = |test: &dyn Fn(&ListEntry) -> bool| out.entries.iter().filter(|e| test(e)).count();
    let all = out.entries.len();
    let facts = [
        ("aliases", count(&|e| e.party.names.iter().any(|n| n.kind == NameKind::Alias)), 40),
        (
            "weak aliases",
            count(&|e| e.party.names.iter().any(|n| n.kind == NameKind::WeakAlias)),
            8,
        ),
        (
            "names in their own script",
            count(&|e| e.party.names.iter().any(|n| n.kind == NameKind::NativeScript)),
            12,
        ),
        ("addresses or countries", count(&|e| !e.party.countries.is_empty()), 50),
        ("dates of birth", count(&|e| !e.party.dates_of_birth.is_empty()), 30),
        ("documents", count(&|e| !e.party.identifiers.is_empty()), 10),
        ("second names", count(&|e| e.party.caption().contains(' ')), 60),
        ("remarks", count(&|e| e.remarks.is_some()), 60),
        ("entities", count(&|e| e.party.kind == PartyKind::Organization), 10),
        ("individuals", count(&|e| e.party.kind == PartyKind::Individual), 40),
    ];
    for (what, have, percent) in facts {
        if have * 100 < all * percent {
            out.refuse(
                "",
                format!("{have} of {all} records have {what}: elements lost or renamed"),
            );
        }
    }
    let committees: BTreeSet<&str> =
        out.entries.iter().flat_map(|e| e.programs.iter().map(String::as_str)).collect();
    let large = ["Al-Qaida", "DPRK", "DRC", "Iraq", "Libya", "Somalia", "Taliban", "Yemen"];
    let missing: Vec<&str> = large.into_iter().filter(|name| !committees.contains(name)).collect();
    if !missing.is_empty() {
        out.warn(format!("no entries of the committees {}: is it whole?", missing.join(", ")));
    }
}
