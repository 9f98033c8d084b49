//! `eu-csv`: the European Union's financial sanctions as CSV (semicolons, a row per name, address or
//! identifier), and the table of listings in EU acts (a row per party: name, alias, weakAlias,
//! previousName, annex, measure).

use std::collections::BTreeMap;

use super::columns::Columns;
use super::countries;
use super::dates;
use super::error::{Refusal, shorten};
use super::eu_xml::is_native;
use super::identifiers;
use super::input::Input;
use super::reading::{Reading, add_country, add_name, made_ids};
use super::table::Rows;
use crate::model::{Address, Identifier, ListEntry, Name, NameKind, PartyKind};

/// Columns of the financial sanctions that must be there.
const FSF: &[&str] = &["Entity_LogicalId", "Entity_SubjectType", "NameAlias_WholeName"];
/// Columns of the acts that must be there.
const ACTS: &[&str] = &["name", "alias", "annex", "measure"];
/// Artefacts of a word processor in alias cells of the acts.
const NO_NAMES: &[&str] = &["chinese:", "text of image", "russian:", "n/a", "-"];

fn header(text: &str) -> Option<(Columns, u8)> {
    let first = text.lines().next()?;
    let delimiter =
        if first.matches(';').count() > first.matches(',').count() { b';' } else { b',' };
    let row = Rows::new(text, delimiter).next()?;
    Some((Columns::new(row.fields.iter().map(AsRef::as_ref)), delimiter))
}

/// Whether the first line is a header of one of the two.
pub(super) fn guess(text: &str) -> bool {
    header(text).is_some_and(|(columns, _)| {
        columns.has("Entity_LogicalId") || ACTS.iter().all(|name| columns.has(name))
    })
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    out.has_end = false;
    let text = input.text(&mut out.warnings)?.to_owned();
    let Some((columns, delimiter)) = header(&text) else {
        return Err(Refusal::whole(&input.name, "no header"));
    };
    if !text.ends_with('\n') {
        return Err(Refusal::whole(&input.name, "the last row has no line end: truncated"));
    }
    let acts = !columns.has("Entity_LogicalId");
    for required in if acts { ACTS } else { FSF } {
        if !columns.has(required) {
            return Err(Refusal::at(
                &input.name,
                "line 1",
                format!("column `{required}` is missing"),
            ));
        }
    }
    let mut rows = Rows::new(&text, delimiter);
    rows.next();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.by_ref() {
        if row.is_blank() {
            continue;
        }
        out.rows += 1;
        let place = format!("line {}", row.line);
        if row.fault.is_some() || row.fields.len() != columns.width {
            let wrong = format!("{} columns instead of {}", row.fields.len(), columns.width);
            out.unread(place, row.fault.clone().unwrap_or(wrong));
            continue;
        }
        let cell = |name: &str| columns.cell(&row.fields, name);
        let read = if acts { act(&cell, out) } else { sanction(&cell, &mut places, out) };
        if let Err(reason) = read {
            out.unread(place, reason);
        }
    }
    rows.finish(&input.name)?;
    out.row_per_entry = acts;
    for entry in &mut out.entries {
        entry.party.names.sort_by_key(|name| name.kind != NameKind::Primary);
    }
    let nameless = out.entries.iter().filter(|entry| entry.party.names.is_empty()).count();
    if nameless > 0 {
        out.refuse("", format!("{nameless} entities have no name"));
    }
    made_ids(&mut out.entries);
    Ok(())
}

/// A row of the financial sanctions: it may carry a name, an address, a birth date ...
fn sanction<'r>(
    cell: &dyn Fn(&str) -> &'r str,
    places: &mut BTreeMap<String, usize>,
    out: &mut Reading,
) -> Result<(), String> {
    let id = cell("Entity_LogicalId");
    if id.is_empty() || id.chars().any(|c| !c.is_ascii_digit()) {
        return Err(format!("`{}` is no Entity_LogicalId", shorten(id)));
    }
    let day = cell("fileGenerationDate");
    let date = dates::day_first(day).or_else(|| dates::iso(day));
    if !day.is_empty() && date.is_none() {
        return Err(format!("`{}` is no fileGenerationDate", shorten(day)));
    }
    if let (Some(known), Some(date)) = (out.published, date)
        && known != date
    {
        return Err(format!("fileGenerationDate {date} where the file is of {known}"));
    }
    out.published = out.published.or(date);
    let kind =
        [cell("Entity_SubjectType"), cell("Entity_SubjectType_ClassificationCode")].join(" ");
    let kind = kind.to_lowercase();
    let at = *places.entry(id.to_owned()).or_insert_with(|| {
        let mut entry = ListEntry::new("EU-FSF", id, "");
        entry.party.names.clear();
        out.entries.push(entry);
        out.entries.len() - 1
    });
    let Some(entry) = out.entries.get_mut(at) else { return Ok(()) };
    if kind.contains("person") || kind.split(' ').any(|k| k == "p") {
        entry.party.kind = PartyKind::Individual;
    } else if kind.contains("enterprise") || kind.split(' ').any(|k| k == "e") {
        entry.party.kind = PartyKind::Organization;
    }
    let name = cell("NameAlias_WholeName");
    if is_native(name) {
        if !entry.party.names.iter().any(|n| n.text == name) {
            entry.party.names.push(Name::new(name, NameKind::NativeScript));
        }
    } else if !name.is_empty() {
        let first = !entry.party.names.iter().any(|n| n.kind == NameKind::Primary);
        add_name(entry, name, if first { NameKind::Primary } else { NameKind::Alias });
    }
    facts(entry, cell);
    Ok(())
}

