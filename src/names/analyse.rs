//! The analysis of a name: text -> readings of tokens.

use std::borrow::Cow;

use compact_str::CompactString;

use super::clean::clean;
use super::decode::{Decoded, decode};
use super::dictionary::{Dictionary, Meaning, dictionary, is_run};
use super::token::{Token, TokenClass};
use super::words::{Word, split};
use super::{han, numbers, rarity, romanization, wrap};
use crate::model::PartyKind;

/// Most characters of a name; longer names are refused, never cut.
pub const LENGTH_MAX: usize = 1_000;
/// Most words of a name.
pub const TOKENS_MAX: usize = 120;
/// Most readings of a name.
const READINGS_MAX: usize = 6;

/// Why a name cannot be screened. It is never "no match".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No letters are left once the text is cleaned.
    NoLetters,
    /// More than [`LENGTH_MAX`] characters.
    TooLong,
    /// More than [`TOKENS_MAX`] words.
    TooManyWords,
    /// Coded (base64, hex ...) in a way that gives no text.
    Coded,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoLetters => f.write_str("the name has no letters: give the name in words"),
            Self::TooLong => {
                write!(f, "the name has more than {LENGTH_MAX} characters: give the name alone")
            }
            Self::TooManyWords => {
                write!(f, "the name has more than {TOKENS_MAX} words: give the name alone")
            }
            Self::Coded => f.write_str(
                "the name looks coded and does not decode to text: give the name in words",
            ),
        }
    }
}

/// One way to read a name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// Its tokens in order, particles and legal forms included.
    pub tokens: Vec<Token>,
    /// The content tokens written together.
    pub key: Box<str>,
    /// Initials of the content words: with and without generic words.
    pub acronyms: Vec<Box<str>>,
    /// The Chinese characters (simplified) or Hangul of the name, if it has any.
    pub native: Option<Box<str>>,
    /// Length of the text in characters: names are cut at 30, 35 or 40.
    pub chars: usize,
    /// The words of the text, folded, with single blanks.
    pub folded: Box<str>,
    /// Reads like the name of an organization (it has a legal form or a word of business).
    pub is_organization: bool,
    /// Bearers of the trade names in it.
    pub bearers: Vec<u16>,
    /// All words written together, legal forms included.
    pub joined: Box<str>,
    /// Has no word that tells.
    pub bare: bool,
    /// A part of what was written (a wrapper or a tail was cut, a name was taken apart).
    pub partial: bool,
}

/// A name ready to be compared.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalysedName {
    /// The text as given.
    pub text: String,
    /// The kind of party that it was analysed for.
    pub kind: PartyKind,
    /// Ways to read it, the plainest first; never empty.
    pub readings: Vec<Reading>,
    /// Invisible characters, look-alike letters or coding were found.
    pub disguised: bool,
}

/// Analyses a name of a party of some kind.
///
/// # Errors
/// A [`Refusal`] where the name cannot be screened.
pub fn analyse(text: &str, kind: PartyKind) -> Result<AnalysedName, Refusal> {
    if text.len() > 4 * LENGTH_MAX || text.chars().count() > LENGTH_MAX {
        return Err(Refusal::TooLong);
    }
    let (decoded, coded) = match decode(text) {
        Decoded::Plain => (None, false),
        Decoded::Text(text) => (Some(text), true),
        Decoded::Opaque => return Err(Refusal::Coded),
    };
    let cleaned = clean(decoded.as_deref().unwrap_or(text));
    let mut readings = Vec::new();
    for variant in wrap::variants(&cleaned.text) {
        add_readings(&mut readings, &variant.text, kind, variant.partial)?;
    }
    if let Some(reversed) = &cleaned.reversed {
        add_readings(&mut readings, reversed, kind, false)?;
    }
    for lettered in numbers::lettered(&cleaned.text) {
        for variant in wrap::variants(&lettered) {
            add_readings(&mut readings, &variant.text, kind, variant.partial)?;
        }
    }
    readings.truncate(READINGS_MAX);
    if readings.is_empty() {
        return Err(Refusal::NoLetters);
    }
    let disguised = coded || cleaned.hidden || cleaned.lookalikes;
    Ok(AnalysedName { text: text.to_owned(), kind, readings, disguised })
}

