//! Names that arrive coded: percent, HTML entities, escapes, base64, base32, hex. Decoded once;
//! what is coded twice, or looks coded and does not decode to text, is refused, not screened as
//! letters.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// What a look at the text gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decoded {
    /// Not coded.
    Plain,
    /// Coded; this is the text.
    Text(String),
    /// Coded in a way that gives no text.
    Opaque,
}

/// Decodes `text` once, if it is coded.
pub fn decode(text: &str) -> Decoded {
    let trimmed = text.trim();
    let marked = |byte| matches!(byte, b'%' | b'&' | b'\\' | b'=' | b'+');
    if trimmed.bytes().any(marked)
        && (trimmed.contains(['%', '&', '\\', '=']) || trimmed.contains("U+"))
    {
        let escaped = escapes(trimmed);
        if escaped != trimmed && escaped.chars().any(char::is_alphabetic) {
            return once(escaped);
        }
    }
    if trimmed.len() < 6 || !trimmed.is_ascii() {
        return Decoded::Plain;
    }
    match hex(trimmed).or_else(|| base32(trimmed)).or_else(|| base64(trimmed)) {
        Some(Decoded::Text(text)) => once(text),
        Some(other) => other,
        None => Decoded::Plain,
    }
}

/// A decoded text, unless it is coded again.
fn once(text: String) -> Decoded {
    let again = text.len() >= 8
        && text.is_ascii()
        && hex(&text).or_else(|| base32(&text)).or_else(|| base64(&text)).is_some();
    if again { Decoded::Opaque } else { Decoded::Text(text) }
}

/// Percent, entity, backslash, `U+` and quoted-printable escapes replaced by what they stand for.
fn escapes(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((value, used)) = escape(rest) {
            match value {
                Escaped::Byte(byte) => bytes.push(byte),
                Escaped::Char(c) => bytes.extend_from_slice(c.to_string().as_bytes()),
            }
            rest = rest.get(used..).unwrap_or_default();
        } else {
            bytes.extend_from_slice(first.to_string().as_bytes());
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

enum Escaped {
    Byte(u8),
    Char(char),
}

fn escape(rest: &str) -> Option<(Escaped, usize)> {
    let digits = |from: usize, to: usize| {
        let digits = rest.get(from..to)?;
        let whole = digits.bytes().all(|b| b.is_ascii_hexdigit());
        whole.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    let byte = |value: u32, used: usize| Some((Escaped::Byte(u8::try_from(value).ok()?), used));
    let code = |value: u32, used: usize| Some((Escaped::Char(char::from_u32(value)?), used));
    if rest.starts_with('%') || (rest.starts_with('=') && rest.len() >= 3) {
        return byte(digits(1, 3)?, 3);
    }
    if rest.starts_with("\\x") {
        return byte(digits(2, 4)?, 4);
    }
    if rest.starts_with("\\u") || rest.starts_with("U+") {
        return code(digits(2, 6)?, 6);
    }
    let body = rest.strip_prefix('&')?;
    let end = body.find(';').filter(|&end| end <= 9)?;
    let name = body.get(..end)?;
    let used = end + 2;
    if let Some(number) = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        return code(u32::from_str_radix(number, 16).ok()?, used);
    }
    if let Some(number) = name.strip_prefix('#') {
        return code(number.parse().ok()?, used);
    }
    let named = match name {
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => ' ',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "auml" => 'ä',
        "eacute" => 'é',
        "ntilde" => 'ñ',
        _ => return None,
    };
    Some((Escaped::Char(named), used))
}

fn hex(text: &str) -> Option<Decoded> {
    let body = text.strip_prefix("0x").or_else(|| text.strip_prefix("hex:")).unwrap_or(text);
    let fits = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b' ' | b':' | b'-');
    if !body.bytes().all(fits) {
        return None;
    }
    let digits: String = body.chars().filter(|c| !matches!(c, ' ' | ':' | '-')).collect();
    let is_hex = digits.len() >= 6
        && digits.len().is_multiple_of(2)
        && digits.bytes().all(|b| b.is_ascii_hexdigit())
        && digits.bytes().any(|b| b.is_ascii_digit());
    if !is_hex {
        return None;
    }
    let bytes: Option<Vec<u8>> = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    match bytes.and_then(readable) {
        Some(decoded) => Some(Decoded::Text(decoded)),
        None if digits.len() >= 24 && digits.bytes().any(|b| b.is_ascii_alphabetic()) => {
            Some(Decoded::Opaque)
        }
        None => None,
    }
}

/// RFC 4648 base32 in whole blocks of eight characters.
fn base32(text: &str) -> Option<Decoded> {
    let bare = text.trim_end_matches('=');
    let padding = text.len() - bare.len();
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(u64::from(byte - b'A')),
        b'2'..=b'7' => Some(u64::from(byte - b'2') + 26),
        _ => None,
    };
    // A block alone may be a word; one with a digit in it is none.
    let least = if bare.bytes().any(|b| b.is_ascii_digit()) { 8 } else { 16 };
    if text.len() < least || !text.len().is_multiple_of(8) || !matches!(padding, 0 | 1 | 3 | 4 | 6)
    {
        return None;
    }
    let mut bytes = Vec::with_capacity(bare.len());
    for block in bare.as_bytes().chunks(8) {
        let mut bits = 0u64;
        for byte in block {
            bits = bits << 5 | value(*byte)?;
        }
        bits <<= 5 * (8 - block.len());
        let whole = block.len() * 5 / 8;
        bytes.extend(bits.to_be_bytes().into_iter().skip(3).take(whole));
    }
    match readable(bytes) {
        Some(decoded) => Some(Decoded::Text(decoded)),
        None if padding > 0 => Some(Decoded::Opaque),
        None => None,
    }
}

fn base64(text: &str) -> Option<Decoded> {
    let named = ["base64:", "base64,", "b64:"].iter().find_map(|p| text.strip_prefix(p));
    let body = named.unwrap_or(text).trim();
    let bare = body.trim_end_matches('=');
    let letters =
        bare.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'));
    let marked = bare.len() != body.len() || named.is_some();
    if !letters || bare.len() < if marked { 3 } else { 8 } || !marked && is_word(bare) {
        return None;
    }
    let bytes = STANDARD_NO_PAD.decode(bare).or_else(|_| URL_SAFE_NO_PAD.decode(bare)).ok();
    if let Some(decoded) = bytes.and_then(readable) {
        return Some(Decoded::Text(decoded));
    }
    marked.then_some(Decoded::Opaque)
}

/// Whether a text is written as words are: letters alone, of which no later one is a capital, or all
/// are. What is coded in base64 mixes them, and a word may decode to text by chance.
fn is_word(text: &str) -> bool {
    let rest = text.get(1..).unwrap_or_default();
    text.bytes().all(|b| b.is_ascii_alphabetic())
        && (rest.bytes().all(|b| b.is_ascii_lowercase())
            || text.bytes().all(|b| b.is_ascii_uppercase()))
}

/// The bytes as text, if they are letters and separators for the most part.
fn readable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let total = text.chars().count();
    let fine = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-')).count();
    let controls = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
    let lettered = text.chars().any(char::is_alphabetic);
    (total >= 2 && lettered && !controls && fine * 10 >= total * 8).then_some(text)
}
