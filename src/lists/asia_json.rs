//! `jp-json` and `cn-json`: Japan's End User List and the lists of China's Ministry of Commerce, as an
//! array of `{ id, list_id, entity_name, aliases, addresses, date_added, reason, ... }`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::countries;
use super::dates;
use super::error::{Refusal, shorten};
use super::eu_xml::is_native;
use super::input::Input;
use super::json;
use super::published_name;
use super::reading::{Reading, add_country, add_name};
use crate::model::{Address, ListEntry, Name, NameKind, PartyKind};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    id: String,
    list_id: String,
    entity_name: String,
    aliases: Vec<String>,
    addresses: Vec<String>,
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    date_added: Option<String>,
    #[serde(default)]
    entity_type: Option<String>,
    #[serde(default)]
    last_verified: Option<String>,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    source_list_name: Option<String>,
    #[serde(default)]
    source_url: Option<String>,
}

/// Keys that every object has.
const KEYS: &[&str] = &[
    "id",
    "list_id",
    "entity_name",
    "aliases",
    "addresses",
    "country",
    "date_added",
    "entity_type",
    "last_verified",
    "reason",
    "source_list_name",
    "source_url",
];

/// Phrases that stand around a name in the Chinese announcements ("... that took part in arms sales
/// to Taiwan").
const PHRASES: &[&str] = &["军售的", "军售"];

/// Whether the text is Japan's list.
pub(super) fn guess_jp(text: &str) -> bool {
    let start: String = text.chars().take(3000).collect();
    start.trim_start().starts_with('[') && start.contains("\"jp-end-user-list\"")
}

/// Whether the text holds China's lists.
pub(super) fn guess_cn(text: &str) -> bool {
    let start: String = text.chars().take(3000).collect();
    start.trim_start().starts_with('[') && start.contains("\"list_id\": \"cn-")
        || start.contains("\"list_id\":\"cn-")
}

/// Reads a file of either.
pub(super) fn read(input: &Input, out: &mut Reading, publisher: &str) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?.to_owned();
    let items: Vec<serde_json::Value> = json::parse(&input.name, &text)?;
    let mut seen: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for (number, value) in items.into_iter().enumerate() {
        out.rows += 1;
        let place = format!("/{number}");
        let missing = KEYS.iter().find(|key| value.get(**key).is_none());
        // Only the date may be null.
        let null = KEYS.iter().find(|key| {
            **key != "date_added" && value.get(**key).is_some_and(serde_json::Value::is_null)
        });
        if let Some(missing) = missing.or(null) {
            out.unread(place, format!("the key `{missing}` is missing or null"));
            continue;
        }
        let read = serde_json::from_value::<Item>(value).map_err(|error| error.to_string());
        match read.and_then(|item| {
            let verified = item.last_verified.as_deref().and_then(dates::iso);
            out.published = out.published.max(verified);
            entry(&item, publisher)
        }) {
            Ok(mut entry) => {
                tell_apart(&mut entry, &mut seen, out);
                out.entries.push(entry);
            }
            Err(reason) => out.unread(place, reason),
        }
    }
    filled(publisher, out);
    if publisher == "jp" {
        numbers(out);
    }
    let doubled = seen.values().filter(|(_, count)| *count > 1).count();
    if doubled > 0 {
        out.warn(format!("{doubled} ids stand for several parties; they are told apart by number"));
    }
    Ok(())
}

/// Keys that nearly every entry of a list fills.
fn filled(publisher: &str, out: &mut Reading) {
    let all = out.entries.len();
    if all < 60 {
        return;
    }
    let with = |test: &dyn Fn(&ListEntry) -> bool| out.entries.iter().filter(|e| test(e)).count();
    let mut facts = vec![
        ("reasons", with(&|e| e.remarks.is_some()), 90),
        ("sources", with(&|e| !e.citations.is_empty()), 90),
        ("types", with(&|e| e.party.kind != PartyKind::Unknown), 90),
        ("aliases", with(&|e| e.party.names.len() > 1), 40),
    ];
    if publisher == "jp" {
        facts.push(("countries", with(&|e| !e.party.countries.is_empty()), 90));
        facts.push(("concerns", with(&|e| !e.codes.is_empty()), 80));
    } else {
        facts.push(("dates", with(&|e| e.listed.is_some()), 80));
    }
    for (what, have, percent) in facts {
        if have * 100 < all * percent {
            out.refuse("", format!("{have} of {all} entries have {what}: keys lost or swapped"));
        }
    }
    if out.published.is_none() {
        out.refuse("", "no `last_verified` date");
    }
}

/// Japan's entries are numbered from 1 without gaps.
fn numbers(out: &mut Reading) {
    let number =
        |entry: &ListEntry| entry.id.rsplit('-').next().and_then(|n| n.parse::<usize>().ok());
    let numbers: Vec<usize> = out.entries.iter().filter_map(number).collect();
    let largest = numbers.iter().copied().max().unwrap_or(0);
    let have = numbers.len() + out.unread.len();
    if have < largest {
        out.refuse("", format!("{have} entries, numbered up to {largest}: rows are lost"));
    }
}

/// The publishers give no ids: those in the file are its maker's, and one may stand for several
/// parties of one announcement. All are kept.
fn tell_apart(
    entry: &mut ListEntry,
    seen: &mut BTreeMap<String, (String, usize)>,
    out: &mut Reading,
) {
    const MOST: usize = 5;
    let caption = entry.party.caption().to_owned();
    match seen.get_mut(&entry.id) {
        None => {
            seen.insert(entry.id.clone(), (caption, 1));
        }
        Some((first, count)) if *first != caption && *count < MOST => {
            *count += 1;
            entry.id = format!("{}#{count}", entry.id);
        }
        Some(_) => {
            let id = entry.id.clone();
            out.refuse("", format!("id `{id}` repeats: rows doubled"));
        }
    }
}