fn add_readings(
    out: &mut Vec<Reading>,
    text: &str,
    kind: PartyKind,
    partial: bool,
) -> Result<(), Refusal> {
    let words = join_letters(split(text), kind);
    if words.len() > TOKENS_MAX {
        return Err(Refusal::TooManyWords);
    }
    let lettered = |w: &Word| w.run.is_some() || w.text.bytes().any(|b| b.is_ascii_alphabetic());
    if !words.iter().any(lettered) {
        return Ok(());
    }
    let chars = text.trim().chars().count();
    let joined = written_together(&words);
    let words = unglue(words, kind);
    let reading = Reading { joined, ..read(&words, kind, chars, partial) };
    // A run of Chinese characters is one word in the text and many when read.
    if reading.tokens.len() > TOKENS_MAX {
        return Err(Refusal::TooManyWords);
    }
    if !out.is_empty() && (reading.bare || (partial && !stands_alone(&reading))) {
        return Ok(());
    }
    if !out.contains(&reading) {
        out.push(reading);
    }
    if kind != PartyKind::Individual
        && let Some(renamed) = rename(&words, dictionary())
    {
        let reading =
            Reading { joined: written_together(&renamed), ..read(&renamed, kind, chars, partial) };
        if !out.contains(&reading) {
            out.push(reading);
        }
    }
    Ok(())
}

/// All words without anything between them.
fn written_together(words: &[Word]) -> Box<str> {
    let written =
        |word: &'_ Word| -> usize { word.run.as_ref().map_or(word.text.len(), String::len) };
    let mut out = String::with_capacity(words.iter().map(written).sum());
    for word in words {
        out.push_str(word.run.as_deref().unwrap_or(&word.text));
    }
    out.into()
}

/// Whether a part of what was written tells enough to be compared alone.
fn stands_alone(reading: &Reading) -> bool {
    let telling =
        reading.tokens.iter().filter(|t| t.class >= TokenClass::Place && t.weight >= 0.3).count();
    let known = reading.tokens.iter().any(|t| {
        t.class == TokenClass::Distinctive && !t.is_known() && t.text.len() > 2 && t.weight > 0.5
    });
    let institution = reading.tokens.iter().any(|t| t.class == TokenClass::Institution);
    known || telling >= 3 || (institution && telling >= 2)
}

/// Writes spaced-out letters together: `H U A W E I`, `U. S. A.`; initials of persons stay apart.
fn join_letters(words: Vec<Word>, kind: PartyKind) -> Vec<Word> {
    let least = if kind == PartyKind::Individual { 3 } else { 2 };
    let is_letter = |w: &Word| {
        w.text.len() == 1 && w.run.is_none() && w.text.bytes().all(|b| b.is_ascii_alphabetic())
    };
    if !words.iter().any(is_letter) {
        return words;
    }
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    let mut run: Vec<Word> = Vec::new();
    let end = |run: &mut Vec<Word>, out: &mut Vec<Word>| {
        if run.len() >= least {
            let text = run.iter().map(|w| w.text.as_str()).collect();
            let upper = run.iter().all(|w| w.upper);
            let stop = run.last().is_some_and(|w| w.stop);
            out.push(Word { text, upper, stop, ..Word::default() });
            run.clear();
        } else {
            out.append(run);
        }
    };
    for word in words {
        let stands_in = word.dot && word.text.len() == 1 && !run.is_empty();
        if is_letter(&word) || stands_in {
            let stop = word.stop;
            run.push(word);
            if stop {
                end(&mut run, &mut out);
            }
        } else {
            end(&mut run, &mut out);
            out.push(word);
        }
    }
    end(&mut run, &mut out);
    out
}

