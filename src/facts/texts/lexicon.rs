//! The dictionaries of texts, read once: places, uses, denials, movements, words of trade.
//!
//! In: the tables that are part of the program. Out: one [`Dictionary`] of [`Meaning`]s. A table
//! that does not read is told by [`check`]; until then every text counts as not understood.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::phrases::Dictionary;

/// Words of texts, as auditors read them.
const TEXTS: &str = include_str!("../../../rules/tables/texts.toml");
/// Words of trade that say nothing of concern, by language.
const TRADE: &str = include_str!("../../../rules/tables/texts-trade.toml");
/// Adjectives, regions, ports; phrases that hold a place name and mean none.
const PLACES: &str = include_str!("../../../rules/tables/gazetteer-words.toml");
/// Names of countries.
const COUNTRIES: &str = include_str!("../../../rules/tables/gazetteer-countries.csv");
/// Towns.
const TOWNS: &str = include_str!("../../../rules/tables/gazetteer.csv");
/// Towns of the occupied regions and of the embargoed countries, by hand.
const REGIONS: &str = include_str!("../../../rules/tables/places.csv");

/// A place of the gazetteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// ISO code, or `crimea`, `dnr`, `lnr`, `UA-occupied`.
    pub(crate) country: String,
    /// Whether the name is also that of other places, or a word.
    pub(crate) weak: bool,
    /// Whether it is the name of a country, not of a town or an adjective.
    pub(crate) is_country: bool,
    /// Whether the name is also a word: it counts only with a capital.
    pub(crate) capital: bool,
    /// Countries of places of the same name.
    pub(crate) elsewhere: Vec<String>,
}

/// What a phrase means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A place.
    Place(Place),
    /// A phrase that holds a name of a place and means none; `small`: only without a capital.
    NoPlace {
        /// Only where written without a capital.
        small: bool,
    },
    /// A use or user of concern, by its kind.
    Use(String),
    /// A phrase that holds such a word and means none.
    NoUse,
    /// It denies what follows.
    Deny,
    /// It denies what stands before it.
    DenyAfter,
    /// It holds a word of denial and denies nothing ("not only").
    NotDenial,
    /// What follows is said anew ("but", "except").
    Contrast,
    /// What follows is where the goods go, or who uses them.
    Clear,
    /// What follows is where someone of the deal sits; of the goods it says something only where it is of concern.
    Seat,
    /// A plant, shop or other place of work: a place named beside it is where the goods are used.
    Site,
    /// An adjective of a place: beside a product it says nothing of where that goes.
    Adjective,
    /// A product or custom named after a place where its adjective stands beside it.
    Ware,
    /// Someone who buys or uses, or a market.
    Dealing,
    /// A check made, or a relation of trade: what else such a sentence says need not be known.
    Frame,
    /// What follows is where something comes from.
    Origin,
    /// A word of place ("in", "near").
    At,
    /// Of a person's life or of speech: a place behind it says nothing of the goods.
    Life,
    /// The same, where it stands behind the place ("Russian language").
    LifeAfter,
    /// It joins what is said alike.
    Join,
    /// It joins the last of a list ("or").
    Either,
    /// A place or person of business: a denial of it reaches over a list of such.
    Relation,
    /// It limits a denial to the way, the time or the paper ("not directly").
    Partial,
    /// Beside it a word of directness limits nothing ("directly or indirectly").
    PartialNot,
    /// The whole text says nothing.
    Nothing,
    /// Of concern where nothing denies it: a border, a change of marks, another buyer.
    Suspect,
    /// A word of trade that says nothing of concern.
    Known,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextWords {
    #[allow(dead_code, reason = "read so that the key is checked")]
    schema: u8,
    deny: Vec<String>,
    deny_after: Vec<String>,
    not_denial: Vec<String>,
    contrast: Vec<String>,
    clear: Vec<String>,
    seat: Vec<String>,
    site: Vec<String>,
    ware: Vec<String>,
    dealing: Vec<String>,
    frame: Vec<String>,
    origin: Vec<String>,
    at: Vec<String>,
    life: Vec<String>,
    life_after: Vec<String>,
    join: Vec<String>,
    relation: Vec<String>,
    either: Vec<String>,
    partial: Vec<String>,
    partial_not: Vec<String>,
    nothing: Vec<String>,
    suspect: Vec<String>,
    no_use: Vec<String>,
    r#use: Vec<UseWords>,
    compound: Vec<CompoundWords>,
    place: Vec<PlaceNames>,
    word: Vec<NoPlaces>,
}

/// Names of the gazetteer that mean no place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoPlaces {
    names: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CompoundWords {
    kind: String,
    starts: Vec<String>,
    ends: Vec<String>,
    but: Vec<String>,
}

/// Parts of compound words that name a use, folded.
#[derive(Debug)]
pub(crate) struct Compound {
    /// The use.
    pub(crate) meaning: Meaning,
    starts: Vec<String>,
    ends: Vec<String>,
    but: Vec<String>,
}

