//! An index as one file: read in milliseconds, refused where it is not exactly what was written.
//!
//! Layout: `HIGHFENCE INDEX\n`, then the length and SHA-256 of the columns, the columns, and the
//! packed entries. The columns hold the format version, the program's version, what it was built
//! from, the columns of the index, and where each packed entry is with the first bytes of its own
//! SHA-256: from a file, entries are read, checked and unpacked when a search finds them. Integers
//! are little-endian.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::sync::{Mutex, OnceLock};

use sha2::{Digest, Sha256};

use super::catalog::Catalog;
use super::codec::{Damage, Reader, Writer};
use super::entries::{Entries, PackedBytes};
use super::keys::KeyTable;
use super::{Index, first_names};

const MAGIC: &[u8; 16] = b"HIGHFENCE INDEX\n";
/// Raised whenever the layout or the meaning of a column changes.
const FORMAT: u64 = 4;
/// Names read again at every start to see that the program still reads them the same way.
const NAMES_PROBED: u32 = 8;

/// Why a snapshot was refused. Build it again from its lists.
#[derive(Debug)]
pub enum SnapshotError {
    /// It could not be read or written.
    Io(std::io::Error),
    /// It is not a snapshot, or not a whole one: in words.
    Damaged(String),
    /// It was written by another version of the program, or for other lists: in words.
    Other(String),
}

impl std::fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "snapshot: {error}"),
            Self::Damaged(what) => write!(f, "damaged snapshot: {what}; build it again"),
            Self::Other(what) => write!(f, "snapshot of something else: {what}; build it again"),
        }
    }
}

impl std::error::Error for SnapshotError {}

impl From<std::io::Error> for SnapshotError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Damage> for SnapshotError {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage.0)
    }
}

/// Writes `index`, marked as built from `source` (a digest of the lists' bytes, or empty).
///
/// # Errors
///
/// Output failed, or the entries are too large for the format.
pub fn write(index: &Index, source: &str, mut to: impl Write) -> Result<(), SnapshotError> {
    let (entry_columns, packed) = index.entries.write()?;
    let mut columns = Writer::default();
    columns.u64(FORMAT);
    columns.u8s(env!("CARGO_PKG_VERSION").as_bytes());
    columns.u8s(source.as_bytes());
    columns.u8s(&entry_columns.finish());
    index.names.write(&mut columns);
    columns.u32s(&index.entry_of_name);
    index.addresses.write(&mut columns);
    columns.u32s(&index.entry_of_address);
    index.identifiers.write(&mut columns);
    index.births.write(&mut columns);
    let columns = columns.finish();
    to.write_all(MAGIC)?;
    to.write_all(&(columns.len() as u64).to_le_bytes())?;
    to.write_all(&Sha256::digest(&columns))?;
    to.write_all(&columns)?;
    to.write_all(&packed)?;
    Ok(to.flush()?)
}

/// Reads an index whole into memory. With `source`: only one that was marked as built from it.
///
/// # Errors
///
/// Anything else than the whole, unchanged output of [`write()`] by this version of the program.
pub fn read(source: Option<&str>, mut from: impl Read) -> Result<Index, SnapshotError> {
    let head = read_head(&mut from)?;
    if source.is_some_and(|source| source != head.built_from) {
        return Err(SnapshotError::Other("the lists have changed".to_owned()));
    }
    let mut packed = Vec::new();
    from.read_to_end(&mut packed)?;
    let length = packed.len() as u64;
    let index = head.index(PackedBytes::Memory(packed), length)?;
    if !index.entries.are_intact() {
        return Err(SnapshotError::Damaged("the digest of an entry differs".to_owned()));
    }
    check(&index)?;
    Ok(index)
}

/// Reads an index from a file that holds nothing else, and what it was marked as built from. Entries
/// stay in the file until a search finds them; one that is no longer as it was written cannot be
/// unpacked, and the search says so.
///
/// # Errors
///
/// As [`read()`], but for entries.
pub fn open(mut file: File) -> Result<(String, Index), SnapshotError> {
    let mut head = read_head(&mut file)?;
    let begin = file.stream_position()?;
    let length = file.metadata()?.len().saturating_sub(begin);
    let built_from = std::mem::take(&mut head.built_from);
    let index = head.index(PackedBytes::File(Mutex::new(file), begin), length)?;
    check(&index)?;
    Ok((built_from, index))
}

