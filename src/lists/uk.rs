//! `uk-ods` and `uk-csv`: the UK Sanctions List, as a workbook (primary names), as the CSV of 58
//! columns (a row per name and address), and the older consolidated list of the Treasury
//! (`ConList.csv`).

use std::collections::BTreeMap;

use super::columns::Columns;
use super::countries;
use super::dates;
use super::error::{Refusal, shorten};
use super::eu_xml::is_native;
use super::input::Input;
use super::reading::{Reading, add_country, add_name};
use super::sheet;
use super::table::Rows;
use crate::model::{Address, Date, Identifier, ListEntry, Name, NameKind, PartyKind};

/// Columns of the workbook.
const SHEET: &[&str] = &[
    "Unique ID",
    "OFSI Group ID",
    "Name",
    "Regime Name",
    "Type",
    "Designation source",
    "Date Designated",
    "Sanctions Imposed",
];

/// Columns of the CSV that must be there.
const CSV: &[&str] = &[
    "Last Updated",
    "Unique ID",
    "OFSI Group ID",
    "UN Reference Number",
    "Name 6",
    "Name 1",
    "Name 2",
    "Name 3",
    "Name 4",
    "Name 5",
    "Name type",
    "Alias strength",
    "Title",
    "Name non-latin script",
    "Regime Name",
    "Designation Type",
    "Designation source",
    "Sanctions Imposed",
    "Address Line 1",
    "Address Country",
    "Date Designated",
    "D.O.B",
    "Nationality(/ies)",
];

/// Further columns of the CSV.
const CSV_MORE: &[&str] = &[
    "Non-latin script type",
    "Non-latin script language",
    "Other Information",
    "UK Statement of Reasons",
    "Address Line 2",
    "Address Line 3",
    "Address Line 4",
    "Address Line 5",
    "Address Line 6",
    "Address Postal Code",
    "Phone number",
    "Website",
    "Email address",
    "National Identifier number",
    "National Identifier additional information",
    "Passport number",
    "Passport additional information",
    "Position",
    "Gender",
    "Town of birth",
    "Country of birth",
    "Type of entity",
    "Subsidiaries",
    "Parent company",
    "Business registration number (s)",
    "IMO number",
    "Current owner/operator (s)",
    "Previous owner/operator (s)",
    "Current believed flag of ship",
    "Previous flags",
    "Type of ship",
    "Tonnage of ship",
    "Length of ship",
    "Year Built",
    "Hull identification number (HIN)",
];

/// Columns of the Treasury's older list.
const CONLIST: &[&str] = &["Name 6", "Name 1", "Group Type", "Alias Type", "Regime", "Group ID"];

/// Whether the input is a workbook of this list.
pub(super) fn guess_sheet(input: &Input) -> bool {
    sheet::kind(&input.bytes) == Some(sheet::Kind::Ods)
}

/// Whether the text is the CSV: a line with the date, then the header.
pub(super) fn guess_csv(text: &str) -> bool {
    let head: String = text.lines().take(2).collect::<Vec<_>>().join("\n").to_lowercase();
    head.contains("name 6") && (head.contains("unique id") || head.contains("group id"))
}

/// Reads the workbook.
pub(super) fn read_sheet(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let rows = sheet::rows(input)?;
    let Some((header, rows)) = rows.split_first() else {
        return Err(Refusal::whole(&input.name, "an empty sheet"));
    };
    let columns = Columns::new(header.iter().map(String::as_str));
    columns.check(&input.name, SHEET, &["UN Reference Number", "Last Updated"])?;
    let mut newest: Option<Date> = None;
    let mut last = String::new();
    for (number, row) in rows.iter().enumerate() {
        out.rows += 1;
        let place = format!("row {}", number + 2);
        let cell = |name: &str| columns.cell(row, name);
        match check(&cell, "Type", cell("Name")) {
            Ok(date) => newest = newest.max(date),
            Err(reason) => {
                out.unread(place, reason);
                continue;
            }
        }
        if cell("Unique ID") < last.as_str() {
            out.unread(place, format!("`{}` is out of order", cell("Unique ID")));
            continue;
        }
        cell("Unique ID").clone_into(&mut last);
        let mut entry = entry(&cell, "Type", cell("Name"));
        entry.programs = vec![cell("Regime Name").to_owned()];
        out.entries.push(entry);
    }
    out.published = newest;
    out.warn("the workbook holds primary names alone: aliases and addresses are in the CSV");
    Ok(())
}

