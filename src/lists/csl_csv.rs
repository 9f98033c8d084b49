//! `csl-csv`: the Consolidated Screening List as comma-separated values, of all published widths.

use super::csl::{self, CslRow};
use super::csl_columns::{Order, Statistics};
use super::error::Refusal;
use super::input::Input;
use super::ofac_csv;
use super::reading::{Reading, made_ids};
use super::table::{Row, Rows};

/// The columns in their order. Files of 2019 lack `_id`, older ones `ids` too.
const HEADER: [&str; 29] = [
    "_id",
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "title",
    "addresses",
    "federal_register_notice",
    "start_date",
    "end_date",
    "standard_order",
    "license_requirement",
    "license_policy",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
    "remarks",
    "source_list_url",
    "alt_names",
    "citizenships",
    "dates_of_birth",
    "nationalities",
    "places_of_birth",
    "source_information_url",
    "ids",
];

/// Whether the text looks like this format: its first line names most of the columns.
pub(super) fn guess(text: &str) -> bool {
    Rows::new(text, b',').next().is_some_and(|header| {
        let known = header.fields.iter().filter(|field| HEADER.contains(&field.trim())).count();
        known >= 15
    })
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    out.has_end = false;
    let text = input.text(&mut out.warnings)?;
    let ended = text.ends_with('\n');
    // Where every field is quoted, a last row that is complete shows it without a line end.
    if !ended && !text.ends_with('"') {
        return Err(Refusal::whole(&input.name, "the last row has no line end: truncated"));
    }
    let mut rows = Rows::new(text, b',');
    let Some(header) = rows.next() else {
        return Err(Refusal::whole(&input.name, "no header"));
    };
    let columns = check_header(&header, &input.name)?;
    let strong = ofac_csv::strong(input, out)?;
    let mut statistics = Statistics::default();
    let last_line = text.lines().count();
    if !ended {
        out.warn("the last row has no line end");
    }
    for row in rows.by_ref() {
        out.rows += 1;
        let place = format!("line {}", row.line);
        if let Some(fault) = &row.fault {
            out.unread(place, fault.clone());
            continue;
        }
        if row.fields.len() != columns.len() {
            if !ended && row.line >= last_line {
                out.refuse(&place, "the file ends inside this row: truncated");
            }
            out.unread(place, format!("{} columns instead of {}", row.fields.len(), columns.len()));
            continue;
        }
        let cells = cells(&row, &columns);
        statistics.add(&cells);
        match csl::entry(&cells, strong.as_ref()) {
            Ok(mut entry) => {
                if let Some(strong) = &strong {
                    csl::complete(&mut entry, strong);
                }
                out.entries.push(entry);
            }
            Err(reason) => out.unread(place, reason),
        }
    }
    rows.finish(&input.name)?;
    made_ids(&mut out.entries);
    statistics.judge(out);
    match statistics.order() {
        Order::EndsEarly => {
            out.refuse("", "the rows ascend by name but end before Z: truncated");
        }
        Order::Sorted { broken } if broken > 5 => {
            out.refuse(
                "",
                format!(
                    "the rows ascend by name, but {broken} are out of place: rows moved or repeated"
                ),
            );
        }
        Order::Sorted { broken: 1.. } => {
            out.warn("the rows ascend by name, but some are out of place".to_owned());
        }
        Order::Sorted { .. } | Order::Unsorted => {}
    }
    Ok(())
}

/// The header must be one of the published ones, name by name and in order.
fn check_header(header: &Row<'_>, file: &str) -> Result<Vec<usize>, Refusal> {
    let names: Vec<&str> = (0..header.fields.len()).map(|at| header.get(at)).collect();
    for (from, to) in [(0, 29), (1, 29), (1, 28), (0, 28)] {
        let expected = HEADER.get(from..to).unwrap_or_default();
        if names == expected {
            return Ok((from..to).collect());
        }
    }
    let missing: Vec<&str> = HEADER.iter().filter(|name| !names.contains(*name)).copied().collect();
    let unknown: Vec<&str> = names.iter().filter(|name| !HEADER.contains(*name)).copied().collect();
    Err(Refusal::at(
        file,
        "line 1",
        format!(
            "the header is not the published one: missing [{}], unknown [{}], {} columns{}",
            missing.join(", "),
            unknown.join(", "),
            names.len(),
            if missing.is_empty() && unknown.is_empty() { ", in another order" } else { "" }
        ),
    ))
}

/// The cells of a row by column name.
fn cells<'r>(row: &'r Row<'_>, columns: &[usize]) -> CslRow<'r> {
    let at = |column: usize| {
        let place = columns.iter().position(|have| *have == column);
        place.and_then(|place| row.fields.get(place)).map_or("", |field| field.as_ref())
    };
    // A file without `_id` gets the row's name as a stand-in; it is no key anyway.
    let id = if columns.contains(&0) { at(0) } else { "none" };
    CslRow {
        id,
        source: at(1),
        entity_number: at(2).trim(),
        kind: at(3).trim(),
        programs: at(4),
        name: at(5),
        title: at(6),
        addresses: csl::address_cells(at(7)),
        federal_register_notice: at(8),
        start_date: at(9).trim(),
        end_date: at(10).trim(),
        standard_order: at(11),
        license_requirement: at(12),
        license_policy: at(13),
        call_sign: at(14),
        vessel_type: at(15),
        gross_tonnage: at(16),
        gross_registered_tonnage: at(17),
        vessel_flag: at(18),
        vessel_owner: at(19),
        remarks: at(20),
        source_list_url: at(21),
        alt_names: aliases(at(22)),
        citizenships: at(23),
        dates_of_birth: at(24),
        nationalities: at(25),
        places_of_birth: at(26),
        source_information_url: at(27),
        ids: at(28),
    }
}

/// Aliases are joined by "; ", sometimes without the blank, sometimes with "and" before the last.
fn aliases(cell: &str) -> Vec<&str> {
    cell.split(';')
        .map(str::trim)
        .map(|alias| alias.strip_prefix("and ").unwrap_or(alias))
        .filter(|alias| !alias.is_empty() && *alias != "and")
        .collect()
}
