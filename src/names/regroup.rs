//! Words as written -> the words that were meant: spaced-out letters joined, glued phrases parted,
//! trade names written as their bearers list them.

use std::borrow::Cow;

use super::dictionary::{Dictionary, dictionary};
use super::words::{Word, split};
use crate::model::PartyKind;

/// Writes spaced-out letters together: `H U A W E I`, `U. S. A.`; initials of persons stay apart.
pub(super) fn join_letters(words: Vec<Word>, kind: PartyKind) -> Vec<Word> {
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
pub(super) fn unglue(words: Vec<Word>, kind: PartyKind) -> Vec<Word> {
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
pub(super) fn rename(words: &[Word], dictionary: &Dictionary) -> Option<Vec<Word>> {
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
pub(super) fn together(phrase: &[Word]) -> Cow<'_, str> {
    match phrase {
        [word] => Cow::Borrowed(&word.text),
        _ => phrase.iter().map(|word| word.text.as_str()).collect::<String>().into(),
    }
}

/// Bearers of the trade names among the words.
pub(super) fn bearers(words: &[Word], kind: PartyKind) -> Vec<u16> {
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
