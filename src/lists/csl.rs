//! The Consolidated Screening List: what its CSV and JSON forms have in common.
//!
//! In: one row with its columns by name. Out: a checked entry of the list that the row's source
//! names, or why the row is not one.

use super::countries;
use super::csl_columns;
use super::dates;
use super::identifiers;
use super::legal_text;
use super::ofac_csv::{Strong, alias_kind};
use super::ofac_lists;
use super::published_name;
use super::reading::{add_country, add_name};
use super::remarks;
use crate::model::{Address, Footnote, Identifier, Interval, ListEntry, Name, NameKind, PartyKind};

/// One row, each cell as published. Cells that hold several values are joined by "; ".
#[derive(Debug, Clone, Default)]
pub(super) struct CslRow<'a> {
    /// The publisher's hash, of changing width.
    pub id: &'a str,
    pub source: &'a str,
    pub entity_number: &'a str,
    pub kind: &'a str,
    pub programs: &'a str,
    pub name: &'a str,
    pub title: &'a str,
    pub addresses: Vec<&'a str>,
    pub federal_register_notice: &'a str,
    pub start_date: &'a str,
    pub end_date: &'a str,
    pub standard_order: &'a str,
    pub license_requirement: &'a str,
    pub license_policy: &'a str,
    pub call_sign: &'a str,
    pub vessel_type: &'a str,
    pub gross_tonnage: &'a str,
    pub gross_registered_tonnage: &'a str,
    pub vessel_flag: &'a str,
    pub vessel_owner: &'a str,
    pub remarks: &'a str,
    pub source_list_url: &'a str,
    pub alt_names: Vec<&'a str>,
    pub citizenships: &'a str,
    pub dates_of_birth: &'a str,
    pub nationalities: &'a str,
    pub places_of_birth: &'a str,
    pub source_information_url: &'a str,
    pub ids: &'a str,
}

/// The list that a source names: by the code in its brackets, so that a reworded title still finds
/// it.
pub(super) fn list_of(source: &str) -> Option<&'static str> {
    let code = source.rsplit_once('(')?.1.split(')').next()?;
    Some(match code {
        "EL" => "US-BIS-EL",
        "UVL" => "US-BIS-UVL",
        "MEU" => "US-BIS-MEU",
        "DPL" => "US-BIS-DPL",
        "SDN" => "US-OFAC-SDN",
        "SSI" => "US-OFAC-SSI",
        "CMIC" | "NS-CMIC" => "US-OFAC-NS-CMIC",
        "FSE" => "US-OFAC-FSE",
        "PLC" => "US-OFAC-PLC",
        "CAP" | "CAPTA" | "561" => "US-OFAC-CAP",
        "NS-MBS List" | "MBS" | "NS-MBS" => "US-OFAC-MBS",
        "DTC" => "US-DDTC-DTC",
        "ISN" => "US-STATE-ISN",
        _ => return None,
    })
}

/// Reads a row. Without OFAC's own alias file, `strong` is `None` and an alias of an individual
/// that is not in the form `LAST, First`, as its name is, counts as weak: of 1,543 such aliases in the data of
/// 2026-07 and 2026-08, 1,514 were weak.
pub(super) fn entry(row: &CslRow<'_>, strong: Option<&Strong>) -> Result<ListEntry, String> {
    let list = list_of(row.source)
        .ok_or_else(|| format!("unknown source `{}`", super::error::shorten(row.source)))?;
    csl_columns::check(row, list)?;
    let ofac = list.starts_with("US-OFAC-");
    let mut entry = ListEntry::new(list, row.entity_number, row.name.trim());
    entry.party.kind = kind_of(row.kind);
    entry.programs = ofac_lists::programs(row.programs).map(str::to_owned).collect();
    if !ofac {
        published_name::apply(&mut entry, row.name);
    }
    aliases(&mut entry, row, strong);
    addresses(&mut entry, row, strong);
    person(&mut entry, row);
    legal(&mut entry, row);
    ids(&mut entry, row.ids);
    if ofac {
        remarks::read(&mut entry, row.remarks);
    } else if !row.remarks.is_empty() {
        entry.remarks = Some(row.remarks.to_owned());
    }
    vessel(&mut entry, row);
    Ok(entry)
}

fn kind_of(text: &str) -> PartyKind {
    match text {
        "Individual" => PartyKind::Individual,
        "Entity" => PartyKind::Organization,
        "Vessel" => PartyKind::Vessel,
        "Aircraft" => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    }
}

