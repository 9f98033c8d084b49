//! `ofac-sdn-xml`: OFAC's SDN.XML and consolidated.xml (and the classic exports of the sanctions
//! list service).

use super::countries;
use super::dates;
use super::error::Refusal;
use super::identifiers;
use super::input::Input;
use super::ofac_lists::{self, Set};
use super::reading::{Reading, add_country, add_name};
use super::remarks;
use super::xml::{self, Element};
use crate::model::{Address, Identifier, ListEntry, NameKind, PartyKind};

/// Elements of an entry that are known.
const KNOWN: &[&str] = &[
    "uid",
    "lastName",
    "firstName",
    "sdnType",
    "title",
    "remarks",
    "programList",
    "idList",
    "akaList",
    "addressList",
    "nationalityList",
    "citizenshipList",
    "dateOfBirthList",
    "placeOfBirthList",
    "vesselInfo",
    "nspType",
];

/// Whether the root is that of this format.
pub(super) fn guess(text: &str) -> bool {
    xml::root_of(text).is_some_and(|(name, _)| name == "sdnList")
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?.to_owned();
    let mut records: Vec<Element> = Vec::new();
    let mut head = (None, None);
    let mut unknown = std::collections::BTreeSet::new();
    xml::walk(&input.name, &text, &|path| path == "sdnList/sdnEntry", &mut |path, element| {
        match path.split('/').next_back().unwrap_or_default() {
            "Publish_Date" => head.0 = dates::month_first(&element.text),
            "Record_Count" => head.1 = element.text.parse::<u64>().ok(),
            "sdnEntry" => records.push(element),
            "sdnList" | "publshInformation" | "publishInformation" => {}
            other => {
                unknown.insert(other.to_owned());
            }
        }
        Ok(())
    })?;
    out.published = head.0;
    out.rows = records.len() as u64;
    match head.1 {
        Some(count) if count == out.rows => {}
        Some(count) => {
            // Excerpts made for tests keep the head of the whole file.
            let text = format!("Record_Count says {count} entries, the file holds {}", out.rows);
            if out.rows < 60 {
                out.warn(format!("{text}: an excerpt"));
            } else {
                out.refuse("", format!("{text}: truncated"));
            }
        }
        None => out.refuse("", "no Record_Count: not a published OFAC list"),
    }
    if out.published.is_none() {
        out.refuse("", "no Publish_Date: not a published OFAC list");
    }
    let set = set_of(&records);
    for element in &records {
        unknown.extend(
            element
                .children
                .iter()
                .map(|c| &c.name)
                .filter(|n| !KNOWN.contains(&n.as_str()))
                .cloned(),
        );
        match check(element) {
            Ok(()) => {
                let programs =
                    element.texts("programList", "program").collect::<Vec<_>>().join("; ");
                for list in ofac_lists::lists(set, &programs) {
                    out.entries.push(entry(list, element));
                }
            }
            Err(reason) => out.unread(format!("line {}", element.line), reason),
        }
    }
    if !unknown.is_empty() {
        let names: Vec<String> = unknown.into_iter().take(10).collect();
        out.refuse("", format!("unknown elements {}: the layout has changed", names.join(", ")));
    }
    out.row_per_entry = set == Set::Sdn;
    Ok(())
}

fn set_of(records: &[Element]) -> Set {
    let consolidated = records.iter().filter(|element| {
        let programs = element.texts("programList", "program").collect::<Vec<_>>().join("; ");
        ofac_lists::only_consolidated(&programs)
    });
    if consolidated.count() * 2 > records.len() { Set::Consolidated } else { Set::Sdn }
}

fn check(element: &Element) -> Result<(), String> {
    let uid = element.text_of("uid");
    if uid.is_empty() || uid.chars().any(|c| !c.is_ascii_digit()) {
        return Err(format!("`{uid}` is no uid"));
    }
    if element.text_of("lastName").is_empty() {
        return Err(format!("entry {uid} has no lastName"));
    }
    let programs: Vec<&str> = element.texts("programList", "program").collect();
    if programs.is_empty() || !programs.iter().all(|program| ofac_lists::is_program(program)) {
        return Err(format!("entry {uid} has no programs"));
    }
    if !matches!(element.text_of("sdnType"), "" | "Entity" | "Individual" | "Vessel" | "Aircraft") {
        return Err(format!("entry {uid}: `{}` is no sdnType", element.text_of("sdnType")));
    }
    Ok(())
}

