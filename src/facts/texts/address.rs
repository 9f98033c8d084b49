//! Addresses that contradict the country of their party.
//!
//! The name of another country at the end of an address, a telephone number of a country of
//! concern, a postal code of Crimea and the occupied regions.

use std::collections::BTreeSet;

use super::fields::Field;
use super::lexicon::{Meaning, PlaceWords};
use super::places::{is_house, is_house_number, is_known, is_namesake, is_whole_part, same_family};
use super::reading::{Named, Reading};
use super::stated::Stated;
use crate::lists::countries;

/// Six-digit postal codes that the occupier gives: from, through, region.
const POSTAL: &[(u32, u32, &str)] =
    &[(283_000, 287_999, "dnr"), (291_000, 294_999, "lnr"), (295_000, 299_999, "crimea")];
/// Five-digit postal codes of Ukraine for Crimea and Sevastopol.
const POSTAL_UA: (u32, u32) = (95_000, 99_999);

/// Fields whose digits are no postal codes.
const PHONES: &[&str] = &["/phone", "/telephone", "/fax"];

/// What contradicts the country of the party: as written, and what it names.
pub(crate) fn contradictions(
    field: &Field<'_>,
    reading: &Reading<'_>,
    stated: &Stated,
) -> Vec<(String, String)> {
    if !field.class.is_place() {
        return Vec::new();
    }
    let around = &reading.lexicon.around;
    let own = field.party.and_then(|party| stated.of_party.get(party));
    let codes = own.filter(|codes| !codes.is_empty()).unwrap_or(&stated.countries);
    let mut found = Vec::new();
    if own.is_some_and(|codes| !codes.is_empty()) {
        found.extend(country_at_end(reading).filter(|(_, code)| {
            !codes.contains(code) && !same_family(codes, code, around) && !is_state(codes, code)
        }));
        found.extend(towns(field, reading, codes));
    }
    if field.party.is_some() {
        found.extend(phones(field, codes, around));
        if !is_phone(field) {
            found.extend(postal(field.text, codes));
        }
    }
    found
}

/// What the telephone numbers of any other text, and the postal codes of a place that is no
/// party's, name that the transaction does not state.
pub(crate) fn without_party(
    field: &Field<'_>,
    stated: &Stated,
    around: &PlaceWords,
) -> Vec<(String, String)> {
    let own = field.party.and_then(|party| stated.of_party.get(party));
    match (field.class.is_place(), field.party) {
        (true, Some(_)) => Vec::new(),
        (true, None) => {
            let mut found = phones(field, &stated.countries, around);
            // The seller's own country would say nothing of the codes of the place.
            if !is_phone(field) && !stated.onward.is_empty() {
                found.extend(postal(field.text, &stated.onward));
            }
            found
        }
        (false, _) => {
            let codes = own.filter(|codes| !codes.is_empty()).unwrap_or(&stated.countries);
            phones(field, codes, around)
        }
    }
}

/// Whether the field holds a telephone number and nothing else.
fn is_phone(field: &Field<'_>) -> bool {
    PHONES.iter().any(|key| field.pointer.ends_with(key))
}

/// Towns of other countries that stand alone in a part of the address, where it names no place of
/// the party's own country.
fn towns(
    field: &Field<'_>,
    reading: &Reading<'_>,
    codes: &BTreeSet<String>,
) -> Vec<(String, String)> {
    let around = &reading.lexicon.around;
    let named = reading.places();
    let is_own = |place: &Named| is_known(codes, place, around);
    if field.party.is_none() || named.iter().any(is_own) {
        return Vec::new();
    }
    let alone = named.iter().filter(|place| {
        !place.place.weak
            && !place.place.is_country
            && !is_namesake(codes, place, &named)
            && !is_house(reading, place)
            && is_whole_part(reading, place)
            && !is_house_number(reading, place)
    });
    alone
        .map(|place| (reading.text.quote(place.start, place.end).to_owned(), place.country.clone()))
        .collect()
}

