//! The analysis of a name: text -> readings of tokens.

use compact_str::CompactString;

use super::clean::clean;
use super::decode::{Decoded, decode};
use super::dictionary::{Meaning, dictionary};
use super::regroup::{bearers, join_letters, rename, together, unglue};
use super::run::read_run;
use super::settle::{is_acronym_of_a_place, settle, settle_person};
use super::token::{Token, TokenClass};
use super::words::{Word, is_lost, is_romanized_well, split};
use super::{numbers, rarity, romanization, wrap};
use crate::model::PartyKind;

/// Most characters of a name; longer names are refused, never cut.
pub const LENGTH_MAX: usize = 1_000;
/// Most words of a name.
pub const TOKENS_MAX: usize = 120;
/// A name of which one in so many letters cannot be compared is refused.
const LOST_SHARE: usize = 3;
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
    /// Letters of a script that has no romanization here, or none that finds names reliably.
    Script,
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
            Self::Script => f.write_str(
                "the name has letters of a script that cannot be compared: give it in Latin letters too",
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
    /// Has letters of a script whose romanization here does not find names reliably: what it matches
    /// counts, that it matches nothing does not ([`Refusal::Script`]).
    pub unsure: bool,
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
    let plain = decoded.as_deref().unwrap_or(text);
    if !plain.chars().any(|c| c.is_alphabetic() || is_letter_in_brackets(c)) {
        return Err(Refusal::NoLetters);
    }
    let cleaned = clean(plain);
    if share_of(&cleaned.text, is_lost) {
        return Err(Refusal::Script);
    }
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
    let unsure = share_of(&cleaned.text, |c| !is_romanized_well(c));
    Ok(AnalysedName { text: text.to_owned(), kind, readings, disguised, unsure })
}

/// `⒜`, `🄐` and `🄪`: signs to Unicode, in which names are written to get past a screening.
fn is_letter_in_brackets(c: char) -> bool {
    matches!(c, '\u{249c}'..='\u{24b5}' | '\u{1f110}'..='\u{1f12c}')
}

/// Whether one in [`LOST_SHARE`] letters of a text, or more, is of a kind.
fn share_of(text: &str, of_kind: impl Fn(char) -> bool) -> bool {
    if text.is_ascii() {
        return false;
    }
    let (mut letters, mut found) = (0, 0);
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        letters += 1;
        found += usize::from(of_kind(c));
    }
    found > 0 && found * LOST_SHARE >= letters
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