fn list_of(item: &Item, publisher: &str) -> Result<&'static str, String> {
    Ok(match (publisher, item.list_id.as_str()) {
        ("jp", "jp-end-user-list") => "JP-METI-EUL",
        ("cn", "cn-export-control-watchlist") => "CN-MOFCOM-ECL",
        ("cn", "cn-unreliable-entity-list") => "CN-MOFCOM-UEL",
        ("cn", "cn-attention-list") => "CN-MOFCOM-WATCH",
        (_, other) => return Err(format!("`{}` is a list of another publisher", shorten(other))),
    })
}

fn entry(item: &Item, publisher: &str) -> Result<ListEntry, String> {
    let list = list_of(item, publisher)?;
    if item.id.is_empty() || item.id.chars().any(|c| !c.is_ascii_alphanumeric() && c != '-') {
        return Err(format!("`{}` is no id", shorten(&item.id)));
    }
    let mut name = item.entity_name.trim().to_owned();
    let mut places: Vec<String> = item.addresses.clone();
    if name.is_empty() {
        // Country and name run into one cell: the name is what follows the country.
        let found = places.iter().enumerate().find_map(|(at, cell)| {
            country_prefix(cell)
                .filter(|(_, rest)| !rest.is_empty())
                .map(|(c, rest)| (at, c.to_owned(), rest.to_owned()))
        });
        let Some((at, country, rest)) = found else { return Err("no name".to_owned()) };
        name = rest;
        if let Some(place) = places.get_mut(at) {
            *place = country;
        }
    }
    let mut entry = ListEntry::new(list, &item.id, "");
    published_name::apply(&mut entry, &phrase_free(&name));
    let native_only = is_native(entry.party.caption());
    for alias in &item.aliases {
        alias_of(&mut entry, alias);
    }
    if native_only {
        let text = entry.party.caption().to_owned();
        entry.party.names.push(Name::new(text, NameKind::NativeScript));
    }
    entry.party.kind = match item.entity_type.as_deref() {
        Some("organization" | "company") => PartyKind::Organization,
        Some("person" | "individual") => PartyKind::Individual,
        _ => PartyKind::Unknown,
    };
    for place in &places {
        let code = countries::code(place);
        add_country(&mut entry, code.as_deref());
        if code.is_none() && !place.trim().is_empty() {
            entry.party.addresses.push(Address::line(place.trim()));
        }
    }
    if let Some(day) = item.date_added.as_deref().filter(|d| !d.is_empty()) {
        entry.listed =
            Some(dates::iso(day).ok_or_else(|| format!("`{}` is no date", shorten(day)))?);
    }
    if let Some(reason) = &item.reason {
        concerns(&mut entry, reason);
        entry.remarks = Some(reason.clone());
    }
    entry.citations.extend(item.source_url.clone());
    let _ = (&item.country, &item.source_list_name);
    Ok(entry)
}

/// The country at the beginning of a cell, and the rest: the longest beginning that names one.
fn country_prefix(cell: &str) -> Option<(&str, &str)> {
    let ends = cell.match_indices(' ').map(|(at, _)| at).chain([cell.len()]);
    ends.filter_map(|at| {
        let (head, rest) = (cell.get(..at)?, cell.get(at..)?);
        countries::code(head).map(|_| (head, rest.trim()))
    })
    .next_back()
}

/// Cuts the phrase in front of a Chinese name.
fn phrase_free(name: &str) -> String {
    let cut = PHRASES.iter().find_map(|phrase| name.rsplit_once(phrase).map(|(_, rest)| rest));
    cut.filter(|rest| !rest.trim().is_empty()).unwrap_or(name).trim().to_owned()
}

/// An alias: Latin, or in its own script, or both with the script in brackets.
fn alias_of(entry: &mut ListEntry, alias: &str) {
    let alias = alias.trim();
    for (open, close) in [('(', ')'), ('（', '）')] {
        if let Some((latin, rest)) = alias.split_once(open)
            && let Some(inside) = rest.trim_end().strip_suffix(close)
            && is_native(inside)
            && !is_native(latin)
        {
            add_name(entry, latin.trim(), NameKind::Alias);
            entry.party.names.push(Name::new(inside.trim(), NameKind::NativeScript));
            return;
        }
    }
    if is_native(alias) {
        let plain = phrase_free(alias);
        if !entry.party.names.iter().any(|name| name.text == plain) {
            entry.party.names.push(Name::new(plain, NameKind::NativeScript));
        }
    } else {
        published_name::apply_alias(entry, alias);
    }
}

/// Concern letters of the Japanese list: B, C, M, N (weapons of mass destruction), CW
/// (conventional). They decide which license trigger applies.
fn concerns(entry: &mut ListEntry, reason: &str) {
    if entry.list.as_str() != "JP-METI-EUL" {
        return;
    }
    let wide: String = reason
        .chars()
        .map(|c| match c {
            'Ａ'..='Ｚ' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect();
    for word in wide.split(|c: char| !c.is_ascii_alphabetic()) {
        if matches!(word, "B" | "C" | "M" | "N" | "CW") {
            let code = format!("concern={word}");
            if !entry.codes.contains(&code) {
                entry.codes.push(code);
            }
        }
    }
}
