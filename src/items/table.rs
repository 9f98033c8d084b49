//! The dictionaries of the classifier as written in `data/*.toml`, and their checks.
//!
//! Unknown keys, empty phrases, duplicate ids and impossible dates are errors that name the file.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::controlled;
use super::eccn::{self, Eccn};
use super::figures::Bound;
use super::hs::HsCode;
use super::phrase::{self, Occurrence, PhraseBook};
use crate::model::{Date, Interval};

/// What is wrong with a dictionary, and in which file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    file: String,
    message: String,
}

impl TableError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { file: String::new(), message: message.into() }
    }

    pub(super) fn in_file(self, file: &str) -> Self {
        Self { file: file.to_owned(), ..self }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

impl std::error::Error for TableError {}

/// One thing that product text may speak of, with the words that say so.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Term {
    /// Stable id, as rules ask for it.
    pub id: String,
    /// What it is, for a reader of the table.
    #[allow(dead_code, reason = "for the auditor who reads the table")]
    pub title: String,
    /// Enough on their own, even where the HS code is that of ordinary goods.
    #[serde(default)]
    pub certain: Vec<String>,
    /// Enough on their own.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Chinese phrases, enough on their own.
    #[serde(default)]
    pub chinese: Vec<String>,
    /// Count only with a second sign: another weak phrase, the HS code or the ECCN.
    #[serde(default)]
    pub weak: Vec<String>,
    /// Longer expressions that take a phrase inside them away.
    #[serde(default)]
    pub traps: Vec<String>,
    /// Words anywhere in the text that take all but `certain` phrases away.
    #[serde(default)]
    pub not_with: Vec<String>,
    /// If not empty: words of which one must stand in the text for `phrases` to count.
    #[serde(default)]
    pub needs: Vec<String>,
    /// HS headings that propose the term by themselves.
    #[serde(default)]
    pub hs: Vec<String>,
    /// HS headings that support a phrase but propose nothing by themselves.
    #[serde(default)]
    pub hs_near: Vec<String>,
    /// ECCN families that belong to the term.
    #[serde(default)]
    pub eccn: Vec<String>,
    /// For products: the ECCN by date.
    #[serde(default)]
    pub class: Vec<DatedClass>,
    /// For signs: what the words contradict.
    pub sign: Option<Sign>,
    /// For controlled goods: alternatives of limits, of which one must be met by figures of the
    /// text for `phrases` to count. Empty: the phrases are enough.
    #[serde(skip)]
    pub figures: Vec<Vec<Bound>>,
}

/// The classification of a named product on some span of days.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatedClass {
    /// ECCN families of which one must be declared.
    pub eccn: Vec<String>,
    #[serde(default, deserialize_with = "date")]
    from: Option<Date>,
    #[serde(default, deserialize_with = "date")]
    until: Option<Date>,
    /// The rule that made it so.
    pub cite: String,
}

impl DatedClass {
    /// Whether the class stands on `day`; without a day the newest class does.
    pub(super) fn stands_on(&self, day: Option<Date>) -> bool {
        match day {
            Some(day) => Interval { from: self.from, until: self.until }.contains(day),
            None => self.until.is_none(),
        }
    }
}

/// Words that do not go with some classifications.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sign {
    /// Declared classes that the words contradict: `EAR99`, `AT` (the 99x series).
    pub contradicts: Vec<String>,
    /// ECCN families with which the words agree, also within the 99x series.
    #[serde(default)]
    pub consistent: Vec<String>,
    /// Entries to look at.
    pub candidates: Vec<String>,
    /// Why, in words.
    pub why: String,
    /// First day on which the entries existed.
    #[serde(default, deserialize_with = "date")]
    pub from: Option<Date>,
    /// Whether it is worth a note only, not a hold.
    #[serde(default)]
    pub note_only: bool,
}

pub(super) fn date<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Date>, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    let Some(day) = written.date else {
        return Err(serde::de::Error::custom("a date such as 2023-11-17 is wanted"));
    };
    let year = i16::try_from(day.year).map_err(serde::de::Error::custom)?;
    let month = i8::try_from(day.month).map_err(serde::de::Error::custom)?;
    let of_month = i8::try_from(day.day).map_err(serde::de::Error::custom)?;
    Date::new(year, month, of_month).map(Some).map_err(serde::de::Error::custom)
}

/// Part that a phrase plays for its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Certain,
    Plain,
    Weak,
    Trap,
    NotWith,
    Needed,
}

/// Phrases of one term found in one text.
#[derive(Debug, Clone)]
pub(super) struct Evidence<'a> {
    /// The number of the term.
    pub index: usize,
    /// The term.
    pub term: &'a Term,
    /// Phrases that stand even against the HS code.
    pub certain: Vec<&'a str>,
    /// Phrases that are enough on their own.
    pub plain: Vec<&'a str>,
    /// Phrases that want a second sign.
    pub weak: Vec<&'a str>,
}

