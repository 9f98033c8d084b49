//! Export Control Classification Numbers as written on trade papers: entry and paragraph path.

use std::fmt;

use compact_str::CompactString;

/// An ECCN: the five-character entry and its paragraph path (`3A001.a.7` is `3A001` and `a.7`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Eccn {
    entry: CompactString,
    path: CompactString,
}

impl Eccn {
    /// Reads an ECCN. Case and spaces do not matter; a trailing dot is ignored.
    ///
    /// Returns `None` where the text has not the form digit, letter A to E, three digits,
    /// paragraphs after dots. Letters O for zero are not mended here: that is a doubt to report.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = between_dots(text.trim().trim_end_matches('.')).map(str::trim);
        let mut entry = CompactString::from(parts.next()?);
        entry.make_ascii_uppercase();
        if !is_entry(&entry) {
            return None;
        }
        let mut path = CompactString::default();
        for part in parts {
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return None;
            }
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(part);
        }
        path.make_ascii_lowercase();
        Some(Self { entry, path })
    }

    /// The five-character entry, without paragraphs.
    pub fn entry(&self) -> &str {
        &self.entry
    }

    /// The paragraphs below the entry, outermost first, with dots between them; empty for the entry.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How many paragraphs deep it is; 0 for an entry.
    pub fn depth(&self) -> usize {
        self.path.split('.').filter(|part| !part.is_empty()).count()
    }

    /// Whether `other` is this paragraph or one below it.
    pub fn covers(&self, other: &Self) -> bool {
        self.entry == other.entry && is_prefix(&self.path, &other.path)
    }

    /// The entry's category, `0` to `9`.
    pub fn category(&self) -> char {
        self.entry.chars().next().unwrap_or('0')
    }

    /// The entry's product group, `A` (commodities) to `E` (technology).
    pub fn product_group(&self) -> char {
        self.entry.chars().nth(1).unwrap_or('A')
    }

    /// Whether the entry is of the 600 series (`xY6zz`).
    pub fn is_600_series(&self) -> bool {
        self.entry.chars().nth(2) == Some('6')
    }

    /// Whether the entry is a spacecraft entry (`9x515`).
    pub fn is_9x515(&self) -> bool {
        self.category() == '9' && self.entry.ends_with("515")
    }
}

impl fmt::Display for Eccn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.entry)?;
        if self.path.is_empty() { Ok(()) } else { write!(f, ".{}", self.path) }
    }
}

/// Whether the paragraph `path` is `prefix` or lies below it; every one lies below the empty one.
pub(super) fn is_prefix(prefix: &str, path: &str) -> bool {
    let below = |rest: &str| prefix.is_empty() || rest.is_empty() || rest.starts_with('.');
    path.strip_prefix(prefix).is_some_and(below)
}

/// As `text.split('.')`, which takes several times as long on texts of this size.
fn between_dots(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let Some(dot) = text.bytes().position(|byte| byte == b'.') else { return Some(text) };
        rest = text.get(dot + 1..);
        text.get(..dot)
    })
}

fn is_entry(text: &str) -> bool {
    matches!(text.as_bytes(), [category, b'A'..=b'E', number @ ..]
        if category.is_ascii_digit() && number.len() == 3 && number.iter().all(u8::is_ascii_digit))
}
