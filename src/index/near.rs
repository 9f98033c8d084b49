//! Query word -> the list words it matches under the model.

use super::deletions::{Deletions, Texts};
use super::distance::Pattern;
use super::keys::KeyTable;
use super::model::{ALTERNATES_MAX, SPLIT_LENGTH, SPLIT_PART, Word, edits_allowed, is_editable};
use super::words::Words;

/// The list words and the tables that find them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Vocabulary {
    pub(super) words: Words,
    pub(super) deletions: Deletions,
    pub(super) alternates: KeyTable,
}

/// The list words that a query word matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Near {
    /// Their numbers, ascending.
    pub(super) words: Vec<u32>,
    /// Cells of the deletion table read.
    pub(super) probes: u32,
}

/// Working memory of the look-up.
#[derive(Debug, Default)]
pub(super) struct NearScratch {
    pattern: Pattern,
    seen: Vec<u32>,
}

impl Vocabulary {
    /// The list words that `word` matches on its own.
    pub(super) fn near(&self, word: &Word<'_>, scratch: &mut NearScratch) -> Near {
        let text = word.text.as_bytes();
        let mut near = self.within_edits(text, scratch);
        let exact = near.words.iter().any(|found| self.words.text(*found) == text);
        if !exact {
            self.add_halves(text, &mut near);
        }
        for key in word.alternates.iter().take(ALTERNATES_MAX).filter(|key| **key != 0) {
            near.words.extend_from_slice(self.alternates.of(*key));
        }
        if word.cut {
            near.words.extend(self.words.beginning_with(text));
        }
        near.words.sort_unstable();
        near.words.dedup();
        near
    }

    /// The list words that adjacent query words joined match: two of them with edits, more as they
    /// stand; and where their end may be cut off, the words that begin so.
    pub(super) fn near_joined(
        &self,
        text: &str,
        edits: bool,
        cut: bool,
        scratch: &mut NearScratch,
    ) -> Near {
        let mut near = if edits {
            self.within_edits(text.as_bytes(), scratch)
        } else {
            Near { words: self.exact(text.as_bytes()).into_iter().collect(), probes: 1 }
        };
        if cut {
            near.words.extend(self.words.beginning_with(text.as_bytes()));
        }
        near.words.sort_unstable();
        near.words.dedup();
        near
    }

    fn within_edits(&self, text: &[u8], scratch: &mut NearScratch) -> Near {
        let editable = is_editable(text);
        if editable {
            scratch.pattern.set(text);
        }
        scratch.seen.clear();
        let mut probes = 0;
        for hash in Texts::of(text).hashes() {
            probes += 1;
            self.deletions.each(hash, |word| scratch.seen.push(word));
        }
        scratch.seen.sort_unstable();
        scratch.seen.dedup();
        let mut near = Near { words: Vec::new(), probes };
        for word in &scratch.seen {
            if matches(&scratch.pattern, editable, text, self.words.text(*word)) {
                near.words.push(*word);
            }
        }
        near
    }

    /// Adds the pairs of list words that spell `text` when joined.
    fn add_halves(&self, text: &[u8], near: &mut Near) {
        if text.len() < SPLIT_LENGTH || !is_editable(text) {
            return;
        }
        for at in SPLIT_PART..=text.len() - SPLIT_PART {
            let (Some(left), Some(right)) = (text.get(..at), text.get(at..)) else { continue };
            if let Some(left) = self.exact(left)
                && let Some(right) = self.exact(right)
            {
                near.words.extend([left, right]);
            }
        }
    }

    /// The number of the list word that is `text`.
    pub(super) fn exact(&self, text: &[u8]) -> Option<u32> {
        let mut found = None;
        let hash = Texts::of(text).hashes().next()?;
        self.deletions.each(hash, |word| {
            if self.words.text(word) == text {
                found = Some(word);
            }
        });
        found
    }
}

/// Whether a query word and a list word are within the edits allowed.
fn matches(pattern: &Pattern, editable: bool, text: &[u8], other: &[u8]) -> bool {
    if !editable || !is_editable(other) {
        return text == other;
    }
    let allowed = edits_allowed(text.len().max(other.len()));
    text.len().abs_diff(other.len()) <= allowed && pattern.distance(other) <= allowed
}