/// Which dictionary a phrase belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Book {
    Accessories,
    Categories,
    Controlled,
    Followers,
    Leaders,
    Materials,
    Products,
    Signs,
    Software,
    Vehicles,
}

/// What a phrase stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    book: Book,
    term: usize,
    part: Part,
}

/// The phrases of all dictionaries, looked for in one pass.
#[derive(Debug, Clone)]
pub(super) struct Lexicon(PhraseBook<Tag>);

/// What one text says, in the words of all dictionaries.
#[derive(Debug)]
pub(super) struct Spoken<'b>(Vec<Occurrence<'b, Tag>>);

impl Lexicon {
    /// The lexicon of folded phrases.
    pub(super) fn build(phrases: Vec<(Tag, String)>) -> Result<Self, TableError> {
        PhraseBook::build(phrases).map(Self)
    }

    /// Reads a folded text.
    pub(super) fn read(&self, folded: &str) -> Spoken<'_> {
        let mut found = self.0.find(folded);
        found.sort_by_key(|occurrence| (occurrence.tag.book, occurrence.tag.term));
        Spoken(found)
    }
}

impl<'b> Spoken<'b> {
    /// The words of one dictionary, by term.
    fn of(&self, book: Book) -> &[Occurrence<'b, Tag>] {
        let begin = self.0.partition_point(|occurrence| occurrence.tag.book < book);
        let end = self.0.partition_point(|occurrence| occurrence.tag.book <= book);
        self.0.get(begin..end).unwrap_or_default()
    }

    /// Whether the text speaks of an accessory or of printed matter about the goods. What only
    /// comes with the goods (`... with carrying case`) does not make them an accessory.
    pub(super) fn of_accessory(&self, folded: &str) -> bool {
        let extras = EXTRAS.iter().filter_map(|word| folded.find(word)).min();
        self.of(Book::Accessories)
            .iter()
            .any(|found| extras.is_none_or(|extras| found.span.start <= extras))
    }
}

/// Words behind which a text lists what comes with the goods.
const EXTRAS: &[&str] = &[" with ", " including ", " includes ", " incl ", " plus "];

/// The phrases that speak of accessories, folded.
pub(super) fn accessories(goods: &GoodsTable) -> Result<Vec<(Tag, String)>, TableError> {
    of_book(Book::Accessories, &goods.accessories)
}

fn of_book(book: Book, words: &[String]) -> Result<Vec<(Tag, String)>, TableError> {
    let tag = Tag { book, term: 0, part: Part::Plain };
    words.iter().map(|word| Ok((tag, phrase::folded(word)?))).collect()
}

/// A dictionary: terms, and which of them name a family of codes.
#[derive(Debug, Clone)]
pub(super) struct Dictionary {
    book: Book,
    terms: Vec<Term>,
    by_hs: FxHashMap<String, Vec<usize>>,
    by_eccn: FxHashMap<String, Vec<usize>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DictionaryFile {
    schema: u32,
    #[serde(rename = "term")]
    terms: Vec<Term>,
}

impl Dictionary {
    /// Reads a dictionary; its phrases go to `phrases`.
    pub(super) fn read(
        book: Book,
        file: &str,
        text: &str,
        phrases: &mut Vec<(Tag, String)>,
    ) -> Result<Self, TableError> {
        Self::check(book, text, phrases).map_err(|error| error.in_file(file))
    }

    /// Reads the goods of the Commerce Control List; their phrases go to `phrases`.
    pub(super) fn controlled(phrases: &mut Vec<(Tag, String)>) -> Result<Self, TableError> {
        let common = controlled::common()?;
        phrases.extend(of_book(Book::Followers, &common.followers)?);
        phrases.extend(of_book(Book::Leaders, &common.leaders)?);
        let mut terms = Vec::new();
        for (file, text) in controlled::FILES {
            terms.extend(controlled::terms(file, text, &common)?);
        }
        Self::of(Book::Controlled, terms, phrases).map_err(|error| error.in_file("controlled"))
    }

    fn check(book: Book, text: &str, phrases: &mut Vec<(Tag, String)>) -> Result<Self, TableError> {
        let read: DictionaryFile =
            toml::from_str(text).map_err(|error| TableError::new(error.to_string()))?;
        if read.schema != 1 {
            return Err(TableError::new(format!("schema {} is not known; 1 is", read.schema)));
        }
        Self::of(book, read.terms, phrases)
    }