fn full_name(element: &Element) -> String {
    let (last, first) = (element.text_of("lastName"), element.text_of("firstName"));
    if first.is_empty() { last.to_owned() } else { format!("{last}, {first}") }
}

fn entry(list: &str, element: &Element) -> ListEntry {
    let mut entry = ListEntry::new(list, element.text_of("uid"), full_name(element));
    entry.party.kind = match element.text_of("sdnType") {
        "Individual" => PartyKind::Individual,
        "Entity" => PartyKind::Organization,
        "Vessel" => PartyKind::Vessel,
        "Aircraft" => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    };
    entry.programs = element.texts("programList", "program").map(str::to_owned).collect();
    for aka in element.all("akaList").flat_map(|list| list.all("aka")) {
        let kind = match (aka.text_of("category"), aka.text_of("type")) {
            ("weak", _) => NameKind::WeakAlias,
            (_, "f.k.a.") => NameKind::Former,
            _ => NameKind::Alias,
        };
        add_name(&mut entry, &full_name(aka), kind);
    }
    for address in element.all("addressList").flat_map(|list| list.all("address")) {
        push_address(&mut entry, address);
    }
    for id in element.all("idList").flat_map(|list| list.all("id")) {
        push_id(&mut entry, id);
    }
    for (outer, inner) in [("nationalityList", "nationality"), ("citizenshipList", "citizenship")] {
        for item in element.all(outer).flat_map(|list| list.all(inner)) {
            add_country(&mut entry, countries::code(item.text_of("country")).as_deref());
        }
    }
    for item in element.all("dateOfBirthList").flat_map(|list| list.all("dateOfBirthItem")) {
        entry.party.dates_of_birth.push(dates::birth(item.text_of("dateOfBirth")));
    }
    for item in element.all("placeOfBirthList").flat_map(|list| list.all("placeOfBirthItem")) {
        entry.codes.push(format!("place_of_birth={}", item.text_of("placeOfBirth")));
    }
    if let Some(vessel) = element.child("vesselInfo") {
        add_country(&mut entry, countries::code(vessel.text_of("vesselFlag")).as_deref());
        for (name, key) in [
            ("callSign", "call_sign"),
            ("vesselType", "vessel_type"),
            ("vesselOwner", "vessel_owner"),
        ] {
            if !vessel.text_of(name).is_empty() {
                entry.codes.push(format!("{key}={}", vessel.text_of(name)));
            }
        }
    }
    if !element.text_of("title").is_empty() {
        entry.codes.push(format!("title={}", element.text_of("title")));
    }
    remarks::read(&mut entry, element.text_of("remarks"));
    entry
}

fn push_address(entry: &mut ListEntry, address: &Element) {
    let country = countries::code(address.text_of("country"));
    add_country(entry, country.as_deref());
    let parts = ["address1", "address2", "address3", "city", "stateOrProvince", "postalCode"];
    let parts: Vec<&str> =
        parts.iter().map(|part| address.text_of(part)).filter(|part| !part.is_empty()).collect();
    let given = |name: &str| Some(address.text_of(name).to_owned()).filter(|t| !t.is_empty());
    if !parts.is_empty() {
        entry.party.addresses.push(Address {
            text: parts.join(", "),
            city: given("city"),
            region: given("stateOrProvince"),
            postal_code: given("postalCode"),
            country,
        });
    }
}

fn push_id(entry: &mut ListEntry, id: &Element) {
    let (kind, number) = (id.text_of("idType"), id.text_of("idNumber"));
    remarks::directives(entry, &format!("{kind} {number}"));
    remarks::effective(entry, &format!("{kind} {number}"));
    if kind == "Gender" {
        entry.party.gender = Some(number.to_lowercase());
    } else if identifiers::is_kind(kind) && !number.is_empty() {
        entry.party.identifiers.push(Identifier {
            kind: identifiers::kind(kind),
            number: number.to_owned(),
            country: countries::code(id.text_of("idCountry")),
        });
    }
}
