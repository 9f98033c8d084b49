//! Forms of list names: contiguous records, and for each word the forms that hold it.
//!
//! The list of each word has two segments: first the forms in which the word belongs to the
//! *leading words*, the rarest words, as many as it takes until the rest weighs less than the name
//! share; then all others. A form found by its own coverage has a matched word among its leading
//! words, so only the first segments need be read for it.

use super::codec::{Damage, Reader, Writer};
use super::model::{FormKind, Model, NameKeys, WEIGHT_MAX, WORDS_MAX, Word, is_initial};
use super::words::Words;

/// Bits of a record's cell that hold the weight of the word in the form.
const WEIGHT_BITS: u32 = 8;
/// Marks the weight of a telling word.
pub(super) const TELLING: u32 = 128;
/// Place of the kind above the letters.
const KIND_AT: u32 = 28;
/// Most distinct words, so that a word number and its weight share a cell.
pub(super) const WORD_NUMBERS_MAX: usize = 1 << (32 - WEIGHT_BITS);

/// What is asked of every form, kept together so that it is read at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Number of its name.
    pub(super) name: u32,
    /// First letters of its words, as bits, and above them its kind.
    pub(super) letters: u32,
    /// Where its record begins.
    start: u32,
    /// Where its record ends.
    end: u32,
}

impl Head {
    pub(super) fn kind(&self) -> FormKind {
        match self.letters >> KIND_AT {
            0 => FormKind::Person,
            1 => FormKind::Plain,
            _ => FormKind::Business,
        }
    }
}

/// All forms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Forms {
    /// Name number, letters and begin of the record of each form; at the end, where the last
    /// record ends.
    heads: Vec<[u32; 3]>,
    /// Word number and weight.
    cells: Vec<u32>,
    /// Begin of the first and of the second segment of each word.
    segments: Vec<u32>,
    /// Form numbers.
    postings: Vec<u32>,
}

