//! Word -> list words that may lie within its edits, by symmetric deletion.
//!
//! Each list word is filed under every text that remains of its first eight bytes when up to as
//! many bytes as it may have edits are deleted; a query word is looked up the same way. Two words
//! within the allowed edits share such a text, so nothing is missed; what is found in excess is
//! sorted out by the caller, who measures the distance. Eight bytes suffice: deleting beyond them
//! is replaced by cutting the longer remainder, which takes no more deletions than the other word
//! needs (`near.rs` is tested against measuring every word).

use super::codec::{Damage, Reader, Writer};
use super::model::{is_editable, key_of, mix};

/// Bytes of a word that are filed.
const FILED: usize = 8;
/// Texts of one word at most: 1 + 8 + 28.
const TEXTS_MAX: usize = 37;

/// The table: numbers of list words by hash of a remaining text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Deletions {
    /// Where each bucket begins; a bucket is picked by the upper bits of the hash.
    starts: Vec<u32>,
    /// Word number in the lower bits, lower bits of the hash in the upper bits.
    cells: Vec<u32>,
    /// log2 of the number of buckets.
    bucket_bits: u32,
    /// Bits of a cell that hold the word number.
    word_bits: u32,
    /// One bit for each value of the upper bits of a hash: whether any is filed. Most texts that are
    /// looked up are not, and these bits stay in the processor's own memory.
    present: Vec<u64>,
    /// How many lower bits of a hash those are without.
    present_shift: u32,
}

/// The hashes of the texts of one word.
#[derive(Debug, Clone)]
pub(super) struct Texts {
    keys: [u64; TEXTS_MAX],
    count: usize,
}

impl Texts {
    /// Of a query or list word.
    pub(super) fn of(word: &[u8]) -> Self {
        let mut texts = Self { keys: [0; TEXTS_MAX], count: 0 };
        let full = whole(word);
        texts.push(full);
        if word.len() < 4 || !is_editable(word) {
            return texts;
        }
        let length = word.len().min(FILED);
        for first in 0..length {
            let once = delete(full, first);
            texts.push(once);
            if word.len() >= FILED {
                for second in first..length - 1 {
                    texts.push(delete(once, second));
                }
            }
        }
        texts
    }

    fn push(&mut self, key: u64) {
        if let Some(place) = self.keys.get_mut(self.count) {
            *place = mix(key);
            self.count += 1;
        }
    }

    pub(super) fn hashes(&self) -> impl Iterator<Item = u32> {
        self.keys.iter().take(self.count).map(|key| (key >> 32) as u32)
    }
}

/// The text of a word from which nothing is deleted, before its bits are spread.
fn whole(word: &[u8]) -> u64 {
    if !is_editable(word) {
        return std::str::from_utf8(word).map_or(1, |text| key_of(b'=', text));
    }
    let mut packed = [0_u8; FILED];
    for (to, from) in packed.iter_mut().zip(word) {
        *to = *from;
    }
    u64::from_le_bytes(packed)
}

/// The hash of a word from which nothing is deleted.
pub(super) fn hash_of(word: &[u8]) -> u32 {
    (mix(whole(word)) >> 32) as u32
}

/// Removes the byte at `at` from a word packed into an integer, first byte lowest.
fn delete(packed: u64, at: usize) -> u64 {
    let below = (1_u64 << (8 * at)) - 1;
    (packed & below) | ((packed >> 8) & !below)
}