/// Reads the CSV.
pub(super) fn read_csv(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?.to_owned();
    out.has_end = false;
    out.row_per_entry = false;
    let (first, body) = text.split_once('\n').unwrap_or((&text, ""));
    let (date_line, body) =
        if first.to_lowercase().contains("name 6") { ("", text.as_str()) } else { (first, body) };
    out.published = published(date_line);
    if out.published.is_none() {
        out.refuse("line 1", "no date of the report: cut at its head, or not this list");
    }
    if !body.ends_with('\n') && !body.ends_with('"') {
        return Err(Refusal::whole(&input.name, "the last row has no line end: truncated"));
    }
    let mut rows = Rows::new(body, b',');
    let Some(header) = rows.next() else {
        return Err(Refusal::whole(&input.name, "no header"));
    };
    let columns = Columns::new(header.fields.iter().map(AsRef::as_ref));
    let old = columns.has("Group Type");
    if old {
        columns.check(&input.name, CONLIST, &old_columns())?;
    } else {
        columns.check(&input.name, CSV, CSV_MORE)?;
    }
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.by_ref() {
        out.rows += 1;
        let place = format!("line {}", row.line + usize::from(!date_line.is_empty()));
        if row.fault.is_some() || row.fields.len() != columns.width {
            let wrong = format!("{} columns instead of {}", row.fields.len(), columns.width);
            out.unread(place, row.fault.clone().unwrap_or(wrong));
            continue;
        }
        let cell = |name: &str| columns.cell(&row.fields, name);
        let id = cell(if old { "Group ID" } else { "Unique ID" });
        let kind = if old { "Group Type" } else { "Designation Type" };
        let name = full_name(&cell);
        let checked =
            if old { check_old(&cell, &name).map(|()| None) } else { check(&cell, kind, &name) };
        if let Err(reason) = checked {
            out.unread(place, reason);
            continue;
        }
        let at = *places.entry(id.to_owned()).or_insert_with(|| {
            let mut entry = entry(&cell, kind, &name);
            id.clone_into(&mut entry.id);
            entry.party.names.clear();
            out.entries.push(entry);
            out.entries.len() - 1
        });
        if let Some(entry) = out.entries.get_mut(at) {
            add_row(entry, &cell, &name, old);
        }
    }
    rows.finish(&input.name)?;
    let file = out.file.clone();
    for entry in &mut out.entries {
        entry.party.names.sort_by_key(|name| name.kind != NameKind::Primary);
        if entry.party.names.is_empty() {
            out.refusals.push(Refusal::whole(&file, format!("entry `{}` has no name", entry.id)));
        }
    }
    Ok(())
}

fn old_columns() -> Vec<&'static str> {
    vec![
        "Name 2",
        "Name 3",
        "Name 4",
        "Name 5",
        "Title",
        "Name Non-Latin Script",
        "Non-Latin Script Type",
        "Non-Latin Script Language",
        "DOB",
        "Town of Birth",
        "Country of Birth",
        "Nationality",
        "Passport Number",
        "Passport Details",
        "National Identification Number",
        "National Identification Details",
        "Position",
        "Address 1",
        "Address 2",
        "Address 3",
        "Address 4",
        "Address 5",
        "Address 6",
        "Post/Zip Code",
        "Country",
        "Other Information",
        "Alias Quality",
        "Listed On",
        "UK Sanctions List Date Designated",
        "UK Sanctions List Date Issued",
        "Last Updated",
    ]
}

