//! Product text -> the one form in which phrases are looked for.
//!
//! Compatibility forms are folded, letters lower-cased, every run of other characters becomes one
//! blank, Han and kana stand apart from Latin words, and a figure glued to a unit is split
//! (`300krad` -> `300 krad`). The result starts and ends with a blank, so that a word border is
//! always a blank. A text with hyphens is given twice, once with blanks for them and once joined, so
//! that `micro-bolometer` and `rad-hard` meet `microbolometer` and `rad hard`. Invisible characters
//! are dropped.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Units that may be glued to a figure and are split from it.
const UNITS: &[&str] = &["krad", "krads", "mrad", "nm", "qubit", "qubits", "axis", "axes", "layer"];

/// Whether `c` is written without blanks between words.
pub(super) fn is_unspaced_script(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// The compatibility form (NFKC); plain ASCII, the common case, is its own.
pub(super) fn compatible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

/// A text in the form in which phrases are looked for.
pub(super) fn fold(text: &str) -> String {
    let mut folded = fold_phrase(text);
    if text.chars().any(is_hyphen) {
        let joined: String = text.chars().filter(|c| !is_hyphen(*c)).collect();
        folded.push_str(&fold_phrase(&joined));
    }
    folded
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

/// Characters that print nothing and must not part a word.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// One form only: for phrases, and for each form of a text.
pub(super) fn fold_phrase(text: &str) -> String {
    let mut folded = Folded { text: String::with_capacity(text.len() + 2), last: ' ' };
    folded.text.push(' ');
    for c in compatible(text).chars() {
        if c.is_ascii() {
            folded.add(c.to_ascii_lowercase());
        } else if !is_invisible(c) {
            c.to_lowercase().for_each(|c| folded.add(c));
        }
    }
    folded.blank();
    split_units(&folded.text)
}

/// A text being folded, with its last character.
struct Folded {
    text: String,
    last: char,
}

impl Folded {
    fn add(&mut self, c: char) {
        if !c.is_alphanumeric() {
            return self.blank();
        }
        if self.last != ' ' && is_unspaced_script(self.last) != is_unspaced_script(c) {
            self.text.push(' ');
        }
        self.text.push(c);
        self.last = c;
    }

    fn blank(&mut self) {
        if self.last != ' ' {
            self.text.push(' ');
            self.last = ' ';
        }
    }
}

fn split_units(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() + 4);
    out.push(' ');
    for word in folded.split_ascii_whitespace() {
        let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
        match word.strip_suffix(unit) {
            Some(figure) if !figure.is_empty() && UNITS.contains(&unit) => {
                out.push_str(figure);
                out.push(' ');
                out.push_str(unit);
            }
            _ => out.push_str(word),
        }
        out.push(' ');
    }
    out
}
