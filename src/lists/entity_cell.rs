//! The entity cell of the Entity List: name, "a.k.a., the following N aliases", addresses.

use super::countries;
use super::published_name;
use crate::model::{Address, ListEntry, PartyKind};

/// Reads a cell into an entry without a name.
pub(super) fn read(entry: &mut ListEntry, cell: &str) -> Result<(), String> {
    let cell = cell.trim();
    let (head, rest) = split_aliases(cell);
    let mut addresses = String::new();
    let name = match rest {
        Some(rest) => {
            let (aliases, after) = alias_list(rest);
            published_name::apply(entry, head);
            for alias in aliases {
                published_name::apply_alias(entry, &alias);
            }
            addresses.push_str(&after);
            head.to_owned()
        }
        None => {
            let (name, after) = name_and_address(head);
            published_name::apply(entry, &name);
            addresses.push_str(&after);
            name
        }
    };
    if !name.chars().any(char::is_alphanumeric) {
        return Err("no name in the entity cell".to_owned());
    }
    for text in split_addresses(&addresses) {
        let country = text.rsplit(", ").next().and_then(countries::code);
        if published_name_is_address(&name) {
            entry.party.kind = PartyKind::Address;
        }
        entry.party.addresses.push(Address { country, ..Address::line(text) });
    }
    if name.to_lowercase().starts_with("address ") {
        entry.party.kind = PartyKind::Address;
        if entry.party.addresses.is_empty() {
            return Err("an address entry without an address".to_owned());
        }
    }
    Ok(())
}

fn published_name_is_address(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.starts_with("address ") && lower.chars().skip(8).all(|c| c.is_ascii_digit())
}

/// Cuts at "a.k.a., the following five aliases:" or ", a.k.a.,".
fn split_aliases(cell: &str) -> (&str, Option<&str>) {
    let lower = cell.to_lowercase();
    if lower.len() != cell.len() {
        return (cell, None);
    }
    for mark in ["a.k.a., the following", "a.k.a. the following", "f.k.a., the following"] {
        if let Some(at) = lower.find(mark) {
            let after = cell.get(at + mark.len()..).unwrap_or_default();
            let list = after.split_once(':').map_or(after, |(_, list)| list);
            return (trim(cell.get(..at).unwrap_or_default()), Some(list));
        }
    }
    (cell, None)
}

/// Aliases are bullets (em dash or bullet) or lines; what follows the last one is the address.
fn alias_list(text: &str) -> (Vec<String>, String) {
    let marks = ['—', '–', '•'];
    let mut aliases = Vec::new();
    let mut address = String::new();
    let parts: Vec<&str> = text
        .split(|c| marks.contains(&c) || c == '\n')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    let bullets = text.matches(marks).count();
    for (number, part) in parts.iter().enumerate() {
        let is_bullet = number < bullets.max(1);
        if is_bullet && address.is_empty() {
            // The last bullet ends at "." before the address, or at "; and" before the next alias.
            let alias = part.trim_end_matches("and").trim_end();
            match alias
                .split_once(".\u{20}")
                .filter(|_| number + 1 == bullets && looks_like_address(alias))
            {
                Some((name, rest)) => {
                    aliases.push(name.to_owned());
                    address.push_str(rest);
                }
                None => aliases.push(trim(alias).to_owned()),
            }
        } else {
            if !address.is_empty() {
                address.push_str("; ");
            }
            address.push_str(part);
        }
    }
    (aliases, address)
}

fn looks_like_address(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit()) && text.contains(", ")
}

/// "Name, street, city, country": the name ends where the address begins, at a comma before a part
/// with a digit or a known place, but never before a legal form.
fn name_and_address(text: &str) -> (String, String) {
    const FORMS: &[&str] = &[
        "ltd",
        "ltd.",
        "limited",
        "inc",
        "inc.",
        "llc",
        "l.l.c.",
        "co.",
        "corp.",
        "s.a.",
        "jsc",
        "ojsc",
        "gmbh",
        "fze",
        "fzco",
        "plc",
        "pte. ltd.",
        "pte ltd",
        "pvt. ltd.",
    ];
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut end = 0;
    for (at, _) in text.match_indices(", ") {
        let next = text.get(at + 2..).unwrap_or_default();
        let part = next.split(", ").next().unwrap_or_default();
        if FORMS.contains(&part.to_lowercase().as_str()) || part.to_lowercase().starts_with("a.k.a")
        {
            continue;
        }
        end = at;
        break;
    }
    if end == 0 {
        return (trim(&text).to_owned(), String::new());
    }
    let (name, address) = text.split_at_checked(end).unwrap_or((&text, ""));
    (trim(name).to_owned(), address.trim_start_matches([',', ' ']).to_owned())
}

/// Splits at "and" where a country stands before it: "..., Kabul, Afghanistan, and Dasht Qala, ...",
/// "..., Beijing 100000 China and Room 1807, ...".
fn after_countries(text: &str) -> Vec<&str> {
    const AND: &str = " and ";
    let mut parts = Vec::new();
    let (mut rest, mut from) = (text, 0);
    while let Some(at) = rest.get(from..).and_then(|tail| tail.find(AND)).map(|at| from + at) {
        let (head, tail) = (rest.get(..at).unwrap_or_default(), rest.get(at + AND.len()..));
        match tail.filter(|tail| ends_in_country(head) && !tail.starts_with("Herzegovina")) {
            Some(tail) => {
                parts.push(head);
                (rest, from) = (tail, 0);
            }
            None => from = at + AND.len(),
        }
    }
    parts.push(rest);
    parts
}

/// Whether the last part of an address, or its last word, is a country.
fn ends_in_country(text: &str) -> bool {
    let last = trim(text).rsplit(", ").next().unwrap_or_default();
    let word = last.rsplit(' ').next().unwrap_or_default();
    [last, word].into_iter().any(|name| name.len() > 2 && countries::code(name).is_some())
}

/// Addresses are joined by "; and" or ";"; cross references to other countries are no addresses.
pub(super) fn split_addresses(text: &str) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split(';')
        .flat_map(after_countries)
        .map(|part| part.trim().trim_start_matches("and ").trim())
        .map(|part| cross_reference(part).unwrap_or(part))
        .map(|part| trim(part).trim_end_matches('.').to_owned())
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .collect()
}

/// What stands before "(See alternate addresses under Pakistan)", "(see also address under ...)".
fn cross_reference(text: &str) -> Option<&str> {
    let at = text.to_ascii_lowercase().find("(see al")?;
    text.get(..at)
}

fn trim(text: &str) -> &str {
    text.trim().trim_end_matches([',', ';', ':']).trim()
}