/// "Report Date: 24-Jun-2026", "Last Updated,10/03/2025".
fn published(line: &str) -> Option<Date> {
    let text = line.split([':', ',']).nth(1).unwrap_or_default().trim().trim_matches('"');
    dates::written(&text.replace('-', " "))
        .or_else(|| dates::day_first(text))
        .or_else(|| dates::iso(text))
}

fn check<'r>(
    cell: &dyn Fn(&str) -> &'r str,
    kind: &str,
    name: &str,
) -> Result<Option<Date>, String> {
    let id = cell("Unique ID");
    let letters = id.chars().take_while(char::is_ascii_uppercase).count();
    let digits = id.chars().skip(letters).collect::<String>();
    if !(2..=6).contains(&letters)
        || digits.is_empty()
        || digits.chars().any(|c| !c.is_ascii_digit())
    {
        return Err(format!("`{}` is no unique id", shorten(id)));
    }
    if !name.chars().any(char::is_alphanumeric) && cell("Name non-latin script").is_empty() {
        return Err("no name".to_owned());
    }
    if !matches!(cell(kind), "Individual" | "Entity" | "Ship" | "Vessel") {
        return Err(format!("`{}` is no type", shorten(cell(kind))));
    }
    if cell("OFSI Group ID").chars().any(|c| !c.is_ascii_digit()) {
        return Err(format!("`{}` is no group id", shorten(cell("OFSI Group ID"))));
    }
    if cell("Regime Name").is_empty() || cell("Regime Name").chars().all(|c| c.is_ascii_digit()) {
        return Err("no regime".to_owned());
    }
    let sources = cell("Designation source");
    if !sources.is_empty() && !sources.contains("UK") && !sources.contains("UN") {
        return Err(format!("`{}` is no designation source", shorten(sources)));
    }
    if !cell("Sanctions Imposed").is_empty()
        && !cell("Sanctions Imposed").chars().any(char::is_lowercase)
    {
        return Err(format!("`{}` are no sanctions", shorten(cell("Sanctions Imposed"))));
    }
    let date = cell("Date Designated");
    let read = dates::day_first(date).or_else(|| dates::iso(date));
    if !date.is_empty() && read.is_none() {
        return Err(format!("`{}` is no date of designation", shorten(date)));
    }
    Ok(read)
}

fn check_old<'r>(cell: &dyn Fn(&str) -> &'r str, name: &str) -> Result<(), String> {
    if cell("Group ID").is_empty() || cell("Group ID").chars().any(|c| !c.is_ascii_digit()) {
        return Err(format!("`{}` is no group id", shorten(cell("Group ID"))));
    }
    if !matches!(cell("Group Type"), "Individual" | "Entity" | "Ship") {
        return Err(format!("`{}` is no group type", shorten(cell("Group Type"))));
    }
    if !name.chars().any(char::is_alphanumeric) {
        return Err("no name".to_owned());
    }
    Ok(())
}

fn full_name<'r>(cell: &dyn Fn(&str) -> &'r str) -> String {
    let parts = ["Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"].map(cell);
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn entry<'r>(cell: &dyn Fn(&str) -> &'r str, kind: &str, name: &str) -> ListEntry {
    let mut entry = ListEntry::new("UK-FCDO", cell("Unique ID"), name);
    entry.party.kind = match cell(kind) {
        "Individual" => PartyKind::Individual,
        "Ship" | "Vessel" => PartyKind::Vessel,
        _ => PartyKind::Organization,
    };
    let listed = [cell("Date Designated"), cell("UK Sanctions List Date Designated")];
    entry.listed = listed.into_iter().find_map(|d| dates::day_first(d).or_else(|| dates::iso(d)));
    for (column, key) in [
        ("OFSI Group ID", "ofsi_group"),
        ("UN Reference Number", "un_reference"),
        ("Designation source", "source"),
        ("Sanctions Imposed", "measure"),
        ("Position", "title"),
    ] {
        if !cell(column).is_empty() {
            entry.codes.push(format!("{key}={}", cell(column)));
        }
    }
    entry
}

