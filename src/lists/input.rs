//! The bytes of a list file, checked before any reader sees them.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::error::{Refusal, shorten};
use super::limits::{CONTROLS_MAX, MOJIBAKE_PERCENT_MAX, RATIO_FREE, RATIO_MAX, SIZE_MAX};

/// A list file in memory, decompressed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Its name, without folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Files that belong to it, by their part in the set (`alt`, `add`, `comments`, `mapping`).
    pub beside: BTreeMap<&'static str, Input>,
}

impl Input {
    /// Takes the bytes of a file, decompressing them where the name ends in `.gz`.
    ///
    /// # Errors
    ///
    /// An empty file, a file or content beyond the limits, damaged gzip data, a compressed file
    /// whose name does not say so.
    pub fn new(name: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        let refuse = |reason: String| Err(Refusal::whole(name, reason));
        if bytes.is_empty() {
            return refuse("the file is empty (0 bytes): a failed download?".to_owned());
        }
        if bytes.len() as u64 > SIZE_MAX {
            return refuse(format!("{} bytes; the limit is {SIZE_MAX}", bytes.len()));
        }
        let gzip = bytes.starts_with(&[0x1f, 0x8b]);
        let says_gzip = std::path::Path::new(name)
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        let bytes = match (gzip, says_gzip) {
            (true, true) => gunzip(name, &bytes)?,
            (true, false) => {
                return refuse("gzip data in a file that is not named .gz: name it so".to_owned());
            }
            (false, true) => return refuse("named .gz, but it is not gzip data".to_owned()),
            (false, false) => bytes,
        };
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return refuse("the file holds nothing but white space".to_owned());
        }
        Ok(Self { name: name.to_owned(), bytes, beside: BTreeMap::new() })
    }

    /// The text of the file, with its doubts.
    ///
    /// # Errors
    ///
    /// UTF-16, NUL bytes, bytes that are not UTF-8, replacement characters, text that was decoded
    /// with the wrong encoding before.
    pub fn text(&self, warnings: &mut Vec<String>) -> Result<&str, Refusal> {
        let bytes = self.bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&self.bytes);
        let refuse = |place: String, reason: String| Err(Refusal::at(&self.name, place, reason));
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return refuse(String::new(), "UTF-16: lists are published as UTF-8".to_owned());
        }
        if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
            return refuse(line_of(bytes, at), "NUL bytes: truncated, or not text".to_owned());
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.valid_up_to();
                return refuse(
                    line_of(bytes, at),
                    format!("byte {at} is not UTF-8: wrong encoding, or damaged"),
                );
            }
        };
        self.check_characters(text, warnings)?;
        Ok(text)
    }

    /// The text of a file whose publisher used Windows-1252 before UTF-8; which one it is, is said.
    ///
    /// # Errors
    ///
    /// As [`Input::text`], except that other bytes are read as Windows-1252.
    pub fn text_or_windows_1252(&self, warnings: &mut Vec<String>) -> Result<String, Refusal> {
        if std::str::from_utf8(&self.bytes).is_ok() || self.bytes.contains(&0) {
            return self.text(warnings).map(str::to_owned);
        }
        const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
        let high: Vec<char> = HIGH.chars().collect();
        let decode = |byte: &u8| match byte {
            0x80..=0x9f => high.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
            other => char::from(*other),
        };
        warnings.push("not UTF-8: read as Windows-1252, as old agency files are".to_owned());
        let text: String = self.bytes.iter().map(decode).collect();
        self.check_characters(&text, warnings)?;
        Ok(text)
    }

    /// Looks for the traces of a wrong decoding.
    fn check_characters(&self, text: &str, warnings: &mut Vec<String>) -> Result<(), Refusal> {
        if text.is_ascii() && !text.bytes().any(|b| b < 0x20 && !b"\t\r\n\x1a".contains(&b)) {
            return Ok(());
        }
        let (mut foreign, mut mojibake, mut controls) = (0_usize, 0_usize, 0_usize);
        let mut first: Option<usize> = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c == '\u{fffd}' {
                return Err(Refusal::at(
                    &self.name,
                    line_of(text.as_bytes(), at),
                    "a replacement character: the text was decoded with the wrong encoding",
                ));
            }
            foreign += usize::from(!c.is_ascii());
            let control = c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{1a}');
            if is_mojibake(c, chars.peek().map(|(_, next)| *next)) {
                mojibake += 1;
                first = first.or(Some(at));
            } else if control {
                controls += 1;
                first = first.or(Some(at));
            }
        }
        let place = line_of(text.as_bytes(), first.unwrap_or(0));
        if mojibake * 100 > foreign * MOJIBAKE_PERCENT_MAX && mojibake > 0 {
            return Err(Refusal::at(
                &self.name,
                place,
                format!(
                    "{mojibake} of {foreign} non-ASCII characters read like UTF-8 decoded with \
                     another encoding (mojibake)"
                ),
            ));
        }
        if controls > CONTROLS_MAX {
            let reason = format!("{controls} control characters: wrong encoding, or not text");
            return Err(Refusal::at(&self.name, place, reason));
        }
        if mojibake + controls > 0 {
            warnings.push(format!(
                "{} characters left from another encoding, the first at {place}; names keep them",
                mojibake + controls
            ));
        }
        Ok(())
    }

    /// Why the content cannot be any list, where its first bytes tell.
    pub fn not_a_list(&self) -> Option<String> {
        let start: String = String::from_utf8_lossy(self.bytes.get(..512).unwrap_or(&self.bytes))
            .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
            .to_lowercase();
        let says = |what: &str| Some(format!("{what}; it begins with `{}`", shorten(&start)));
        let xml = start.starts_with("<?xml");
        if start.starts_with("<!doctype html")
            || start.contains("<html")
            || (!xml && start.starts_with('<') && start.contains("<head>"))
        {
            return says("a web page, not a list (an error page saved as a list?)");
        }
        if start.starts_with("%pdf") {
            return says("a PDF document, not a list");
        }
        if start.starts_with("{\"error") || start.starts_with("{\"message") {
            return says("an error answer in JSON, not a list");
        }
        if self.bytes.starts_with(b"BZh")
            || self.bytes.starts_with(&[0xfd, b'7', b'z'])
            || self.bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
        {
            return Some("compressed in a way that is not read here: unpack it".to_owned());
        }
        None
    }
}

