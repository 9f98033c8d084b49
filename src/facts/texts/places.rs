//! Places of a text that the transaction does not state.

use super::address;
use super::fields::{Class, Field};
use super::lexicon::{Lexicon, Meaning, Place, PlaceWords};
use super::reading::{Found, Named, Reading};
use super::stated::Stated;
use crate::phrases::{Break, Text, Word};

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
    found.extend(address::without_party(field, stated, &reading.lexicon.around));
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
    let same = |other: &&Named| other.start == place.start && other.end == place.end;
    let stated_too = |other: &Named| stated.countries.contains(&other.country);
    if place.country.len() == 2 && named.iter().filter(same).any(stated_too) {
        return false;
    }
    let of_concern = around.concern.contains(&place.country);
    if place.place.weak && !stands(field, reading, stated, place, named) {
        return false;
    }
    let moved = place.clear && !place.is_origin;
    let known = |codes: &std::collections::BTreeSet<String>| is_known(codes, place, around);
    match field.class {
        Class::Delivery if !of_concern => {
            let own = named.iter().any(|other| is_known(&stated.countries, other, around));
            let told = is_whole_part(reading, place) || is_behind_at(reading, place.start);
            told && !own && !known(&stated.countries)
        }
        Class::Place if is_house_number(reading, place) => false,
        Class::Place | Class::Delivery => {
            let own = field.party.and_then(|party| stated.of_party.get(party));
            let own = own.filter(|codes| !codes.is_empty()).unwrap_or(&stated.countries);
            let alone = field.party.is_some() && field.pointer.ends_with("/city");
            if (alone && is_namesake(own, place, named))
                || is_house(reading, place)
                || is_in_street_name(reading, own, place, named)
            {
                return false;
            }
            of_concern && !known(own)
        }
        _ if !of_concern => place.near && !place.is_origin && !known(&stated.countries),
        Class::Item if place.adjective && !place.dealing => false,
        _ => !known(if moved { &stated.onward } else { &stated.countries }),
    }
}

/// Whether a town of the same name lies in one of `codes`: Moscow in Idaho.
pub(crate) fn is_namesake(
    codes: &std::collections::BTreeSet<String>,
    place: &Named,
    named: &[Named],
) -> bool {
    let same = named.iter().filter(|other| other.start == place.start && other.end == place.end);
    place.country.len() == 2
        && !place.place.is_country
        && same.into_iter().any(|other| other.place.elsewhere.iter().any(|c| codes.contains(c)))
}

/// Whether `codes` hold the country of the place or one that an address may name beside it.
pub(crate) fn is_known(
    codes: &std::collections::BTreeSet<String>,
    place: &Named,
    around: &PlaceWords,
) -> bool {
    let occupied = place.country.len() > 2;
    codes.contains(&place.country)
        || (!around.concern.contains(&place.country)
            && place.place.elsewhere.iter().any(|code| codes.contains(code)))
        || (!occupied && same_family(codes, &place.country, around))
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
    !field.class.is_place() && capital && (place.clear || is_behind_at(reading, place.start))
}

fn is_behind_at(reading: &Reading<'_>, at: usize) -> bool {
    reading.hits.iter().any(|hit| {
        matches!(hit.meaning, Meaning::At | Meaning::Origin)
            && hit.end <= at
            && reading.between(hit.end, at) == 0
    })
}

/// Whether a place name is none of a street, of a house, of a namesake in a named state, and is
/// written as a name is.
pub(crate) fn may_be(
    text: &Text<'_>,
    hit: &Found,
    place: &Place,
    adjective: bool,
    lexicon: &Lexicon,
) -> bool {
    let around = &lexicon.around;
    let name = text.folded(hit.start, hit.end);
    let raw = text.raw_from(hit.start);
    let is = |list: &[String]| list.iter().any(|word| word == name);
    let capital = raw.starts_with(char::is_uppercase);
    let upper = raw.chars().filter(|c| c.is_alphabetic()).take(2).all(char::is_uppercase);
    if (is(&around.only_upper) && !upper)
        || (is(&around.only_capital) && !capital)
        || (is(&around.only_small) && capital)
        || (is(&around.only_marked) && raw.starts_with(|letter: char| letter.is_ascii()))
        || (place.capital && raw.starts_with(char::is_lowercase))
    {
        return false;
    }
    // An Iranian hotel is a hotel of Iranians; the Yalta Hotel may be anywhere.
    let named_house = !adjective && !place.is_country;
    !is_street(text, hit, named_house, around)
        && !is_of_a_state(text, hit, place, around)
        && !is_person(text, hit, around)
}

