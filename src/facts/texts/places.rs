//! Places of a text that the transaction does not state.

use super::fields::{Class, Field};
use super::lexicon::{Meaning, PlaceWords};
use super::reading::{Found, Named, Reading};
use super::stated::Stated;
use crate::phrases::{Break, Text};

/// The places to which a text points and which the transaction does not state: as written, and
/// their country.
pub(crate) fn elsewhere(
    field: &Field<'_>,
    reading: &Reading<'_>,
    stated: &Stated,
) -> Vec<(String, String)> {
    let named = reading.places();
    let mut found: Vec<(String, String)> = Vec::new();
    for place in &named {
        if points(field, reading, stated, place, &named) {
            let quote = reading.text.quote(place.start, place.end).to_owned();
            found.push((quote, place.country.clone()));
        }
    }
    found.dedup();
    found
}

fn points(
    field: &Field<'_>,
    reading: &Reading<'_>,
    stated: &Stated,
    place: &Named,
    named: &[Named],
) -> bool {
    let around = &reading.lexicon.around;
    let of_concern = around.concern.iter().any(|code| *code == place.country);
    if place.place.weak && !stands(field, reading, stated, place, named) {
        return false;
    }
    let moved = place.clear && !place.is_origin;
    let known = |codes: &std::collections::BTreeSet<String>| is_known(codes, place, around);
    match field.class {
        Class::Place => {
            let own = field.party.and_then(|party| stated.of_party.get(party));
            let own = own.filter(|codes| !codes.is_empty()).unwrap_or(&stated.countries);
            of_concern && !known(own)
        }
        Class::Item => of_concern && moved && !known(&stated.onward),
        Class::Other if !of_concern => false,
        Class::Statement if !of_concern => moved && !known(&stated.countries),
        Class::Other | Class::Statement => {
            !known(if moved { &stated.onward } else { &stated.countries })
        }
    }
}

/// Whether `codes` hold the country of the place or one that an address may name beside it.
pub(crate) fn is_known(
    codes: &std::collections::BTreeSet<String>,
    place: &Named,
    around: &PlaceWords,
) -> bool {
    let occupied = place.country.len() > 2;
    codes.contains(&place.country) || (!occupied && same_family(codes, &place.country, around))
}

/// Whether one of `codes` is of the family of `country`.
pub(crate) fn same_family(
    codes: &std::collections::BTreeSet<String>,
    country: &str,
    around: &PlaceWords,
) -> bool {
    around
        .families
        .iter()
        .filter(|family| family.iter().any(|code| code == country))
        .any(|family| family.iter().any(|code| codes.contains(code)))
}

/// Whether a name that other places share means the place of concern here: nothing of the
/// transaction or the text lies in one of the other countries, and a word of place or movement
/// stands before it, or it is a whole part of an address.
fn stands(
    field: &Field<'_>,
    reading: &Reading<'_>,
    stated: &Stated,
    place: &Named,
    named: &[Named],
) -> bool {
    let other = |code: &String| {
        stated.countries.contains(code) || named.iter().any(|other| other.country == *code)
    };
    if place.place.elsewhere.iter().any(other) {
        return false;
    }
    let same = named.iter().any(|other| !other.place.weak && other.country == place.country);
    if same {
        return true;
    }
    // Without a second sign a shared name in an address says nothing.
    let capital = reading.text.raw_from(place.start).starts_with(char::is_uppercase);
    field.class != Class::Place && capital && (place.clear || is_behind_at(reading, place.start))
}

fn is_behind_at(reading: &Reading<'_>, at: usize) -> bool {
    reading.hits.iter().any(|hit| {
        matches!(hit.meaning, Meaning::At | Meaning::Origin)
            && hit.end <= at
            && reading.between(hit.end, at) == 0
    })
}

/// Whether a place name is none of a street, of a house, of a town in the United States, and is
/// written as a name is.
pub(crate) fn may_be(text: &Text<'_>, hit: &Found, around: &PlaceWords) -> bool {
    let name = text.folded(hit.start, hit.end);
    let raw = text.raw_from(hit.start);
    let is = |list: &[String]| list.iter().any(|word| word == name);
    let capital = raw.starts_with(char::is_uppercase);
    let upper = raw.chars().filter(|c| c.is_alphabetic()).take(2).all(char::is_uppercase);
    if (is(&around.only_upper) && !upper)
        || (is(&around.only_capital) && !capital)
        || (is(&around.only_small) && capital)
    {
        return false;
    }
    !is_street(text, hit, around) && !is_in_the_us(text, hit, around)
}

fn is_street(text: &Text<'_>, hit: &Found, around: &PlaceWords) -> bool {
    let words = text.words();
    let (first, last) = (text.word_at(hit.start), text.word_at(hit.end.saturating_sub(1)));
    let own = text.folded(hit.start, hit.end);
    let next = words.get(last).filter(|word| word.after == Break::None).and(words.get(last + 1));
    let next = next.map(|word| text.folded(word.start, word.end));
    let behind = |list: &[String]| next.is_some_and(|next| list.iter().any(|word| word == next));
    let before = |count: usize| {
        let from = words.get(first.checked_sub(count)?)?;
        let joined = words.get(first - count..first)?.iter().all(|word| word.after == Break::None);
        joined.then(|| text.folded(from.start, hit.start).trim_end())
    };
    let is_before = |words: &[String]| {
        (1..=2).filter_map(before).any(|text| words.iter().any(|word| word == text))
    };
    let long = own.chars().count() > 6;
    let ends = long && around.street_endings.iter().any(|end| own.ends_with(end.as_str()));
    // A street may be named before a preposition only: "via Moscow" is a way, "via Moscova 5" a street.
    let numbered = next.is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
    ends || behind(&around.street_after)
        || behind(&around.house_words)
        || (is_before(&around.street_before)
            && (numbered || next.is_none())
            && !is_way(text, first))
}

/// Whether the word before is "via", which is a street in Italian and a way in most languages.
fn is_way(text: &Text<'_>, first: usize) -> bool {
    let before = first.checked_sub(1).and_then(|at| text.words().get(at));
    let via = before.is_some_and(|word| text.folded(word.start, word.end) == "via");
    let number = text.words().get(first + 1);
    via && !number.is_some_and(|word| {
        text.folded(word.start, word.end).starts_with(|c: char| c.is_ascii_digit())
    })
}

fn is_in_the_us(text: &Text<'_>, hit: &Found, around: &PlaceWords) -> bool {
    let last = text.word_at(hit.end.saturating_sub(1));
    let words = text.words();
    if words.get(last).is_none_or(|word| word.after == Break::Sentence) {
        return false;
    }
    let Some(next) = words.get(last + 1) else { return false };
    let upper: String = text.raw_from(next.start).chars().take(2).collect();
    let code = next.end - next.start == 2 && around.us_codes.iter().any(|code| *code == upper);
    let state = around.us_states.iter().any(|state| {
        let end = next.start + state.len();
        text.folded(next.start, end) == state.as_str() && words.iter().any(|word| word.end == end)
    });
    code || state
}