/// Adds what one row of the CSV says: a name, an address, identifiers.
fn add_row<'r>(entry: &mut ListEntry, cell: &dyn Fn(&str) -> &'r str, name: &str, old: bool) {
    let kind_text = cell(if old { "Alias Type" } else { "Name type" }).to_lowercase();
    let strength = cell(if old { "Alias Quality" } else { "Alias strength" }).to_lowercase();
    let kind = match () {
        () if kind_text.starts_with("primary name variation") => NameKind::Alias,
        () if kind_text.starts_with("primary") => NameKind::Primary,
        () if strength.contains("low") || strength.contains("weak") => NameKind::WeakAlias,
        () if kind_text.contains("f.k.a") => NameKind::Former,
        () => NameKind::Alias,
    };
    add_name(entry, name, kind);
    let native = cell("Name non-latin script");
    if is_native(native) && !entry.party.names.iter().any(|n| n.text == native) {
        entry.party.names.push(Name::new(native, NameKind::NativeScript));
    }
    let regime = cell(if old { "Regime" } else { "Regime Name" }).to_owned();
    if !regime.is_empty() && !entry.programs.contains(&regime) {
        entry.programs.push(regime);
    }
    let lines = if old {
        [
            "Address 1",
            "Address 2",
            "Address 3",
            "Address 4",
            "Address 5",
            "Address 6",
            "Post/Zip Code",
        ]
    } else {
        [
            "Address Line 1",
            "Address Line 2",
            "Address Line 3",
            "Address Line 4",
            "Address Line 5",
            "Address Line 6",
            "Address Postal Code",
        ]
    };
    let text = lines.map(cell).into_iter().filter(|l| !l.is_empty()).collect::<Vec<_>>().join(", ");
    let country = countries::code(cell(if old { "Country" } else { "Address Country" }));
    add_country(entry, country.as_deref());
    if !text.is_empty() && !entry.party.addresses.iter().any(|a| a.text == text) {
        entry.party.addresses.push(Address { country, ..Address::line(text) });
    }
    let birth = cell(if old { "DOB" } else { "D.O.B" });
    for date in birth.split([';', ',']).map(str::trim).filter(|d| !d.is_empty()) {
        let date = birth_date(date);
        if !entry.party.dates_of_birth.contains(&date) {
            entry.party.dates_of_birth.push(date);
        }
    }
    let nations = cell(if old { "Nationality" } else { "Nationality(/ies)" });
    for country in nations
        .split([';', ',', '('])
        .map(|c| c.trim().trim_matches(|c: char| c.is_ascii_digit() || c == ')').trim())
    {
        add_country(entry, countries::code(country).as_deref());
    }
    ids(entry, cell, old);
}

/// "00/00/1975" is a year, "00/04/1975" a month.
fn birth_date(text: &str) -> String {
    match text.split('/').collect::<Vec<_>>().as_slice() {
        ["00", "00", year] => (*year).to_owned(),
        ["00", month, year] => format!("{year}-{month}"),
        _ => dates::day_first(text).map_or_else(|| dates::birth(text), |date| date.to_string()),
    }
}

fn ids<'r>(entry: &mut ListEntry, cell: &dyn Fn(&str) -> &'r str, old: bool) {
    let columns = if old {
        [
            ("Passport Number", "passport"),
            ("National Identification Number", "national_id"),
            ("", ""),
            ("", ""),
        ]
    } else {
        [
            ("Passport number", "passport"),
            ("National Identifier number", "national_id"),
            ("Business registration number (s)", "registration"),
            ("IMO number", "imo"),
        ]
    };
    for (column, kind) in columns {
        let number = cell(column);
        if number.chars().any(|c| c.is_ascii_digit())
            && !entry.party.identifiers.iter().any(|id| id.number == number)
        {
            entry.party.identifiers.push(Identifier {
                kind: kind.to_owned(),
                number: number.to_owned(),
                country: None,
            });
        }
    }
}
