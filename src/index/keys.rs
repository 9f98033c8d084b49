//! Hashed keys -> numbers, as two sorted columns.
//!
//! Holds whole-name keys, alternate word keys and identifiers. A key may lead to several values.

use super::codec::{Damage, Reader, Writer};

/// Sorted keys with their values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct KeyTable {
    keys: Vec<u64>,
    values: Vec<u32>,
}

impl KeyTable {
    pub(super) fn build(mut pairs: Vec<(u64, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let (keys, values) = pairs.into_iter().unzip();
        Self { keys, values }
    }

    /// The values of `key`, ascending.
    pub(super) fn of(&self, key: u64) -> &[u32] {
        let from = self.keys.partition_point(|k| *k < key);
        let found = self.keys.get(from..).unwrap_or_default();
        let count = found.iter().take_while(|k| **k == key).count();
        self.values.get(from..from + count).unwrap_or_default()
    }

    pub(super) fn bytes(&self) -> usize {
        self.keys.len() * 8 + self.values.len() * 4
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.u64s(&self.keys);
        out.u32s(&self.values);
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        Ok(Self { keys: from.u64s()?, values: from.u32s()? })
    }
}