impl Deletions {
    /// Files the words, numbered in their order.
    pub(super) fn build<'a>(words: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut filed: Vec<u64> = Vec::new();
        let mut count = 0_u64;
        for word in words {
            filed.extend(Texts::of(word).hashes().map(|hash| (u64::from(hash) << 32) | count));
            count += 1;
        }
        rayon::slice::ParallelSliceMut::par_sort_unstable(filed.as_mut_slice());
        filed.dedup();
        let bucket_bits = (filed.len() / 4).max(2).ilog2();
        let word_bits = count.max(2).ilog2() + 1;
        let mut starts = vec![0_u32; (1 << bucket_bits) + 1];
        for cell in &filed {
            let bucket = (cell >> (64 - bucket_bits)) as usize;
            if let Some(start) = starts.get_mut(bucket + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let present_bits = (filed.len() * 4).clamp(64, 1 << 30).ilog2();
        let present_shift = 32 - present_bits;
        let mut present = vec![0; 1 << (present_bits - 6)];
        for cell in &filed {
            let (at, bit) = place_of((cell >> 32) as u32, present_shift);
            if let Some(bits) = present.get_mut(at) {
                *bits |= bit;
            }
        }
        let cells = filed
            .iter()
            .map(|cell| cell_of((cell >> 32) as u32, *cell as u32, word_bits))
            .collect();
        Self { starts, cells, bucket_bits, word_bits, present, present_shift }
    }

    /// Calls `found` with the number of each word filed under one of the texts (and, rarely,
    /// others), and gives the number of texts. All buckets are found before one is read, so that
    /// the memory is waited for once and not for each.
    pub(super) fn each_of(&self, texts: &Texts, mut found: impl FnMut(u32)) -> u32 {
        let mut buckets = [(0, 0, 0); TEXTS_MAX];
        let mut count = 0;
        let present = texts.hashes().filter(|hash| self.is_present(*hash));
        for (place, hash) in buckets.iter_mut().zip(present) {
            let (from, to) = self.bucket(hash);
            *place = (hash, from, to);
            count += 1;
        }
        for (hash, from, to) in buckets.iter().take(count) {
            self.read_bucket(*hash, *from, *to, &mut found);
        }
        texts.count as u32
    }

    /// Calls `found` with the number of each word filed under `hash` (and, rarely, others).
    pub(super) fn each(&self, hash: u32, mut found: impl FnMut(u32)) {
        if self.is_present(hash) {
            let (from, to) = self.bucket(hash);
            self.read_bucket(hash, from, to, &mut found);
        }
    }

    fn is_present(&self, hash: u32) -> bool {
        let (at, bit) = place_of(hash, self.present_shift);
        self.present.get(at).is_some_and(|bits| bits & bit != 0)
    }

    fn bucket(&self, hash: u32) -> (usize, usize) {
        let bucket = (u64::from(hash) >> (32 - self.bucket_bits)) as usize;
        let from = self.starts.get(bucket).copied().unwrap_or(0) as usize;
        let to = self.starts.get(bucket + 1).copied().unwrap_or(0) as usize;
        (from, to)
    }

    fn read_bucket(&self, hash: u32, from: usize, to: usize, found: &mut impl FnMut(u32)) {
        let tag = cell_of(hash, 0, self.word_bits);
        let low = (1_u32 << self.word_bits) - 1;
        for cell in self.cells.get(from..to).unwrap_or_default() {
            if cell & !low == tag {
                found(cell & low);
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        (self.starts.len() + self.cells.len()) * 4 + self.present.len() * 8
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.u32s(&self.starts);
        out.u32s(&self.cells);
        out.u64(u64::from(self.bucket_bits));
        out.u64(u64::from(self.word_bits));
        out.u64s(&self.present);
        out.u64(u64::from(self.present_shift));
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        let (starts, cells) = (from.u32s()?, from.u32s()?);
        let (bucket_bits, word_bits) = (from.u64()?, from.u64()?);
        if !(1..32).contains(&bucket_bits) || !(1..32).contains(&word_bits) {
            return Err(Damage(format!("bits out of range: {bucket_bits}, {word_bits}")));
        }
        let (present, present_shift) = (from.u64s()?, from.u64()?);
        if present_shift >= 32
            || present.len() as u64 != 1 << (32 - present_shift).saturating_sub(6)
        {
            return Err(Damage(format!("{} words of bits", present.len())));
        }
        Ok(Self {
            starts,
            cells,
            bucket_bits: bucket_bits as u32,
            word_bits: word_bits as u32,
            present,
            present_shift: present_shift as u32,
        })
    }
}

/// The place of the bit of a hash.
fn place_of(hash: u32, shift: u32) -> (usize, u64) {
    let place = hash >> shift;
    ((place / 64) as usize, 1 << (place % 64))
}

fn cell_of(hash: u32, word: u32, word_bits: u32) -> u32 {
    (hash << word_bits) | word
}