fn aliases(entry: &mut ListEntry, row: &CslRow<'_>, strong: Option<&Strong>) {
    let sdn = entry.list.as_str() == "US-OFAC-SDN";
    let known = strong.filter(|_| sdn).map(|strong| {
        row.entity_number
            .parse::<u32>()
            .ok()
            .and_then(|number| strong.aliases.get(&number))
            .map(Vec::as_slice)
            .unwrap_or_default()
    });
    let family_first = entry.party.kind == PartyKind::Individual && row.name.contains(',');
    for alias in &row.alt_names {
        if !entry.list.as_str().starts_with("US-OFAC-") {
            published_name::apply_alias(entry, alias);
            continue;
        }
        let kind = match known {
            Some(known) => known
                .iter()
                .find(|(_, name)| name == alias)
                .map_or(NameKind::WeakAlias, |(kind, _)| {
                    alias_kind(kind).unwrap_or(NameKind::Alias)
                }),
            None if family_first && !alias.contains(',') => NameKind::WeakAlias,
            None => NameKind::Alias,
        };
        add_name(entry, alias, kind);
    }
}

fn addresses(entry: &mut ListEntry, row: &CslRow<'_>, strong: Option<&Strong>) {
    for text in &row.addresses {
        let (text, country) = split_address(text);
        add_country(entry, country.as_deref());
        if text.is_empty() || (country.is_none() && place_alone(entry, text)) {
            continue;
        }
        if is_custody(text) {
            entry.codes.push(format!("custody_address={text}"));
        } else {
            entry.party.addresses.push(Address { country, ..Address::line(text) });
        }
    }
    // A projection carries countries alone: OFAC's own address file has the rest.
    let number = row.entity_number.parse::<u32>().ok();
    let more = strong.zip(number).and_then(|(strong, number)| strong.addresses.get(&number));
    if let Some(more) = more.filter(|_| entry.party.addresses.is_empty()) {
        for (street, city, country) in more {
            let parts = [street.as_str(), city.as_str()];
            let text = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
            let country = countries::code(country.strip_prefix("Region: ").unwrap_or(country));
            add_country(entry, country.as_deref());
            if !text.is_empty() {
                entry.party.addresses.push(Address { country, ..Address::line(text) });
            }
        }
    }
}

/// `TURKIYE`, `CRIMEA (OCCUPIED)`, `REGION: KASHMIR` in the place of a country's code: a country or a
/// region, no address.
fn place_alone(entry: &mut ListEntry, text: &str) -> bool {
    let region = text.strip_prefix("REGION: ");
    let code = countries::code(region.unwrap_or(text));
    add_country(entry, code.as_deref());
    if text.to_lowercase().contains("crimea") && code.is_some() {
        entry.codes.push("destination=Crimea".to_owned());
    }
    if let (Some(region), None) = (region, &code) {
        entry.codes.push(format!("region={region}"));
    }
    region.is_some() || code.is_some()
}

/// "..., Beijing, 100097, CN" -> the text and the code.
pub(super) fn split_address(text: &str) -> (&str, Option<String>) {
    let text = text.trim();
    let (head, tail) = text.rsplit_once(", ").unwrap_or(("", text));
    if tail.len() == 2 && tail.chars().all(|c| c.is_ascii_uppercase()) {
        if crate::model::country::is_known(tail) {
            return (head.trim(), Some(tail.to_owned()));
        }
        if head.is_empty() {
            return ("", None);
        }
    }
    (text, None)
}

/// Splits a cell of addresses at "; ", and joins again what is no address of its own: a part
/// without a country that another part follows.
pub(super) fn address_cells(cell: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for part in cell.split("; ") {
        let end = at + part.len();
        let whole = cell.get(start..end).unwrap_or_default();
        if split_address(whole).1.is_some() || end == cell.len() {
            out.push(whole.trim());
            start = end + 2;
        }
        at = end + 2;
    }
    out.retain(|part| !part.is_empty());
    out
}

/// Whether an address is that of a prison: it is no address of the party's business.
pub(super) fn is_custody(text: &str) -> bool {
    const SIGNS: &[&str] = &[
        "INMATE",
        "INCARCERATED",
        "REGISTER NUMBER",
        "REG. NO",
        "REGISTRATION NUMBER",
        "USM NO",
        "CORRECTIONAL",
        "FCI ",
        "FEDERAL PRISON",
        "PENITENTIARY",
        "DETENTION CENTER",
    ];
    let upper = text.to_uppercase();
    SIGNS.iter().any(|sign| upper.contains(sign))
}

