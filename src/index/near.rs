//! Query word -> the list words it matches under the model.

use super::deletions::{Deletions, Texts};
use super::distance::Pattern;
use super::keys::KeyTable;
use super::model::{
    ALTERNATES_MAX, SPLIT_LENGTH, SPLIT_PART, WEIGHT_MAX, Word, edits_allowed, is_editable,
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
    /// Their numbers, ascending.
    pub(super) words: Vec<u32>,
    /// Rarity of the lightest of the nearest; the greatest weight where none is near.
    pub(super) rarity: u8,
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
        let mut near = self.within_edits(text, usize::MAX, scratch);
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

    /// The list words that two adjacent query words joined match.
    pub(super) fn near_joined(&self, text: &str, scratch: &mut NearScratch) -> Near {
        let mut near = self.within_edits(text.as_bytes(), 1, scratch);
        near.words.sort_unstable();
        near
    }

    fn within_edits(&self, text: &[u8], edits_max: usize, scratch: &mut NearScratch) -> Near {
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
        let mut near = Near { words: Vec::new(), rarity: WEIGHT_MAX as u8, probes };
        let mut nearest = usize::MAX;
        for word in &scratch.seen {
            let other = self.words.text(*word);
            let Some(distance) = distance(&scratch.pattern, editable, text, other, edits_max)
            else {
                continue;
            };
            near.words.push(*word);
            let rarity = self.words.rarity(*word);
            if distance < nearest {
                (nearest, near.rarity) = (distance, rarity);
            } else if distance == nearest {
                near.rarity = near.rarity.min(rarity);
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

/// The edits between a query word and a list word, where they match.
fn distance(
    pattern: &Pattern,
    editable: bool,
    text: &[u8],
    other: &[u8],
    edits_max: usize,
) -> Option<usize> {
    if !editable || !is_editable(other) {
        return (text == other).then_some(0);
    }
    let allowed = edits_allowed(text.len().max(other.len())).min(edits_max);
    if text.len().abs_diff(other.len()) > allowed {
        return None;
    }
    Some(pattern.distance(other)).filter(|distance| *distance <= allowed)
}