/// The country whose name is the last part of the address.
fn country_at_end(reading: &Reading<'_>) -> impl Iterator<Item = (String, String)> {
    let raw = reading.text.raw().trim_end_matches(|c: char| !c.is_alphanumeric());
    let last = raw.rsplit([',', '\n', ';', '，']).next().map_or("", str::trim);
    let whole = Reading::of(last);
    let by_name = whole.and_then(|read| {
        let end = read.text.words().last().map(|word| word.end)?;
        let place = read.hits.iter().find(|hit| hit.start == 0 && hit.end == end);
        match place.map(|hit| hit.meaning) {
            Some(Meaning::Place(place)) if place.is_country => Some(place.country.clone()),
            _ => None,
        }
    });
    let parts = raw.contains([',', '\n', ';', '，']);
    let code = by_name.or_else(|| (last.len() > 3).then(|| countries::code(last)).flatten());
    code.filter(|_| parts).map(|code| (last.to_owned(), code)).into_iter()
}

/// Names of countries that are also states or regions of the party's own.
fn is_state(codes: &BTreeSet<String>, code: &str) -> bool {
    (code == "GE" && codes.contains("US")) || (code == "LU" && codes.contains("BE"))
}

fn phones(
    field: &Field<'_>,
    codes: &BTreeSet<String>,
    around: &PlaceWords,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for number in numbers(field.text, is_phone(field)) {
        for (country, prefixes) in &around.phones {
            let not = around.phones_not.get(country).into_iter().flatten();
            let starts = |prefix: &String| number.starts_with(prefix.as_str());
            if prefixes.iter().any(starts)
                && !not.into_iter().any(starts)
                && !codes.contains(country)
            {
                found.push((format!("+{number}"), country.clone()));
            }
        }
    }
    found
}

/// Words beside the first digits of a number that is not given whole ("a +7 916 mobile").
const CALLED: &[&str] = &[
    "cell",
    "celular",
    "fax",
    "handy",
    "mobil",
    "movil",
    "móvil",
    "number",
    "numer",
    "nummer",
    "numéro",
    "número",
    "phone",
    "sim",
    "tel",
    "whatsapp",
    "моб",
    "номер",
    "тел",
    "هاتف",
    "手机",
    "电话",
    "電話",
    "전화",
];
/// Most characters between such a word and the digits.
const CALLED_REACH: usize = 24;
/// Digits of a whole number, from and through (ITU-T E.164).
const WHOLE: std::ops::RangeInclusive<usize> = 8..=15;
/// Digits from which on a number of a telephone field holds the prefix of its country, written or
/// not: no country's own numbers are that long.
const WITH_PREFIX: usize = 12;

/// Telephone numbers written with a plus or two zeros, in a field of telephones also without: their
/// digits.
fn numbers(text: &str, is_phone: bool) -> Vec<String> {
    let plus = text.match_indices(['+', '＋']).map(|(at, sign)| (at, at + sign.len()));
    let zeros = text.match_indices("00").filter(|(at, _)| {
        text.get(..*at).is_some_and(|before| {
            before.trim().is_empty() || (!ends_in_digit(before) && is_called(tail(before)))
        })
    });
    let starts = plus.chain(zeros.map(|(at, sign)| (at, at + sign.len())));
    let mut numbers: Vec<String> = starts
        .filter(|(at, _)| {
            text.get(..*at).is_some_and(|before| !before.ends_with(char::is_alphanumeric))
        })
        .filter_map(|(at, from)| {
            let digits = number(text.get(..at)?, text.get(from..)?)?;
            // Two zeros and a few digits are an extension or an order.
            let whole = WHOLE.contains(&digits.len()) || text.get(at..from) != Some("00");
            whole.then_some(digits)
        })
        .collect();
    let bare: String = text.chars().filter(char::is_ascii_digit).collect();
    if is_phone && numbers.is_empty() && bare.len() == WITH_PREFIX && !bare.starts_with('0') {
        numbers.push(bare);
    }
    numbers
}

/// The digits at the beginning of `rest`, where they are a whole number or called one.
fn number(before: &str, rest: &str) -> Option<String> {
    let run = rest.find(|c: char| !c.is_ascii_digit() && !" -().\u{a0}/".contains(c));
    let (run, behind) = rest.split_at_checked(run.unwrap_or(rest.len()))?;
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let head: String = behind.chars().take(CALLED_REACH).take_while(|c| !is_apart(*c)).collect();
    let called = || {
        (2..*WHOLE.start()).contains(&digits.len()) && (is_called(&head) || is_called(tail(before)))
    };
    (WHOLE.contains(&digits.len()) || called()).then_some(digits)
}

