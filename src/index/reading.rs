//! Names, addresses and identifiers as the index sees them.
//!
//! In: text as published or asked. Out: words with weights and whole-name keys for the
//! [catalog](super::Catalog). What a name means is the names room's knowledge; here it is only put
//! into the shape that the candidate model works on.

use super::model::{NameKeys, Word, key_of};

/// A text, read; the words of its keys borrow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    words: Vec<String>,
    joined: String,
}

impl Reading {
    /// Of a name.
    pub fn of_name(text: &str) -> Self {
        Self::folded(text)
    }

    /// Of an address.
    pub fn of_address(text: &str) -> Self {
        Self::folded(text)
    }

    fn folded(text: &str) -> Self {
        let words: Vec<String> = any_ascii::any_ascii(text)
            .to_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        Self { joined: words.concat(), words }
    }

    /// Words and whole keys.
    pub fn keys(&self) -> NameKeys<'_> {
        if self.words.is_empty() {
            return NameKeys::default();
        }
        NameKeys {
            forms: vec![self.words.iter().map(|word| Word::new(word)).collect()],
            whole: vec![key_of(b'n', &self.joined)],
        }
    }
}

/// The key of an identifier: its letters and digits, whatever the punctuation; `None` where it has
/// none.
pub(super) fn identifier_key(number: &str) -> Option<u64> {
    let text: String =
        number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    (!text.is_empty()).then(|| key_of(b'i', &text))
}
