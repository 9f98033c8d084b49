//! Query word -> the list words it matches under the model.

use super::deletions::{Deletions, Texts, hash_of};
use super::distance::Pattern;
use super::keys::KeyTable;
use super::model::{
    ALTERNATES_MAX, SPLIT_LENGTH, SPLIT_PART, Word, closeness, edits_allowed, is_editable,
};
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
    /// Their numbers, ascending, and how close they are in percent.
    pub(super) words: Vec<(u32, u8)>,
    /// Cells of the deletion table read.
    pub(super) probes: u32,
}

/// Working memory of the look-up.
#[derive(Debug, Default)]
pub(super) struct NearScratch {
    pattern: Pattern,
    seen: Vec<u32>,
}

impl Near {
    /// Sorts the words; of one that is there twice, the closer stays.
    fn settle(&mut self) {
        self.words.sort_unstable_by_key(|(word, close)| (*word, std::cmp::Reverse(*close)));
        self.words.dedup_by_key(|(word, _)| *word);
    }
}

impl Vocabulary {
    /// The list words that `word` matches on its own.
    pub(super) fn near(&self, word: &Word<'_>, scratch: &mut NearScratch) -> Near {
        let text = word.text.as_bytes();
        let (mut near, known) = self.within_edits(text, scratch);
        if !known {
            self.add_halves(text, &mut near);
        }
        for key in word.alternates.iter().take(ALTERNATES_MAX).filter(|key| **key != 0) {
            near.words.extend(self.alternates.of(*key).iter().map(|word| (*word, 100)));
        }
        if word.cut {
            near.words.extend(self.words.beginning_with(text).map(|word| (word, 100)));
        }
        near.settle();
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
            self.within_edits(text.as_bytes(), scratch).0
        } else {
            let exact = self.exact(text.as_bytes());
            Near { words: exact.into_iter().map(|word| (word, 100)).collect(), probes: 1 }
        };
        if cut {
            near.words.extend(self.words.beginning_with(text.as_bytes()).map(|word| (word, 100)));
        }
        near.settle();
        near
    }

    /// The list words within the allowed edits, and whether the word itself is one of them.
    fn within_edits(&self, text: &[u8], scratch: &mut NearScratch) -> (Near, bool) {
        let editable = is_editable(text);
        if editable {
            scratch.pattern.set(text);
        }
        scratch.seen.clear();
        let probes = self.deletions.each_of(&Texts::of(text), |word| scratch.seen.push(word));
        scratch.seen.sort_unstable();
        scratch.seen.dedup();
        let (mut near, mut known) = (Near { words: Vec::new(), probes }, false);
        for word in &scratch.seen {
            let other = self.words.text(*word);
            if let Some(edits) = edits(&scratch.pattern, editable, text, other) {
                known |= edits == 0;
                near.words.push((*word, closeness(text.len(), other.len(), edits)));
            }
        }
        (near, known)
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
                near.words.extend([(left, 100), (right, 100)]);
            }
        }
    }

    /// The number of the list word that is `text`.
    pub(super) fn exact(&self, text: &[u8]) -> Option<u32> {
        let mut found = None;
        self.deletions.each(hash_of(text), |word| {
            if self.words.text(word) == text {
                found = Some(word);
            }
        });
        found
    }
}

/// The edits between a query word and a list word, where they are allowed.
fn edits(pattern: &Pattern, editable: bool, text: &[u8], other: &[u8]) -> Option<usize> {
    if !editable {
        return (text == other).then_some(0);
    }
    let allowed = edits_allowed(text.len().max(other.len()));
    if text.len().abs_diff(other.len()) > allowed {
        return None;
    }
    let edits = pattern.distance(other);
    (edits <= allowed && is_editable(other)).then_some(edits)
}
