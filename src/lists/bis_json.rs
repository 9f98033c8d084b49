//! `bis-entity-json`: parsed forms of the Entity List, the military end user list, the denied
//! persons, the UFLPA and the section 1260H lists: `{ list_id, source_file, extracted, count,
//! entities: [...] }`.

use serde::Deserialize;

use super::countries;
use super::csl;
use super::dates;
use super::entity_cell;
use super::error::{Refusal, shorten};
use super::input::Input;
use super::json;
use super::legal_text;
use super::published_name;
use super::reading::{Reading, add_country, made_ids};
use crate::model::{Address, Footnote, Interval, ListEntry, PartyKind};

#[derive(Deserialize)]
struct File {
    list_id: String,
    #[serde(default)]
    extracted: Option<String>,
    count: usize,
    entities: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    name: String,
    aliases: Vec<String>,
    country: Option<String>,
    address: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    effective_date: Option<String>,
    #[serde(default)]
    federal_register: Option<String>,
    #[serde(default)]
    notes: Option<String>,
}

/// Whether the text looks like this format.
pub(super) fn guess(text: &str) -> bool {
    let start: String = text.chars().take(400).collect();
    start.trim_start().starts_with('{')
        && start.contains("\"list_id\"")
        && start.contains("\"source_file\"")
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?.to_owned();
    let file: File = json::parse(&input.name, &text)?;
    let list = match file.list_id.as_str() {
        "bis-entity-list" => "US-BIS-EL",
        "bis-meu" => "US-BIS-MEU",
        "bis-dpl" => "US-BIS-DPL",
        "bis-uvl" => "US-BIS-UVL",
        "dhs-uflpa" => "US-DHS-UFLPA",
        "dow-1260h" | "dod-1260h" => "US-DOD-1260H",
        other => {
            return Err(Refusal::at(
                &input.name,
                "/list_id",
                format!("unknown list `{}`", shorten(other)),
            ));
        }
    };
    if file.count != file.entities.len() {
        let holds = file.entities.len();
        out.refuse(
            "/count",
            format!("says {} entities, the file holds {holds}: truncated", file.count),
        );
    }
    out.published = file.extracted.as_deref().and_then(dates::iso);
    for (number, value) in file.entities.into_iter().enumerate() {
        out.rows += 1;
        let place = format!("/entities/{number}");
        let item: Item = match serde_json::from_value(value) {
            Ok(item) => item,
            Err(error) => {
                out.unread(place, error.to_string());
                continue;
            }
        };
        match entry(list, &item) {
            Ok(entry) => out.entries.push(entry),
            Err(reason) => out.unread(place, reason),
        }
    }
    filled(list, out);
    made_ids(&mut out.entries);
    if list == "US-BIS-EL" {
        out.warn("this form of the Entity List has no review policy");
    }
    Ok(())
}

fn entry(list: &str, item: &Item) -> Result<ListEntry, String> {
    if !item.name.chars().any(char::is_alphanumeric) {
        return Err("no name".to_owned());
    }
    let mut entry = ListEntry::new(list, "", item.name.trim());
    if list == "US-BIS-DPL" {
        entry.party.names.iter_mut().for_each(|name| name.text = item.name.trim().to_owned());
    } else {
        published_name::apply(&mut entry, &item.name);
    }
    for alias in &item.aliases {
        published_name::apply_alias(&mut entry, alias);
    }
    let country = item.country.as_deref().unwrap_or_default();
    let code = countries::code(country);
    if code.is_none() && !country.is_empty() {
        return Err(format!("`{}` is no country", shorten(country)));
    }
    add_country(&mut entry, code.as_deref());
    if country.to_lowercase().contains("crimea") {
        entry.codes.push("destination=Crimea".to_owned());
    }
    if item.name.to_lowercase().starts_with("address ") {
        entry.party.kind = PartyKind::Address;
    }
    addresses(&mut entry, list, item.address.as_deref().unwrap_or_default(), code.as_deref());
    let notes = item.notes.as_deref().unwrap_or_default();
    match list {
        "US-BIS-EL" => {
            if notes.is_empty() {
                return Err("no license requirement".to_owned());
            }
            entry.requirements.push(legal_text::requirement(notes));
            let undated = |number| Footnote { number, span: Interval::default() };
            entry.footnotes = legal_text::footnotes(notes).into_iter().map(undated).collect();
        }
        "US-BIS-MEU" => military(&mut entry, notes),
        "US-BIS-DPL" => denial(&mut entry, notes),
        _ if !notes.is_empty() => entry.remarks = Some(notes.to_owned()),
        _ => {}
    }
    entry.listed = item.effective_date.as_deref().and_then(dates::any);
    if entry.listed.is_none() && item.effective_date.as_deref().is_some_and(|d| !d.is_empty()) {
        return Err(format!(
            "`{}` is no date",
            shorten(item.effective_date.as_deref().unwrap_or_default())
        ));
    }
    entry.citations.extend(item.federal_register.clone());
    if let Some(status) = &item.status {
        entry.codes.push(format!("status={status}"));
    }
    Ok(entry)
}