impl Compound {
    /// Whether a folded word is such a compound; a part alone is none.
    pub(crate) fn holds(&self, word: &str) -> bool {
        let begins = |part: &String| word.len() > part.len() && word.starts_with(part.as_str());
        let ends = |part: &String| word.len() > part.len() && word.ends_with(part.as_str());
        (self.starts.iter().any(begins) || self.ends.iter().any(ends))
            && !self.but.iter().any(|part| word.contains(part.as_str()))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UseWords {
    kind: String,
    phrases: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TradeWords {
    #[allow(dead_code, reason = "read so that the key is checked")]
    schema: u8,
    words: std::collections::BTreeMap<String, String>,
}

/// The words around a place name, and what the made tables lack.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceWords {
    #[allow(dead_code, reason = "read so that the key is checked")]
    schema: u8,
    means_no_place: Vec<String>,
    means_no_place_small: Vec<String>,
    /// Folded names that count only in capitals.
    pub(crate) only_upper: Vec<String>,
    /// Folded names that count only with a capital.
    pub(crate) only_capital: Vec<String>,
    /// Folded names that count only where the first letter is none of ASCII.
    pub(crate) only_marked: Vec<String>,
    /// Folded names that count only without one.
    pub(crate) only_small: Vec<String>,
    /// Adjectives of places of concern.
    adjectives: Vec<String>,
    /// A name with one of these before it is that of a person.
    pub(crate) titles: Vec<String>,
    /// What stands between a word of street and the name.
    pub(crate) street_links: Vec<String>,
    /// A name with one of these written to its end is a street, in scripts without blanks.
    pub(crate) street_signs: Vec<String>,
    /// A name with one of these behind it is a street.
    pub(crate) street_after: Vec<String>,
    /// A name with one of these before it is a street.
    pub(crate) street_before: Vec<String>,
    /// A word that ends so is a street.
    pub(crate) street_endings: Vec<String>,
    /// A name with one of these behind it is a house.
    pub(crate) house_words: Vec<String>,
    /// States of the United States, and their codes.
    pub(crate) us_states: Vec<String>,
    /// Codes of the states, in capitals.
    pub(crate) us_codes: Vec<String>,
    /// Countries that one address may name together.
    pub(crate) families: Vec<Vec<String>>,
    /// Telephone prefixes by country, digits.
    pub(crate) phones: std::collections::BTreeMap<String, Vec<String>>,
    /// Longer prefixes that are another country's.
    pub(crate) phones_not: std::collections::BTreeMap<String, Vec<String>>,
    /// Places whose names say where goods go wherever they stand in a text.
    pub(crate) concern: Vec<String>,
    place: Vec<PlaceNames>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceNames {
    country: String,
    names: Vec<String>,
}

/// All dictionaries.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// Phrases.
    pub(crate) dictionary: Dictionary<Meaning>,
    /// Words around places.
    pub(crate) around: PlaceWords,
    /// Parts of compound words.
    pub(crate) compounds: Vec<Compound>,
}

static LEXICON: LazyLock<Result<Lexicon, String>> = LazyLock::new(read);

/// The dictionaries; none where a table does not read, which [`check`] tells.
pub(crate) fn lexicon() -> Option<&'static Lexicon> {
    LEXICON.as_ref().ok()
}

/// Whether the dictionaries that are part of the program could be read; the error otherwise.
pub(crate) fn check() -> Result<(), String> {
    LEXICON.as_ref().map(|_| ()).map_err(Clone::clone)
}

/// The tables behind the dictionaries, by file name, for the digest of the program.
pub const SOURCES: &[(&str, &str)] = &[
    ("texts.toml", TEXTS),
    ("texts-trade.toml", TRADE),
    ("gazetteer-words.toml", PLACES),
    ("gazetteer-countries.csv", COUNTRIES),
    ("gazetteer.csv", TOWNS),
];

fn read() -> Result<Lexicon, String> {
    let said = |file: &'static str| move |error: toml::de::Error| format!("{file}: {error}");
    let texts: TextWords = toml::from_str(TEXTS).map_err(said("texts.toml"))?;
    let trade: TradeWords = toml::from_str(TRADE).map_err(said("texts-trade.toml"))?;
    let around: PlaceWords = toml::from_str(PLACES).map_err(said("gazetteer-words.toml"))?;
    let mut dictionary = Dictionary::default();
    words(&mut dictionary, &texts);
    for list in trade.words.values() {
        let phrases: Vec<String> =
            list.split_whitespace().map(|word| word.replace('_', " ")).collect();
        dictionary.add(phrases.iter().map(String::as_str), Meaning::Known);
    }
    by_hand(&mut dictionary, &around);
    rows(&mut dictionary, COUNTRIES, country_row);
    rows(&mut dictionary, TOWNS, town_row);
    rows(&mut dictionary, REGIONS, region_row);
    let compounds = texts.compound.into_iter().map(|of| Compound {
        meaning: Meaning::Use(of.kind),
        starts: of.starts,
        ends: of.ends,
        but: of.but,
    });
    Ok(Lexicon { dictionary, around, compounds: compounds.collect() })
}

fn words(dictionary: &mut Dictionary<Meaning>, texts: &TextWords) {
    let lists = [
        (&texts.deny, Meaning::Deny),
        (&texts.deny_after, Meaning::DenyAfter),
        (&texts.not_denial, Meaning::NotDenial),
        (&texts.contrast, Meaning::Contrast),
        (&texts.clear, Meaning::Clear),
        (&texts.seat, Meaning::Seat),
        (&texts.site, Meaning::Site),
        (&texts.ware, Meaning::Ware),
        (&texts.dealing, Meaning::Dealing),
        (&texts.frame, Meaning::Frame),
        (&texts.origin, Meaning::Origin),
        (&texts.at, Meaning::At),
        (&texts.life, Meaning::Life),
        (&texts.life_after, Meaning::LifeAfter),
        (&texts.join, Meaning::Join),
        (&texts.relation, Meaning::Relation),
        (&texts.either, Meaning::Either),
        (&texts.partial, Meaning::Partial),
        (&texts.partial_not, Meaning::PartialNot),
        (&texts.nothing, Meaning::Nothing),
        (&texts.suspect, Meaning::Suspect),
        (&texts.no_use, Meaning::NoUse),
    ];
    for (phrases, meaning) in lists {
        let joined: Vec<String> = phrases.iter().filter_map(|phrase| contracted(phrase)).collect();
        let all = phrases.iter().chain(&joined);
        dictionary.add(all.map(String::as_str), meaning);
    }
    for of_use in &texts.r#use {
        let meaning = Meaning::Use(of_use.kind.clone());
        dictionary.add(of_use.phrases.iter().map(String::as_str), meaning);
    }
    for place in &texts.place {
        let meaning = strong(&place.country, false);
        dictionary.add(place.names.iter().map(String::as_str), meaning);
    }
    for word in &texts.word {
        let meaning = Meaning::NoPlace { small: false };
        dictionary.add(word.names.iter().map(String::as_str), meaning);
    }
}

