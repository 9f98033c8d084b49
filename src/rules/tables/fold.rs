//! Folding of address text for place names: case, marks and punctuation fall away.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folded text, with the place in the raw text that each folded byte comes from.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    pub(super) text: String,
    origin: Vec<usize>,
    raw_len: usize,
}

impl Folded {
    /// Lower case, no marks, letters and digits only, words separated by one space.
    ///
    /// An apostrophe joins (`Mar'yinka`, `P'yongyang`), except after a single letter (`d'Iran`).
    pub(super) fn new(raw: &str) -> Self {
        let mut folded = Self { raw_len: raw.len(), ..Self::default() };
        for (at, letter) in raw.char_indices() {
            folded.push(at, letter);
        }
        folded
    }

    fn push(&mut self, at: usize, letter: char) {
        if is_apostrophe(letter) && !self.after_single_letter() {
            return;
        }
        if letter.is_ascii() {
            self.push_letter(at, letter.to_ascii_lowercase());
            return;
        }
        for part in std::iter::once(letter).nfkd() {
            if is_combining_mark(part) || is_invisible(part) {
                continue;
            }
            for lower in part.to_lowercase() {
                self.push_letter(at, lower);
            }
        }
    }

    fn push_letter(&mut self, at: usize, letter: char) {
        if !letter.is_alphanumeric() {
            if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.append(at, " ");
            }
            return;
        }
        if letter.is_ascii() {
            self.append(at, letter.encode_utf8(&mut [0; 4]));
            return;
        }
        match letter {
            'ß' => self.append(at, "ss"),
            'ø' => self.append(at, "o"),
            'æ' => self.append(at, "ae"),
            'ł' => self.append(at, "l"),
            'đ' => self.append(at, "d"),
            'ı' => self.append(at, "i"),
            // Arabic and Persian forms of one letter.
            'ي' | 'ى' => self.append(at, "ی"),
            'ك' => self.append(at, "ک"),
            'ة' => self.append(at, "ه"),
            other => self.append(at, other.encode_utf8(&mut [0; 4])),
        }
    }

    fn append(&mut self, at: usize, text: &str) {
        self.text.push_str(text);
        self.origin.resize(self.text.len(), at);
    }

    fn after_single_letter(&self) -> bool {
        let mut back = self.text.chars().rev();
        back.next().is_some_and(char::is_alphabetic) && back.next().is_none_or(|c| c == ' ')
    }

    /// The raw text behind a span of the folded text.
    pub(super) fn raw<'a>(&self, raw: &'a str, start: usize, end: usize) -> &'a str {
        let from = self.origin.get(start).copied().unwrap_or(self.raw_len);
        let to = self.raw_after(end);
        raw.get(from..to).unwrap_or(raw).trim_end_matches(|c: char| !c.is_alphanumeric())
    }

    /// Where in the raw text the folded byte `end` begins.
    pub(super) fn raw_after(&self, end: usize) -> usize {
        self.origin.get(end).copied().unwrap_or(self.raw_len)
    }
}

/// The folded form of a name, trimmed.
pub(super) fn fold(name: &str) -> String {
    Folded::new(name).text.trim_end().to_owned()
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′')
}

/// Zero-width characters and the soft hyphen, which would cut a word in two.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}
