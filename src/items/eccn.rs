//! Export Control Classification Numbers as people write them.
//!
//! In: the text of an ECCN field. Out: an [`Eccn`], or an error that says how to mend it. Reading
//! is tolerant of case, spaces and the letter O for the figure 0 (and says that it mended), and
//! strict about everything else: a code that is not an ECCN is never taken for EAR99.

use std::borrow::Cow;
use std::fmt;

use super::text::compatible;

/// A declared classification: `EAR99`, or an entry of the Commerce Control List.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Eccn {
    /// `EAR99`, or five characters: category digit, group letter, three digits.
    pub code: String,
    /// Paragraph below the entry, lower case, without the leading dot: `a`, `b.4.b`.
    pub paragraph: Option<String>,
    /// Whether letters O were read as zeros.
    pub mended: bool,
}

impl Eccn {
    /// Whether this is EAR99: subject to the EAR, on no entry of the list.
    pub fn is_ear99(&self) -> bool {
        self.code == "EAR99"
    }

    /// Category digit 0 to 9; `None` for EAR99.
    pub fn category(&self) -> Option<u8> {
        if self.is_ear99() {
            return None;
        }
        self.code.chars().next().and_then(|c| c.to_digit(10)).and_then(|d| u8::try_from(d).ok())
    }

    /// Product group letter A to E; `None` for EAR99.
    pub fn group(&self) -> Option<char> {
        if self.is_ear99() { None } else { self.code.chars().nth(1) }
    }

    /// The last three digits; `None` for EAR99.
    pub fn number(&self) -> Option<u16> {
        if self.is_ear99() { None } else { self.code.get(2..).and_then(|n| n.parse().ok()) }
    }

    /// Whether the entry is of the 99x series, controlled for anti-terrorism reasons alone in the
    /// main (`3A991`, `5D992`). EAR99 is not.
    pub fn is_at_series(&self) -> bool {
        self.number().is_some_and(|number| number >= 990)
    }

    /// Whether the entry is of the 600 series (military items under the EAR).
    pub fn is_600_series(&self) -> bool {
        self.number().is_some_and(|number| (600..=699).contains(&number))
    }

    /// Whether the paragraph is a `.z` one: an item of another entry that reaches the limits of
    /// 3A090 or 4A090.
    pub fn is_z_paragraph(&self) -> bool {
        self.paragraph.as_deref().is_some_and(|p| p == "z" || p.starts_with("z."))
    }

    /// Whether this is `family` or lies below it: `3A001` covers `3A001.b.2`, `6A003.b` covers
    /// `6A003.b.4.b`, `3A` covers the whole group.
    pub fn is_within(&self, family: &str) -> bool {
        let paragraph = self.paragraph.as_deref().map(|p| [".", p]).into_iter().flatten();
        let mut own = std::iter::once(self.code.as_str()).chain(paragraph).flat_map(str::bytes);
        let begins = family
            .bytes()
            .all(|wanted| own.next().is_some_and(|byte| byte.eq_ignore_ascii_case(&wanted)));
        begins && (family.len() <= 2 || own.next().is_none_or(|rest| rest == b'.'))
    }

    /// The ECCN in upper case, of which [`families`] are the beginnings.
    pub(super) fn whole(&self) -> String {
        let mut whole = self.to_string();
        whole.make_ascii_uppercase();
        whole
    }
}

/// The families within which an ECCN in upper case lies, as [`Eccn::is_within`] has it: of
/// `6A003.B.4` they are `6`, `6A`, `6A003`, `6A003.B` and itself.
pub(super) fn families(whole: &str) -> impl Iterator<Item = &str> {
    let dots = whole.bytes().enumerate().filter_map(|(at, byte)| (byte == b'.').then_some(at));
    dots.chain([1, 2, whole.len()]).filter_map(|end| whole.get(..end))
}

impl fmt::Display for Eccn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.paragraph {
            Some(paragraph) => write!(f, "{}.{paragraph}", self.code),
            None => f.write_str(&self.code),
        }
    }
}

/// Where a well-formed code stands on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EccnStanding {
    /// An entry of the list on that day (or EAR99).
    Current,
    /// No longer an entry; the text says what became of it.
    Obsolete(String),
    /// Not yet an entry on that day; the text says since when it is.
    NotYet(String),
    /// The entry only points to the ITAR (22 CFR 120-130): not a verdict of the EAR.
    ItarPointer,
    /// A code of China's dual-use list, which borrows the pattern with other meanings.
    ChineseCode(String),
    /// Well formed, but no such entry is known.
    Unknown,
}

/// Why a text is not an ECCN, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EccnError {
    /// Nothing but blanks.
    Empty,
    /// A statement that some field is not needed (`N/A`, `NLR`, `none`), not a classification.
    NotAClassification(String),
    /// A code of another country's list.
    ForeignCode(String),
    /// A USML category (`VIII(h)`): the ITAR, not the EAR.
    UsmlCategory(String),
    /// Not of the pattern digit, letter A to E, three digits.
    Malformed(String),
}

impl fmt::Display for EccnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the ECCN is empty; leave the field out if it is not known"),
            Self::NotAClassification(text) => write!(
                f,
                "`{text}` is not a classification; give an ECCN, `EAR99`, or leave the field out"
            ),
            Self::ForeignCode(text) => write!(
                f,
                "`{text}` is a control code of another country's list; give the ECCN of the \
                 Commerce Control List here"
            ),
            Self::UsmlCategory(text) => write!(
                f,
                "`{text}` looks like a category of the US Munitions List (22 CFR 121); such items \
                 are under the ITAR and have no ECCN"
            ),
            Self::Malformed(text) => write!(
                f,
                "`{text}` is not an ECCN; the pattern is a digit 0-9, a letter A-E and three \
                 digits, then a paragraph (`3A001.a.1`), or `EAR99`"
            ),
        }
    }
}