    fn of(
        book: Book,
        terms: Vec<Term>,
        phrases: &mut Vec<(Tag, String)>,
    ) -> Result<Self, TableError> {
        let mut ids = BTreeSet::new();
        for (number, term) in terms.iter().enumerate() {
            if !ids.insert(term.id.as_str()) {
                return Err(TableError::new(format!("term `{}` occurs twice", term.id)));
            }
            for (part, written) in term.phrases() {
                let tag = Tag { book, term: number, part };
                phrases.push((tag, phrase::folded(written)?));
            }
        }
        let by_hs = families(&terms, |term| &term.hs, hs_digits);
        let by_eccn = families(&terms, |term| &term.eccn, str::to_ascii_uppercase);
        Ok(Self { book, terms, by_hs, by_eccn })
    }

    /// Numbers of the terms to which the HS code belongs by itself.
    pub(super) fn terms_of_hs(&self, hs: &HsCode) -> Vec<usize> {
        hs.families().filter_map(|family| self.by_hs.get(family)).flatten().copied().collect()
    }

    /// Numbers of the terms to which the ECCN belongs.
    pub(super) fn terms_of_eccn(&self, eccn: &Eccn) -> Vec<usize> {
        let whole = eccn.whole();
        let named = eccn::families(&whole).filter_map(|family| self.by_eccn.get(family));
        named.flatten().copied().collect()
    }

    /// The terms, in the order of the file.
    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// What the text says of each term, in the order of the file; terms without a word are absent.
    pub(super) fn evidence<'a>(&'a self, spoken: &Spoken<'a>) -> Vec<Evidence<'a>> {
        let beside = match self.book {
            Book::Controlled => {
                Beside { before: spoken.of(Book::Leaders), behind: spoken.of(Book::Followers) }
            }
            _ => Beside::default(),
        };
        spoken
            .of(self.book)
            .chunk_by(|a, b| a.tag.term == b.tag.term)
            .filter_map(|own| {
                let index = own.first()?.tag.term;
                weigh(index, self.terms.get(index)?, own, &beside)
            })
            .collect()
    }
}

/// The digits of an HS heading as written.
fn hs_digits(written: &str) -> String {
    written.chars().filter(char::is_ascii_digit).collect()
}

/// The terms of each family that they name, by the family in the form of `key`.
fn families(
    terms: &[Term],
    named: fn(&Term) -> &[String],
    key: fn(&str) -> String,
) -> FxHashMap<String, Vec<usize>> {
    let mut found: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (index, term) in terms.iter().enumerate() {
        for family in named(term) {
            found.entry(key(family)).or_default().push(index);
        }
    }
    found
}

impl Term {
    /// Its phrases, as written, each with the part that it plays.
    fn phrases(&self) -> impl Iterator<Item = (Part, &String)> {
        let groups = [
            (Part::Certain, &self.certain),
            (Part::Plain, &self.phrases),
            (Part::Plain, &self.chinese),
            (Part::Weak, &self.weak),
            (Part::Trap, &self.traps),
            (Part::NotWith, &self.not_with),
            (Part::Needed, &self.needs),
        ];
        groups.into_iter().flat_map(|(part, phrases)| phrases.iter().map(move |p| (part, p)))
    }
}

fn weigh<'a>(
    index: usize,
    term: &'a Term,
    own: &[Occurrence<'a, Tag>],
    beside: &Beside<'_, 'a>,
) -> Option<Evidence<'a>> {
    let of = |part: Part| own.iter().filter(move |occurrence| occurrence.tag.part == part);
    let free = |part: Part| -> Vec<&'a str> {
        let mut phrases: Vec<&str> = of(part)
            .filter(|hit| {
                !of(Part::Trap)
                    .any(|trap| trap.span.start <= hit.span.start && hit.span.end <= trap.span.end)
            })
            .filter(|hit| !beside.denies(&hit.span))
            .map(|hit| hit.phrase)
            .collect();
        phrases.sort();
        phrases.dedup();
        phrases
    };
    let certain = free(Part::Certain);
    let blocked = of(Part::NotWith).next().is_some()
        || !term.needs.is_empty() && of(Part::Needed).next().is_none();
    let (plain, weak) =
        if blocked { (Vec::new(), Vec::new()) } else { (free(Part::Plain), free(Part::Weak)) };
    let any = !(certain.is_empty() && plain.is_empty() && weak.is_empty());
    any.then_some(Evidence { index, term, certain, plain, weak })
}

/// Words that take a name of goods away where they stand directly beside it. They matter for names
/// of goods alone: the other dictionaries have none.
#[derive(Default)]
struct Beside<'o, 'b> {
    /// Words that deny what follows: `other than warships`.
    before: &'o [Occurrence<'b, Tag>],
    /// Words that make the goods another's: `rifle case`.
    behind: &'o [Occurrence<'b, Tag>],
}