/// Takes a legal or generic word off a word that it was written together with
/// (`CompanyScientific`, `SiemensAG` stays: the rest must be a word of its own).
fn unglue(words: Vec<Word>, kind: PartyKind) -> Vec<Word> {
    if kind == PartyKind::Individual || !words.iter().any(|w| w.text.len() >= 9) {
        return words;
    }
    let mut out = Vec::with_capacity(words.len() + 2);
    for word in words {
        let parts = if word.text.len() >= 9 { dictionary().unglued(&word.text) } else { None };
        match parts {
            Some((first, second)) => {
                let part =
                    |text: &str| Word { text: text.into(), upper: word.upper, ..Word::default() };
                out.push(part(first));
                out.push(Word { stop: word.stop, dot: word.dot, ..part(second) });
            }
            None => out.push(word),
        }
    }
    out
}

/// The words with trade names replaced by the bearer's other name; `None` if there is none.
fn rename(words: &[Word], dictionary: &Dictionary) -> Option<Vec<Word>> {
    let mut out = Vec::with_capacity(words.len() + 4);
    let mut changed = false;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if let Some(run) = &word.run {
            changed |= rename_run(run, dictionary, &mut out);
            at += 1;
            continue;
        }
        let longest = dictionary.phrase_words(&word.text).min(words.len() - at);
        let found = (1..=longest).rev().find_map(|count| {
            let key = together(words.get(at..at + count)?);
            dictionary
                .brand(&key)
                .filter(|name| super::words::folded_words(name).concat() != key)
                .map(|name| (count, name))
        });
        if let Some((count, name)) = found {
            out.extend(split(name));
            changed = true;
            at += count;
        } else {
            out.push(word.clone());
            at += 1;
        }
    }
    changed.then_some(out)
}

/// The words of a phrase written together.
fn together(phrase: &[Word]) -> Cow<'_, str> {
    match phrase {
        [word] => Cow::Borrowed(&word.text),
        _ => phrase.iter().map(|word| word.text.as_str()).collect::<String>().into(),
    }
}

/// Bearers of the trade names among the words.
fn bearers(words: &[Word], kind: PartyKind) -> Vec<u16> {
    let dictionary = dictionary();
    let mut out = Vec::new();
    if kind == PartyKind::Individual {
        return out;
    }
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if let Some(run) = &word.run {
            let chars: Vec<char> = run.chars().collect();
            let starts = (0..chars.len()).filter_map(|from| chars.get(from..));
            let found = starts
                .filter_map(|rest| dictionary.brand_term(rest))
                .max_by_key(|brand| brand.form.len());
            out.extend(found.map(|brand| brand.bearer).filter(|bearer| !out.contains(bearer)));
        }
        let longest = dictionary.phrase_words(&word.text).min(words.len() - at);
        let found = (1..=longest).rev().find_map(|count| {
            let key = together(words.get(at..at + count)?);
            dictionary.bearer(&key).map(|bearer| (count, bearer))
        });
        at += found.map_or(1, |(count, _)| count);
        out.extend(found.map(|(_, bearer)| bearer).filter(|bearer| !out.contains(bearer)));
    }
    out
}

fn rename_run(run: &str, dictionary: &Dictionary, out: &mut Vec<Word>) -> bool {
    let chars: Vec<char> = run.chars().collect();
    let (mut at, mut from, mut changed) = (0, 0, false);
    let plain = |from: usize, to: usize| {
        chars.get(from..to).map(|part| Word { run: Some(part.iter().collect()), ..Word::default() })
    };
    while at < chars.len() {
        let rest = chars.get(at..).unwrap_or_default();
        let brand = dictionary.brand_term(rest);
        let term = dictionary.term(rest).map_or(0, |(len, _)| len);
        match brand {
            Some(brand) if brand.form.len() >= term && brand.form.len() > 1 => {
                if from < at {
                    out.extend(plain(from, at));
                }
                out.extend(split(&brand.name));
                at += brand.form.len();
                from = at;
                changed = true;
            }
            _ => at += term.max(1),
        }
    }
    if from < chars.len() {
        out.extend(plain(from, chars.len()));
    }
    changed
}

