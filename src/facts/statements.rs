//! Words of the caller (end use, knowledge, red flags, covered activity) -> what they state.
//!
//! In: free text. Out: flags out of a reviewed vocabulary. A phrase that stands behind a negation
//! ("no military use") does not count. What no phrase covers stays text and is shown; it decides
//! nothing.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

/// The vocabulary file, as auditors read it.
const VOCABULARY: &str = include_str!("../../rules/tables/statements.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    #[allow(dead_code, reason = "read so that the key is checked")]
    schema: u8,
    negations: Vec<String>,
    flag: Vec<FlagEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlagEntry {
    id: String,
    #[allow(dead_code, reason = "for the reader of the file")]
    meaning: String,
    phrases: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

static WORDS: LazyLock<Result<Vocabulary, String>> =
    LazyLock::new(|| toml::from_str(VOCABULARY).map_err(|error| error.to_string()));

/// The phrases of all flags, looked for in one pass, and the place of the flag of each; `None` if
/// the finder could not be built (then every phrase is looked for).
static FINDER: LazyLock<Option<(AhoCorasick, Vec<usize>)>> = LazyLock::new(|| {
    let flags = || WORDS.iter().flat_map(|vocabulary| vocabulary.flag.iter().enumerate());
    let phrases = flags().flat_map(|(_, flag)| &flag.phrases);
    let of_flag = flags().flat_map(|(at, flag)| flag.phrases.iter().map(move |_| at));
    Some((AhoCorasick::new(phrases).ok()?, of_flag.collect()))
});

/// The flags of the vocabulary of which a phrase occurs in the text, as whole words or not.
fn occurring<'v>(vocabulary: &'v Vocabulary, lower: &str) -> Vec<&'v FlagEntry> {
    let Some((finder, of_flag)) = &*FINDER else { return vocabulary.flag.iter().collect() };
    let found = finder.find_overlapping_iter(lower);
    let mut places: Vec<usize> =
        found.filter_map(|found| of_flag.get(found.pattern().as_usize()).copied()).collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter().filter_map(|at| vocabulary.flag.get(at)).collect()
}

/// What was stated: ids of flags, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statements {
    /// Flags stated.
    pub flags: Vec<String>,
    /// Flags stated to be absent ("no military use").
    pub denied: Vec<String>,
}

impl Statements {
    /// Whether `flag` is stated.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }

    /// Whether `flag` is denied.
    pub fn denies(&self, flag: &str) -> bool {
        self.denied.iter().any(|known| known == flag)
    }

    /// Adds what `text` states.
    pub fn read(&mut self, text: &str) {
        let Ok(vocabulary) = &*WORDS else { return };
        let lower = normalized(text);
        for flag in occurring(vocabulary, &lower) {
            if flag.not.iter().any(|phrase| find(&lower, phrase).is_some()) {
                continue;
            }
            for phrase in &flag.phrases {
                let Some(at) = find(&lower, phrase) else { continue };
                let negated = is_negated(&lower, at);
                let list = if negated { &mut self.denied } else { &mut self.flags };
                if !list.contains(&flag.id) {
                    list.push(flag.id.clone());
                }
            }
        }
        self.flags.sort();
        self.denied.sort();
    }

    /// States `flag` itself.
    pub fn state(&mut self, flag: &str) {
        if !self.has(flag) {
            self.flags.push(flag.to_owned());
            self.flags.sort();
        }
    }
    /// Denies `flag` itself.
    pub fn deny(&mut self, flag: &str) {
        if !self.denies(flag) {
            self.denied.push(flag.to_owned());
            self.denied.sort();
        }
    }
}

/// Whether the vocabulary that is part of the program could be read; its error otherwise.
pub fn check() -> Result<(), String> {
    WORDS.as_ref().map(|_| ()).map_err(Clone::clone)
}

/// Lower case, with one blank for every run of blanks, hyphens and slashes.
pub(super) fn normalized(text: &str) -> String {
    let lower: String = text.to_lowercase();
    let spaced: String =
        lower.chars().map(|c| if c == '-' || c == '_' || c == '/' { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The byte offset of `phrase` as whole words in `text`.
pub(super) fn find(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|s| s.chars().next_back());
        let after = text.get(at + phrase.len()..).and_then(|s| s.chars().next());
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
        ends(before) && (ends(after) || after == Some('s'))
    })
}

/// Whether a negation stands at most four words before, in the same part of the sentence.
fn is_negated(text: &str, at: usize) -> bool {
    let Ok(vocabulary) = &*WORDS else { return false };
    let before = text.get(..at).unwrap_or("");
    let part = before.rsplit([',', ';', '.', ':', '(']).next().unwrap_or(before);
    part.split(' ').rev().take(5).any(|word| vocabulary.negations.iter().any(|no| no == word))
}

#[cfg(test)]
mod tests {
    use super::{WORDS, normalized, occurring};

    #[test]
    fn every_phrase_is_found_in_the_one_pass() {
        let Ok(vocabulary) = &*WORDS else { return assert!(super::check().is_ok()) };
        for flag in &vocabulary.flag {
            for phrase in &flag.phrases {
                let text = normalized(&format!("said of it: {phrase}s, or so"));
                let found = occurring(vocabulary, &text);
                assert!(found.iter().any(|other| other.id == flag.id), "{phrase}");
                assert!(found.is_sorted_by_key(|flag| {
                    vocabulary.flag.iter().position(|other| other.id == flag.id)
                }));
            }
        }
        assert!(occurring(vocabulary, "alder optics").is_empty());
    }
}
