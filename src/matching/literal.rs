//! Names that are the same word for word but for a slip, an abbreviation, left-out vowels or the
//! order, whatever the words mean: a slip in `joint stock company` or in the only trade word of a
//! name changes what the words say, not what a reader sees.

use crate::names::dictionary::dictionary;
use crate::names::distance::within;
use crate::names::{Reading, TokenClass};

/// Two names that are the same word for word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Literal {
    /// 0.76 to 0.92.
    pub score: f64,
    /// Nothing but abbreviations tells them apart.
    pub same_words: bool,
}

/// How two words at the same place of two names agree.
enum Word {
    Same,
    /// So many edits apart.
    Slip(usize),
    /// One means or abbreviates the other.
    Short,
    /// One is the other without its vowels.
    Bare,
}

/// What the words of two names sum up to.
#[derive(Default)]
struct Sum {
    words: usize,
    edits: usize,
    short: usize,
    bare: usize,
    /// Letters of the shortest word with a slip.
    shortest: usize,
    /// Letters of equal words that are more than a legal form.
    kept: usize,
    /// Letters of words without vowels.
    consonants: usize,
}

/// The score of two readings with equal words in equal order but for slips, abbreviations or
/// vowels, or with the very same words in another order; `None` where they are not. Names of
/// people may lack vowels here, all else of them is compared elsewhere.
pub fn score(a: &Reading, b: &Reading, individual: bool) -> Option<Literal> {
    if !a.folded.is_ascii() || !b.folded.is_ascii() {
        return None;
    }
    in_order(a, b, individual).or_else(|| if individual { None } else { turned(a, b) })
}

fn in_order(a: &Reading, b: &Reading, individual: bool) -> Option<Literal> {
    if words(a) != words(b) {
        return None;
    }
    let letters = a.folded.len().min(b.folded.len());
    let most = match letters {
        _ if individual => 0,
        0..14 => 1,
        _ => 2,
    };
    let mut sum = Sum { shortest: usize::MAX, ..Sum::default() };
    let mut right = b.folded.split(' ');
    for left in a.folded.split(' ') {
        let other = right.next()?;
        sum.words += 1;
        match agree(left, other, individual)? {
            Word::Same if says_nothing(left) => {}
            Word::Same => sum.kept += left.len(),
            Word::Slip(edits) => {
                sum.edits += edits;
                sum.shortest = sum.shortest.min(left.len().min(other.len()));
            }
            Word::Short => sum.short += 1,
            Word::Bare => {
                sum.bare += 1;
                sum.consonants += left.len().min(other.len());
            }
        }
        if sum.edits > most {
            return None;
        }
    }
    let differs = sum.edits + sum.short + sum.bare > 0;
    if right.next().is_some() || !differs || (sum.bare > 0 && sum.edits > 0) {
        return None;
    }
    let enough = match (sum.edits, sum.bare) {
        (_, 1..) => sum.consonants >= 5 && sum.consonants >= sum.bare * 2,
        (0, _) => sum.words > 1 && sum.kept >= 3,
        _ => sum.kept >= 3 || sum.shortest >= 6,
    };
    let lost = 0.08 * sum.edits as f64 + 0.01 * sum.short.min(5) as f64;
    let bare = if sum.bare > 0 { 0.12 } else { 0.0 };
    let same_words = sum.edits == 0 && sum.bare == 0;
    enough.then_some(Literal { score: 0.92 - lost - bare, same_words })
}

fn words(reading: &Reading) -> usize {
    reading.folded.bytes().filter(|byte| *byte == b' ').count() + 1
}

/// The same words in another order, legal form and all.
fn turned(a: &Reading, b: &Reading) -> Option<Literal> {
    if a.folded.len() != b.folded.len() {
        return None;
    }
    let sorted = |text: &str| {
        let mut words: Vec<&str> = text.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    };
    (words(a) >= 3 && sorted(&a.folded) == sorted(&b.folded))
        .then_some(Literal { score: 0.85, same_words: false })
}

fn agree(a: &str, b: &str, individual: bool) -> Option<Word> {
    if a == b {
        return Some(Word::Same);
    }
    let digit = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    let roman = |word: &str| word.bytes().all(|b| b"ivx".contains(&b));
    if digit(a) || digit(b) || roman(a) || roman(b) {
        return None;
    }
    if is_bare(a, b) || is_bare(b, a) {
        return Some(Word::Bare);
    }
    if individual {
        return None;
    }
    match (dictionary().word(a), dictionary().word(b)) {
        (Some(x), Some(y)) => (x.concept == y.concept).then_some(Word::Short),
        (Some(_), None) if is_short_for(b, a) => Some(Word::Short),
        (None, Some(_)) if is_short_for(a, b) => Some(Word::Short),
        _ => slip(a, b).map(Word::Slip),
    }
}

/// A legal form, a generic word or a particle.
fn says_nothing(word: &str) -> bool {
    dictionary().word(word).is_some_and(|meaning| meaning.class <= TokenClass::Generic)
}

/// `short` is `long` without its vowels, the first letter kept.
fn is_bare(short: &str, long: &str) -> bool {
    let vowel = |b: &u8| b"aeiou".contains(b);
    short.len() < long.len()
        && short.bytes().skip(1).all(|b| !vowel(&b))
        && short.bytes().eq(long
            .bytes()
            .enumerate()
            .filter(|(i, b)| *i == 0 || !vowel(b))
            .map(|(_, b)| b))
}

/// `short` is the beginning of a longer word of the dictionary.
fn is_short_for(short: &str, long: &str) -> bool {
    short.len() >= 3 && long.len() >= short.len() + 3 && long.starts_with(short)
}

/// The edits between two words, where one misspells the other: a short word with two slips, or with
/// another first letter, is another word.
fn slip(a: &str, b: &str) -> Option<usize> {
    let least = a.len().min(b.len());
    let first = a.as_bytes().first() == b.as_bytes().first();
    let max = match least {
        0..=2 => return None,
        3 => usize::from(first),
        4..=8 => 1,
        _ => 2,
    };
    within(a.as_bytes(), b.as_bytes(), max).filter(|_| first || least >= 7)
}