fn read(words: &[Word], kind: PartyKind, chars: usize, partial: bool) -> Reading {
    let mut tokens = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        at += read_at(words, at, kind, &mut tokens);
    }
    let business = |t: &Token| {
        matches!(
            t.class,
            TokenClass::Legal
                | TokenClass::Generic
                | TokenClass::Trade
                | TokenClass::Institution
                | TokenClass::SubUnit
        )
    };
    let is_organization =
        matches!(kind, PartyKind::Organization | PartyKind::Vessel | PartyKind::Aircraft)
            || (kind != PartyKind::Individual
                && (tokens.iter().any(business) || is_acronym_of_a_place(&tokens)));
    let bare = !tokens.iter().any(|t| t.is_content() && t.class != TokenClass::Generic);
    settle(&mut tokens, is_organization);
    if !is_organization {
        settle_person(&mut tokens);
    }
    let content = || tokens.iter().filter(|t| t.is_content()).map(|t| &*t.text);
    let mut key = String::with_capacity(content().map(str::len).sum());
    key.extend(content());
    let native: String = words.iter().filter_map(|w| w.run.as_deref()).collect();
    let mut folded = String::with_capacity(chars + 8);
    for word in words {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word.run.as_deref().unwrap_or(&word.text));
    }
    Reading {
        acronyms: acronyms(&tokens),
        bearers: bearers(words, kind),
        joined: Box::default(),
        bare,
        tokens,
        key: key.into(),
        native: (!native.is_empty()).then(|| native.into()),
        chars,
        folded: folded.into(),
        is_organization,
        partial,
    }
}

/// An acronym beside a place and nothing else (`CSCC Changsha`) is an organization there.
fn is_acronym_of_a_place(tokens: &[Token]) -> bool {
    let vowel = |b: u8| b"aeiouy".contains(&b);
    let acronym = |t: &Token| {
        t.class == TokenClass::Distinctive && t.text.len() >= 3 && !t.text.bytes().any(vowel)
    };
    let content = || tokens.iter().filter(|t| t.is_content());
    content().filter(|t| acronym(t)).count() == 1
        && content().any(|t| t.class == TokenClass::Place)
        && content().all(|t| acronym(t) || t.class == TokenClass::Place)
}

/// Gives identity to names that would have none: where only forms, titles or particles are left,
/// the first word is what tells; where nothing speaks of business, places are names.
fn settle(tokens: &mut [Token], is_organization: bool) {
    if !tokens.iter().any(Token::is_content) {
        let telling = tokens
            .iter()
            .position(|t| t.text.len() > 1 || t.class != TokenClass::Particle)
            .unwrap_or(0);
        if let Some(token) = tokens.get_mut(telling) {
            tell(token, rarity::weight(&token.text) * 0.7);
        }
    }
    if is_organization {
        settle_organization(tokens);
    } else {
        for token in tokens.iter_mut().filter(|t| matches!(t.class, TokenClass::Place)) {
            token.class = TokenClass::Distinctive;
            token.weight = 0.6;
        }
    }
}

/// Makes a word of the dictionary one that tells: its meaning no longer counts.
fn tell(token: &mut Token, weight: f32) {
    token.class = TokenClass::Distinctive;
    token.weight = weight;
    token.concept = 0;
    token.field = 0;
}

/// Organizations have no titles, and only an article opens their name: `Ing Bank`, `OP Bancorp`
/// and `UD Electronic` are not any bank or any electronics. Nor is one word of `public joint stock
/// company` a legal form by itself: `Best Stock` is not `Best`.
fn settle_organization(tokens: &mut [Token]) {
    const ARTICLES: &[&str] = &[
        "the", "al", "el", "il", "la", "le", "les", "los", "las", "lo", "der", "die", "das", "de",
        "da", "and", "of", "for",
    ];
    const ADDRESSES: &[&str] = &["mr", "ms", "mme", "monsieur", "herr", "frau", "his", "hm", "氏"];
    for token in tokens.iter_mut().filter(|t| t.class == TokenClass::Title) {
        if !ADDRESSES.contains(&&*token.text) {
            tell(token, rarity::weight(&token.text).min(0.5));
        }
    }
    const PARTS_OF_FORMS: &[&str] = &["stock", "joint", "public", "open", "closed", "private"];
    let part = |t: &Token| t.class == TokenClass::Legal && PARTS_OF_FORMS.contains(&&*t.text);
    let last = tokens.len().saturating_sub(1);
    if tokens.iter().filter(|t| part(t)).count() == 1
        && let Some((at, alone)) = tokens.iter_mut().enumerate().find(|(_, t)| part(t))
        && !(at > 0 && &*alone.text == "private" && (at == last || alone.stop))
    {
        tell(alone, 0.35);
    }
    let many = tokens.len() > 1;
    let first = tokens.iter_mut().find(|t| t.class != TokenClass::Legal);
    if let Some(first) = first.filter(|t| {
        many && t.class == TokenClass::Particle && !ARTICLES.contains(&&*t.text) && &*t.text != "a"
    }) {
        tell(first, rarity::weight(&first.text).min(0.5));
    }
}

