//! `au-xlsx`: the consolidated list of Australia's Department of Foreign Affairs and Trade. One row
//! per name; rows of one reference number (2, 2a, 2b) belong together.

use super::columns::Columns;
use super::countries;
use super::error::Refusal;
use super::input::Input;
use super::reading::{Reading, add_country, add_name};
use super::sheet;
use crate::model::{Address, Date, Identifier, ListEntry, Name, NameKind, PartyKind};

const REQUIRED: &[&str] = &[
    "Reference",
    "Name of Individual or Entity",
    "Type",
    "Name Type",
    "Date of Birth",
    "Place of Birth",
    "Citizenship",
    "Address",
    "Additional Information",
    "Listing Information",
    "Committees",
    "Control Date",
];
const OPTIONAL: &[&str] = &[
    "Alias Strength",
    "IMO Number",
    "Instrument of Designation",
    "Targeted Financial Sanction",
    "Travel Ban",
    "Arms Embargo",
    "Maritime Restriction",
];

/// Whether the input is a workbook with these columns.
pub(super) fn guess(input: &Input) -> bool {
    sheet::kind(&input.bytes) == Some(sheet::Kind::Xlsx)
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let rows = sheet::rows(input)?;
    let mut rows = rows.iter();
    let Some(header) = rows.next() else {
        return Err(Refusal::whole(&input.name, "an empty sheet"));
    };
    let columns = Columns::new(header.iter().map(String::as_str));
    columns.check(&input.name, REQUIRED, OPTIONAL)?;
    let mut last: Option<u32> = None;
    let mut newest: Option<Date> = None;
    let (mut before, mut gaps) = (0_usize, 0_usize);
    for (number, row) in rows.enumerate() {
        out.rows += 1;
        let place = format!("row {}", number + 2);
        let cell = |name: &str| columns.cell(row, name);
        let reference = cell("Reference");
        let digits = reference.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let fault = check(reference, digits, &cell, last);
        if let Err(reason) = fault {
            out.unread(place, reason);
            continue;
        }
        let letters = reference.get(digits.len()..).unwrap_or_default();
        let follows = place_of(letters);
        gaps += usize::from(last == digits.parse().ok() && follows != before + 1);
        before = follows;
        newest = newest.max(control_date(cell("Control Date")));
        last = digits.parse().ok();
        let primary = cell("Name Type").eq_ignore_ascii_case("Primary Name");
        match out.entries.last_mut().filter(|entry| entry.id == digits) {
            Some(entry) if primary => {
                let name = entry.party.caption().to_owned();
                out.refuse(place, format!("a second primary name for {digits}, after `{name}`"));
            }
            Some(entry) => alias(entry, &cell),
            None if primary => out.entries.push(entry(digits, &cell)),
            None => out.unread(place, format!("no primary name before {reference}")),
        }
    }
    // 15 letters are missing in the edition of 2026-07.
    if gaps * 200 > usize::try_from(out.rows).unwrap_or(usize::MAX) {
        out.warn(format!(
            "{gaps} letters are missing between the names of one reference: lost rows?"
        ));
    }
    filled(out);
    out.published = newest;
    out.row_per_entry = false;
    Ok(())
}

/// The place of a letter in the row of names: none is 0, `a` 1, `z` 26, `aa` 27.
fn place_of(letters: &str) -> usize {
    letters.bytes().fold(0, |sum, byte| sum * 26 + usize::from(byte.saturating_sub(b'a')) + 1)
}

/// Columns that a whole list fills.
fn filled(out: &mut Reading) {
    let all = out.entries.len();
    if all < 300 {
        return;
    }
    let with = |test: &dyn Fn(&ListEntry) -> bool| out.entries.iter().filter(|e| test(e)).count();
    let has = |e: &ListEntry, kind: NameKind| e.party.names.iter().any(|name| name.kind == kind);
    let facts = [
        ("aliases", with(&|e| has(e, NameKind::Alias)), 15),
        ("weak aliases", with(&|e| has(e, NameKind::WeakAlias)), 2),
        ("names in their own script", with(&|e| has(e, NameKind::NativeScript)), 5),
        ("dates of birth", with(&|e| !e.party.dates_of_birth.is_empty()), 20),
        ("countries", with(&|e| !e.party.countries.is_empty()), 20),
        ("remarks", with(&|e| e.remarks.is_some()), 60),
        ("individuals", with(&|e| e.party.kind == PartyKind::Individual), 25),
    ];
    for (what, have, percent) in facts {
        if have * 100 < all * percent {
            out.refuse("", format!("{have} of {all} entries have {what}: columns lost or swapped"));
        }
    }
}

