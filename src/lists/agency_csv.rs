//! `agency-csv`: older files of single US agencies: Entity List and military end users (36 columns,
//! a line per address and alias), Unverified List, nonproliferation sanctions, debarred parties.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::countries;
use super::dates;
use super::error::Refusal;
use super::input::Input;
use super::legal_text;
use super::published_name;
use super::reading::{Reading, add_country, add_name, made_ids};
use super::table::{Row, Rows};
use crate::model::{Address, Footnote, Interval, ListEntry, PartyKind};

/// Which of the files it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Entity List and military end users, by the first column.
    Licensed,
    Unverified,
    Nonproliferation,
    Debarred,
}

fn layout(columns: &Columns) -> Option<Layout> {
    let has = |name: &str| columns.has(name);
    if has("Source List") && has("License Requirement") && has("Alternate Name") {
        Some(Layout::Licensed)
    } else if has("Source List") && has("Programs") && has("Alternative Names") {
        Some(Layout::Nonproliferation)
    } else if has("COUNTRY") && has("NAME") && has("ADDRESS") && columns.width <= 10 {
        Some(Layout::Unverified)
    } else if has("Notice Date") && has("Corrected Notice") {
        Some(Layout::Debarred)
    } else {
        None
    }
}

fn header(text: &str) -> Option<Columns> {
    Rows::new(text, b',').next().map(|row| Columns::new(row.fields.iter().map(AsRef::as_ref)))
}

/// Whether the first line is a header of one of these files.
pub(super) fn guess(text: &str) -> bool {
    header(text).is_some_and(|columns| layout(&columns).is_some())
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    out.has_end = false;
    out.row_per_entry = false;
    let text = input.text_or_windows_1252(&mut out.warnings)?;
    let found = header(&text).and_then(|columns| layout(&columns).map(|layout| (columns, layout)));
    let Some((columns, layout)) = found else {
        return Err(Refusal::at(&input.name, "line 1", "no header of an agency's file"));
    };
    let mut rows = Rows::new(&text, b',');
    // Unnamed columns at the end of the header may be absent from the rows.
    let named = rows.next().map_or(0, |header| {
        header.fields.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |at| at + 1)
    });
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.by_ref() {
        if row.is_blank() {
            continue;
        }
        out.rows += 1;
        let place = format!("line {}", row.line);
        let fits = (named..=columns.width).contains(&row.fields.len());
        if row.fault.is_some() || !fits {
            let wrong = format!("{} columns instead of {}", row.fields.len(), columns.width);
            out.unread(place, row.fault.clone().unwrap_or(wrong));
            continue;
        }
        let cell = |name: &str| columns.cell(&row.fields, name);
        let read = match layout {
            Layout::Licensed => licensed(&cell),
            Layout::Unverified => unverified(&cell),
            Layout::Nonproliferation => nonproliferation(&cell),
            Layout::Debarred => debarred(&row),
        };
        match read {
            Ok(entry) => join(entry, &mut places, out),
            Err(reason) => out.unread(place, reason),
        }
    }
    rows.finish(&input.name)?;
    made_ids(&mut out.entries);
    Ok(())
}

/// Joins the lines of one party: same list, name, country and citation.
fn join(entry: ListEntry, places: &mut BTreeMap<String, usize>, out: &mut Reading) {
    let country = entry.party.countries.first().cloned().unwrap_or_default();
    let key = format!("{}|{}|{country}", entry.list, entry.party.caption());
    let Some(old) = places.get(&key).and_then(|at| out.entries.get_mut(*at)) else {
        places.insert(key, out.entries.len());
        out.entries.push(entry);
        return;
    };
    for name in entry.party.names {
        add_name(old, &name.text, name.kind);
    }
    for address in entry.party.addresses {
        if !old.party.addresses.contains(&address) {
            old.party.addresses.push(address);
        }
    }
    for (have, more) in [
        (&mut old.programs, entry.programs),
        (&mut old.citations, entry.citations),
        (&mut old.codes, entry.codes),
    ] {
        for item in more {
            if !have.contains(&item) {
                have.push(item);
            }
        }
    }
    old.listed = match (old.listed, entry.listed) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
}

fn named(list: &str, name: &str) -> Result<ListEntry, String> {
    if !name.chars().any(char::is_alphanumeric) {
        return Err("no name".to_owned());
    }
    Ok(ListEntry::new(list, "", name))
}

