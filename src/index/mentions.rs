//! A text -> the listed names that stand in it, word for word.
//!
//! In: a [`Passage`], and the day. Out: the units that are a listed name, with the scored matches.
//! Every run of units that may be a name is looked up by its key, which costs one probe; only what is
//! found is scored. Capitals, accents, marks, scripts that have a transliteration and legal forms at
//! either end make no difference; spelling, order and words left out do, and are the business of the
//! fields for names. Weak aliases never count, a single word only where it tells by itself.

use std::ops::Range;

use super::model::Growing;
use super::search::{Hit, SearchOptions};
use super::{Index, Work};
use crate::matching::{Evidence, Identity, MatchedBy, PartyMatch, PreparedParty};
use crate::model::{Date, ListEntry, Name, NameKind, Party, PartyKind};
use crate::names::TokenClass;
use crate::names::dictionary::{Meaning, dictionary};
use crate::names::ordinary;
use crate::names::passage::{Passage, Unit};

/// Most words of a name that is looked for.
const WORDS_MAX: usize = 24;
/// Most units of a name that is looked for, where some are characters.
const UNITS_MAX: usize = 48;
/// Least score of the words of a text against the name: nothing but its legal form may differ.
const SCORE_MIN: f64 = 0.95;
/// Capitals of an acronym.
const ACRONYM_LENGTHS: std::ops::RangeInclusive<usize> = 4..=8;
/// The kind of the keys.
const KEY: u8 = b'm';
/// A byte that no text holds, so that no key of another kind is one of these.
const APART: u8 = 0xff;

/// Digits of a number that tells a party beside a word of trade ("factory 230"), and beside another
/// ("cetc 13").
const DIGITS_BESIDE_TERM: usize = 3;
const DIGITS_BESIDE_WORD: usize = 2;

/// Words before the name of a ship.
const SHIPS: &[&str] =
    &["mv", "mt", "vessel", "ship", "tanker", "mts", "buque", "navire", "schiff"];

/// Listed names that some units of a text are.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention<'a> {
    /// The units.
    pub units: Range<usize>,
    /// The entries with those names.
    pub hits: Vec<Hit<'a>>,
}

