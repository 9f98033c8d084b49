//! Harmonized System codes as people write them.
//!
//! In: the text of an HS field, 4 to 10 digits with or without dots. Out: an [`HsCode`], or an
//! error that says how to mend it. The first six digits are international; what follows is a
//! country's own and is kept but not interpreted.

use std::fmt;

use super::text::compatible;

/// A Harmonized System code: digits only, 4, 6, 8, 9 or 10 of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HsCode {
    /// The digits, without dots.
    pub digits: String,
}

impl HsCode {
    /// The chapter, 1 to 97.
    pub fn chapter(&self) -> u8 {
        self.digits.get(..2).and_then(|c| c.parse().ok()).unwrap_or_default()
    }

    /// The four-digit heading.
    pub fn heading(&self) -> &str {
        self.digits.get(..4).unwrap_or(&self.digits)
    }

    /// The six international digits; `None` where only a heading was given.
    pub fn hs6(&self) -> Option<&str> {
        self.digits.get(..6)
    }

    /// The families that the code lies within: its first digits, one or more of them.
    pub(super) fn families(&self) -> impl DoubleEndedIterator<Item = &str> {
        (1..=self.digits.len()).filter_map(|end| self.digits.get(..end))
    }

    /// Whether the code is `family` (digits, dots allowed) or lies below it.
    pub fn is_within(&self, family: &str) -> bool {
        let mut wanted = family.bytes().filter(u8::is_ascii_digit);
        let mut own = self.digits.bytes();
        wanted.all(|digit| own.next() == Some(digit))
    }
}

impl fmt::Display for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.heading())?;
        match self.digits.get(4..) {
            Some(rest) if !rest.is_empty() => write!(f, ".{rest}"),
            _ => Ok(()),
        }
    }
}

/// Why a text is not an HS code, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HsError {
    /// Nothing but blanks.
    Empty,
    /// Something other than digits, dots, blanks and hyphens.
    NotDigits(String),
    /// Not 4, 6, 8, 9 or 10 digits.
    Length(String),
    /// A chapter outside 01 to 97, or the reserved chapter 77.
    Chapter(String),
}

impl fmt::Display for HsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                write!(f, "the HS code is empty; leave the field out if it is not known")
            }
            Self::NotDigits(text) => {
                write!(f, "`{text}` is not an HS code; write digits and dots, such as `8471.30`")
            }
            Self::Length(text) => write!(
                f,
                "`{text}` has the wrong number of digits for an HS code (4, 6, 8, 9 or 10); a \
                 leading zero may be missing"
            ),
            Self::Chapter(text) => {
                write!(
                    f,
                    "`{text}` names no chapter of the Harmonized System (01 to 76, 78 to 97; 98 and 99 are \
                     provisions of single countries)"
                )
            }
        }
    }
}

impl std::error::Error for HsError {}

/// Reads one HS code.
///
/// # Errors
/// Every text that is not an HS code, each with the way to mend it.
pub fn parse(text: &str) -> Result<HsCode, HsError> {
    let trimmed = text.trim();
    let shown = || trimmed.chars().take(40).collect::<String>();
    let upper = compatible(trimmed).to_ascii_uppercase();
    let bare = ["HTSUS", "HTS", "HS"]
        .iter()
        .find_map(|label| upper.strip_prefix(label))
        .unwrap_or(&upper)
        .trim_start_matches([' ', ':', '#']);
    if bare.is_empty() {
        return Err(HsError::Empty);
    }
    if !bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ' ' | '-')) {
        return Err(HsError::NotDigits(shown()));
    }
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    if !matches!(digits.len(), 4 | 6 | 8..=10) {
        return Err(HsError::Length(shown()));
    }
    let code = HsCode { digits };
    if !matches!(code.chapter(), 1..=76 | 78..=97) {
        return Err(HsError::Chapter(shown()));
    }
    Ok(code)
}
