//! Cuts text into words and folds each to lower-case ASCII.

use compact_str::CompactString;
use unicode_script::{Script, UnicodeScript};

use super::dictionary::is_run;

/// One word as cut from the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    /// Lower-case ASCII letters and digits; empty for a run.
    pub text: CompactString,
    /// The word as written, where it is a run of Chinese characters or Hangul.
    pub run: Option<String>,
    /// Kana or other native letters worth keeping for comparison.
    pub native: Option<String>,
    /// Written in Arabic or Hebrew letters.
    pub abjad: bool,
    /// All letters are capitals.
    pub upper: bool,
    /// A full stop follows.
    pub dot: bool,
    /// A comma, bracket or similar follows.
    pub stop: bool,
}

/// The folded words of a dictionary form.
pub fn folded_words(text: &str) -> Vec<String> {
    let words = split(text).into_iter().map(|word| word.text);
    words.filter(|text| !text.is_empty()).map(Into::into).collect()
}

/// Cuts `text` into words.
pub fn split(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(8);
    let mut current = Word { upper: true, ..Word::default() };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Letters that most names are written with are taken in at once.
        let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let used = plain.max(c.len_utf8());
        match rest.get(..plain) {
            Some(letters) if plain > 0 => take_in(letters, &mut words, &mut current),
            _ => step(c, &mut words, &mut current),
        }
        rest = rest.get(used..).unwrap_or_default();
    }
    flush(&mut words, &mut current);
    words
}

/// Takes in ASCII letters and digits.
fn take_in(letters: &str, words: &mut Vec<Word>, current: &mut Word) {
    if current.run.is_some() {
        flush(words, current);
    }
    current.upper &= !letters.bytes().any(|letter| letter.is_ascii_lowercase());
    current.text.push_str(letters);
    current.text.make_ascii_lowercase();
}

/// Takes in one character.
fn step(c: char, words: &mut Vec<Word>, current: &mut Word) {
    if is_joiner(c) {
        return;
    }
    let continues = c.is_alphanumeric() || is_mark(c);
    if continues && is_run(c) != current.run.is_some() && !is_mark(c) {
        flush(words, current);
    }
    if !continues {
        flush(words, current);
        separate(words, c);
        return;
    }
    if is_run(c) {
        current.run.get_or_insert_default().push(super::han::simplify(c));
    } else {
        fold_into(c, current);
    }
}

fn separate(words: &mut Vec<Word>, c: char) {
    match c {
        '&' | '+' | '＆' => words.push(Word { text: "and".into(), ..Word::default() }),
        '.' => {
            if let Some(last) = words.last_mut() {
                last.dot = true;
            }
        }
        ',' | ';' | '(' | ')' | '[' | ']' | ':' | '/' | '|' | '，' | '（' | '）' | '、' => {
            if let Some(last) = words.last_mut() {
                last.stop = true;
            }
        }
        _ => {}
    }
}

fn flush(words: &mut Vec<Word>, current: &mut Word) {
    if !current.text.is_empty() || current.run.is_some() {
        words.push(std::mem::take(current));
    }
    *current = Word { upper: true, ..Word::default() };
}

/// Apostrophes and the like: they stand inside words.
fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\'' | '’'
            | '‘'
            | '`'
            | '´'
            | 'ʼ'
            | 'ʻ'
            | 'ʹ'
            | 'ʿ'
            | 'ʾ'
            | '′'
            | '＇'
            | '\u{2bd}'
            | '"'
            | '“'
            | '”'
            | '«'
            | '»'
            | '„'
    )
}

pub(super) fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

pub(super) fn fold_into(c: char, word: &mut Word) {
    if c.is_ascii() {
        word.upper &= !c.is_ascii_lowercase();
        word.text.push(c.to_ascii_lowercase());
        return;
    }
    if c.is_lowercase() {
        word.upper = false;
    }
    if is_mark(c) && is_latin_mark(c) {
        return;
    }
    if matches!(c, '\u{3040}'..='\u{30ff}') {
        word.native.get_or_insert_default().push(c);
    }
    word.abjad |=
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    word.text.extend(romanized(c));
}

/// Lower-case ASCII letters and digits for a character; none for a sign that is not spoken.
fn romanized(c: char) -> impl Iterator<Item = char> {
    let text = match c {
        'ь' | 'ъ' | 'Ь' | 'Ъ' | 'ー' => "",
        'ı' | 'İ' => "i",
        'ё' | 'Ё' => "e",
        'Є' | 'є' => "ye",
        'ї' | 'Ї' => "yi",
        'г' | 'Г' => "g",
        'ə' | 'Ə' => "a",
        _ => any_ascii::any_ascii_char(c),
    };
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| char::from(b.to_ascii_lowercase()))
}

/// Whether a letter leaves nothing that could be compared although it is spoken.
pub(super) fn is_lost(c: char) -> bool {
    let silent =
        matches!(c, 'ь' | 'ъ' | 'Ь' | 'Ъ' | 'ー' | '\u{590}'..='\u{8ff}' | '\u{2b0}'..='\u{2ff}');
    !c.is_ascii() && !silent && !is_run(c) && romanized(c).next().is_none()
}

/// Whether the letters of a script are romanized here well enough that a name not found is a name not
/// listed. Others (Burmese, Ethiopic, Thai, Devanagari ...) are spelled far from how they are spoken,
/// or were never measured on names: a listed name in them may be found, and may be missed.
pub(super) fn is_romanized_well(c: char) -> bool {
    matches!(
        c.script(),
        Script::Latin
            | Script::Common
            | Script::Inherited
            | Script::Cyrillic
            | Script::Greek
            | Script::Arabic
            | Script::Hebrew
            | Script::Armenian
            | Script::Georgian
            | Script::Han
            | Script::Bopomofo
            | Script::Hiragana
            | Script::Katakana
            | Script::Hangul
    )
}

fn is_latin_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{64b}'..='\u{65f}' | '\u{5b0}'..='\u{5c7}')
}

#[cfg(test)]
mod tests {
    use super::{Word, flush, split, step};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn letters_taken_in_at_once_are_read_as_one_by_one(
            text in "([ -~]|[ -~]{8}|[é中한ー（́]){0,24}",
        ) {
            let (mut words, mut current) = (Vec::new(), Word { upper: true, ..Word::default() });
            for c in text.chars() {
                step(c, &mut words, &mut current);
            }
            flush(&mut words, &mut current);
            prop_assert_eq!(split(&text), words);
        }
    }
}
