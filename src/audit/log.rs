//! The file of records: opened, verified, appended to, forced to disk.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use super::record::{FIRST, Record, Subject, verify};

/// Why a log cannot be used.
#[derive(Debug)]
pub enum LogError {
    /// The disk.
    Io(std::io::Error),
    /// The chain is broken.
    Broken(String),
}

impl std::fmt::Display for LogError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::Broken(reason) => write!(f, "the records are broken: {reason}"),
        }
    }
}

impl std::error::Error for LogError {}

impl From<std::io::Error> for LogError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// An open log.
#[derive(Debug)]
pub struct Log {
    file: File,
    next: u64,
    prev: String,
    /// Bytes of whole, durable records.
    length: u64,
}

impl Log {
    /// Opens or makes a log. A last line that was cut off by a crash is removed: its answer was
    /// never given. Any other fault refuses the log.
    ///
    /// # Errors
    /// The disk, or a broken chain.
    pub fn open(path: &Path) -> Result<Self, LogError> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let (records, breaks) = verify(bytes.get(..whole).unwrap_or_default());
        if let Some(first) = breaks.first() {
            return Err(LogError::Broken(format!("line {}: {}", first.line, first.reason)));
        }
        let mut file = created(path)?;
        let length = u64::try_from(whole).unwrap_or(u64::MAX);
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        let last = records.last();
        Ok(Self {
            file,
            next: last.map_or(1, |record| record.seq + 1),
            prev: last.map_or_else(|| FIRST.to_owned(), |record| record.hash.clone()),
            length,
        })
    }

    /// A log on a file that cannot be read back, such as a pipe or a device. It begins a new chain.
    ///
    /// # Errors
    /// The disk.
    pub fn open_unread(path: &Path) -> Result<Self, LogError> {
        let file = OpenOptions::new().write(true).open(path)?;
        Ok(Self { file, next: 1, prev: FIRST.to_owned(), length: 0 })
    }

    /// Appends records and forces them to disk together. Either all are there or none.
    ///
    /// # Errors
    /// The disk. Then the log is as it was before.
    pub fn append(&mut self, subjects: Vec<Subject>) -> Result<(), LogError> {
        let (mut next, mut prev) = (self.next, self.prev.clone());
        let mut text = Vec::new();
        for subject in subjects {
            let record = Record::after(next, prev, subject);
            serde_json::to_writer(&mut text, &record).map_err(std::io::Error::from)?;
            text.push(b'\n');
            next += 1;
            prev = record.hash;
        }
        let written = self.file.write_all(&text).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
            return Err(error.into());
        }
        self.length += u64::try_from(text.len()).unwrap_or(0);
        (self.next, self.prev) = (next, prev);
        Ok(())
    }
}

/// The file, made where it is not there yet. It holds names: no one but its owner may read it.
fn created(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