fn country_of(entry: &mut ListEntry, country: &str) -> Result<Option<String>, String> {
    let code = countries::code(country.split(" - ").next().unwrap_or(country));
    if code.is_none() && !country.is_empty() && country.chars().any(|c| c.is_ascii_digit()) {
        return Err(format!("`{}` is no country", super::error::shorten(country)));
    }
    add_country(entry, code.as_deref());
    Ok(code)
}

fn licensed<'r>(cell: &dyn Fn(&str) -> &'r str) -> Result<ListEntry, String> {
    let list = match cell("Source List") {
        "EL" => "US-BIS-EL",
        "MEU" => "US-BIS-MEU",
        other => return Err(format!("`{}` is no source list", super::error::shorten(other))),
    };
    let mut entry = named(list, cell("Name"))?;
    published_name::apply(&mut entry, cell("Name"));
    let country = country_of(&mut entry, cell("Country"))?;
    let parts = ["Address", "City", "State/Province", "Postal Code"].map(cell);
    let text = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
    if !text.is_empty() {
        let given = |name: &str| Some(cell(name).to_owned()).filter(|t| !t.is_empty());
        entry.party.addresses.push(Address {
            text,
            city: given("City"),
            region: given("State/Province"),
            postal_code: given("Postal Code"),
            country,
        });
    }
    if !cell("Alternate Name").is_empty() {
        published_name::apply_alias(&mut entry, cell("Alternate Name"));
    }
    entry.listed = dates::month_first(cell("Effective Date"));
    entry.removed = dates::month_first(cell("Date Lifted/Waived/Expired"));
    let requirement = cell("License Requirement");
    if requirement.is_empty() {
        return Err("no license requirement".to_owned());
    }
    entry.requirements.push(legal_text::requirement(requirement));
    let undated = |number| Footnote { number, span: Interval::default() };
    entry.footnotes = legal_text::footnotes(requirement).into_iter().map(undated).collect();
    entry.review = Some(legal_text::review(cell("License Policy")));
    entry.citations.push(cell("Federal Register Notice").to_owned());
    Ok(entry)
}

fn unverified<'r>(cell: &dyn Fn(&str) -> &'r str) -> Result<ListEntry, String> {
    let mut entry = named("US-BIS-UVL", cell("NAME"))?;
    published_name::apply(&mut entry, cell("NAME"));
    let country = country_of(&mut entry, cell("COUNTRY"))?;
    if country.is_none() {
        return Err(format!("`{}` is no country", super::error::shorten(cell("COUNTRY"))));
    }
    if !cell("ADDRESS").is_empty() {
        entry.party.addresses.push(Address { country, ..Address::line(cell("ADDRESS")) });
    }
    Ok(entry)
}

fn nonproliferation<'r>(cell: &dyn Fn(&str) -> &'r str) -> Result<ListEntry, String> {
    if cell("Source List") != "ISN" {
        return Err(format!("`{}` is no source list", super::error::shorten(cell("Source List"))));
    }
    let mut entry = named("US-STATE-ISN", cell("Name"))?;
    published_name::apply(&mut entry, cell("Name"));
    country_of(&mut entry, cell("Country"))?;
    for alias in cell("Alternative Names").split(';').map(str::trim).filter(|a| !a.is_empty()) {
        published_name::apply_alias(&mut entry, alias);
    }
    entry.programs = vec![cell("Programs").to_owned()];
    entry.listed = dates::month_first(cell("Effective Date"));
    entry.citations.push(cell("Federal Register Notice").to_owned());
    if !cell("Remarks/Notes").is_empty() {
        entry.remarks = Some(cell("Remarks/Notes").to_owned());
    }
    Ok(entry)
}

/// "Hukic, Bajro (a.k.a. Bob Hukic; Bab Hucici)", no address at all.
fn debarred(row: &Row<'_>) -> Result<ListEntry, String> {
    let cell = row.get(0);
    let mut entry = named("US-DDTC-DTC", cell)?;
    let person = cell.split(" (").next().unwrap_or(cell);
    published_name::apply(&mut entry, cell);
    let company =
        ["Inc", "Ltd", "Co.", "Corp", "LLC", "GmbH", "S.A."].iter().any(|f| person.contains(f));
    if person.contains(", ") && !company {
        entry.party.kind = PartyKind::Individual;
    }
    if !row.get(1).is_empty() {
        entry.party.dates_of_birth.push(dates::birth(row.get(1)));
    }
    entry.citations.push(row.get(2).to_owned());
    entry.listed = dates::month_first(row.get(3));
    if entry.listed.is_none() {
        return Err(format!("`{}` is no notice date", super::error::shorten(row.get(3))));
    }
    if !row.get(4).is_empty() {
        entry.citations.push(row.get(4).to_owned());
    }
    Ok(entry)
}
