//! Why a list was refused.

use std::fmt;

/// One reason why a file was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The file, as it was named to the program.
    pub file: String,
    /// Line, record, element path or key, where one can be named; else empty.
    pub place: String,
    /// What is wrong, with the value at fault (shortened), and how to mend it.
    pub reason: String,
}

impl Refusal {
    /// A reason that concerns one place of a file.
    pub fn at(file: &str, place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: place.into(), reason: reason.into() }
    }

    /// A reason that concerns the whole file.
    pub fn whole(file: &str, reason: impl Into<String>) -> Self {
        Self::at(file, "", reason)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            write!(f, "{}: {}", self.file, self.reason)
        } else {
            write!(f, "{}: {}: {}", self.file, self.place, self.reason)
        }
    }
}

/// A refused list file, or several: every reason that could be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListsError {
    /// All reasons, in file order; never empty.
    pub refusals: Vec<Refusal>,
    /// Whether the file could not be read at all (as opposed to: was read and is bad).
    pub io: bool,
}

impl ListsError {
    /// One reason.
    pub fn one(refusal: Refusal) -> Self {
        Self { refusals: vec![refusal], io: false }
    }

    /// Several reasons.
    pub fn many(refusals: Vec<Refusal>) -> Self {
        Self { refusals, io: false }
    }

    /// A file that could not be read.
    pub fn io(file: &str, error: &std::io::Error) -> Self {
        Self { refusals: vec![Refusal::whole(file, format!("cannot be read: {error}"))], io: true }
    }
}

impl From<Refusal> for ListsError {
    fn from(refusal: Refusal) -> Self {
        Self::one(refusal)
    }
}

impl fmt::Display for ListsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, refusal) in self.refusals.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{refusal}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ListsError {}

/// Shortens a value for a message: at most 60 characters, on one line.
pub(crate) fn shorten(value: &str) -> String {
    const MOST: usize = 60;
    let line: String =
        value.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST).collect();
    if value.chars().count() > MOST { format!("{line}...") } else { line }
}