fn check<'r>(
    reference: &str,
    digits: &str,
    cell: &dyn Fn(&str) -> &'r str,
    last: Option<u32>,
) -> Result<(), String> {
    let number: u32 = digits.parse().map_err(|_| format!("`{reference}` is no reference"))?;
    if last.is_some_and(|last| number < last) {
        return Err(format!("reference {reference} is out of order"));
    }
    if !cell("Name of Individual or Entity").chars().any(char::is_alphanumeric) {
        return Err("no name".to_owned());
    }
    if !matches!(cell("Type").to_lowercase().as_str(), "individual" | "entity" | "vessel") {
        return Err(format!("`{}` is no type", super::error::shorten(cell("Type"))));
    }
    let kind = cell("Name Type").to_lowercase();
    if !matches!(kind.as_str(), "primary name" | "alias" | "original script") {
        return Err(format!("`{}` is no name type", super::error::shorten(cell("Name Type"))));
    }
    let strength = cell("Alias Strength").to_lowercase();
    if !matches!(strength.as_str(), "" | "strong" | "weak")
        || (kind == "primary name" && !strength.is_empty())
    {
        return Err(format!("`{}` is no alias strength", super::error::shorten(&strength)));
    }
    if cell("Committees").is_empty() {
        return Err("no committee".to_owned());
    }
    if control_date(cell("Control Date")).is_none() {
        return Err(format!(
            "`{}` is no control date",
            super::error::shorten(cell("Control Date"))
        ));
    }
    Ok(())
}

/// A spreadsheet's day number, or a written date.
fn control_date(text: &str) -> Option<Date> {
    let Ok(days) = text.parse::<f64>() else {
        return super::dates::iso(text)
            .or_else(|| super::dates::day_first(text))
            .or_else(|| super::dates::written(text));
    };
    if !(20_000.0..=80_000.0).contains(&days) {
        return None;
    }
    super::cell::day(days)
}

fn entry<'r>(id: &str, cell: &dyn Fn(&str) -> &'r str) -> ListEntry {
    let mut entry = ListEntry::new("AU-DFAT", id, cell("Name of Individual or Entity"));
    entry.party.kind = match cell("Type").to_lowercase().as_str() {
        "individual" => PartyKind::Individual,
        "vessel" => PartyKind::Vessel,
        _ => PartyKind::Organization,
    };
    entry.programs = vec![cell("Committees").to_owned()];
    for date in cell("Date of Birth").split(", ").filter(|part| !part.is_empty()) {
        let date = super::dates::day_first(date)
            .map_or_else(|| super::dates::birth(date), |d| d.to_string());
        entry.party.dates_of_birth.push(date);
    }
    for country in cell("Citizenship").split([',', ';']).map(str::trim) {
        add_country(&mut entry, countries::code(country).as_deref());
    }
    for part in lettered(cell("Address")) {
        let country = part.rsplit(", ").next().and_then(countries::code);
        add_country(&mut entry, country.as_deref());
        if part.contains(", ") || country.is_none() {
            entry.party.addresses.push(Address { country, ..Address::line(part) });
        }
    }
    for part in lettered(cell("Place of Birth")) {
        entry.codes.push(format!("place_of_birth={part}"));
    }
    if !cell("IMO Number").is_empty() {
        entry.party.identifiers.push(Identifier {
            kind: "imo".to_owned(),
            number: cell("IMO Number").to_owned(),
            country: None,
        });
    }
    for (column, key) in [
        ("Targeted Financial Sanction", "financial_sanction"),
        ("Travel Ban", "travel_ban"),
        ("Arms Embargo", "arms_embargo"),
        ("Maritime Restriction", "maritime_restriction"),
    ] {
        let value = cell(column).to_lowercase();
        if matches!(value.as_str(), "1" | "true" | "yes") {
            entry.codes.push(format!("{key}=yes"));
        }
    }
    if !cell("Instrument of Designation").is_empty() {
        entry.citations.push(cell("Instrument of Designation").to_owned());
    }
    let remarks: Vec<&str> = [cell("Additional Information"), cell("Listing Information")]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    if !remarks.is_empty() {
        entry.remarks = Some(remarks.join("; "));
    }
    entry
}

fn alias<'r>(entry: &mut ListEntry, cell: &dyn Fn(&str) -> &'r str) {
    let name = cell("Name of Individual or Entity");
    let kind = match (
        cell("Name Type").to_lowercase().as_str(),
        cell("Alias Strength").to_lowercase().as_str(),
    ) {
        ("original script", _) => NameKind::NativeScript,
        (_, "weak") => NameKind::WeakAlias,
        _ => NameKind::Alias,
    };
    if kind == NameKind::NativeScript {
        entry.party.names.push(Name::new(name, kind));
    } else {
        add_name(entry, name, kind);
    }
}

/// "a) X b) Y" -> the parts.
fn lettered(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices(") ") {
        let letter = at.checked_sub(1).and_then(|i| bytes.get(i)).copied().unwrap_or_default();
        let before = at.checked_sub(2).and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
        if letter.is_ascii_lowercase() && before == b' ' {
            out.push(text.get(start..at - 1).unwrap_or_default());
            start = at + 2;
        }
    }
    out.push(text.get(start..).unwrap_or_default());
    out.into_iter()
        .map(|part| part.trim().trim_end_matches([';', ',']))
        .filter(|p| !p.is_empty())
        .collect()
}
