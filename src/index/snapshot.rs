//! An index as one file: read in milliseconds, refused where it is not exactly what was written.
//!
//! Layout: `HIGHFENCE INDEX\n`, then the length and SHA-256 of two parts, then the parts. The
//! first holds the format version, the program's version, what it was built from, and the
//! columns of the index; the second the packed entries, which are unpacked when a search finds
//! them. Integers are little-endian.

use std::io::{Read, Write};
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use super::Index;
use super::catalog::Catalog;
use super::codec::{Damage, Reader, Writer};
use super::entries::Entries;
use super::keys::KeyTable;

const MAGIC: &[u8; 16] = b"HIGHFENCE INDEX\n";
/// Raised whenever the layout or the meaning of a column changes.
const FORMAT: u64 = 2;
/// Names read again at every start to see that the program still reads them the same way.
const NAMES_PROBED: u32 = 32;

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
    for part in [&columns, &packed] {
        to.write_all(&(part.len() as u64).to_le_bytes())?;
        to.write_all(&Sha256::digest(part))?;
    }
    to.write_all(&columns)?;
    to.write_all(&packed)?;
    Ok(to.flush()?)
}

/// Reads an index. With `source`: only one that was marked as built from it.
///
/// # Errors
///
/// Anything else than the whole, unchanged output of [`write()`] by this version of the program.
pub fn read(source: Option<&str>, mut from: impl Read) -> Result<Index, SnapshotError> {
    let mut magic = [0; 16];
    from.read_exact(&mut magic).map_err(cut_short)?;
    if &magic != MAGIC {
        return Err(SnapshotError::Damaged("it does not begin as a snapshot".to_owned()));
    }
    let (columns_len, columns_digest) = read_promise(&mut from)?;
    let (packed_len, packed_digest) = read_promise(&mut from)?;
    let columns = read_part(&mut from, columns_len)?;
    let packed = read_part(&mut from, packed_len)?;
    if from.read(&mut [0])? != 0 {
        return Err(SnapshotError::Damaged("there are bytes after its end".to_owned()));
    }
    let (intact, index) = rayon::join(
        || Sha256::digest(&packed)[..] == packed_digest,
        || {
            if Sha256::digest(&columns)[..] != columns_digest {
                return Err(SnapshotError::Damaged("the digest of its columns differs".to_owned()));
            }
            read_columns(&columns, source)
        },
    );
    let (entries, mut index) = index?;
    if !intact {
        return Err(SnapshotError::Damaged("the digest of its entries differs".to_owned()));
    }
    index.entries = Entries::read(&mut Reader::new(entries), packed)?;
    check(&index)?;
    Ok(index)
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

fn read_part(from: &mut impl Read, length: u64) -> Result<Vec<u8>, SnapshotError> {
    // Grows as bytes arrive, so that a wrong length cannot ask for more memory than the file has.
    let mut part = Vec::with_capacity(length.min(1 << 26) as usize);
    from.by_ref().take(length).read_to_end(&mut part)?;
    if part.len() as u64 != length {
        return Err(SnapshotError::Damaged("it is cut short".to_owned()));
    }
    Ok(part)
}

/// The entries' columns, and the index without its entries.
fn read_columns<'a>(
    columns: &'a [u8],
    source: Option<&str>,
) -> Result<(&'a [u8], Index), SnapshotError> {
    let mut from = Reader::new(columns);
    let format = from.u64()?;
    if format != FORMAT {
        let what = format!("format {format}, this program reads {FORMAT}");
        return Err(SnapshotError::Other(what));
    }
    let program = from.u8s()?;
    if program != env!("CARGO_PKG_VERSION").as_bytes() {
        let version = String::from_utf8_lossy(program);
        return Err(SnapshotError::Other(format!("written by version {version}")));
    }
    let built_from = from.u8s()?;
    if source.is_some_and(|source| source.as_bytes() != built_from) {
        return Err(SnapshotError::Other("the lists have changed".to_owned()));
    }
    let entries = from.u8s()?;
    let names = Catalog::read(&mut from)?;
    let index = Index {
        entries: Entries::default(),
        analysed: (0..names.len()).map(|_| OnceLock::new()).collect(),
        names,
        entry_of_name: from.u32s()?,
        addresses: Catalog::read(&mut from)?,
        entry_of_address: from.u32s()?,
        identifiers: KeyTable::read(&mut from)?,
        births: KeyTable::read(&mut from)?,
    };
    from.end()?;
    Ok((entries, index))
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
