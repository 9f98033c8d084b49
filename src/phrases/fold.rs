//! Folding of text for phrases: case, marks, punctuation, invisible characters and look-alike
//! letters of another script fall away.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folded text, with the place in the raw text that each folded byte comes from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    pub(crate) text: String,
    origin: Vec<usize>,
    raw_len: usize,
    /// Where in the folded text an apostrophe fell away: a suffix may begin there (`Moskova'ya`).
    pub(crate) cuts: Vec<usize>,
}

impl Folded {
    /// Lower case, no marks, letters and digits only, words separated by one space.
    ///
    /// An apostrophe joins (`Mar'yinka`, `P'yongyang`), except after a single letter (`d'Iran`).
    pub(crate) fn new(raw: &str) -> Self {
        let mut folded = Self { raw_len: raw.len(), ..Self::default() };
        for (at, letter) in one_script(raw) {
            folded.push(at, letter);
        }
        folded
    }

    fn push(&mut self, at: usize, letter: char) {
        if is_apostrophe(letter) && !self.after_single_letter() {
            self.cuts.push(self.text.len());
            return;
        }
        if letter.is_ascii() {
            self.push_letter(at, letter.to_ascii_lowercase());
            return;
        }
        if is_syllabic(letter) {
            for part in std::iter::once(letter).nfkc() {
                self.push_letter(at, part);
            }
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
    pub(crate) fn raw<'a>(&self, raw: &'a str, start: usize, end: usize) -> &'a str {
        let from = self.origin.get(start).copied().unwrap_or(self.raw_len);
        let to = self.raw_after(end);
        raw.get(from..to).unwrap_or(raw).trim_end_matches(|c: char| !c.is_alphanumeric())
    }

    /// Where in the raw text the folded byte `end` begins.
    pub(crate) fn raw_after(&self, end: usize) -> usize {
        self.origin.get(end).copied().unwrap_or(self.raw_len)
    }
}

/// The folded form of a name, trimmed.
pub(crate) fn fold(name: &str) -> String {
    Folded::new(name).text.trim_end().to_owned()
}

/// Kana, Han and Hangul keep their form: their marks make other syllables.
fn is_syllabic(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3130}'..='\u{318f}'
        | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}')
}

/// The letters of a text with their places; a word of two scripts is written in one where every
/// letter of the other has a look-alike (`Mоscow` with a Cyrillic o).
fn one_script(raw: &str) -> Vec<(usize, char)> {
    let mut letters: Vec<(usize, char)> = raw.char_indices().collect();
    for word in letters.chunk_by_mut(|a, b| a.1.is_alphabetic() && b.1.is_alphabetic()) {
        let latin = word.iter().any(|(_, c)| c.is_ascii_alphabetic());
        let other = word.iter().any(|(_, c)| is_cyrillic_or_greek(*c));
        if !latin || !other {
            continue;
        }
        if word.iter().all(|(_, c)| !is_cyrillic_or_greek(*c) || latin_of(*c).is_some()) {
            for (_, letter) in word {
                *letter = latin_of(*letter).unwrap_or(*letter);
            }
        } else if word.iter().all(|(_, c)| !c.is_ascii_alphabetic() || cyrillic_of(*c).is_some()) {
            for (_, letter) in word {
                *letter = cyrillic_of(*letter).unwrap_or(*letter);
            }
        }
    }
    letters
}

fn is_cyrillic_or_greek(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{4ff}')
}

/// Latin letters, and the Cyrillic and Greek ones that look like them.
const LOOK_ALIKES: &[(char, &str)] = &[
    ('a', "аα"),
    ('b', "Ь"),
    ('c', "с"),
    ('d', "ԁ"),
    ('e', "е"),
    ('i', "іι"),
    ('j', "ј"),
    ('k', "кκ"),
    ('o', "оο"),
    ('p', "рρ"),
    ('s', "ѕ"),
    ('u', "υ"),
    ('v', "ν"),
    ('x', "х"),
    ('y', "у"),
    ('A', "АΑ"),
    ('B', "ВΒ"),
    ('C', "С"),
    ('E', "ЕΕ"),
    ('H', "НΗ"),
    ('I', "ІΙ"),
    ('J', "Ј"),
    ('K', "КΚ"),
    ('M', "МΜ"),
    ('N', "Ν"),
    ('O', "ОΟ"),
    ('P', "РΡ"),
    ('S', "Ѕ"),
    ('T', "ТΤ"),
    ('X', "ХΧ"),
    ('Y', "УΥ"),
    ('Z', "Ζ"),
];

fn latin_of(letter: char) -> Option<char> {
    LOOK_ALIKES.iter().find(|(_, others)| others.contains(letter)).map(|(latin, _)| *latin)
}

fn cyrillic_of(letter: char) -> Option<char> {
    let (_, others) = LOOK_ALIKES.iter().find(|(latin, _)| *latin == letter)?;
    others.chars().find(|c| matches!(c, '\u{400}'..='\u{4ff}'))
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′')
}

/// Zero-width characters and the soft hyphen, which would cut a word in two.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}