/// A particle that ends a person's name is a name (Ko Tae Bin); so is one that begins it where
/// it is also a given name (Ben). A title that ends a name, or stands before the comma where
/// surnames stand (`HE, Daniel`; `AL-HAJJ, Yahya`), is a name too.
fn settle_person(tokens: &mut [Token]) {
    const SUFFIXES: &[&str] = &["jr", "junior", "md", "phd", "esq", "esquire", "senior"];
    let many = tokens.len() > 1;
    let name = |token: &mut Token| {
        if token.class == TokenClass::Particle && token.text.len() > 1 {
            token.class = TokenClass::Distinctive;
            token.weight = rarity::weight(&token.text);
        }
    };
    if let Some(last) = tokens.last_mut().filter(|_| many) {
        name(last);
        if last.class == TokenClass::Title && !SUFFIXES.contains(&&*last.text) {
            tell(last, rarity::weight(&last.text));
        }
    }
    if let Some(first) = tokens
        .first_mut()
        .filter(|t| many && matches!(&*t.text, "ben" | "an" | "do" | "van" | "le" | "di"))
    {
        name(first);
    }
    // Beside one name alone, a short title that is also a surname is that (Hun Manet, Eng Sen).
    const SURNAMES: &[&str] = &["hon", "he", "ing", "eng", "don", "tun", "fr", "hm"];
    if tokens.iter().filter(|t| t.is_content()).count() == 1
        && let Some(surname) = tokens
            .iter_mut()
            .find(|t| t.class == TokenClass::Title && SURNAMES.contains(&t.text.as_str()))
    {
        tell(surname, rarity::weight(&surname.text));
    }
    let before_comma = tokens.iter().position(|t| t.stop).filter(|at| at + 1 < tokens.len());
    if let Some(comma) = before_comma
        && tokens.iter().take(comma).all(|t| t.class == TokenClass::Particle)
        && let Some(surname) = tokens.get_mut(comma).filter(|t| t.class == TokenClass::Title)
    {
        tell(surname, rarity::weight(&surname.text));
    }
}

/// Reads the phrase, run or word at `at`; gives the number of words used.
fn read_at(words: &[Word], at: usize, kind: PartyKind, tokens: &mut Vec<Token>) -> usize {
    let Some(word) = words.get(at) else { return 1 };
    if let Some(run) = &word.run {
        read_run(run, kind, tokens);
        finish(word, 1, tokens);
        return 1;
    }
    if kind != PartyKind::Individual
        && let Some(used) = read_number(words, at, tokens)
    {
        return used;
    }
    let dictionary = dictionary();
    let longest = dictionary.phrase_words(&word.text).min(words.len() - at).min(12);
    for count in (1..=longest).rev() {
        if count == 2
            && longest > 2
            && kind != PartyKind::Individual
            && let Some(used) = read_misspelled_phrase(words, at, longest, tokens)
        {
            return used;
        }
        let Some(phrase) = words.get(at..at + count) else { continue };
        if phrase.iter().any(|w| w.run.is_some()) {
            continue;
        }
        let key = together(phrase);
        let Some(meaning) = dictionary.word(&key) else { continue };
        let placed = is_placed(meaning, &key, at, words.len());
        // `A/S` and `S/A` are legal forms where they end a name, else two letters.
        let ends = meaning.class == TokenClass::Legal && at > 0 && at + count == words.len();
        let letters = count > 1 && key.len() < 3 && !ends;
        if !placed || !fits(meaning, &key, kind) || letters {
            continue;
        }
        let initials = phrase.iter().filter_map(|w| w.text.chars().next()).collect();
        push_known(&key, meaning, initials, tokens);
        finish(phrase.last().unwrap_or(word), count, tokens);
        if let Some(token) = tokens.last_mut() {
            token.upper = phrase.iter().all(|w| w.upper);
        }
        return count;
    }
    if longest < 3
        && kind != PartyKind::Individual
        && words.len() > at + 1
        && dictionary.word(&word.text).is_none()
        && dictionary.misspells_opening(&word.text)
        && let Some(used) = read_misspelled_phrase(words, at, 7, tokens)
    {
        return used;
    }
    if kind != PartyKind::Individual
        && let Some(meaning) = dictionary.inflected(&word.text).or_else(|| slip(word, kind))
    {
        let initials = word.text.chars().take(1).collect();
        push_known(&word.text, meaning, initials, tokens);
    } else {
        push_plain(word, kind, tokens);
    }
    finish(word, 1, tokens);
    1
}

