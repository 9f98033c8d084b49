//! The distinct words of the list names, in byte order.

use std::collections::BTreeMap;

use super::codec::{Damage, Reader, Writer};
use super::model::{ALTERNATES_MAX, NameKeys, letter_bit};

/// The dictionary. Words are numbered in byte order, so words that begin alike are neighbors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    text: Vec<u8>,
    starts: Vec<u32>,
}

/// What is known of a distinct word before numbering.
#[derive(Debug, Default)]
struct Seen {
    names_with: usize,
    last_name: Option<usize>,
    alternates: Vec<u64>,
}

/// The dictionary, and what else is known of its words.
#[derive(Debug)]
pub(super) struct Collected {
    pub(super) words: Words,
    /// How many names hold each word.
    pub(super) names_with: Vec<u32>,
    /// Pairs of alternate key and word number.
    pub(super) alternates: Vec<(u64, u32)>,
}

impl Words {
    /// Collects the words of all names.
    pub(super) fn collect(names: &[NameKeys<'_>]) -> Collected {
        let mut seen: BTreeMap<&[u8], Seen> = BTreeMap::new();
        for (number, name) in names.iter().enumerate() {
            for word in name.forms.iter().flat_map(|form| &form.words) {
                let known = seen.entry(word.text.as_bytes()).or_default();
                known.names_with += usize::from(known.last_name != Some(number));
                known.last_name = Some(number);
                for key in word.alternates.iter().take(ALTERNATES_MAX).filter(|key| **key != 0) {
                    if !known.alternates.contains(key) {
                        known.alternates.push(*key);
                    }
                }
            }
        }
        let mut words = Self { starts: vec![0], ..Self::default() };
        let (mut alternates, mut names_with) = (Vec::new(), Vec::new());
        for (number, (text, known)) in seen.iter().enumerate() {
            words.text.extend_from_slice(text);
            words.starts.push(words.text.len() as u32);
            names_with.push(known.names_with as u32);
            alternates.extend(known.alternates.iter().map(|key| (*key, number as u32)));
        }
        Collected { words, names_with, alternates }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub(super) fn text(&self, word: u32) -> &[u8] {
        let word = word as usize;
        let from = self.starts.get(word).copied().unwrap_or(0) as usize;
        let to = self.starts.get(word + 1).copied().unwrap_or(0) as usize;
        self.text.get(from..to).unwrap_or_default()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len() as u32).map(|word| self.text(word))
    }

    pub(super) fn letter_bit(&self, word: u32) -> u32 {
        letter_bit(self.text(word))
    }

    /// The number of a word, by bisection. The build uses it; queries use the deletion table.
    pub(super) fn number_of(&self, text: &[u8]) -> Option<u32> {
        let at = self.first_not_below(text);
        (self.text(at) == text && (at as usize) < self.len()).then_some(at)
    }

    /// The numbers of the words that begin with `prefix`.
    pub(super) fn beginning_with(&self, prefix: &[u8]) -> std::ops::Range<u32> {
        let from = self.first_not_below(prefix);
        let mut to = from;
        while (to as usize) < self.len() && self.text(to).starts_with(prefix) {
            to += 1;
        }
        from..to
    }

    fn first_not_below(&self, text: &[u8]) -> u32 {
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.text(middle) < text {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.starts.len() * 4
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.u8s(&self.text);
        out.u32s(&self.starts);
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        Ok(Self { text: from.u8s()?, starts: from.u32s()? })
    }
}