/// The military end user list requires a license for the items of Supplement No. 2 to part 744.
fn military(entry: &mut ListEntry, notes: &str) {
    let requirement = "For any item subject to the EAR listed in supplement no. 2 to part 744.";
    entry.requirements.push(legal_text::requirement(requirement));
    entry.review = Some(legal_text::review("See § 744.21(d) and (e)."));
    if let Some(parent) = notes.strip_prefix("Subordinate institution of ") {
        entry.parent = Some(parent.to_owned());
    }
    if !notes.is_empty() {
        entry.remarks = Some(notes.to_owned());
    }
}

/// "Type of denial: Standard; Expires: 2026-10-27".
fn denial(entry: &mut ListEntry, notes: &str) {
    for part in notes.split("; ") {
        if let Some(kind) = part.strip_prefix("Type of denial: ") {
            let standard = if kind.eq_ignore_ascii_case("standard") { "Y" } else { "N" };
            entry.codes.push(format!("standard_order={standard}"));
        }
        if let Some(day) = part.strip_prefix("Expires: ").and_then(dates::iso) {
            entry.removed = day.tomorrow().ok();
        }
    }
    entry.remarks = Some(notes.to_owned()).filter(|text| !text.is_empty());
}

fn addresses(entry: &mut ListEntry, list: &str, text: &str, country: Option<&str>) {
    if list == "US-BIS-DPL" {
        if csl::is_custody(text) {
            entry.codes.push(format!("custody_address={text}"));
        } else if !text.is_empty() {
            let country = country.map(str::to_owned);
            entry.party.addresses.push(Address { country, ..Address::line(text) });
        }
        return;
    }
    for part in entity_cell::split_addresses(text) {
        let own = part.rsplit(", ").next().and_then(countries::code);
        let country = own.or_else(|| country.map(str::to_owned));
        entry.party.addresses.push(Address { country, ..Address::line(part) });
    }
}

/// Keys that nearly every entity of a list fills.
fn filled(list: &str, out: &mut Reading) {
    let all = out.entries.len();
    if all < 60 {
        return;
    }
    let with = |test: &dyn Fn(&ListEntry) -> bool| out.entries.iter().filter(|e| test(e)).count();
    let mut facts = vec![("countries", with(&|e| !e.party.countries.is_empty()), 90)];
    if matches!(list, "US-BIS-EL" | "US-BIS-MEU" | "US-BIS-DPL") {
        facts.push((
            "addresses",
            with(&|e| {
                !e.party.addresses.is_empty() || e.codes.iter().any(|c| c.starts_with("custody"))
            }),
            80,
        ));
        facts.push(("citations", with(&|e| !e.citations.is_empty()), 90));
    }
    if list == "US-BIS-EL" {
        facts.push(("aliases", with(&|e| e.party.names.len() > 1), 25));
        let understood = with(&|e| {
            e.requirements.iter().all(|r| r.scope != crate::model::RequirementScope::Unparsed)
        });
        facts.push(("license requirements", understood, 80));
    }
    if matches!(list, "US-BIS-DPL" | "US-DHS-UFLPA" | "US-DOD-1260H") {
        facts.push(("dates", with(&|e| e.listed.is_some()), 90));
    }
    for (what, have, percent) in facts {
        if have * 100 < all * percent {
            out.refuse("", format!("{have} of {all} entities have {what}: keys lost or swapped"));
        }
    }
}