/// All but the packed entries: as it was written.
struct Head {
    built_from: String,
    /// The entries' columns.
    entries: Vec<u8>,
    /// The index, still without its entries.
    index: Index,
}

/// Reads the magic number and the columns, whose digest is checked.
fn read_head(from: &mut impl Read) -> Result<Head, SnapshotError> {
    let mut magic = [0; 16];
    from.read_exact(&mut magic).map_err(cut_short)?;
    if &magic != MAGIC {
        return Err(SnapshotError::Damaged("it does not begin as a snapshot".to_owned()));
    }
    let (length, digest) = read_promise(from)?;
    let mut columns = Reader::new(from, length);
    let head = read_columns(&mut columns)?;
    if columns.end()? != digest {
        return Err(SnapshotError::Damaged("the digest of its columns differs".to_owned()));
    }
    Ok(head)
}

impl Head {
    /// The index; `length` is that of the packed entries.
    fn index(self, packed: PackedBytes, length: u64) -> Result<Index, SnapshotError> {
        let Self { entries, mut index, .. } = self;
        let (mut columns, count) = (entries.as_slice(), entries.len() as u64);
        index.entries = Entries::read(&mut Reader::new(&mut columns, count), packed)?;
        index.first_names = first_names(&index.entry_of_name, index.entries.len());
        index.analysed = (0..index.names.len()).map(|_| OnceLock::new()).collect();
        match length.cmp(&index.entries.packed_len()) {
            std::cmp::Ordering::Equal => Ok(index),
            std::cmp::Ordering::Less => Err(SnapshotError::Damaged("it is cut short".to_owned())),
            std::cmp::Ordering::Greater => {
                Err(SnapshotError::Damaged("there are bytes after its end".to_owned()))
            }
        }
    }
}

fn cut_short(error: std::io::Error) -> SnapshotError {
    if error.kind() == std::io::ErrorKind::UnexpectedEof {
        return SnapshotError::Damaged("it is cut short".to_owned());
    }
    SnapshotError::Io(error)
}

fn read_promise(from: &mut impl Read) -> Result<(u64, [u8; 32]), SnapshotError> {
    let (mut length, mut digest) = ([0; 8], [0; 32]);
    from.read_exact(&mut length).map_err(cut_short)?;
    from.read_exact(&mut digest).map_err(cut_short)?;
    Ok((u64::from_le_bytes(length), digest))
}

fn read_columns(from: &mut Reader<'_>) -> Result<Head, SnapshotError> {
    let format = from.u64()?;
    if format != FORMAT {
        let what = format!("format {format}, this program reads {FORMAT}");
        return Err(SnapshotError::Other(what));
    }
    let program = from.u8s()?;
    if program != env!("CARGO_PKG_VERSION").as_bytes() {
        let version = String::from_utf8_lossy(&program);
        return Err(SnapshotError::Other(format!("written by version {version}")));
    }
    let built_from = String::from_utf8_lossy(&from.u8s()?).into_owned();
    let entries = from.u8s()?;
    let index = Index {
        entries: Entries::default(),
        analysed: Vec::new(),
        memo: None,
        names: Catalog::read(from)?,
        entry_of_name: from.u32s()?,
        first_names: Vec::new(),
        addresses: Catalog::read(from)?,
        entry_of_address: from.u32s()?,
        identifiers: KeyTable::read(from)?,
        births: KeyTable::read(from)?,
    };
    Ok(Head { built_from, entries, index })
}

/// Refuses an index whose parts do not fit together, or whose names are read differently now.
fn check(index: &Index) -> Result<(), SnapshotError> {
    let fits = index.entry_of_name.len() == index.names.len()
        && index.entry_of_address.len() == index.addresses.len()
        && index.entry_of_name.last().is_none_or(|last| (*last as usize) < index.entries.len());
    if !fits {
        return Err(SnapshotError::Damaged("its parts do not fit together".to_owned()));
    }
    let names = index.names.len() as u32;
    let step = (names / NAMES_PROBED).max(1);
    for name in (0..names).step_by(step as usize) {
        if !index.holds(name) {
            let what = format!("name {name} is read differently by this program");
            return Err(SnapshotError::Other(what));
        }
    }
    Ok(())
}