/// `line N` of a byte.
pub(super) fn line_of(bytes: &[u8], at: usize) -> String {
    let before = bytes.get(..at).unwrap_or(bytes);
    format!("line {}", before.iter().filter(|byte| **byte == b'\n').count() + 1)
}

/// Whether two characters read like one UTF-8 character that was decoded as Latin-1 or
/// Windows-1252 (`Ã©`, `Â§`, `â€`).
fn is_mojibake(first: char, second: Option<char>) -> bool {
    let Some(second) = second else { return false };
    let continues =
        matches!(second, '\u{80}'..='\u{bf}') || "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".contains(second);
    let quoted = matches!(second, '’' | '”' | '–' | '—' | '»' | '«' | '…');
    match first {
        'Ã' | 'Â' | 'Ð' | 'Ñ' | 'Ø' | 'Ù' => continues && !quoted,
        'â' => matches!(second, '€' | '\u{80}' | '„' | '\u{84}'),
        'ã' | 'å' | 'æ' | 'ç' | 'è' | 'é' | 'ä' => {
            matches!(second, '\u{80}'..='\u{9f}') || (continues && second.is_alphabetic())
        }
        'Å' | 'Ä' | 'Æ' => continues && !quoted,
        _ => false,
    }
}

/// Decompresses, within the limits on size and ratio.
fn gunzip(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let most = SIZE_MAX.min((bytes.len() as u64).saturating_mul(RATIO_MAX).max(RATIO_FREE));
    let mut content = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(most + 1).read_to_end(&mut content);
    if content.len() as u64 > most {
        return Err(Refusal::whole(
            name,
            format!(
                "gzip content beyond {most} bytes from {} (limits: {SIZE_MAX} bytes, ratio \
                 {RATIO_MAX}): a zip bomb?",
                bytes.len()
            ),
        ));
    }
    match read {
        Ok(_) if content.is_empty() => Err(Refusal::whole(name, "the gzip content is empty")),
        Ok(_) => Ok(content),
        Err(error) => Err(Refusal::whole(name, format!("gzip data damaged or truncated: {error}"))),
    }
}
