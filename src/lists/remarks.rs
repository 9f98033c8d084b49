//! OFAC remarks: dates of birth, weak aliases, identifiers, links, directives.
//!
//! In: the Remarks text of an OFAC list, whole. Out: the facts in it, put into the entry; the text
//! stays as the entry's remarks. Items are joined by "; "; a quoted name may hold both.

use super::countries;
use super::dates;
use super::identifiers;
use super::reading::{add_country, add_name};
use crate::model::{ListEntry, NameKind};

/// Reads `text` into `entry`.
pub(super) fn read(entry: &mut ListEntry, text: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    for item in items(text) {
        read_item(entry, item);
    }
    links_in_brackets(entry, text);
    entry.remarks = Some(text.to_owned());
}

/// The items of remarks that say what no fact of an entry holds, joined as published.
pub(super) fn beside_facts(text: &str) -> Option<String> {
    let blank = ListEntry::new("", "", "");
    let holds_no_fact = |item: &&str| {
        let mut entry = blank.clone();
        read_item(&mut entry, item);
        entry == blank && !item.is_empty() && !item.starts_with("(Linked To: ")
    };
    let kept: Vec<&str> = items(text).into_iter().filter(holds_no_fact).collect();
    (!kept.is_empty()).then(|| kept.join("; "))
}

/// Splits at "; " outside quotes. A quote opens after a blank and closes before "; ", "." or the
/// end, so that the apostrophe in `'ABU-'UMAR'` does neither.
fn items(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let bytes = text.as_bytes();
    for at in 0..bytes.len() {
        let here = bytes.get(at).copied().unwrap_or_default();
        let before = at.checked_sub(1).and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
        let after = bytes.get(at + 1).copied().unwrap_or(b';');
        match here {
            b'\'' if !quoted && before == b' ' => quoted = true,
            b'\'' if quoted && matches!(after, b';' | b'.' | b')') => quoted = false,
            b';' if !quoted && after == b' ' => {
                out.push(text.get(start..at).unwrap_or_default().trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(text.get(start..).unwrap_or_default().trim().trim_end_matches('.'));
    out
}

fn read_item(entry: &mut ListEntry, item: &str) {
    let plain = item.strip_prefix("alt. ").unwrap_or(item);
    let after = |prefix: &str| plain.strip_prefix(prefix).map(str::trim);
    if let Some(date) = after("DOB ") {
        entry.party.dates_of_birth.push(dates::birth(date));
    } else if let Some(place) = after("POB ") {
        entry.codes.push(format!("place_of_birth={place}"));
    } else if let Some(country) = after("nationality ").or_else(|| after("citizen ")) {
        add_country(entry, countries::code(country).as_deref());
    } else if let Some(gender) = after("Gender ").or_else(|| after("Gender: ")) {
        entry.party.gender = Some(gender.trim_end_matches('.').to_lowercase());
    } else if let Some(name) = after("a.k.a. ") {
        add_name(entry, unquote(name), NameKind::WeakAlias);
    } else if let Some(name) = after("f.k.a. ") {
        add_name(entry, unquote(name), NameKind::Former);
    } else if let Some(name) = after("n.k.a. ") {
        add_name(entry, unquote(name), NameKind::Alias);
    } else if let Some(name) = after("Linked To: ") {
        link(entry, name);
    } else if let Some(identifier) = identifiers::in_remark(plain) {
        entry.party.identifiers.push(identifier);
    } else {
        directives(entry, plain);
        effective(entry, plain);
    }
}

/// Older remarks hold links as "(Linked To: X) (Linked To: Y)".
fn links_in_brackets(entry: &mut ListEntry, text: &str) {
    for part in text.split("(Linked To: ").skip(1) {
        let mut depth = 0_i32;
        let end = part.char_indices().find_map(|(at, c)| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            (depth < 0).then_some(at)
        });
        link(entry, part.get(..end.unwrap_or(part.len())).unwrap_or_default());
    }
}

fn link(entry: &mut ListEntry, name: &str) {
    let name = name.trim().trim_end_matches(';').trim().to_owned();
    if !name.is_empty() && !entry.linked_to.contains(&name) {
        entry.linked_to.push(name);
    }
}

/// "Executive Order 13662 Directive Determination - Subject to Directive 4". The directives of
/// Executive Order 14024 are others and do not count.
pub(super) fn directives(entry: &mut ListEntry, text: &str) {
    if !text.contains("13662") {
        return;
    }
    for part in text.split("Subject to Directive ").skip(1) {
        let digit = part.chars().next().and_then(|c| c.to_digit(10));
        if let Some(number @ 1..=4) = digit.and_then(|d| u8::try_from(d).ok())
            && !entry.directives.contains(&number)
        {
            entry.directives.push(number);
        }
    }
    entry.directives.sort_unstable();
}

/// "Effective Date (CMIC) 02 Aug 2021", "Listing Date (CMIC) 03 Jun 2021".
pub(super) fn effective(entry: &mut ListEntry, text: &str) {
    let date = |prefix: &str| {
        let rest = text.strip_prefix(prefix)?;
        let (_, day) = rest.split_once(')')?;
        dates::written(day.trim_start_matches([':', ' ']).trim_end_matches('.'))
    };
    if let Some(day) = date("Effective Date (CMIC") {
        entry.effective = Some(entry.effective.map_or(day, |old| old.min(day)));
    }
    if let Some(day) = date("Listing Date (CMIC") {
        entry.listed = Some(entry.listed.map_or(day, |old| old.min(day)));
    }
}

fn unquote(name: &str) -> &str {
    let name = name.trim().trim_end_matches('.');
    name.strip_prefix('\'').and_then(|n| n.strip_suffix('\'')).unwrap_or(name)
}