/// A long legal form with a slip in it (`joint stck company`).
fn read_misspelled_phrase(
    words: &[Word],
    at: usize,
    longest: usize,
    tokens: &mut Vec<Token>,
) -> Option<usize> {
    if longest < 2 {
        return None;
    }
    (2..=longest.min(7)).rev().find_map(|count| {
        let phrase = words.get(at..at + count)?;
        let key: String = phrase.iter().map(|w| w.text.as_str()).collect();
        let meaning = dictionary().misspelled_phrase(&key)?;
        push_known(&key, meaning, CompactString::default(), tokens);
        Some(count)
    })
}

/// Short legal forms stand first in the languages that put them first, else later.
fn is_placed(meaning: Meaning, key: &str, at: usize, len: usize) -> bool {
    const LATER: &[&str] = &[
        "mmc", "at", "ee", "oe", "dd", "ad", "ks", "hb", "kb", "kd", "rt", "se", "est", "lim",
        "sca", "spa", "sal", "sac", "saa", "sau", "asc", "ak", "ou", "od", "ood", "eg", "ev", "ek",
        "gk", "kk", "qsc", "bsc", "psc", "asa", "epe", "gbr", "vof", "ehf", "hf", "spc", "pja",
        "lsc", "dac", "clg", "dwc", "ngo", "ip", "sole", "lp", "fzd", "sae", "ab", "ag", "rup",
    ];
    let first = at == 0 && len > 1;
    !(first && meaning.class == TokenClass::Legal && LATER.contains(&key))
}

/// The dictionary word that this one misspells. Only words of some length, and none that is common
/// as a name.
fn slip(word: &Word, kind: PartyKind) -> Option<Meaning> {
    // Scanners read `m` as `rn`.
    if word.text.contains("rn")
        && let Some(meaning) = dictionary().word(&word.text.replace("rn", "m"))
        && fits(meaning, &word.text, kind)
    {
        return Some(meaning);
    }
    let meaning = dictionary().misspelled(&word.text)?;
    (fits(meaning, &word.text, kind) && rarity::weight(&word.text) > 0.8).then_some(meaning)
}

/// Persons have titles and particles only.
fn fits(meaning: Meaning, key: &str, kind: PartyKind) -> bool {
    match kind {
        PartyKind::Individual => {
            matches!(meaning.class, TokenClass::Title | TokenClass::Particle)
                && !matches!(key, "a" | "y" | "e" | "i" | "s" | "v" | "u" | "o")
        }
        PartyKind::Vessel | PartyKind::Aircraft => {
            matches!(meaning.class, TokenClass::Particle | TokenClass::Legal)
        }
        _ => true,
    }
}

fn push_known(key: &str, meaning: Meaning, initials: CompactString, tokens: &mut Vec<Token>) {
    let mut token = Token::new(key, meaning.class, meaning.weight);
    token.concept = meaning.concept;
    token.field = meaning.field;
    token.initials = initials;
    tokens.push(token);
}