fn facts<'r>(entry: &mut ListEntry, cell: &dyn Fn(&str) -> &'r str) {
    let program = [cell("Entity_Regulation_Programme"), cell("Entity_Programme")];
    for program in program.into_iter().filter(|p| !p.is_empty()) {
        if !entry.programs.iter().any(|p| p == program) {
            entry.programs.push(program.to_owned());
        }
    }
    let title = cell("Entity_Regulation_NumberTitle");
    if !title.is_empty() && !entry.citations.iter().any(|c| c == title) {
        entry.citations.push(title.to_owned());
    }
    let listed = cell("Entity_DesignationDate");
    entry.listed = entry.listed.or(dates::iso(listed).or_else(|| dates::day_first(listed)));
    let country = countries::code(cell("Address_CountryIso2Code"));
    add_country(entry, country.as_deref());
    let parts = [
        "Address_Street",
        "Address_PoBox",
        "Address_Place",
        "Address_City",
        "Address_ZipCode",
        "Address_Region",
    ];
    let text = parts.map(cell).into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
    if !text.is_empty() && !entry.party.addresses.iter().any(|a| a.text == text) {
        entry.party.addresses.push(Address { country, ..Address::line(text) });
    }
    let birth = [cell("BirthDate_BirthDate"), cell("BirthDate_Year")];
    if let Some(date) = birth.into_iter().find(|d| !d.is_empty()) {
        let date = dates::birth(date);
        if !entry.party.dates_of_birth.contains(&date) {
            entry.party.dates_of_birth.push(date);
        }
    }
    let number = cell("Identification_Number");
    if !number.is_empty() && !entry.party.identifiers.iter().any(|id| id.number == number) {
        let kind = [cell("Identification_TypeDescription"), cell("Identification_TypeCode")];
        entry.party.identifiers.push(Identifier {
            kind: identifiers::kind(kind.into_iter().find(|k| !k.is_empty()).unwrap_or("id")),
            number: number.to_owned(),
            country: countries::code(cell("Identification_CountryIso2Code")),
        });
    }
    add_country(entry, countries::code(cell("Citizenship_CountryIso2Code")).as_deref());
}

/// A row of the acts.
fn act<'r>(cell: &dyn Fn(&str) -> &'r str, out: &mut Reading) -> Result<(), String> {
    let name = cell("name");
    if !name.chars().any(char::is_alphanumeric) {
        return Err("no name".to_owned());
    }
    let mut entry = ListEntry::new("EU-ACTS", "", name);
    for (column, kind) in [
        ("alias", NameKind::Alias),
        ("weakAlias", NameKind::WeakAlias),
        ("previousName", NameKind::Former),
    ] {
        for part in cell(column).split("; ").map(str::trim) {
            if NO_NAMES.contains(&part.to_lowercase().as_str()) {
                continue;
            }
            if is_native(part) && !entry.party.names.iter().any(|n| n.text == part) {
                entry.party.names.push(Name::new(part, NameKind::NativeScript));
            } else {
                add_name(&mut entry, part, kind);
            }
        }
    }
    for (column, key) in [("annex", "annex"), ("measure", "measure"), ("act", "act")] {
        if !cell(column).is_empty() {
            entry.codes.push(format!("{key}={}", cell(column)));
        }
    }
    for country in cell("country").split("; ") {
        add_country(&mut entry, countries::code(country).as_deref());
    }
    for (column, kind) in [
        ("innCode", "inn"),
        ("ogrnCode", "ogrn"),
        ("imoNumber", "imo"),
        ("registrationNumber", "registration"),
    ] {
        for number in cell(column).split("; ").filter(|n| !n.is_empty()) {
            entry.party.identifiers.push(Identifier {
                kind: kind.to_owned(),
                number: number.to_owned(),
                country: None,
            });
        }
    }
    for address in cell("address").split("; ").filter(|a| !a.is_empty()) {
        entry.party.addresses.push(Address::line(address));
    }
    out.entries.push(entry);
    Ok(())
}