/// An English phrase as it is written with an apostrophe, which folding drops ("don t" -> "dont").
fn contracted(phrase: &str) -> Option<String> {
    let spaced = format!("{phrase} ");
    spaced.contains("n t ").then(|| spaced.replace("n t ", "nt ").trim_end().to_owned())
}

fn by_hand(dictionary: &mut Dictionary<Meaning>, around: &PlaceWords) {
    let none = |small| Meaning::NoPlace { small };
    dictionary.add(around.means_no_place.iter().map(String::as_str), none(false));
    dictionary.add(around.means_no_place_small.iter().map(String::as_str), none(true));
    dictionary.add(around.adjectives.iter().map(String::as_str), Meaning::Adjective);
    for place in &around.place {
        let meaning = strong(&place.country, false);
        dictionary.add(place.names.iter().map(String::as_str), meaning);
    }
}

fn strong(country: &str, is_country: bool) -> Meaning {
    let country = country.to_owned();
    let elsewhere = Vec::new();
    Meaning::Place(Place { country, weak: false, is_country, capital: false, elsewhere })
}

/// Adds the rows of a table of strict commas, the heading and comments left out.
fn rows(
    dictionary: &mut Dictionary<Meaning>,
    table: &'static str,
    read: fn(&'static str) -> Option<(&'static str, Meaning)>,
) {
    let data = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    for (names, meaning) in data.filter_map(read) {
        dictionary.add(names.split('|'), meaning);
    }
}

fn country_row(line: &'static str) -> Option<(&'static str, Meaning)> {
    let (country, names) = line.split_once(',')?;
    Some((names, strong(country, true)))
}

fn town_row(line: &'static str) -> Option<(&'static str, Meaning)> {
    let mut cells = line.splitn(4, ',');
    let (country, strength) = (cells.next()?, cells.next()?);
    let (elsewhere, names) = (cells.next()?, cells.next()?);
    let place = Place {
        country: country.to_owned(),
        weak: strength == "weak",
        is_country: false,
        capital: strength == "capital",
        elsewhere: elsewhere.split_whitespace().map(str::to_owned).collect(),
    };
    Some((names, Meaning::Place(place)))
}

/// Rows of places.csv: region, kind, strength, name, variants, not_with.
fn region_row(line: &'static str) -> Option<(&'static str, Meaning)> {
    let mut cells = line.split(',');
    let (region, kind, strength) = (cells.next()?, cells.next()?, cells.next()?);
    let names = cells.nth(1)?;
    if region == "anti" {
        return Some((names, Meaning::NoPlace { small: false }));
    }
    let place = Place {
        country: region.to_owned(),
        weak: strength == "weak",
        is_country: false,
        capital: false,
        elsewhere: Vec::new(),
    };
    (kind != "anti").then_some((names, Meaning::Place(place)))
}
