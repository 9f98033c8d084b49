//! Removes what hides a name: invisible and bidirectional characters, compatibility forms
//! (full-width, mathematical, enclosed letters), look-alike letters of other scripts, and text
//! that was decoded with the wrong code page.

use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

/// A cleaned text and what was found on the way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleaned {
    /// The text, NFKC, without invisible characters.
    pub text: String,
    /// The text as shown, where a right-to-left override reverses it.
    pub reversed: Option<String>,
    /// Invisible or overriding characters were removed.
    pub hidden: bool,
    /// Letters of another script stood in for Latin letters.
    pub lookalikes: bool,
}

/// Cleans `text`.
pub fn clean(text: &str) -> Cleaned {
    if text.bytes().all(|b| (b' '..0x7f).contains(&b)) {
        return Cleaned { text: text.to_owned(), ..Cleaned::default() };
    }
    let text = mojibake(text).unwrap_or_else(|| text.to_owned());
    let hidden = text.chars().any(is_hidden);
    let reversed = shown(&text).map(|shown| visible(&shown));
    let (text, lookalikes) = unmask(&visible(&text), true);
    Cleaned { text, reversed, hidden, lookalikes }
}

/// Cleans a text that may hold words of several scripts: look-alike letters are replaced only in words
/// that mix scripts, for a word of another script beside Latin ones is as likely meant as it stands.
pub fn clean_words(text: &str) -> String {
    if text.bytes().all(|b| (b' '..0x7f).contains(&b)) {
        return text.to_owned();
    }
    unmask(&visible(&mojibake(text).unwrap_or_else(|| text.to_owned())), false).0
}

fn visible(text: &str) -> String {
    text.chars()
        .filter(|&c| !is_hidden(c))
        .nfkc()
        .map(|c| if (c.is_control() && c != '\n') || c == '\u{a0}' { ' ' } else { c })
        .filter(|&c| !is_hidden(c))
        .collect()
}

/// Characters that have no appearance of their own.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text as a reader sees it where right-to-left overrides turn parts around.
fn shown(text: &str) -> Option<String> {
    if !text.contains('\u{202e}') {
        return None;
    }
    let (mut out, mut turned, mut inside) = (String::new(), Vec::new(), false);
    for c in text.chars() {
        match c {
            '\u{202e}' => inside = true,
            '\u{202c}' | '\u{2069}' if inside => {
                inside = false;
                out.extend(turned.drain(..).rev());
            }
            _ if inside => turned.push(c),
            _ => out.push(c),
        }
    }
    out.extend(turned.drain(..).rev());
    Some(out)
}

/// UTF-8 that was read as Windows-1252 (`MÃ¼ller`): the text it was, if it is one.
fn mojibake(text: &str) -> Option<String> {
    // The first bytes of UTF-8 sequences, read as single characters.
    if !text.chars().any(|c| matches!(c, '\u{c2}'..='\u{f4}')) {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(windows_1252).collect();
    let mended = String::from_utf8(bytes?).ok()?;
    (mended.chars().count() < text.chars().count()).then_some(mended)
}

fn windows_1252(c: char) -> Option<u8> {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match u32::from(c) {
        code @ (0..=0xff) => u8::try_from(code).ok(),
        _ => {
            let place = HIGH.chars().position(|high| high == c)?;
            u8::try_from(0x80 + place).ok()
        }
    }
}

/// Replaces look-alike letters in words that mix scripts, and, where `whole` says so, in words made of
/// look-alikes alone that stand beside Latin words. Says whether any was replaced.
fn unmask(text: &str, whole: bool) -> (String, bool) {
    if text.is_ascii() {
        return (text.to_owned(), false);
    }
    let has_latin_word = whole
        && text
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word.chars().any(|c| c.is_ascii_alphabetic()));
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let mixed = is_mixed(piece);
        if mixed || (has_latin_word && is_masked(piece)) {
            out.extend(piece.chars().map(|c| latin_lookalike(c).unwrap_or(c)));
            changed = true;
        } else {
            out.push_str(piece);
        }
    }
    (out, changed)
}

fn is_foreign(c: char) -> bool {
    !c.is_ascii()
        && c.is_alphabetic()
        && matches!(
            c.script(),
            Script::Cyrillic | Script::Greek | Script::Armenian | Script::Cherokee | Script::Coptic
        )
}

fn is_mixed(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_alphabetic()) && word.chars().any(is_foreign)
}

fn is_masked(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| is_foreign(c) && latin_lookalike(c).is_some())
}

/// Cyrillic and Greek letters and the Latin letters they pass for.
const LOOKALIKES: &[(&str, char)] = &[
    ("АΑ", 'A'),
    ("аα", 'a'),
    ("ВΒ", 'B'),
    ("вЬь", 'b'),
    ("СϹ", 'C'),
    ("сϲ", 'c'),
    ("ԁ", 'd'),
    ("ЕΕ", 'E'),
    ("еε", 'e'),
    ("НΗ", 'H'),
    ("нһ", 'h'),
    ("ІΙӀ", 'I'),
    ("іι", 'i'),
    ("Ј", 'J'),
    ("Ѕ", 'S'),
    ("ј", 'j'),
    ("КΚ", 'K'),
    ("кκ", 'k'),
    ("МΜ", 'M'),
    ("м", 'm'),
    ("Ν", 'N'),
    ("пη", 'n'),
    ("ОΟ", 'O'),
    ("оο", 'o'),
    ("РΡ", 'P'),
    ("рρ", 'p'),
    ("ԛ", 'q'),
    ("г", 'r'),
    ("ѕ", 's'),
    ("ТΤ", 'T'),
    ("тτ", 't'),
    ("υ", 'u'),
    ("ν", 'v'),
    ("Ԝ", 'W'),
    ("ԝω", 'w'),
    ("ХΧ", 'X'),
    ("хχ", 'x'),
    ("УΥ", 'Y'),
    ("уγ", 'y'),
    ("Ζ", 'Z'),
];

/// The Latin letter that `c` looks like (UTS 39), trying the capital where the small letter has
/// none.
fn latin_lookalike(c: char) -> Option<char> {
    let prototype = |c: char| {
        let text = c.to_string();
        let mut skeleton = unicode_security::skeleton(&text);
        let first = skeleton.next()?;
        (skeleton.next().is_none() && first.is_ascii_alphanumeric()).then_some(first)
    };
    if c.is_ascii() {
        return Some(c);
    }
    if let Some((_, latin)) = LOOKALIKES.iter().find(|(letters, _)| letters.contains(c)) {
        return Some(*latin);
    }
    prototype(c).filter(char::is_ascii_alphabetic).or_else(|| {
        let capital = c.to_uppercase().next()?;
        prototype(capital).map(|p| p.to_ascii_lowercase())
    })
}