/// The keys under which a listed name is filed: as it stands, without its legal forms, a person's in
/// natural order too, and the acronym that it gives in brackets.
pub(super) fn keys(name: &str, kind: PartyKind) -> Vec<u64> {
    let passage = Passage::new(name);
    let all = 0..passage.units().len();
    let core = passage.without_legal_forms(all.clone());
    let runs = [all.clone(), core.clone(), core.start..all.end, all.start..core.end];
    let mut keys: Vec<u64> = runs.into_iter().map(|run| key(&passage, run, 0..0)).collect();
    if kind != PartyKind::Organization
        && let Some((family, given)) = name.split_once(',')
        && !given.contains(',')
    {
        let turn = Passage::new(family).units().len();
        keys.push(key(&passage, turn..all.end, 0..turn));
    }
    keys.extend(acronym(name).map(|acronym| {
        let acronym = Passage::new(acronym);
        key(&acronym, 0..acronym.units().len(), 0..0)
    }));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The key of the units of two runs written together.
fn key(passage: &Passage, first: Range<usize>, second: Range<usize>) -> u64 {
    let mut growing = fresh();
    let runs = [first, second].into_iter();
    let units = runs.filter_map(|run| passage.units().get(run)).flatten();
    units.flat_map(|unit| unit.text.bytes()).for_each(|byte| growing.take(byte));
    growing.key()
}

/// A key of nothing yet.
fn fresh() -> Growing {
    let mut growing = Growing::new(KEY);
    growing.take(APART);
    growing
}

/// The acronym that a name gives in brackets, where it is no word of the dictionary ("(CHINA)").
fn acronym(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once('(')?;
    let (inside, _) = rest.split_once(')')?;
    let folded = inside.to_lowercase();
    let is_word = dictionary().word(&folded).is_some() || ordinary::is_ordinary(&folded);
    (is_acronym(inside) && !is_word).then_some(inside)
}

fn is_acronym(text: &str) -> bool {
    ACRONYM_LENGTHS.contains(&text.chars().count()) && text.chars().all(char::is_uppercase)
}

impl Index {
    /// The listed names that stand in `passage`, of what the lists carried on `on`: from the left, the
    /// longest first.
    pub fn mentions(&self, passage: &Passage, on: Date) -> Vec<Mention<'_>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < passage.units().len() {
            let mention = self.mention_at(passage, at, on);
            at = mention.as_ref().map_or(at + 1, |mention| mention.units.end);
            found.extend(mention);
        }
        found
    }

    /// The longest listed name that begins at the unit `at`.
    fn mention_at(&self, passage: &Passage, at: usize, on: Date) -> Option<Mention<'_>> {
        let mut runs = self.filed(passage, at, 0);
        if passage.units().get(at).is_some_and(|unit| unit.may_hold_particle) {
            runs.extend(self.filed(passage, at, 1));
            runs.sort_by_key(|(end, _)| *end);
        }
        runs.into_iter().rev().find_map(|(end, names)| {
            let units = at..end;
            let hits = self.named_by(passage, &units, names, on);
            (!hits.is_empty()).then_some(Mention { units, hits })
        })
    }

    /// The runs of units from `at` that are filed as names, the first unit without its first `less`
    /// letters: where they end, and the numbers of the names.
    fn filed(&self, passage: &Passage, at: usize, less: usize) -> Vec<(usize, &[u32])> {
        let (mut growing, mut words, mut found) = (fresh(), 0, Vec::new());
        let units = passage.units().get(at..).unwrap_or_default();
        for (place, unit) in units.iter().enumerate().take(UNITS_MAX) {
            words += usize::from(!unit.is_character);
            if words > WORDS_MAX {
                break;
            }
            let skipped = if place == 0 { less } else { 0 };
            unit.text.bytes().skip(skipped).for_each(|byte| growing.take(byte));
            let names = self.names.filed_under(growing.key());
            if !names.is_empty() {
                found.push((at + place + 1, names));
            }
        }
        found
    }

    /// The entries of the names of those numbers, where the units count as their mention.
    fn named_by(
        &self,
        passage: &Passage,
        units: &Range<usize>,
        names: &[u32],
        on: Date,
    ) -> Vec<Hit<'_>> {
        let mut hits: Vec<Hit<'_>> = Vec::new();
        for number in names {
            let Some(entry_number) = self.entry_of_name.get(*number as usize).copied() else {
                continue;
            };
            let Some(((name, kind), entry)) =
                self.name(*number).zip(self.entries.get(entry_number))
            else {
                continue;
            };
            if name.kind == NameKind::WeakAlias
                || !name.span.contains(on)
                || hits.iter().any(|hit| hit.number == entry_number)
                || !counts(passage, units, name, kind)
            {
                continue;
            }
            let matched = self.matched(passage.written(units), name, entry_number, entry, on);
            hits.push(self.hit(entry_number, entry, matched));
        }
        hits
    }

    /// The match of the words with the entry: as they score, else by the name that they are.
    fn matched(
        &self,
        words: &str,
        name: &Name,
        number: u32,
        entry: &ListEntry,
        on: Date,
    ) -> PartyMatch {
        let asked = Party { names: vec![Name::new(words, NameKind::Primary)], ..Party::default() };
        let options =
            SearchOptions { threshold: SCORE_MIN, on: Some(on), ..SearchOptions::default() };
        let query = PreparedParty::new(&asked);
        let scored = self.score(&query, number, entry, options, &mut Work::default());
        let scored = scored.filter(|matched| matched.by == MatchedBy::Name);
        let mut matched = scored.unwrap_or_else(|| PartyMatch {
            list: entry.list.clone(),
            entry: entry.id.clone(),
            name: name.text.clone(),
            query: words.to_owned(),
            score: SCORE_MIN,
            identity: Identity::Confirmed,
            by: MatchedBy::Name,
            evidence: vec![Evidence::new("words", "the words of the name, in order", SCORE_MIN)],
        });
        matched.identity = Identity::Confirmed;
        matched
    }
}

