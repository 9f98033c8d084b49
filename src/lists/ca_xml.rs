//! `ca-xml`: Canada's consolidated list of autonomous sanctions.

use std::collections::{BTreeMap, BTreeSet};

use super::countries;
use super::dates;
use super::error::Refusal;
use super::input::Input;
use super::reading::{Reading, add_country, add_name, made_ids};
use super::shares::{Share, Shares};
use super::xml::{self, Element};
use crate::model::{ListEntry, NameKind, PartyKind};

/// Elements of a record, with the shares of the list of 2020-04. Later layouts have further ones.
const RECORD: &[Share] = &[
    ("Country", 1000),
    ("Entity", 0),
    ("EntityOrShip", 0),
    ("Aliases", 72),
    ("Schedule", 969),
    ("Item", 1000),
    ("LastName", 719),
    ("GivenName", 717),
    ("DateOfBirth", 0),
    ("DateOfBirthOrShipBuildDate", 0),
    ("Title", 0),
    ("TitleOrShip", 0),
    ("DateOfListing", 0),
    ("ShipIMONumber", 0),
];

/// Elements that changed their name between layouts: one of each pair is filled.
const EITHER: &[(&str, &str, usize)] = &[
    ("Entity", "EntityOrShip", 150),
    ("DateOfBirth", "DateOfBirthOrShipBuildDate", 80),
    ("Title", "TitleOrShip", 20),
];

/// Ends of company names after which a comma does not separate aliases.
const FORMS: &[&str] = &["ltd", "ltd.", "limited", "inc", "inc.", "llc", "s.a.", "co.", "l.l.c."];

/// Whether the root is that of this format.
pub(super) fn guess(text: &str) -> bool {
    let start: String = text.chars().take(2000).collect();
    xml::root_of(text).is_some_and(|(name, _)| name == "data-set") && start.contains("<Schedule>")
        || xml::root_of(text).is_some_and(|(name, _)| name == "data-set")
            && start.contains("<Country>")
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?.to_owned();
    let mut unknown = BTreeSet::new();
    let mut shares = Shares::default();
    let mut either = [0_usize; 3];
    xml::walk(&input.name, &text, &|path| path == "data-set/record", &mut |path, element| {
        match path {
            "data-set/record" => {
                out.rows += 1;
                shares.add(&element, RECORD);
                for (count, (old, new, _)) in either.iter_mut().zip(EITHER) {
                    let filled = [old, new].iter().any(|name| !element.text_of(name).is_empty());
                    *count += usize::from(filled);
                }
                match entry(&element) {
                    Ok(entry) => out.entries.push(entry),
                    Err(reason) => out.unread(format!("line {}", element.line), reason),
                }
            }
            "data-set" => {}
            other => {
                unknown.insert(other.to_owned());
            }
        }
        Ok(())
    })?;
    unknown.extend(shares.unknown.iter().cloned());
    shares.judge(RECORD, out);
    for (count, (old, new, share)) in either.iter().zip(EITHER) {
        if out.entries.len() > 300 && count * 4000 < out.entries.len() * share {
            out.refuse(
                "",
                format!("<{old}> or <{new}> is filled in {count} records: lost or renamed"),
            );
        }
    }
    if !unknown.is_empty() {
        let names: Vec<String> = unknown.into_iter().take(10).collect();
        out.refuse("", format!("unknown elements {}: the layout has changed", names.join(", ")));
    }
    out.warn("Canada's file carries no date of publication");
    numbers(out);
    made_ids(&mut out.entries);
    Ok(())
}

fn entry(element: &Element) -> Result<ListEntry, String> {
    let regime = element.text_of("Country");
    if regime.is_empty() || !regime.chars().any(char::is_alphabetic) {
        return Err("no Country".to_owned());
    }
    let item = element.text_of("Item");
    if item.is_empty() || !item.chars().any(|c| c.is_ascii_alphanumeric()) {
        return Err("no Item".to_owned());
    }
    let company = [element.text_of("Entity"), element.text_of("EntityOrShip")];
    let company = company.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let (given, last) = (element.text_of("GivenName"), element.text_of("LastName"));
    let person = [given, last].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
    if company.is_empty() == person.is_empty() {
        return Err("neither an Entity nor a LastName, or both".to_owned());
    }
    let name = if company.is_empty() { person.as_str() } else { company };
    let mut entry = ListEntry::new("CA-SEMA", "", name);
    entry.party.kind =
        if company.is_empty() { PartyKind::Individual } else { PartyKind::Organization };
    entry.programs = vec![regime.to_owned()];
    add_country(
        &mut entry,
        countries::code(regime.split(" / ").next().unwrap_or(regime)).as_deref(),
    );
    for alias in split_aliases(element.text_of("Aliases")) {
        add_name(&mut entry, &alias, NameKind::Alias);
    }
    let birth = [element.text_of("DateOfBirth"), element.text_of("DateOfBirthOrShipBuildDate")];
    if let Some(date) = birth.into_iter().find(|text| !text.is_empty()) {
        entry.party.dates_of_birth.push(dates::birth(date));
    }
    entry.listed = dates::iso(element.text_of("DateOfListing"));
    entry.codes.push(format!("schedule={}", element.text_of("Schedule")));
    entry.codes.push(format!("item={item}"));
    Ok(entry)
}

/// Aliases joined by ", "; a comma before a legal form belongs to the name.
fn split_aliases(cell: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in cell.split(", ").map(str::trim).filter(|part| !part.is_empty()) {
        let form = FORMS.contains(&part.to_lowercase().trim_end_matches(','));
        match out.last_mut().filter(|_| form) {
            Some(before) => {
                before.push_str(", ");
                before.push_str(part);
            }
            None => out.push(part.to_owned()),
        }
    }
    out
}

/// Items are numbered within a schedule of a regime without gaps (1,369 of 1,382 in 2020): numbers
/// that are missing are repealed items, or lost rows.
fn numbers(out: &mut Reading) {
    let mut schedules: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for entry in &out.entries {
        let code = |key: &str| {
            entry.codes.iter().find_map(|c| c.strip_prefix(key)).unwrap_or_default().to_owned()
        };
        let number = code("item=").split('.').next().and_then(|n| n.parse().ok());
        if let (Some(number), Some(regime)) = (number, entry.programs.first()) {
            schedules.entry((regime.clone(), code("schedule="))).or_default().push(number);
        }
    }
    let (mut have, mut span) = (0_usize, 0_usize);
    for numbers in schedules.values_mut() {
        numbers.sort_unstable();
        numbers.dedup();
        let ends = numbers.first().zip(numbers.last());
        have += numbers.len();
        span += ends.map_or(0, |(first, last)| last - first + 1);
    }
    let text = format!("{have} of {span} item numbers are there");
    if span > 200 && have * 100 < span * 85 {
        out.refuse("", format!("{text}: rows are lost"));
    } else if span > 200 && have * 1000 < span * 985 {
        out.warn(format!("{text}: repealed items, or lost rows"));
    }
}
