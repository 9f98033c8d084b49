//! A text, or a name as it may stand in one, cut into units that can be looked up side by side.
//!
//! In: any text. Out: its words, folded, and for scripts written without blanks its characters. A
//! name and a text that holds it are cut alike whatever stands around the name, so that the name's
//! units are found in the text one after the other. Unlike [`analyse`](super::analyse()) nothing is
//! weighed or left out, and no text is refused.

use std::ops::Range;

use compact_str::{CompactString, ToCompactString};
use unicode_script::{Script, UnicodeScript};

use super::clean::clean_words;
use super::dictionary::dictionary;
use super::han::simplify;
use super::token::TokenClass;
use super::words::{Word, fold_into, is_mark};

/// Most units of which a legal form consists ("société à responsabilité limitée").
const LEGAL_MAX: usize = 8;
/// Shortest word of which a particle may be written together with the first letter.
const CLITIC_LENGTH: usize = 4;

/// A word, or one character of a script that is written without blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Lower-case ASCII letters and digits; a character as it stands (Han simplified).
    pub text: CompactString,
    /// Whether it is one character of a script that is written without blanks.
    pub is_character: bool,
    /// Arabic and Hebrew write "to", "and", "in" together with the word: whether this word may begin
    /// with such a letter.
    pub may_hold_particle: bool,
    /// Where it stands in the text.
    at: Range<usize>,
}

/// A text with its units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passage {
    text: String,
    units: Vec<Unit>,
}

impl Passage {
    /// Cuts `text`.
    pub fn new(text: &str) -> Self {
        let text = clean_words(text);
        let mut cut = Cut::default();
        for (at, c) in text.char_indices() {
            cut.step(at, c);
        }
        cut.flush(text.len());
        Self { units: cut.units, text }
    }

    /// Its units, in order.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The text of some units as it is written, without what hides it.
    pub fn written(&self, units: &Range<usize>) -> &str {
        let first = self.units.get(units.start).map(|unit| unit.at.start);
        let last = units.end.checked_sub(1).and_then(|end| self.units.get(end));
        first.zip(last).and_then(|(from, last)| self.text.get(from..last.at.end)).unwrap_or("")
    }

    /// The units without the legal forms at both ends; all of them where nothing else is left.
    pub fn without_legal_forms(&self, within: Range<usize>) -> Range<usize> {
        let mut core = within.clone();
        while let Some(form) = self.legal_form_at_end(&core) {
            core.end -= form;
        }
        while let Some(form) = self.legal_form_at_start(&core) {
            core.start += form;
        }
        if core.is_empty() { within } else { core }
    }

    fn legal_form_at_end(&self, within: &Range<usize>) -> Option<usize> {
        let most = LEGAL_MAX.min(within.len());
        (1..=most).rev().find(|count| self.is_legal_form(within.end - count..within.end))
    }

    fn legal_form_at_start(&self, within: &Range<usize>) -> Option<usize> {
        let most = LEGAL_MAX.min(within.len());
        (1..=most).rev().find(|count| self.is_legal_form(within.start..within.start + count))
    }

    fn is_legal_form(&self, units: Range<usize>) -> bool {
        let units = self.units.get(units).unwrap_or_default();
        let together: String = units.iter().map(|unit| unit.text.as_str()).collect();
        let meaning = if units.iter().all(|unit| unit.is_character) {
            let run: Vec<char> = together.chars().collect();
            dictionary().term(&run).filter(|(used, _)| *used == run.len()).map(|(_, m)| m)
        } else if units.iter().any(|unit| unit.is_character) {
            None
        } else {
            dictionary().word(&together)
        };
        meaning.is_some_and(|meaning| meaning.class == TokenClass::Legal)
    }
}

/// Whether a name is one letter or character, which tells nobody.
pub fn is_one_letter(name: &str) -> bool {
    clean_words(name).chars().filter(|c| c.is_alphanumeric()).count() == 1
}

/// What was cut so far.
#[derive(Debug, Default)]
struct Cut {
    units: Vec<Unit>,
    /// The word at hand, and where it begins.
    word: Option<(Word, usize)>,
    /// Whether it begins with a letter that may be a particle.
    may_hold_particle: bool,
}

impl Cut {
    fn step(&mut self, at: usize, c: char) {
        if is_unspaced(c) {
            self.flush(at);
            let text = simplify(c).to_compact_string();
            self.push(text, true, false, at..at + c.len_utf8());
        } else if c.is_alphanumeric() || (is_mark(c) && self.word.is_some()) {
            if self.word.is_none() {
                self.word = Some((Word::default(), at));
                self.may_hold_particle = is_particle(c);
            }
            if let Some((word, _)) = &mut self.word {
                fold_into(c, word);
            }
        } else {
            self.flush(at);
            if matches!(c, '&' | '+') {
                self.push("and".into(), false, false, at..at + c.len_utf8());
            }
        }
    }

    fn flush(&mut self, end: usize) {
        if let Some((word, start)) = self.word.take().filter(|(word, _)| !word.text.is_empty()) {
            let may = self.may_hold_particle && word.text.len() >= CLITIC_LENGTH;
            self.push(word.text, false, may, start..end);
        }
    }

    fn push(
        &mut self,
        text: CompactString,
        is_character: bool,
        may_hold_particle: bool,
        at: Range<usize>,
    ) {
        self.units.push(Unit { text, is_character, may_hold_particle, at });
    }
}

/// Letters that Arabic and Hebrew write together with the word that follows, each one letter of
/// ASCII when folded.
fn is_particle(c: char) -> bool {
    matches!(c, 'ل' | 'ب' | 'و' | 'ف' | 'ك' | 'ל' | 'ב' | 'ה' | 'מ' | 'כ')
}

/// Whether names stand in texts of the script without blanks around them.
fn is_unspaced(c: char) -> bool {
    !c.is_ascii()
        && (c == 'ー'
            || (c.is_alphabetic() || is_mark(c))
                && matches!(
                    c.script(),
                    Script::Han
                        | Script::Hangul
                        | Script::Hiragana
                        | Script::Katakana
                        | Script::Bopomofo
                        | Script::Thai
                        | Script::Lao
                        | Script::Khmer
                        | Script::Myanmar
                        | Script::Tibetan
                        | Script::Yi
                ))
}
