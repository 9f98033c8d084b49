//! Columns of numbers <-> bytes, little-endian, each led by its length.

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

/// Gives columns back in the order in which they were written.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Damage> {
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or_else(|| Damage(format!("{count} bytes wanted, {} left", self.rest.len())))?;
        self.rest = rest;
        Ok(taken)
    }

    fn column(&mut self, width: usize) -> Result<&'a [u8], Damage> {
        let count = usize::try_from(self.u64()?).ok().and_then(|count| count.checked_mul(width));
        self.take(count.ok_or_else(|| Damage("a column is longer than memory".to_owned()))?)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Damage> {
        let bytes = self.take(8)?;
        bytes.try_into().map(u64::from_le_bytes).map_err(|_| Damage("8 bytes wanted".to_owned()))
    }

    pub(super) fn u8s(&mut self) -> Result<&'a [u8], Damage> {
        self.column(1)
    }

    pub(super) fn u32s(&mut self) -> Result<Vec<u32>, Damage> {
        let (chunks, _) = self.column(4)?.as_chunks::<4>();
        Ok(chunks.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    }

    pub(super) fn u64s(&mut self) -> Result<Vec<u64>, Damage> {
        let (chunks, _) = self.column(8)?.as_chunks::<8>();
        Ok(chunks.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect())
    }

    /// Refuses bytes after the last column.
    pub(super) fn end(&self) -> Result<(), Damage> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(Damage(format!("{} bytes after the end", self.rest.len())))
    }
}