impl Beside<'_, '_> {
    /// Whether such a word stands beside the name, across a blank and the plural of the name.
    fn denies(&self, name: &Range<usize>) -> bool {
        self.before.iter().any(|word| word.span.end + 1 == name.start)
            || self
                .behind
                .iter()
                .any(|word| (name.end + 1..=name.end + 3).contains(&word.span.start))
    }
}

/// What is known of ECCNs as such: which exist, which did, which only point elsewhere.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EccnTable {
    schema: u32,
    /// Entries of the list.
    pub current: FxHashSet<String>,
    /// Entries that only point to the ITAR.
    pub itar_pointers: FxHashSet<String>,
    /// Entries that are no more.
    pub obsolete: Vec<Gone>,
    /// Entries with a first day that matters.
    pub since: Vec<Since>,
    /// Codes of China's list that are no ECCNs.
    pub chinese: Vec<Gone>,
}

/// A code that is no entry, and what there is to say of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Gone {
    /// The five characters.
    pub code: String,
    /// What became of it, or what it means where it is used.
    pub what: String,
    /// For codes of China's list that look like an ECCN: the material beside which they are
    /// probably China's.
    pub material: Option<String>,
}

/// The first day of an entry.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Since {
    /// The five characters.
    pub code: String,
    /// First day in force.
    #[serde(deserialize_with = "date")]
    pub from: Option<Date>,
    /// The rule that made it.
    pub cite: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoodsFile {
    schema: u32,
    ordinary: Vec<String>,
    sensitive: Vec<String>,
    vague: FxHashSet<String>,
    accessories: Vec<String>,
    pairings: Vec<Pairing>,
}

/// What is known of HS codes and of goods in general.
#[derive(Debug, Clone)]
pub(super) struct GoodsTable {
    ordinary: FxHashSet<String>,
    sensitive: FxHashSet<String>,
    /// Words that say nothing about the goods.
    pub vague: FxHashSet<String>,
    accessories: Vec<String>,
    pairings: Vec<Pairing>,
    /// The pairing of each heading; where two name it, the later one.
    by_heading: FxHashMap<String, usize>,
}

impl GoodsTable {
    /// Whether the HS code is one of ordinary goods (food, clothing, books ...): words alone
    /// propose nothing for them.
    pub(super) fn is_ordinary(&self, hs: &HsCode) -> bool {
        hs.families().any(|family| self.ordinary.contains(family))
    }

    /// Whether goods of the HS code are often controlled.
    pub(super) fn is_sensitive(&self, hs: &HsCode) -> bool {
        hs.families().any(|family| self.sensitive.contains(family))
    }

    /// Which ECCN families go with the HS code: the pairing with the longest heading that the code
    /// lies within.
    pub(super) fn pairing(&self, hs: &HsCode) -> Option<&Pairing> {
        let at = hs.families().rev().find_map(|family| self.by_heading.get(family))?;
        self.pairings.get(*at)
    }
}

/// HS headings and the ECCN families that go with them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pairing {
    /// Headings.
    pub hs: Vec<String>,
    /// Families that go with them; any other family disagrees.
    pub eccn: Vec<String>,
    /// What the headings are.
    pub goods: String,
    /// The entry that takes up all such goods where no other does: they are never EAR99.
    #[serde(default)]
    pub floor: Option<String>,
}

/// Reads the table of ECCNs.
pub(super) fn read_eccns(file: &str, text: &str) -> Result<EccnTable, TableError> {
    let table: EccnTable =
        toml::from_str(text).map_err(|error| TableError::new(error.to_string()).in_file(file))?;
    if table.schema != 1 {
        return Err(TableError::new("schema must be 1").in_file(file));
    }
    Ok(table)
}

/// Reads the table of goods.
pub(super) fn read_goods(file: &str, text: &str) -> Result<GoodsTable, TableError> {
    let read: GoodsFile =
        toml::from_str(text).map_err(|error| TableError::new(error.to_string()).in_file(file))?;
    if read.schema != 1 {
        return Err(TableError::new("schema must be 1").in_file(file));
    }
    let headings = |list: Vec<String>| list.iter().map(|heading| hs_digits(heading)).collect();
    let paired = read.pairings.iter().enumerate();
    let by_heading = paired.flat_map(|(at, pairing)| pairing.hs.iter().map(move |hs| (hs, at)));
    Ok(GoodsTable {
        by_heading: by_heading.map(|(hs, at)| (hs_digits(hs), at)).collect(),
        ordinary: headings(read.ordinary),
        sensitive: headings(read.sensitive),
        vague: read.vague,
        accessories: read.accessories,
        pairings: read.pairings,
    })
}
