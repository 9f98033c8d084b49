//! Addresses: equal whatever the order, the abbreviations and the notation of floors.

use std::collections::BTreeSet;

use crate::model::Address;
use crate::names::distance::within;

/// How two addresses agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// Nothing that tells agrees.
    None,
    /// The city agrees.
    City,
    /// Street and number agree.
    Street,
}

/// Words of an address, folded: numbers apart from words, abbreviations written out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressKey {
    numbers: BTreeSet<String>,
    words: BTreeSet<String>,
    city: Option<String>,
    floor: Option<String>,
}

const ABBREVIATIONS: &[(&str, &str)] = &[
    ("st", "street"),
    ("str", "street"),
    ("rd", "road"),
    ("ave", "avenue"),
    ("av", "avenue"),
    ("blvd", "boulevard"),
    ("bulvar", "boulevard"),
    ("bldg", "building"),
    ("fl", "floor"),
    ("flr", "floor"),
    ("f", "floor"),
    ("rm", "room"),
    ("ste", "suite"),
    ("dist", "district"),
    ("ln", "lane"),
    ("hwy", "highway"),
    ("sq", "square"),
    ("ul", "ulitsa"),
    ("prosp", "prospekt"),
    ("pr", "prospekt"),
    ("prospect", "prospekt"),
    ("prt", "prospekt"),
    ("per", "pereulok"),
    ("sh", "shosse"),
    ("moskva", "moscow"),
    ("lu", "road"),
    ("jie", "street"),
    ("centre", "center"),
    ("no", ""),
    ("the", ""),
    ("of", ""),
    ("and", ""),
    ("block", "block"),
    ("blk", "block"),
    ("ctr", "center"),
    ("twr", "tower"),
    ("ind", "industrial"),
    ("apt", "apartment"),
    ("kv", "apartment"),
    ("d", "house"),
    ("dom", "house"),
];

/// Words that many addresses have.
const COMMON: &[&str] = &[
    "street",
    "road",
    "avenue",
    "boulevard",
    "building",
    "floor",
    "room",
    "suite",
    "district",
    "lane",
    "highway",
    "square",
    "ulitsa",
    "prospekt",
    "pereulok",
    "shosse",
    "city",
    "province",
    "house",
    "apartment",
    "tower",
    "block",
    "industrial",
    "park",
    "zone",
    "center",
    "unit",
    "box",
    "po",
    "p",
    "o",
    "china",
    "russia",
    "iran",
    "north",
    "south",
    "east",
    "west",
    "new",
    "town",
    "village",
    "county",
    "region",
    "oblast",
    "hong",
    "kong",
];

impl AddressKey {
    /// The key of an address.
    pub fn new(address: &Address) -> Self {
        let mut key = Self::default();
        let words: Vec<String> = crate::names::address_words(&address.text);
        let mut after_floor = false;
        for (at, word) in words.iter().enumerate() {
            let word = ABBREVIATIONS
                .iter()
                .find(|(short, _)| short == word)
                .map_or(word.as_str(), |(_, long)| long);
            if word.is_empty() || after_floor {
                after_floor = false;
                continue;
            }
            if let Some(number) = ordinal(word) {
                let next = words.get(at + 1).map(String::as_str);
                if matches!(next, Some("floor" | "fl" | "f" | "flr")) {
                    key.floor = Some(number);
                    after_floor = true;
                } else {
                    key.numbers.insert(number);
                }
            } else if let Some(floor) = word.strip_suffix('f').and_then(ordinal) {
                key.floor = Some(floor);
            } else {
                key.words.insert(word.to_owned());
            }
        }
        key.city = address
            .city
            .as_deref()
            .map(|city| crate::names::address_words(city).concat())
            .filter(|city| !city.is_empty());
        key
    }

    /// The words that tell one address from another, in alphabetical order.
    pub fn telling(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str).filter(|w| w.len() > 2 && !COMMON.contains(w))
    }

    /// How two addresses agree.
    pub fn agreement(&self, other: &Self) -> Agreement {
        let (mine, theirs): (Vec<&str>, Vec<&str>) =
            (self.telling().collect(), other.telling().collect());
        let (short, long) =
            if mine.len() <= theirs.len() { (&mine, &theirs) } else { (&theirs, &mine) };
        let shared =
            short.iter().filter(|word| long.iter().any(|other| alike(word, other))).count();
        let numbers = self.numbers.intersection(&other.numbers).count();
        let street_numbers = numbers > 0
            && (self.numbers.is_subset(&other.numbers) || other.numbers.is_subset(&self.numbers));
        let floors = match (&self.floor, &other.floor) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let most = shared * 4 >= short.len() * 3;
        if street_numbers
            && floors
            && most
            && shared >= 2.min(short.len())
            && shared >= 1
            && (shared >= 2 || numbers >= 2 || short.len() == 1 && long.len() <= 2)
        {
            return Agreement::Street;
        }
        let city = self.city.is_some() && self.city == other.city;
        if city || shared >= 1 { Agreement::City } else { Agreement::None }
    }
}

fn alike(a: &str, b: &str) -> bool {
    a == b || (a.len() > 5 && within(a.as_bytes(), b.as_bytes(), 1).is_some())
}

fn ordinal(word: &str) -> Option<String> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, tail) = word.split_at_checked(digits)?;
    let plain = digits > 0
        && (matches!(tail, "" | "st" | "nd" | "rd" | "th") || tail.len() == 1 && tail != "f");
    plain.then(|| {
        format!(
            "{}{}",
            number.trim_start_matches('0'),
            if matches!(tail, "st" | "nd" | "rd" | "th") { "" } else { tail }
        )
    })
}
