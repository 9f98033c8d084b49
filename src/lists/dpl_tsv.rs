//! `bis-dpl-tsv`: the Denied Persons List as the Bureau of Industry and Security publishes it,
//! tab-separated, half-quoted in old files.

use super::countries;
use super::csl::is_custody;
use super::dates;
use super::error::{Refusal, shorten};
use super::input::Input;
use super::reading::{Reading, add_country, made_ids};
use super::table::{Row, Rows};
use crate::model::{Address, ListEntry};

const HEADER: [&str; 12] = [
    "Name",
    "Street_Address",
    "City",
    "State",
    "Country",
    "Postal_Code",
    "Effective_Date",
    "Expiration_Date",
    "Standard_Order",
    "Last_Update",
    "Action",
    "FR_Citation",
];

/// Whether the first line is this format's header.
pub(super) fn guess(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default().replace('"', "");
    first.starts_with("Name\t") && first.contains("Street_Address")
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    out.has_end = false;
    let text = input.text(&mut out.warnings)?.to_owned();
    if !text.ends_with('\n') && !text.ends_with('"') {
        return Err(Refusal::whole(&input.name, "the last row has no line end: truncated"));
    }
    let mut rows = Rows::new(&text, b'\t');
    let header = rows
        .next()
        .map(|row| (0..row.fields.len()).map(|at| row.get(at).to_owned()).collect::<Vec<_>>());
    if header.as_deref().is_none_or(|header| header != HEADER) {
        return Err(Refusal::at(
            &input.name,
            "line 1",
            format!("the header is not {}", HEADER.join(", ")),
        ));
    }
    let mut filled = [0_usize; 12];
    let mut names: Vec<String> = Vec::new();
    let mut blank = 0_usize;
    for row in rows.by_ref() {
        if row.is_blank() {
            blank += 1;
            continue;
        }
        out.rows += 1;
        match entry(&row) {
            Ok(entry) => {
                for (at, count) in filled.iter_mut().enumerate() {
                    *count += usize::from(!row.get(at).is_empty());
                }
                names.push(row.fields.first().map_or(String::new(), ToString::to_string));
                out.entries.push(entry);
            }
            Err(reason) => out.unread(format!("line {}", row.line), reason),
        }
    }
    rows.finish(&input.name)?;
    if blank > 1 {
        out.warn(format!("{blank} empty rows"));
    }
    out.published = out.entries.iter().filter_map(last_update).max();
    judge(&filled, &names, out);
    made_ids(&mut out.entries);
    Ok(())
}

/// The newest update that a row states is the least date that the edition can have.
fn last_update(entry: &ListEntry) -> Option<crate::model::Date> {
    let code = entry.codes.iter().find_map(|code| code.strip_prefix("last_update="))?;
    // One row of the published file says 3017.
    dates::iso(code).filter(|day| day.year() < 2100)
}

fn entry(row: &Row<'_>) -> Result<ListEntry, String> {
    if let Some(fault) = &row.fault {
        return Err(fault.clone());
    }
    // Old files leave out empty columns at the end.
    if !(10..=12).contains(&row.fields.len()) {
        return Err(format!("{} columns instead of 12", row.fields.len()));
    }
    let name = row.get(0);
    if !name.chars().any(char::is_alphabetic) {
        return Err("no name".to_owned());
    }
    let mut entry = ListEntry::new("US-BIS-DPL", "", name);
    entry.listed = Some(
        date(row.get(6))
            .ok_or_else(|| format!("`{}` is no Effective_Date", shorten(row.get(6))))?,
    );
    if !row.get(7).is_empty() {
        let day = date(row.get(7))
            .ok_or_else(|| format!("`{}` is no Expiration_Date", shorten(row.get(7))))?;
        entry.removed = day.tomorrow().ok();
    }
    if !matches!(row.get(8), "" | "Y" | "N" | "y" | "n") {
        return Err(format!("`{}` is no Standard_Order", shorten(row.get(8))));
    }
    let update =
        date(row.get(9)).ok_or_else(|| format!("`{}` is no Last_Update", shorten(row.get(9))))?;
    let citation = row.get(11);
    if !citation.is_empty() && !citation.chars().any(|c| c.is_ascii_digit()) {
        return Err(format!("`{}` is no FR_Citation", shorten(citation)));
    }
    let country = row.get(4);
    // States stand in the column of countries here and there (`NM`); no country is told by them.
    let code_shaped = country.len() == 2 && country.chars().all(|c| c.is_ascii_uppercase());
    if !country.is_empty() && !code_shaped && countries::code(country).is_none() {
        return Err(format!("`{}` is no Country", shorten(country)));
    }
    if row.get(3).chars().any(|c| c.is_ascii_digit()) && row.get(3).len() > 3 {
        return Err(format!("`{}` is no State", shorten(row.get(3))));
    }
    entry.codes.push(format!("standard_order={}", row.get(8).to_uppercase()));
    entry.codes.push(format!("last_update={update}"));
    address(&mut entry, row);
    if !row.get(10).is_empty() {
        entry.remarks = Some(row.get(10).to_owned());
    }
    if !citation.is_empty() {
        entry.citations.push(citation.to_owned());
    }
    Ok(entry)
}

fn date(text: &str) -> Option<crate::model::Date> {
    dates::iso(text).or_else(|| dates::month_first(text))
}

fn address(entry: &mut ListEntry, row: &Row<'_>) {
    // A US address names its state and ZIP code and often no country.
    let us = row.get(4).is_empty() && row.get(3).len() == 2 && !row.get(5).is_empty();
    let country = if us { Some("US".to_owned()) } else { countries::code(row.get(4)) };
    let parts = [row.get(1), row.get(2), row.get(3), row.get(5)];
    let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    if is_custody(&text) {
        entry.codes.push(format!("custody_address={text}"));
        return;
    }
    add_country(entry, country.as_deref());
    let given = |column: usize| Some(row.get(column).to_owned()).filter(|text| !text.is_empty());
    if !text.is_empty() {
        entry.party.addresses.push(Address {
            text,
            city: given(2),
            region: given(3),
            postal_code: given(5),
            country,
        });
    }
}

/// Columns of a whole list are filled, and its rows ascend by name to the end of the alphabet.
fn judge(filled: &[usize; 12], names: &[String], out: &mut Reading) {
    const WHOLE: usize = 200;
    let all = names.len();
    if all < WHOLE {
        return;
    }
    let least = [100, 90, 90, 40, 40, 50, 100, 70, 90, 100, 60, 90];
    for ((name, count), percent) in HEADER.iter().zip(filled).zip(least) {
        if count * 100 < all * percent {
            out.refuse(
                "",
                format!(
                    "column `{name}` is filled in {count} of {all} rows: columns lost or swapped"
                ),
            );
        }
    }
    let broken = names.windows(2).filter(|pair| pair.first() > pair.last()).count();
    if broken * 50 > all {
        out.warn(format!("{broken} rows are out of the order by name"));
    } else if broken > 0 {
        out.refuse(
            "",
            format!(
                "the rows ascend by name, but {broken} are out of place: rows moved or glued on"
            ),
        );
    } else if names.last().is_some_and(|name| name.to_uppercase().as_str() < "W") {
        out.refuse("", "the rows ascend by name but end before W: truncated");
    }
}
