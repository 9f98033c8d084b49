//! Hashed keys -> numbers, as two sorted columns.
//!
//! Holds whole-name keys, alternate word keys and identifiers. A key may lead to several values.
//! Keys are hashes, so that their upper bits say nearly where they stand.

use super::codec::{Damage, Reader, Writer};

/// Sorted keys with their values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct KeyTable {
    keys: Vec<u64>,
    values: Vec<u32>,
    /// Where the keys of each value of the upper bits begin; found again from the keys when read.
    starts: Vec<u32>,
    /// How many lower bits those are without.
    shift: u32,
}

impl KeyTable {
    pub(super) fn build(mut pairs: Vec<(u64, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let (keys, values) = pairs.into_iter().unzip();
        Self::of_columns(keys, values)
    }

    fn of_columns(keys: Vec<u64>, values: Vec<u32>) -> Self {
        let shift = 64 - (keys.len() / 4).max(2).ilog2();
        let mut starts = Vec::with_capacity((1 << (64 - shift)) + 1);
        for (at, key) in keys.iter().enumerate() {
            let bucket = (key >> shift) as usize;
            while starts.len() <= bucket {
                starts.push(at as u32);
            }
        }
        starts.resize((1 << (64 - shift)) + 1, keys.len() as u32);
        Self { keys, values, starts, shift }
    }

    /// The values of `key`, ascending.
    pub(super) fn of(&self, key: u64) -> &[u32] {
        let bucket = key.checked_shr(self.shift).unwrap_or(0) as usize;
        let Some([from, to]) = self.starts.get(bucket..).and_then(|starts| starts.first_chunk())
        else {
            return &[];
        };
        let (from, to) = (*from as usize, *to as usize);
        let near = self.keys.get(from..to).unwrap_or_default();
        let first = near.iter().take_while(|k| **k < key).count();
        let count = near.iter().skip(first).take_while(|k| **k == key).count();
        self.values.get(from + first..from + first + count).unwrap_or_default()
    }

    pub(super) fn bytes(&self) -> usize {
        self.keys.len() * 8 + (self.values.len() + self.starts.len()) * 4
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.u64s(&self.keys);
        out.u32s(&self.values);
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        let (keys, values) = (from.u64s()?, from.u32s()?);
        Ok(Self::of_columns(keys, values))
    }
}
