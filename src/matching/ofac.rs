//! The score of OFAC's Sanctions List Search, for users who compare with the official tool.
//!
//! In: two names. Out: a score between 0 and 1 by the method that OFAC publishes (FAQ 247 to 249):
//! Jaro-Winkler over the whole strings, and Jaro-Winkler with Soundex over the parts of the name,
//! each part of the query against the best part of the listed name; the higher of the two counts.
//! What weight Soundex has is not published. Equal codes ask for equal first letters, and so does
//! this: strings and parts of different first letters score nothing, parts of one or two letters are
//! left out. It knows no legal form, no script and no weight of words: no verdict rests on it.

use super::Evidence;

/// The least score that is shown where the caller names none: the tool's own slider stands at 1,
/// which finds only names that are equal.
pub const THRESHOLD: f64 = 0.85;

/// Letters of a part below which it is left out.
const PART_LETTERS: usize = 3;

/// A name as the method reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    whole: String,
    parts: Vec<String>,
}

impl Key {
    /// Reads a name: capital letters and figures, other scripts by their nearest letters.
    pub fn of(name: &str) -> Self {
        let ascii = any_ascii::any_ascii(name).to_ascii_uppercase();
        let words: Vec<&str> =
            ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let parts = words.iter().filter(|word| word.len() >= PART_LETTERS);
        Self { whole: words.join(" "), parts: parts.map(|word| (*word).to_owned()).collect() }
    }

    /// Whether there is anything to compare.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }
}

/// The score of two names, and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Of the whole strings.
    pub whole: f64,
    /// Of the parts.
    pub parts: f64,
}

impl Score {
    /// The higher of the two.
    pub fn value(self) -> f64 {
        self.whole.max(self.parts)
    }

    /// What a reviewer reads.
    pub fn evidence(self) -> Vec<Evidence> {
        let told = |what: &str, score: f64| {
            Evidence::new("ofac", format!("{what}: {:.0} of 100", score * 100.0), score)
        };
        vec![
            told("whole names by Jaro-Winkler", self.whole),
            told("parts of the name by Jaro-Winkler", self.parts),
        ]
    }
}

/// Compares the name entered with a listed one.
pub fn score(entered: &Key, listed: &Key) -> Score {
    let alike = |a: &str, b: &str| match (a.bytes().next(), b.bytes().next()) {
        (Some(x), Some(y)) if x == y => strsim::jaro_winkler(a, b),
        _ => 0.0,
    };
    let best =
        |part: &String| listed.parts.iter().map(|other| alike(part, other)).fold(0.0, f64::max);
    let parts = match entered.parts.len() {
        0 => 0.0,
        count => entered.parts.iter().map(best).sum::<f64>() / count as f64,
    };
    Score { whole: alike(&entered.whole, &listed.whole), parts }
}
