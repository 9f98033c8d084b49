//! Addresses that contradict the country of their party.
//!
//! The name of another country at the end of an address, a telephone number of a country of
//! concern, a postal code of Crimea and the occupied regions.

use std::collections::BTreeSet;

use super::fields::{Class, Field};
use super::lexicon::{Meaning, PlaceWords};
use super::places::same_family;
use super::reading::Reading;
use super::stated::Stated;
use crate::lists::countries;

/// Six-digit postal codes that the occupier gives: from, through, region.
const POSTAL: &[(u32, u32, &str)] =
    &[(283_000, 287_999, "dnr"), (291_000, 294_999, "lnr"), (295_000, 299_999, "crimea")];
/// Five-digit postal codes of Ukraine for Crimea and Sevastopol.
const POSTAL_UA: (u32, u32) = (95_000, 99_999);

/// What contradicts the country of the party: as written, and what it names.
pub(crate) fn contradictions(
    field: &Field<'_>,
    reading: &Reading<'_>,
    stated: &Stated,
) -> Vec<(String, String)> {
    if field.class != Class::Place {
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
    }
    found.extend(phones(field.text, codes, around));
    found.extend(postal(field.text, codes));
    found
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

fn phones(text: &str, codes: &BTreeSet<String>, around: &PlaceWords) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for number in numbers(text) {
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

/// Telephone numbers written with a plus, or two zeros at their beginning: their digits.
fn numbers(text: &str) -> Vec<String> {
    let digits = |rest: &str| -> String {
        let number = rest.chars().take_while(|c| c.is_ascii_digit() || " -().".contains(*c));
        number.filter(char::is_ascii_digit).collect()
    };
    let plus = text.match_indices(['+', '＋']).map(|(at, sign)| at + sign.len());
    let zeros =
        text.trim_start().starts_with("00").then(|| text.len() - text.trim_start().len() + 2);
    let starts = plus.chain(zeros);
    let numbers = starts.filter_map(|at| text.get(at..)).map(digits);
    numbers.filter(|number| (8..=15).contains(&number.len())).collect()
}

/// Postal codes of the occupied regions in an address of Russia or Ukraine.
fn postal(text: &str, codes: &BTreeSet<String>) -> Vec<(String, String)> {
    let (ua, ru) = (codes.contains("UA"), codes.contains("RU"));
    if !ua && !ru {
        return Vec::new();
    }
    let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    runs.filter_map(|run| {
        let number: u32 = run.parse().ok()?;
        let region = match run.len() {
            6 => POSTAL.iter().find(|(from, to, _)| (*from..=*to).contains(&number)).map(|r| r.2),
            5 if ua && (POSTAL_UA.0..=POSTAL_UA.1).contains(&number) => Some("crimea"),
            _ => None,
        }?;
        Some((run.to_owned(), region.to_owned()))
    })
    .collect()
}
