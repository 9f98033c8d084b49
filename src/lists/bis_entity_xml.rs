//! `bis-entity-xml`: the Entity List, Supplement No. 4 to 15 CFR part 744, as eCFR XML. The table of
//! Supplement No. 7 (military end users) has fewer columns and is read too.

use super::countries;
use super::entity_cell;
use super::error::Refusal;
use super::input::Input;
use super::legal_text;
use super::reading::{Reading, made_ids};
use super::xml::{self, Element};
use crate::model::{Footnote, Interval, ListEntry};

/// The columns of Supplement No. 4.
const HEADER: [&str; 5] = [
    "country",
    "entity",
    "license requirement",
    "license review policy",
    "federal register citation",
];

/// Whether the text is a part of eCFR with the table.
pub(super) fn guess(text: &str) -> bool {
    xml::root_of(text).is_some_and(|(name, _)| {
        name.starts_with("DIV") || name == "ECFR" || name == "DLPSTEXTCLASS"
    }) && (text.contains("No. 4 to Part 744") || text.contains("No. 7 to Part 744"))
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?.to_owned();
    // A line break inside a cell separates aliases and addresses.
    let text = text.replace("<br/>", "\n").replace("<br />", "\n").replace("<BR/>", "\n");
    let mut tables: Vec<(bool, Element)> = Vec::new();
    let mut military = false;
    let is_record = |path: &str| path.ends_with("/TABLE") || path.ends_with("/HEAD");
    xml::walk(&input.name, &text, &is_record, &mut |path, element| {
        if path.ends_with("/HEAD") {
            let head = flat(&element).to_lowercase();
            if head.contains("no. 7 to part 744") {
                military = true;
            } else if head.contains("no. ") && head.contains("to part") {
                military = false;
            }
        } else if path.ends_with("/TABLE") {
            tables.push((military, element));
        }
        Ok(())
    })?;
    let mut found = false;
    for (military, table) in &tables {
        let rows: Vec<&Element> = rows_of(table);
        let Some(width) = header(&rows) else { continue };
        found = true;
        read_table(&rows, width, *military, out);
    }
    if !found {
        out.refuse("", format!("no table with the columns {}", HEADER.join(" | ")));
    }
    made_ids(&mut out.entries);
    out.warn("eCFR XML carries no date of its own: the date of the request is the edition's");
    Ok(())
}

/// All rows of a table, wherever they are nested.
fn rows_of(table: &Element) -> Vec<&Element> {
    let mut rows = Vec::new();
    for child in &table.children {
        match child.name.as_str() {
            "TR" => rows.push(child),
            "THEAD" | "TBODY" | "TFOOT" => rows.extend(child.all("TR")),
            _ => {}
        }
    }
    rows
}

/// The number of columns, where a row of headings names them as published.
fn header(rows: &[&Element]) -> Option<usize> {
    rows.iter().find_map(|row| {
        let cells: Vec<String> = row.all("TH").map(|cell| flat(cell).to_lowercase()).collect();
        let five = cells.len() == 5
            && cells.iter().zip(HEADER).all(|(cell, name)| cell.replace("  ", " ").contains(name));
        let three = cells.len() == 3
            && cells
                .iter()
                .zip(["country", "entity", "federal register citation"])
                .all(|(cell, name)| cell.contains(name));
        match (five, three) {
            (true, _) => Some(5),
            (_, true) => Some(3),
            _ => None,
        }
    })
}

fn read_table(rows: &[&Element], width: usize, military: bool, out: &mut Reading) {
    let list = if military || width == 3 { "US-BIS-MEU" } else { "US-BIS-EL" };
    let mut country = String::new();
    for row in rows {
        let cells: Vec<&Element> = row.all("TD").collect();
        if cells.is_empty() {
            continue;
        }
        let place = format!("line {}", row.line);
        if cells.len() != width {
            // A footnote under the table spans all of its columns.
            if cells.len() > 1 {
                out.rows += 1;
                out.unread(place, format!("{} columns instead of {width}", cells.len()));
            }
            continue;
        }
        let at = |column: usize| cells.get(column).map(|cell| flat(cell)).unwrap_or_default();
        let named = at(0);
        if !named.is_empty() {
            country = named;
        }
        let entity = cells.get(1).map(|cell| lines(cell)).unwrap_or_default();
        if entity.trim().is_empty() || entity.contains("[Reserved]") {
            continue;
        }
        out.rows += 1;
        let (requirement, policy, citation) =
            if width == 5 { (at(2), at(3), at(4)) } else { (String::new(), String::new(), at(2)) };
        if width == 5 && requirement.is_empty() {
            out.unread(place, "no license requirement");
            continue;
        }
        let entry = entry(list, &country, &entity, [&requirement, &policy, &citation]);
        match entry {
            Ok(entry) => out.entries.push(entry),
            Err(reason) => out.unread(place, reason),
        }
    }
}

fn entry(
    list: &str,
    country: &str,
    entity: &str,
    legal: [&String; 3],
) -> Result<ListEntry, String> {
    let [requirement, policy, citation] = legal;
    let mut entry = ListEntry::new(list, "", "");
    entity_cell::read(&mut entry, entity)?;
    let code = countries::code(country.split(',').next().unwrap_or(country));
    match &code {
        Some(code) => entry.party.countries.insert(0, code.clone()),
        None => return Err(format!("`{country}` is no country")),
    }
    for address in &mut entry.party.addresses {
        address.country = address.country.take().or_else(|| code.clone());
    }
    if country.to_lowercase().contains("crimea") {
        entry.codes.push("destination=Crimea".to_owned());
    }
    if !requirement.is_empty() {
        entry.requirements.push(legal_text::requirement(requirement));
        let undated = |number| Footnote { number, span: Interval::default() };
        entry.footnotes = legal_text::footnotes(requirement).into_iter().map(undated).collect();
    }
    if !policy.is_empty() {
        entry.review = Some(legal_text::review(policy));
    }
    if !citation.is_empty() {
        entry.citations.push(citation.clone());
    }
    Ok(entry)
}

/// All text of an element on one line.
fn flat(element: &Element) -> String {
    let text = lines(element);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All text of an element, line breaks kept. Superscript footnote marks are set off by a blank.
fn lines(element: &Element) -> String {
    let mut text = element.text.clone();
    for child in &element.children {
        text.push(' ');
        text.push_str(&lines(child));
    }
    text
}
