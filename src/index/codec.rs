//! Columns of numbers <-> bytes, little-endian, each led by its length.

use std::io::Read;

use sha2::{Digest, Sha256};

/// Why bytes are not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage(pub(super) String);

/// Collects columns.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn u64(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub(super) fn u8s(&mut self, column: &[u8]) {
        self.u64(column.len() as u64);
        self.bytes.extend_from_slice(column);
    }

    pub(super) fn u32s(&mut self, column: &[u32]) {
        self.u64(column.len() as u64);
        self.bytes.extend(column.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub(super) fn u64s(&mut self, column: &[u64]) {
        self.u64(column.len() as u64);
        self.bytes.extend(column.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Bytes read at once.
const TOGETHER: usize = 1 << 16;
/// Numbers for which memory is set aside before they have arrived.
const FORESEEN_MAX: usize = 1 << 22;

/// Gives columns back in the order in which they were written, and digests them on the way, so that
/// their bytes need not be kept.
pub(super) struct Reader<'a> {
    from: &'a mut dyn Read,
    /// Bytes not yet read.
    rest: u64,
    digest: Sha256,
    buffer: Vec<u8>,
}

impl<'a> Reader<'a> {
    /// A reader of the next `length` bytes.
    pub(super) fn new(from: &'a mut dyn Read, length: u64) -> Self {
        Self { from, rest: length, digest: Sha256::new(), buffer: vec![0; TOGETHER] }
    }

    /// The next bytes, at most [`TOGETHER`].
    fn take(&mut self, count: usize) -> Result<&[u8], Damage> {
        let rest = self.rest.checked_sub(count as u64);
        self.rest =
            rest.ok_or_else(|| Damage(format!("{count} bytes wanted, {} left", self.rest)))?;
        let bytes = self.buffer.get_mut(..count).unwrap_or_default();
        self.from.read_exact(bytes).map_err(|error| Damage(format!("it is cut short: {error}")))?;
        self.digest.update(&*bytes);
        Ok(bytes)
    }

    /// Gives a column in parts of whole numbers of `width` bytes each, with how many numbers are
    /// still to come.
    fn column(&mut self, width: usize, mut part: impl FnMut(usize, &[u8])) -> Result<(), Damage> {
        let count = self.u64()?;
        let bytes = count.checked_mul(width as u64).filter(|bytes| *bytes <= self.rest);
        let mut left =
            bytes.ok_or_else(|| Damage(format!("{count} numbers wanted, {} bytes", self.rest)))?;
        while left > 0 {
            let bytes = self.take(left.min(TOGETHER as u64) as usize)?;
            part((left / width as u64).min(FORESEEN_MAX as u64) as usize, bytes);
            left -= bytes.len() as u64;
        }
        Ok(())
    }

    pub(super) fn u64(&mut self) -> Result<u64, Damage> {
        let bytes = self.take(8)?;
        bytes.try_into().map(u64::from_le_bytes).map_err(|_| Damage("8 bytes wanted".to_owned()))
    }

    pub(super) fn u8s(&mut self) -> Result<Vec<u8>, Damage> {
        let mut column = Vec::new();
        self.column(1, |left, bytes| {
            column.reserve(left);
            column.extend_from_slice(bytes);
        })?;
        Ok(column)
    }

    pub(super) fn u32s(&mut self) -> Result<Vec<u32>, Damage> {
        let mut column = Vec::new();
        self.column(4, |left, bytes| {
            column.reserve(left);
            let (numbers, _) = bytes.as_chunks::<4>();
            column.extend(numbers.iter().map(|bytes| u32::from_le_bytes(*bytes)));
        })?;
        Ok(column)
    }

    pub(super) fn u64s(&mut self) -> Result<Vec<u64>, Damage> {
        let mut column = Vec::new();
        self.column(8, |left, bytes| {
            column.reserve(left);
            let (numbers, _) = bytes.as_chunks::<8>();
            column.extend(numbers.iter().map(|bytes| u64::from_le_bytes(*bytes)));
        })?;
        Ok(column)
    }

    /// The digest of all that was read; refuses bytes after the last column.
    pub(super) fn end(self) -> Result<[u8; 32], Damage> {
        if self.rest == 0 {
            return Ok(self.digest.finalize().into());
        }
        Err(Damage(format!("{} bytes after the end", self.rest)))
    }
}