/// The last characters of a text, as many as a word of calling may stand away.
fn tail(text: &str) -> &str {
    let from = text.char_indices().rev().nth(CALLED_REACH - 1).map_or(0, |(at, _)| at);
    text.get(from..).and_then(|text| text.rsplit(is_apart).next()).unwrap_or("")
}

/// Signs between a number and a word that speaks of another thing.
fn is_apart(sign: char) -> bool {
    matches!(sign, ',' | ';' | '°' | '%' | '\n')
}

fn ends_in_digit(text: &str) -> bool {
    text.trim_end().ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a word of telephones begins in `text`.
fn is_called(text: &str) -> bool {
    let small = text.to_lowercase();
    let mut words = small.split(|c: char| !c.is_alphabetic());
    words
        .any(|word| CALLED.iter().any(|called| word.starts_with(called) || word.ends_with("phone")))
}

/// Postal codes of the occupied regions, and of Russia in an address of a country whose own codes
/// are others.
fn postal(text: &str, codes: &BTreeSet<String>) -> Vec<(String, String)> {
    let ua = codes.contains("UA");
    let small = text.to_lowercase();
    if NUMBERED.iter().any(|word| small.contains(word)) {
        return Vec::new();
    }
    let parts = text.split(|c: char| ",;\n ".contains(c)).map(str::trim);
    let runs = parts.filter(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    runs.filter_map(|run| {
        let number: u32 = run.parse().ok()?;
        let within = |(from, to, _): &&(u32, u32, &str)| (*from..=*to).contains(&number);
        let region = match run.len() {
            6 if may_be_russian(codes, number) => {
                let occupied = POSTAL.iter().find(within).map(|row| row.2);
                occupied.or_else(|| is_foreign(codes, number).then_some("RU"))
            }
            5 if ua && (POSTAL_UA.0..=POSTAL_UA.1).contains(&number) => Some("crimea"),
            _ => None,
        }?;
        Some((run.to_owned(), region.to_owned()))
    })
    .collect()
}

/// Words before numbers of another kind: boxes, registers.
const NUMBERED: &[&str] = &["box", "postfach", "a/я", "reg.", "register", "tel", "тел"];

/// Countries with postal codes of six digits, and the ranges in use (Universal Postal Union).
const SIX_DIGITS: &[(&str, u32, u32)] = &[
    ("KZ", 10_000, 189_999),
    ("UZ", 100_000, 239_999),
    ("KG", 720_000, 729_999),
    ("TJ", 734_000, 737_999),
    ("TM", 744_000, 747_999),
    ("BY", 210_000, 249_999),
];
/// Neighbors of Russia whose codes have fewer digits.
const FEWER_DIGITS: &[&str] =
    &["AM", "AZ", "GE", "MD", "EE", "LV", "LT", "FI", "PL", "NO", "TR", "AE", "IL", "DE"];
/// Postal codes of Russia.
const RUSSIAN: (u32, u32) = (101_000, 694_999);

/// Whether a code of six digits in an address of these countries may be one of Russia.
fn may_be_russian(codes: &BTreeSet<String>, number: u32) -> bool {
    ["UA", "RU"].iter().any(|code| codes.contains(*code)) || is_foreign(codes, number)
}

/// Whether the country of the address gives no such code, and Russia does.
fn is_foreign(codes: &BTreeSet<String>, number: u32) -> bool {
    let own = |code: &str| {
        SIX_DIGITS.iter().any(|(of, from, to)| *of == code && (*from..=*to).contains(&number))
    };
    let told = |code: &String| {
        FEWER_DIGITS.contains(&code.as_str()) || SIX_DIGITS.iter().any(|row| row.0 == code)
    };
    let russian = (RUSSIAN.0..=RUSSIAN.1).contains(&number) && !codes.contains("RU");
    russian && codes.iter().all(told) && !codes.iter().any(|code| own(code))
}