fn push_plain(word: &Word, kind: PartyKind, tokens: &mut Vec<Token>) {
    let text = word.text.as_str();
    if text.bytes().any(|b| b.is_ascii_digit()) {
        let plain = numbers::letters(text);
        if text.len() > 2
            && let Some(meaning) = dictionary()
                .word(&plain)
                .filter(|m| m.class <= TokenClass::Generic && fits(*m, &plain, kind))
        {
            return push_known(&plain, meaning, plain.chars().take(1).collect(), tokens);
        }
        if let Some(letters) = numbers::unleet(text) {
            if let Some(meaning) = dictionary().word(&letters).filter(|m| fits(*m, &letters, kind))
            {
                return push_known(&letters, meaning, letters.chars().take(1).collect(), tokens);
            }
            let mut token = Token::new(&letters, TokenClass::Distinctive, rarity::weight(&letters));
            if text.contains('1') {
                token.others.push(numbers::letters(&text.replace('1', "l")).into());
            }
            if letters.contains("rn") {
                token.others.push(letters.replace("rn", "m").into());
                token
                    .others
                    .push(numbers::letters(&text.replace('1', "l")).replace("rn", "m").into());
            }
            tokens.push(token);
            return;
        }
        let weight = if text.len() > 4 { 0.5 } else { 0.9 };
        let class = TokenClass::Number;
        tokens.push(Token::new(text, class, weight));
        return;
    }
    let class = if text.len() == 1 { TokenClass::Initial } else { TokenClass::Distinctive };
    let mut token =
        Token::new(text, class, if text.len() == 1 { 0.2 } else { rarity::weight(text) });
    token.upper = word.upper;
    token.native = word.native.as_deref().map(Into::into);
    token.abjad = word.abjad;
    if text.contains("rn") {
        token.others.push(text.replace("rn", "m").into());
    }
    token.others.extend(romanization::pinyin_of(text).map(Into::into));
    tokens.push(token);
}

fn finish(word: &Word, count: usize, tokens: &mut [Token]) {
    if let Some(token) = tokens.last_mut() {
        token.dot = word.dot;
        token.stop = word.stop;
        if count == 1 {
            token.upper = word.upper;
        }
    }
}

fn read_number(words: &[Word], at: usize, tokens: &mut Vec<Token>) -> Option<usize> {
    let word = words.get(at)?;
    if at > 0
        && word.upper
        && word.text.len() > 1
        && let Some(value) = numbers::roman(&word.text)
    {
        tokens.push(Token::new(&value.to_string(), TokenClass::Number, 0.9));
        return Some(1);
    }
    let last = || {
        words.get(at + 1).is_none_or(|next| {
            dictionary().word(&next.text).is_some_and(|m| m.class == TokenClass::Legal)
        })
    };
    if at > 0 && word.upper && matches!(word.text.as_str(), "i" | "v" | "x") && last() {
        let value = numbers::roman(&word.text)?;
        tokens.push(Token::new(&value.to_string(), TokenClass::Number, 0.9));
        return Some(1);
    }
    if matches!(word.text.as_str(), "no" | "nr" | "num" | "number" | "nomer")
        && let Some(next) = words.get(at + 1)
        && let Some(value) = numbers::digits(&next.text)
    {
        tokens.push(Token::new(&value, TokenClass::Number, 0.9));
        return Some(2);
    }
    let value = numbers::digits(&word.text)?;
    if numbers::is_tens(&word.text)
        && let Some(unit) = words.get(at + 1).and_then(|next| numbers::unit(&next.text))
        && let Ok(tens) = value.parse::<u32>()
    {
        tokens.push(Token::new(&(tens + unit).to_string(), TokenClass::Number, 0.9));
        return Some(2);
    }
    let weight = if value.len() > 4 { 0.4 } else { 0.9 };
    tokens.push(Token::new(&value, TokenClass::Number, weight));
    Some(1)
}