fn person(entry: &mut ListEntry, row: &CslRow<'_>) {
    for cell in [row.nationalities, row.citizenships] {
        for code in cell.split("; ").filter_map(countries::code) {
            add_country(entry, Some(&code));
        }
    }
    let dates = row.dates_of_birth.split("; ").filter(|part| !part.is_empty()).map(dates::birth);
    entry.party.dates_of_birth = dates.collect();
    for place in row.places_of_birth.split("; ").filter(|part| !part.is_empty()) {
        entry.codes.push(format!("place_of_birth={place}"));
    }
    if !row.title.is_empty() {
        entry.codes.push(format!("title={}", row.title));
    }
}

fn legal(entry: &mut ListEntry, row: &CslRow<'_>) {
    entry.listed = dates::iso(row.start_date);
    // The day on which an order expires is the last on which it binds.
    entry.removed = dates::iso(row.end_date).and_then(|day| day.tomorrow().ok());
    if !row.license_requirement.trim().is_empty() {
        entry.requirements.push(legal_text::requirement(row.license_requirement));
        let notes = legal_text::footnotes(row.license_requirement);
        let undated = |number| Footnote { number, span: Interval::default() };
        entry.footnotes = notes.into_iter().map(undated).collect();
    }
    if !row.license_policy.trim().is_empty() {
        entry.review = Some(legal_text::review(row.license_policy));
    }
    if !row.federal_register_notice.is_empty() {
        entry.citations.push(row.federal_register_notice.trim().to_owned());
    }
    if !row.standard_order.trim().is_empty() {
        entry.codes.push(format!("standard_order={}", row.standard_order.trim().to_uppercase()));
    }
}

/// Values of the `ids` cell: `Passport, 836238033, KP` and `836238033, Passport` and longer ones.
fn ids(entry: &mut ListEntry, cell: &str) {
    for item in cell.split("; ").filter(|item| !item.is_empty()) {
        let parts: Vec<&str> = item.split(", ").map(str::trim).collect();
        match parts.as_slice() {
            ["Gender", value] | [value, "Gender"] => {
                entry.party.gender = Some(value.to_lowercase());
            }
            _ => id(entry, &parts, item),
        }
    }
}

fn id(entry: &mut ListEntry, parts: &[&str], item: &str) {
    remarks::directives(entry, item);
    for (what, day) in pairs(parts) {
        remarks::effective(entry, &format!("{what} {day}"));
    }
    let Some(kind) = parts.iter().find(|part| identifiers::is_kind(part)) else { return };
    let rest: Vec<&str> = parts.iter().filter(|part| *part != kind).copied().collect();
    let country = rest.iter().find(|part| part.len() == 2 && countries::code(part).is_some());
    let number = rest
        .iter()
        .filter(|part| Some(*part) != country && dates::iso(part).is_none())
        .max_by_key(|part| part.chars().filter(char::is_ascii_alphanumeric).count());
    if let Some(number) = number.filter(|number| !number.is_empty()) {
        entry.party.identifiers.push(Identifier {
            kind: identifiers::kind(kind),
            number: (*number).to_owned(),
            country: country.map(|code| (*code).to_owned()),
        });
    }
}

/// Both readings of a two-part id: (type, value) and (value, type).
fn pairs<'a>(parts: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    match parts {
        [a, b] => vec![(a, b), (b, a)],
        _ => Vec::new(),
    }
}

fn vessel(entry: &mut ListEntry, row: &CslRow<'_>) {
    for (key, text) in [
        ("call_sign", row.call_sign),
        ("vessel_type", row.vessel_type),
        ("vessel_owner", row.vessel_owner),
    ] {
        if !text.is_empty() {
            entry.codes.push(format!("{key}={text}"));
        }
    }
    add_country(entry, countries::code(row.vessel_flag).as_deref());
}

/// Adds OFAC's strong aliases that the row lacks.
pub(super) fn complete(entry: &mut ListEntry, strong: &Strong) {
    let number = entry.id.parse::<u32>().ok().filter(|_| entry.list.as_str() == "US-OFAC-SDN");
    let Some(known) = number.and_then(|number| strong.aliases.get(&number)) else { return };
    for (kind, name) in known {
        let kind = alias_kind(kind).unwrap_or(NameKind::Alias);
        if !entry.party.names.iter().any(|have| have.text == *name) {
            entry.party.names.push(Name::new(name.as_str(), kind));
        }
    }
}