/// The words of one form with their weights, without repetitions: rarest first, initials last.
fn weighted(words_of_form: &[Word<'_>], words: &Words, names_with: &[u32]) -> Vec<(u32, u32)> {
    let mut weights: Vec<(u32, u32)> = Vec::with_capacity(words_of_form.len());
    for word in words_of_form.iter().take(WORDS_MAX) {
        let Some(number) = words.number_of(word.text.as_bytes()) else { continue };
        let own = cell_weight(word);
        match weights.iter_mut().find(|(known, _)| *known == number) {
            Some((_, heaviest)) => *heaviest = own.max(*heaviest),
            None => weights.push((number, own)),
        }
    }
    let names_with = |word: u32| names_with.get(word as usize).copied().unwrap_or(0);
    weights.sort_by_key(|(word, _)| (is_initial(words.text(*word)), names_with(*word), *word));
    weights
}

/// The weight of a word as a cell holds it: marked where the word is a telling one.
fn cell_weight(word: &Word<'_>) -> u32 {
    let telling = if word.telling { TELLING } else { 0 };
    u32::from(word.weight).clamp(1, WEIGHT_MAX) | telling
}

/// How many of `weights`, rarest first and initials last, are leading words.
fn leading(weights: &[(u32, u32)], full_words: usize, share: u32) -> usize {
    let total: u32 = weights.iter().map(|(_, weight)| weight & WEIGHT_MAX).sum();
    let mut rest = total;
    let mut count = 0;
    for (_, weight) in weights.iter().take(full_words) {
        if rest * 100 < total * share {
            break;
        }
        rest -= weight & WEIGHT_MAX;
        count += 1;
    }
    count
}

impl Forms {
    pub(super) fn build(
        names: &[NameKeys<'_>],
        words: &Words,
        names_with: &[u32],
        model: &Model,
    ) -> Self {
        let mut built = Self::default();
        let mut pairs: Vec<u64> = Vec::new();
        for (name, keys) in names.iter().enumerate() {
            for form in keys.forms.iter().filter(|form| !form.words.is_empty()) {
                let number = built.heads.len() as u64;
                let weights = weighted(&form.words, words, names_with);
                let full =
                    weights.iter().filter(|(word, _)| !is_initial(words.text(*word))).count();
                let leading = leading(&weights, full, model.name_share);
                for (at, (word, _)) in weights.iter().enumerate().take(full) {
                    let segment = u64::from(at >= leading);
                    pairs.push((u64::from(*word) << 33) | (segment << 32) | number);
                }
                let bits = |bits, (word, _): &(u32, u32)| bits | words.letter_bit(*word);
                let letters = weights.iter().fold((form.kind as u32) << KIND_AT, bits);
                built.heads.push([name as u32, letters, built.cells.len() as u32]);
                built.cells.extend(weights.iter().map(|(word, w)| (word << WEIGHT_BITS) | w));
            }
        }
        built.heads.push([u32::MAX, 0, built.cells.len() as u32]);
        built.file(pairs, words.len());
        built
    }

    /// Files the forms under their words.
    fn file(&mut self, mut pairs: Vec<u64>, words: usize) {
        rayon::slice::ParallelSliceMut::par_sort_unstable(pairs.as_mut_slice());
        self.segments = vec![0; words * 2 + 1];
        for pair in &pairs {
            let segment = (pair >> 32) as usize;
            if let Some(count) = self.segments.get_mut(segment + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut self.segments {
            sum += *start;
            *start = sum;
        }
        self.postings = pairs.iter().map(|pair| *pair as u32).collect();
    }

    /// Whether the forms of a name are exactly these.
    pub(super) fn holds(&self, name: u32, keys: &NameKeys<'_>, words: &Words) -> bool {
        let first = self.heads.partition_point(|head| head[0] < name);
        let end = self.heads.partition_point(|head| head[0] <= name);
        let mut forms = keys.forms.iter().filter(|form| !form.words.is_empty());
        let same = (first..end).all(|form| {
            let Some(expected) = forms.next().map(|form| weighted(&form.words, words, &[])) else {
                return false;
            };
            let mut filed: Vec<(u32, u32)> = self.record(&self.head(form as u32)).collect();
            filed.sort_by_key(|(word, _)| (is_initial(words.text(*word)), *word));
            filed == expected
        });
        same && forms.next().is_none()
    }

    pub(super) fn len(&self) -> usize {
        self.heads.len().saturating_sub(1)
    }

    pub(super) fn head(&self, form: u32) -> Head {
        let form = form as usize;
        match self.heads.get(form..).and_then(|heads| heads.first_chunk::<2>()) {
            Some([[name, letters, start], [_, _, end]]) => {
                Head { name: *name, letters: *letters, start: *start, end: *end }
            }
            None => Head::default(),
        }
    }

    /// The first cell of a record, to have it at hand when the record is read.
    pub(super) fn first_cell(&self, head: &Head) -> u32 {
        self.cells.get(head.start as usize).copied().unwrap_or(0)
    }

    /// The forms that hold `word`: among their leading words, or (`all`) anywhere.
    pub(super) fn with(&self, word: u32, all: bool) -> &[u32] {
        let at = word as usize * 2;
        let from = self.segments.get(at).copied().unwrap_or(0) as usize;
        let end = at + if all { 2 } else { 1 };
        let to = self.segments.get(end).copied().unwrap_or(0) as usize;
        self.postings.get(from..to).unwrap_or_default()
    }

    /// How many postings [`Forms::with`] gives.
    pub(super) fn count(&self, word: u32) -> usize {
        self.with(word, true).len()
    }

    /// The words of a form with their weights, marked with [`TELLING`].
    pub(super) fn record(&self, head: &Head) -> impl Iterator<Item = (u32, u32)> {
        let cells = self.cells.get(head.start as usize..head.end as usize).unwrap_or_default();
        cells.iter().map(|cell| (cell >> WEIGHT_BITS, cell & ((1 << WEIGHT_BITS) - 1)))
    }

    pub(super) fn bytes(&self) -> usize {
        let cells = self.heads.len() * 3 + self.cells.len();
        (cells + self.segments.len() + self.postings.len()) * 4
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.u32s(self.heads.as_flattened());
        for column in [&self.cells, &self.segments, &self.postings] {
            out.u32s(column);
        }
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        let heads = from.u32s()?;
        let (heads, rest) = heads.as_chunks::<3>();
        if heads.is_empty() || !rest.is_empty() {
            return Err(Damage("the forms are not whole".to_owned()));
        }
        let heads = heads.to_vec();
        let (cells, segments, postings) = (from.u32s()?, from.u32s()?, from.u32s()?);
        Ok(Self { heads, cells, segments, postings })
    }
}