/// Cuts a run of Chinese characters or Hangul into terms and the words between them.
fn read_run(run: &str, kind: PartyKind, tokens: &mut Vec<Token>) {
    let chars: Vec<char> = run.chars().collect();
    let mut pending: Vec<char> = Vec::new();
    let mut at = 0;
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        if kind != PartyKind::Individual {
            if let Some((used, value)) = run_number(rest) {
                flush_run(&mut pending, tokens);
                tokens.push(Token::new(&value.to_string(), TokenClass::Number, 0.9));
                at += used;
                continue;
            }
            if let Some((used, meaning)) = run_term(rest, &pending) {
                flush_run(&mut pending, tokens);
                let text: String = rest.iter().take(used).collect();
                let mut token = native_token(&text, meaning.class, meaning.weight);
                token.concept = meaning.concept;
                token.field = meaning.field;
                tokens.push(token);
                at += used;
                let swallows = meaning.class == TokenClass::Place;
                if swallows && chars.get(at).is_some_and(|c| "省市县区镇州".contains(*c)) {
                    at += 1;
                }
                continue;
            }
        }
        pending.extend(rest.first());
        at += 1;
    }
    flush_run(&mut pending, tokens);
}

fn run_term(rest: &[char], pending: &[char]) -> Option<(usize, Meaning)> {
    let (used, meaning) = dictionary().term(rest)?;
    if used == 1 {
        let tail = rest.get(1..).unwrap_or_default();
        let ends = tail.is_empty() || dictionary().term(tail).is_some_and(|(len, _)| len > 1);
        let suffix = rest.first().is_some_and(|c| "所厂".contains(*c));
        return (suffix && ends && pending.len() != 1).then_some((used, meaning));
    }
    Some((used, meaning))
}

fn run_number(rest: &[char]) -> Option<(usize, u32)> {
    let ordinal = rest.first() == Some(&'第');
    let from = usize::from(ordinal);
    let len =
        rest.iter().skip(from).take_while(|c| "〇零一二三四五六七八九十百千".contains(**c)).count();
    let numeral: String = rest.iter().skip(from).take(len).collect();
    let next = rest.get(from + len);
    let designates = next.is_some_and(|c| "所研厂院局师号室部设".contains(*c));
    if len == 0 || !(ordinal || (designates && len >= 2)) {
        return None;
    }
    han::number(&numeral).map(|value| (from + len, value))
}

fn flush_run(pending: &mut Vec<char>, tokens: &mut Vec<Token>) {
    if pending.is_empty() {
        return;
    }
    let text: String = pending.drain(..).collect();
    let weight = match text.chars().count() {
        1 if "的和与及之部第号".contains(text.as_str()) => 0.05,
        1 => 0.5,
        _ => 1.0,
    };
    tokens.push(native_token(&text, TokenClass::Distinctive, weight));
}

fn native_token(native: &str, class: TokenClass, weight: f32) -> Token {
    let is_chinese = native.chars().all(han::is_han);
    let (text, initials) = if is_chinese {
        let syllables = han::syllables(native);
        let initials = syllables.iter().filter_map(|s| s.chars().next()).collect::<String>();
        (syllables.concat(), initials)
    } else {
        let text: String = native.chars().map(any_ascii::any_ascii_char).collect();
        let text = text.to_ascii_lowercase();
        let initials = text.chars().take(1).collect();
        (text, initials)
    };
    let mut token = Token::new(&text, class, weight);
    if is_chinese {
        token.others = han::other_readings(native);
    }
    token.initials = initials.into();
    token.native = Some(native.into());
    debug_assert!(native.chars().all(is_run));
    token
}

/// Initials of the content words: all of them, and without generic words.
fn acronyms(tokens: &[Token]) -> Vec<Box<str>> {
    let initials = |with: fn(&Token) -> bool| -> Box<str> {
        tokens.iter().filter(|t| with(t)).map(|t| &*t.initials).collect::<String>().into()
    };
    let all = initials(|t| t.is_content() && t.class != TokenClass::Number);
    let bare = initials(|t| {
        t.is_content() && !matches!(t.class, TokenClass::Number | TokenClass::Generic)
    });
    let formed = initials(|t| {
        !matches!(t.class, TokenClass::Particle | TokenClass::Title | TokenClass::Number)
    });
    let mut out = vec![all];
    for other in [bare, formed] {
        if !out.contains(&other) {
            out.push(other);
        }
    }
    out.retain(|acronym| (2..=8).contains(&acronym.len()));
    out
}
