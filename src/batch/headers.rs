//! A header -> the place that its column most likely has in a transaction.
//!
//! In: the text of a header. Out: a place as a mapping file writes it, or that it is unknown, or that
//! it is unknown and may not be left out in silence. Nothing is known here of the other columns.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::lists::countries;

/// The code of a country whose name is written in a language of the headers.
pub(super) fn country(text: &str) -> Option<String> {
    let words = words(text);
    let known = COUNTRIES.get(words.concat().as_str()).map(|code| (*code).to_owned());
    // Many differ from the English name in a mark alone.
    known.or_else(|| countries::code(&words.join(" ")))
}

/// What a header tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Guess {
    /// The place.
    Place(String),
    /// Nothing of a party, an item or a route.
    Plain,
    /// That it may hold a party, an item or a route; beside it the header that it looks like.
    Doubtful(String),
}

/// A data file of two columns, without its comments and its headers.
fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.filter_map(|line| line.split_once(','))
}

static HEADERS: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| pairs(include_str!("headers.csv")).collect());
static WORDS: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| pairs(include_str!("words.csv")).collect());
static COUNTRIES: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| pairs(include_str!("countries.csv")).collect());
/// Words of roles, longest first: "ultimate consignee" before "consignee".
static ROLES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut roles: Vec<_> = pairs(include_str!("roles.csv")).collect();
    roles.sort_by_key(|(word, _)| (std::cmp::Reverse(word.len()), *word));
    roles
});

/// Words between a role and what the column holds.
const FILLERS: [&str; 17] = [
    "of", "the", "de", "del", "della", "di", "du", "des", "der", "dem", "la", "le", "el", "do",
    "van", "da", "s",
];

/// Guesses the place of a column.
pub(super) fn guess(header: &str) -> Guess {
    let words = words(header);
    let folded = words.concat();
    if folded.is_empty() || folded.starts_with("hf") && header.starts_with("hf_") {
        return Guess::Plain;
    }
    if let Some(place) = known(&folded) {
        return place;
    }
    let telling: Vec<String> =
        words.iter().filter(|word| !FILLERS.contains(&word.as_str())).cloned().collect();
    if let Some(place) = known(&telling.concat()) {
        return place;
    }
    let (plain, number) = numbered(&telling);
    let (all, plain_text) = (telling.concat(), plain.concat());
    for (text, number) in [(all.as_str(), None), (plain_text.as_str(), number)] {
        // Several ("Consignees"), or the genitive of some languages.
        let whole = of_role(text, number);
        if let Some(place) = whole.or_else(|| of_role(text.strip_suffix('s')?, number)) {
            return Guess::Place(place);
        }
    }
    if let (Some(Guess::Place(place)), Some(number)) = (known(&plain_text), number)
        && let Some(key) = place.strip_prefix("owner.")
    {
        return Guess::Place(format!("owner#{number}.{key}"));
    }
    doubt(&words)
}

/// Headers that are a whole name or, beside a given name or a family name, the other one of them.
const PLAIN_NAMES: [&str; 9] =
    ["name", "nom", "nombre", "nome", "naam", "nazwisko", "имя", "姓名", "名称"];

/// Whether a header says "name" and nothing more.
pub(super) fn is_plain_name(header: &str) -> bool {
    PLAIN_NAMES.contains(&words(header).concat().as_str())
}

fn known(folded: &str) -> Option<Guess> {
    HEADERS.get(folded).map(|place| match *place {
        "ignore" => Guess::Plain,
        place => Guess::Place(place.to_owned()),
    })
}

/// Small letters and digits, without marks, word by word. `endUserName` is three words, and signs that
/// stand for a word are one.
fn words(header: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in header.nfkd().filter(|c| !is_combining_mark(*c)) {
        let turns = c.is_uppercase() && before.is_lowercase()
            || c.is_numeric() && before.is_alphabetic()
            || c.is_alphabetic() && before.is_numeric();
        if turns || !c.is_alphanumeric() {
            words.push(String::new());
        }
        match c {
            '%' => words.push("percent".to_owned()),
            '#' => words.push("number".to_owned()),
            _ => {}
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            match c {
                'ß' => word.push_str("ss"),
                c => word.extend(c.to_lowercase()),
            }
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The words without the number that tells one of several such columns from the others.
fn numbered(words: &[String]) -> (Vec<String>, Option<u8>) {
    let number = words.iter().find_map(|word| word.parse().ok().filter(|n| (1..=20).contains(n)));
    let is_number = |word: &String| number.is_some() && word.parse().ok() == number;
    (words.iter().filter(|word| !is_number(word)).cloned().collect(), number)
}

/// `consigneecountry` -> `consignee.country`; a role alone is the name of the party in that role.
fn of_role(text: &str, number: Option<u8>) -> Option<String> {
    for (word, role) in ROLES.iter() {
        let rest = text.strip_prefix(word).or_else(|| text.strip_suffix(word));
        let Some(rest) = rest.map(|rest| rest.strip_suffix("of").unwrap_or(rest)) else { continue };
        let key = match rest {
            "" => Some("name".to_owned()),
            rest => match HEADERS.get(rest).and_then(|place| place.split_once('.')) {
                Some(("party", "role" | "type")) | None => None,
                Some(("party", key)) => Some(key.to_owned()),
                Some(("identifier", kind)) => Some(format!("identifier.{kind}")),
                Some(_) => None,
            },
        };
        if let Some(key) = key {
            let number = number.filter(|n| *n > 1).map(|n| format!("#{n}")).unwrap_or_default();
            return Some(format!("{role}{number}.{key}"));
        }
    }
    None
}

/// Whether a header that is unknown may hold what a screening needs.
fn doubt(words: &[String]) -> Guess {
    let kind = |word: &str| WORDS.get(word).copied();
    let is_plain = |word: &&String| kind(word) == Some("plain");
    let rest: String = words.iter().filter(|word| !is_plain(word)).map(String::as_str).collect();
    let needed = |place: &str| !matches!(place, "ignore" | "id" | "date" | "currency");
    let all = HEADERS.iter().filter(|(_, place)| needed(place)).map(|(header, _)| *header);
    let near = all.chain(ROLES.iter().map(|(word, _)| *word)).find(|known| is_slip(&rest, known));
    if let Some(known) = near {
        return Guess::Doubtful(known.to_owned());
    }
    match words.iter().find(|word| kind(word) == Some("telling")) {
        Some(word) if !words.iter().any(|word| is_plain(&word)) => Guess::Doubtful(word.clone()),
        _ => Guess::Plain,
    }
}

/// Whether one text is the other with a slip of the keyboard: two letters swapped, and in longer
/// texts one letter more, less or other, in still longer ones two.
fn is_slip(text: &str, known: &str) -> bool {
    let length = text.chars().count().max(known.chars().count());
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    match strsim::osa_distance(text, known) {
        1 if length >= 6 => true,
        1 => length >= 4 && sorted(text) == sorted(known),
        2 => length >= 10,
        _ => false,
    }
}