/// Whether units that are filed as a name count as its mention.
fn counts(passage: &Passage, units: &Range<usize>, name: &Name, kind: PartyKind) -> bool {
    let core = passage.without_legal_forms(units.clone());
    let written = passage.written(&core);
    if acronym(&name.text) == Some(written) {
        return true;
    }
    let listed = Passage::new(&name.text);
    let all = 0..listed.units().len();
    let listed_core = listed.without_legal_forms(all.clone());
    let told = passage.units().get(core.clone()).unwrap_or_default();
    let listed_told = listed.units().get(listed_core.clone()).unwrap_or_default();
    // A legal form that both give makes an ordinary word a name: "Target Ltd".
    let is_whole = together(passage.units().get(units.clone()).unwrap_or_default())
        == together(listed.units());
    let is_name = told.len() > 1 || !are_ordinary(told);
    let with_form = is_whole && core != *units && listed_core != all && is_name;
    if with_form {
        return true;
    }
    if told.iter().any(|unit| unit.is_character) {
        return told.len() > listed_told.len() || are_telling(told);
    }
    match (told, listed_told) {
        ([word], [_]) => is_telling(&word.text, passage, core.start, written, kind),
        ([word], parts) => {
            !are_ordinary(parts) && is_telling(&word.text, passage, core.start, written, kind)
        }
        (parts, [_]) => {
            parts.iter().all(|part| dictionary().word(&part.text).is_none())
                && is_telling(&together(parts), passage, core.start, written, kind)
        }
        (words, _) => are_telling_words(words, passage, core.start, kind),
    }
}

/// Whether one word tells a party of that kind. A mononym is as likely a first name, and a ship's name
/// is one only behind a word for a ship.
fn is_telling(word: &str, passage: &Passage, at: usize, written: &str, kind: PartyKind) -> bool {
    match kind {
        PartyKind::Individual => false,
        PartyKind::Vessel | PartyKind::Aircraft => is_called_ship(passage, at),
        _ => {
            let as_acronym = is_acronym(written) && stands_out(passage);
            ordinary::is_telling(word) || (as_acronym && ordinary::is_telling_acronym(word))
        }
    }
}

/// Whether two words or more tell a party: not where they are letters and numbers beside one word that
/// tells nobody ("group A", "hall 12"), and not two words of trade and institution ("development bank").
fn are_telling_words(words: &[Unit], passage: &Passage, at: usize, kind: PartyKind) -> bool {
    let is_word = |unit: &&Unit| unit.text.len() > 1 && has_letters(std::slice::from_ref(*unit));
    let full: Vec<&Unit> = words.iter().filter(is_word).collect();
    match full.as_slice() {
        [] => false,
        [word] if kind == PartyKind::Individual => words.len() > 2 && word.text.len() > 2,
        [word] => match dictionary().word(&word.text) {
            Some(_) => digits(words) >= DIGITS_BESIDE_TERM,
            None if digits(words) >= DIGITS_BESIDE_WORD => true,
            None => is_telling(&together(words), passage, at, &word.text, kind),
        },
        [_, _] => words.len() > 2 || !are_ordinary(words),
        _ => true,
    }
}

/// The most digits in one of the units.
fn digits(units: &[Unit]) -> usize {
    let digits = units.iter().map(|unit| unit.text.bytes().filter(u8::is_ascii_digit).count());
    digits.max().unwrap_or(0)
}

/// Whether all words are words of the dictionary that tell nobody together: trades, institutions and
/// what most organizations bear. A place beside one of them does ("Iran Air"); "national" is none.
fn are_ordinary(words: &[Unit]) -> bool {
    let national = dictionary().word("national").map(|meaning| meaning.concept);
    let names_place =
        |meaning: &Meaning| meaning.class == TokenClass::Place && Some(meaning.concept) != national;
    let meanings = words.iter().map(|word| dictionary().word(&word.text));
    let meanings: Option<Vec<Meaning>> = meanings.collect();
    meanings.is_some_and(|all| !all.iter().any(names_place))
}

fn has_letters(units: &[Unit]) -> bool {
    units.iter().any(|unit| unit.text.bytes().any(|byte| byte.is_ascii_alphabetic()))
        || units.iter().any(|unit| unit.is_character)
}

/// Whether words in capitals stand out in a text.
fn stands_out(passage: &Passage) -> bool {
    passage.written(&(0..passage.units().len())).chars().any(char::is_lowercase)
}

fn are_telling(told: &[Unit]) -> bool {
    told.iter().any(|unit| !unit.is_character) || ordinary::are_telling(&together(told))
}

fn together(units: &[Unit]) -> String {
    units.iter().map(|unit| unit.text.as_str()).collect()
}

/// Whether a word before says that what follows is a ship.
fn is_called_ship(passage: &Passage, at: usize) -> bool {
    let before = |count: usize| {
        let units = at.checked_sub(count).and_then(|from| passage.units().get(from..at));
        units.is_some_and(|units| SHIPS.contains(&together(units).as_str()))
    };
    before(1) || before(2)
}