/// Longest title that is written as an abbreviation ("sig.").
const TITLE_MAX: usize = 4;

/// Whether a title stands before the name, or an initial beside it.
fn is_person(text: &Text<'_>, hit: &Found, around: &PlaceWords) -> bool {
    let words = text.words();
    let (first, last) = (text.word_at(hit.start), text.word_at(hit.end.saturating_sub(1)));
    let initial = |at: usize| {
        words.get(at).is_some_and(|word| {
            let mut letters = text.raw_from(word.start).chars();
            letters.next().is_some_and(char::is_uppercase) && letters.next() == Some('.')
        })
    };
    let before = first.checked_sub(1);
    let title = before.and_then(|at| words.get(at)).is_some_and(|word| {
        let written = text.folded(word.start, word.end);
        (word.after < Break::Sentence || written.len() <= TITLE_MAX)
            && around.titles.iter().any(|title| title == written)
    });
    let follows = words.get(last).is_some_and(|word| word.after == Break::None);
    title || before.is_some_and(initial) || (follows && initial(last + 1))
}

/// Whether the name of a house stands right before: Restaurant Sewastopol.
pub(crate) fn is_house(reading: &Reading<'_>, place: &Named) -> bool {
    let before = reading.text.word_at(place.start).checked_sub(1);
    before.and_then(|at| reading.text.words().get(at)).is_some_and(|word| {
        let written = reading.text.folded(word.start, word.end);
        word.after == Break::None
            && reading.lexicon.around.house_words.iter().any(|house| house == written)
    })
}

/// Most words of a street's name before or behind the name of a place in it: given names.
const STREET_NAME: usize = 2;

/// Words behind a name that make it that of a house, where the address lies in another place.
const HOUSES: &[&str] = &["building", "compound", "house", "lodge", "mansions", "tower", "towers"];

/// Whether the name is a part of a longer name of a street (Viale Palmiro Togliatti, Syria Shrine
/// Drive) in an address that names a place of its own country behind it.
fn is_in_street_name(
    reading: &Reading<'_>,
    own: &std::collections::BTreeSet<String>,
    place: &Named,
    named: &[Named],
) -> bool {
    let (text, around) = (&reading.text, &reading.lexicon.around);
    let follows = |other: &Named| other.start > place.end && own.contains(&other.country);
    let words = text.words();
    let (first, last) = (text.word_at(place.start), text.word_at(place.end.saturating_sub(1)));
    if !named.iter().any(follows) && !is_coded(text, last, own, around) {
        return false;
    }
    let ends = words.get(last).is_some_and(|word| word.after >= Break::Part);
    let numbered = words.get(last + 1).is_some_and(|word| is_short_number(text, word));
    let before = words.get(..first).unwrap_or(&[]).iter().rev().take(STREET_NAME + 1);
    let mut before = before.take_while(|word| word.after == Break::None && !has_digit(text, word));
    let behind = words.get(last..).unwrap_or(&[]).windows(2).take(STREET_NAME + 1);
    let mut behind = behind
        .take_while(|pair| pair.first().is_some_and(|word| word.after == Break::None))
        .filter_map(|pair| pair.last());
    let in_list = |word: &Word, list: &[String]| {
        let written = text.folded(word.start, word.end);
        list.iter().any(|known| known == written)
    };
    ((ends || numbered) && before.any(|word| in_list(word, &around.street_before)))
        || behind.any(|word| {
            in_list(word, &around.street_after)
                || HOUSES.contains(&text.folded(word.start, word.end))
        })
}

/// Countries whose addresses end in a state or a postal code of letters that [`is_coded`] reads.
const CODED: &[&str] = &["AU", "CA", "GB", "US"];

/// Whether a state and a number, or a postal code of letters and digits, of one of `own` stands
/// behind word `last`.
fn is_coded(
    text: &Text<'_>,
    last: usize,
    own: &std::collections::BTreeSet<String>,
    around: &PlaceWords,
) -> bool {
    let behind = text.words().get(last + 1..).unwrap_or(&[]);
    own.iter().any(|code| CODED.contains(&code.as_str()))
        && behind.windows(2).any(|pair| {
            let [one, two] = pair else { return false };
            let (state, number) = (text.quote(one.start, one.end), text.folded(two.start, two.end));
            let is_state = around.us_codes.iter().any(|code| code == state);
            let digits = number.chars().all(|c| c.is_ascii_digit());
            (is_state && digits && matches!(number.len(), 4 | 5))
                || is_postal(text.folded(one.start, one.end), number)
        })
}