impl std::error::Error for EccnError {}

const NOT_A_CLASSIFICATION: &[&str] =
    &["N/A", "NA", "NLR", "NONE", "NULL", "UNKNOWN", "TBD", "-", "?", "NIL", "NO", "ECCN"];

const FOREIGN_PREFIXES: &[&str] = &["CN", "PRC", "CHN", "中国", "JP", "EU", "UK", "GB", "DE", "AL"];

/// Reads one ECCN.
///
/// # Errors
/// Every text that is not an ECCN or EAR99, each with the way to mend it.
pub fn parse(text: &str) -> Result<Eccn, EccnError> {
    let shown = || text.trim().chars().take(40).collect::<String>();
    let upper = compatible(text.trim()).to_uppercase();
    let upper = strip_label(&upper);
    if upper.is_empty() {
        return Err(EccnError::Empty);
    }
    if NOT_A_CLASSIFICATION.contains(&upper) {
        return Err(EccnError::NotAClassification(shown()));
    }
    let compact = compact(upper);
    if compact == "EAR99" {
        return Ok(Eccn { code: compact.into_owned(), paragraph: None, mended: false });
    }
    if let Some(eccn) = entry(&compact) {
        return Ok(eccn);
    }
    if FOREIGN_PREFIXES.iter().any(|p| is_prefixed_entry(&compact, p)) {
        return Err(EccnError::ForeignCode(shown()));
    }
    if is_usml_category(&compact) {
        return Err(EccnError::UsmlCategory(shown()));
    }
    Err(EccnError::Malformed(shown()))
}

fn strip_label(upper: &str) -> &str {
    let bare = upper.strip_prefix("ECCN").filter(|rest| {
        rest.starts_with([' ', ':', '#', '.', '-', '='])
            || rest.starts_with(|c: char| c.is_ascii_digit())
    });
    bare.unwrap_or(upper).trim_start_matches([' ', ':', '#', '.', '-', '=']).trim()
}

/// The text without blanks and hyphens.
fn compact(upper: &str) -> Cow<'_, str> {
    let is_dropped = |c: char| c.is_whitespace() || c == '-';
    if upper.contains(is_dropped) {
        Cow::Owned(upper.chars().filter(|c| !is_dropped(*c)).collect())
    } else {
        Cow::Borrowed(upper)
    }
}

/// `3A001.B.4`, `3AOO1`, `5A992C`: five characters and a paragraph.
fn entry(compact: &str) -> Option<Eccn> {
    let mut characters = compact.chars();
    let mut mended = false;
    let mut figure = |c: char| {
        if c == 'O' {
            mended = true;
            Some('0')
        } else {
            c.is_ascii_digit().then_some(c)
        }
    };
    let mut code = String::with_capacity(5);
    code.push(figure(characters.next()?)?);
    let group = characters.next()?;
    if !matches!(group, 'A'..='E') {
        return None;
    }
    code.push(group);
    for _ in 0..3 {
        code.push(figure(characters.next()?)?);
    }
    let paragraph = paragraph(characters.as_str())?;
    Some(Eccn { code, paragraph, mended })
}

/// The paragraph text after the five characters: `Some(None)` where there is none, `None` where
/// what follows is no paragraph. Letters and figures alternate and are split (`b4b` is `b.4.b`);
/// anything but letters and figures in short runs is refused, and a figure at the beginning.
#[allow(clippy::option_option, reason = "absent and malformed are two answers")]
fn paragraph(rest: &str) -> Option<Option<String>> {
    let bare = rest.trim_matches('.');
    if bare.is_empty() {
        return Some(None);
    }
    let mut joined = String::with_capacity(bare.len() + 4);
    let (mut last, mut run) = ('.', 0);
    for c in bare.chars().flat_map(char::to_lowercase) {
        if matches!(c, '.' | '(' | ')') {
            run = 0;
            continue;
        }
        if !c.is_ascii_alphanumeric() {
            return None;
        }
        if run == 0 || last.is_ascii_digit() != c.is_ascii_digit() {
            if !joined.is_empty() {
                joined.push('.');
            }
            run = 0;
        }
        run += 1;
        if run > RUN_MAX {
            return None;
        }
        joined.push(c);
        last = c;
    }
    joined.starts_with(|c: char| c.is_ascii_lowercase()).then_some(Some(joined))
}

/// Letters or figures in a row within a paragraph, at most.
const RUN_MAX: usize = 3;

fn is_prefixed_entry(compact: &str, prefix: &str) -> bool {
    compact
        .strip_prefix(prefix)
        .map(|rest| rest.trim_start_matches([':', '.', '/', '_']))
        .is_some_and(|rest| entry(rest).is_some())
}

/// A Roman numeral I to XXI, alone or with a paragraph in brackets.
fn is_usml_category(compact: &str) -> bool {
    let bare = compact.strip_prefix("USML").map_or(compact, |rest| {
        rest.trim_start_matches([':', '.']).trim_start_matches("CATEGORY").trim_start_matches("CAT")
    });
    let numeral: String = bare.chars().take_while(|c| matches!(c, 'I' | 'V' | 'X')).collect();
    let rest = bare.get(numeral.len()..).unwrap_or_default();
    !numeral.is_empty() && (rest.is_empty() || rest.starts_with(['(', '.']))
}