fn has_digit(text: &Text<'_>, word: &Word) -> bool {
    text.folded(word.start, word.end).chars().any(|c| c.is_ascii_digit())
}

/// Whether a word is a house number, alone or behind the letter of its block (12, V14).
fn is_short_number(text: &Text<'_>, word: &Word) -> bool {
    let written = text.folded(word.start, word.end);
    let digits = written.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or(written);
    written.len() <= 4 && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// Whether the name opens an address and a house number and a town follow: a street.
pub(crate) fn is_house_number(reading: &Reading<'_>, place: &Named) -> bool {
    let (text, words) = (&reading.text, reading.text.words());
    let last = text.word_at(place.end.saturating_sub(1));
    let opens = text
        .word_at(place.start)
        .checked_sub(1)
        .is_none_or(|at| words.get(at).is_some_and(|word| word.after >= Break::Part));
    let joined = |at: usize| words.get(at).is_some_and(|word| word.after == Break::None);
    let number = |at: usize| words.get(at).is_some_and(|word| is_short_number(text, word));
    // The letter of a block may stand apart: Persia N-12.
    let block = words.get(last + 1).is_some_and(|word| word.end - word.start == 1)
        && joined(last + 1)
        && number(last + 2)
        && last + 3 < words.len();
    opens && joined(last) && ((number(last + 1) && last + 2 < words.len()) || block)
}

/// Whether the name stands alone in its part of an address, but for numbers and short words.
pub(crate) fn is_whole_part(reading: &Reading<'_>, place: &Named) -> bool {
    let (text, words) = (&reading.text, reading.text.words());
    let (first, last) = (text.word_at(place.start), text.word_at(place.end.saturating_sub(1)));
    let short = |word: &Word| {
        let written = text.folded(word.start, word.end);
        written.chars().count() <= 2 || written.chars().any(|c| c.is_ascii_digit())
    };
    let before = words.get(..first).unwrap_or(&[]).iter().rev();
    let mut before = before.take_while(|word| word.after < Break::Part);
    let behind = words.get(last..).unwrap_or(&[]);
    let mut behind = behind
        .windows(2)
        .take_while(|pair| pair.first().is_some_and(|word| word.after < Break::Part));
    let opens = words.get(first).is_some_and(|word| word.start == place.start);
    let large_first = is_east_asian(text.folded(place.start, place.end));
    opens && before.all(short) && (large_first || behind.all(|pair| pair.last().is_some_and(short)))
}

/// Whether a name is written in Han, kana or Hangul, in which addresses begin with the largest.
pub(crate) fn is_east_asian(name: &str) -> bool {
    name.starts_with(|letter| {
        matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
    })
}

/// Words of buildings that bear the name of a former use: The Old Armoury.
const FORMER: &[&str] = &[
    "alte",
    "alten",
    "alter",
    "altes",
    "ancien",
    "ancienne",
    "antiguo",
    "antigua",
    "ehemalige",
    "ehemaligen",
    "former",
    "old",
    "vecchia",
    "vecchio",
];

/// Whether a word is one of street, before or behind a name, or of a building's former use.
pub(crate) fn is_street_word(word: &str, around: &PlaceWords) -> bool {
    let is = |list: &[String]| list.iter().any(|known| known == word);
    let long = word.chars().count() > 6;
    is(&around.street_after)
        || is(&around.street_before)
        || FORMER.contains(&word)
        || (long && around.street_endings.iter().any(|end| word.ends_with(end.as_str())))
}

fn is_street(text: &Text<'_>, hit: &Found, named_house: bool, around: &PlaceWords) -> bool {
    let words = text.words();
    let (first, last) = (text.word_at(hit.start), text.word_at(hit.end.saturating_sub(1)));
    let own = text.folded(hit.start, hit.end);
    let next = words.get(last).filter(|word| word.after == Break::None).and(words.get(last + 1));
    let whole = next.map(|word| text.folded(word.start, word.end));
    let next = next.map(|word| text.folded(word.start, word.cut.unwrap_or(word.end)));
    let signed = words.get(last).is_some_and(|word| {
        let rest = text.folded(hit.end, word.end);
        around.street_signs.iter().any(|sign| rest.starts_with(sign.as_str()))
            || (hit.end == word.end
                && next.is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
                && is_signed_hangul(own, &around.street_signs))
    });
    let behind = |list: &[String]| {
        let known = |next: &str| list.iter().any(|word| word == next);
        next.is_some_and(known) || whole.is_some_and(known)
    };
    let before = |count: usize| {
        let from = words.get(first.checked_sub(count)?)?;
        let joined = words.get(first - count..first)?.iter().all(|word| is_joined(text, word));
        joined.then(|| text.folded(from.start, hit.start).trim_end())
    };
    let is_before = |words: &[String]| {
        (1..=2).filter_map(before).any(|text| words.iter().any(|word| word == text))
            || is_linked(text, first, words, &around.street_links)
    };
    let long = own.chars().count() > 6;
    let ends = long && around.street_endings.iter().any(|end| own.ends_with(end.as_str()));
    // A street may be named before a preposition only: "via Moscow" is a way, "via Moscova 5" a street.
    let numbered = next.is_some_and(|next| {
        next.starts_with(|c: char| c.is_ascii_digit()) || NUMBER_WORDS.contains(&next)
    });
    let joined = next.is_some_and(|next| around.street_links.iter().any(|link| link == next));
    ends || signed
        || behind(&around.street_after)
        || (named_house && behind(&around.house_words))
        || ((numbered || next.is_none()) && is_crossing(text, first, &around.street_before))
        || (is_before(&around.street_before)
            && (numbered || joined || next.is_none())
            && !is_way(text, first))
}

/// Most words that link a word of street to the name ("avenue de la République du").
const LINKS_MAX: usize = 6;
/// Words that stand between the name of a street and the number of the house, or for it.
const NUMBER_WORDS: &[&str] = &[
    "bis", "bloc", "blok", "edif", "edificio", "esq", "esquina", "int", "km", "lote", "lt", "mz",
    "n", "no", "nr", "num", "numer", "numero", "s", "буд", "д", "дом", "корп",
];
/// Words between two streets that cross.
const CROSSING: &[&str] = &[
    "and", "angle", "con", "corner", "e", "ecke", "entre", "esq", "esquina", "et", "i", "und", "y",
    "и", "та",
];

/// Whether the name is the second of two streets that cross: a word of street opens the part.
fn is_crossing(text: &Text<'_>, first: usize, street: &[String]) -> bool {
    let written = |word: &Word| text.folded(word.start, word.end);
    let before = text.words().get(..first).unwrap_or(&[]).iter().rev();
    let mut before = before.take_while(|word| is_joined(text, word));
    before.next().is_some_and(|word| CROSSING.contains(&written(word)))
        && before.last().is_some_and(|word| street.iter().any(|known| known == written(word)))
}

/// Longest word of street that is written as an abbreviation ("Avda.").
const ABBREVIATION_MAX: usize = 4;

/// Whether nothing but a blank, or the full stop of an abbreviation, stands behind a word.
fn is_joined(text: &Text<'_>, word: &Word) -> bool {
    let short = word.end - word.start <= ABBREVIATION_MAX;
    word.after == Break::None || (short && text.raw_from(word.end).starts_with('.'))
}

/// Whether only linking words stand between a word of street and word `first`.
fn is_linked(text: &Text<'_>, first: usize, street: &[String], links: &[String]) -> bool {
    let before = text.words().get(..first).unwrap_or(&[]).iter().rev();
    for word in before.take(LINKS_MAX).take_while(|word| is_joined(text, word)) {
        let written = text.folded(word.start, word.end);
        if street.iter().any(|known| known == written) {
            return true;
        }
        if !links.iter().any(|link| link == written) {
            return false;
        }
    }
    false
}

/// Whether a Hangul word ends in a sign of street.
fn is_signed_hangul(word: &str, signs: &[String]) -> bool {
    word.starts_with(|letter| matches!(letter, '\u{ac00}'..='\u{d7af}'))
        && signs.iter().any(|sign| word.ends_with(sign.as_str()))
}

/// Whether the word before is "via", which is a street in Italian and a way in most languages, or
/// the Arabic and Persian word of road in the phrase that means "by way of".
fn is_way(text: &Text<'_>, first: usize) -> bool {
    let back = |count: usize| {
        let word = text.words().get(first.checked_sub(count)?)?;
        Some(text.folded(word.start, word.end))
    };
    let by_way = back(1) == Some("طریق") && matches!(back(2), Some("عن" | "از"));
    let via = back(1) == Some("via") || by_way;
    let number = text.words().get(first + 1);
    via && !number.is_some_and(|word| {
        text.folded(word.start, word.end).starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Whether the state or province behind the name, or a postal code that only other countries give,
/// says that a namesake is meant: Moscow in Idaho, Odessa in Ontario, Sebastopol VIC 3356.
fn is_of_a_state(text: &Text<'_>, hit: &Found, place: &Place, around: &PlaceWords) -> bool {
    let last = text.word_at(hit.end.saturating_sub(1));
    let words = text.words();
    if words.get(last).is_none_or(|word| word.after == Break::Sentence) {
        return false;
    }
    is_before_code(text, last, around)
        || is_before_state(text, last, around)
        || (!place.is_country && is_before_postal(text, last))
}

/// Whether the code of a state stands behind word `last`. In a text of capitals "IN", "OR" and "ON"
/// are words: there a comma has to stand before, or a postal code behind.
fn is_before_code(text: &Text<'_>, last: usize, around: &PlaceWords) -> bool {
    let words = text.words();
    let (Some(name), Some(next)) = (words.get(last), words.get(last + 1)) else { return false };
    let written: String = text.raw_from(next.start).chars().take(next.end - next.start).collect();
    let numbered = words.get(last + 2).filter(|_| next.after < Break::Sentence).is_some_and(|w| {
        let code = text.folded(w.start, w.end);
        code.chars().any(|c| c.is_ascii_digit())
    });
    let letters = text.quote(name.start, name.end);
    let capitals = letters.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    around.us_codes.contains(&written)
        && (!capitals
            || (name.after == Break::Part && next.after >= Break::Part)
            || (numbered && next.after < Break::Part))
}

/// Whether the name of a state stands behind word `last`, and is not that of a street or house.
fn is_before_state(text: &Text<'_>, last: usize, around: &PlaceWords) -> bool {
    let words = text.words();
    let Some(next) = words.get(last + 1) else { return false };
    around.us_states.iter().any(|state| {
        let end = next.start + state.len();
        let whole = words.iter().position(|word| word.end == end);
        text.folded(next.start, end) == state.as_str()
            && whole.is_some_and(|at| !is_named_on(text, at, around))
    })
}

/// Whether a word of street or house stands right behind word `at`.
fn is_named_on(text: &Text<'_>, at: usize, around: &PlaceWords) -> bool {
    let words = text.words();
    let next = words.get(at).filter(|word| word.after == Break::None).and(words.get(at + 1));
    next.is_some_and(|word| {
        let written = text.folded(word.start, word.end);
        is_street_word(written, around) || around.house_words.iter().any(|house| house == written)
    })
}

/// Most words between a town and its postal code: a county, a larger town.
const POSTAL_REACH: usize = 2;

/// Whether a postal code of Canada or the United Kingdom stands behind word `last`, in its part of
/// the text or the next. No country of concern gives codes of that form.
fn is_before_postal(text: &Text<'_>, last: usize) -> bool {
    let behind = text.words().get(last..).unwrap_or(&[]);
    let mut parts = 0;
    for (count, pair) in behind.windows(3).enumerate() {
        let [before, one, two] = pair else { return false };
        parts += usize::from(before.after == Break::Part);
        if count > POSTAL_REACH || before.after == Break::Sentence || parts > 1 {
            return false;
        }
        let (one, joined) = (text.folded(one.start, one.end), one.after == Break::None);
        if joined && is_postal(one, text.folded(two.start, two.end)) {
            return true;
        }
    }
    false
}

/// Whether two words have the form of a code of Canada (K0H 2H0) or the United Kingdom (KA4 8PR).
fn is_postal(one: &str, two: &str) -> bool {
    let form = |word: &str| -> String {
        let kind = |c: char| if c.is_ascii_digit() { '9' } else { 'a' };
        word.chars().map(|c| if c.is_ascii_alphanumeric() { kind(c) } else { '-' }).collect()
    };
    let (one, two) = (form(one), form(two));
    let british = matches!(one.as_str(), "a9" | "a99" | "aa9" | "aa99" | "a9a" | "aa9a");
    (one == "a9a" && two == "9a9") || (british && two == "9aa")
}
