//! List entries by number, unpacked when first asked for.
//!
//! In: editions, or the packed entries of a snapshot. Unpacking only what a search finds is what
//! lets a command start in milliseconds; every unpacked entry equals the one that was packed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Mutex, OnceLock};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::codec::{Damage, Reader, Writer};
use crate::model::{Edition, Level, ListEntry, Name, UnreadRow};

/// The entries of all editions, numbered in their order.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// All editions; filled at once where they were given, on demand where they are packed.
    editions: OnceLock<Vec<Edition>>,
    /// Entries of each edition.
    counts: Vec<usize>,
    /// Lists of each edition with the numbers of their entries.
    lists: Vec<BTreeMap<String, usize>>,
    packed: Option<Packed>,
}

#[derive(Debug)]
struct Packed {
    /// The editions without their entries.
    headers: Vec<Edition>,
    source: PackedBytes,
    /// Where each entry begins, and where the last one ends.
    starts: Vec<u64>,
    /// First bytes of the SHA-256 of each entry.
    digests: Vec<u64>,
    unpacked: Vec<OnceLock<Option<Box<ListEntry>>>>,
}

/// Where packed entries are.
#[derive(Debug)]
pub(super) enum PackedBytes {
    /// In memory, all of them.
    Memory(Vec<u8>),
    /// In a file, from this place on. What is read of it is checked when it is read.
    File(Mutex<File>, u64),
}

impl PackedBytes {
    fn get(&self, from: u64, to: u64) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Memory(bytes) => {
                let range = usize::try_from(from).ok()?..usize::try_from(to).ok()?;
                bytes.get(range).map(Cow::Borrowed)
            }
            Self::File(file, begin) => {
                let mut bytes = vec![0; usize::try_from(to.checked_sub(from)?).ok()?];
                let mut file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                file.seek(SeekFrom::Start(begin + from)).ok()?;
                file.read_exact(&mut bytes).ok()?;
                Some(Cow::Owned(bytes))
            }
        }
    }
}

/// The first bytes of the SHA-256 of an entry.
fn digest_of(packed: &[u8]) -> u64 {
    let digest = Sha256::digest(packed);
    digest.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// An entry in the binary form. Names stand apart because the model leaves out their unbounded
/// spans when it writes itself, which a form without field names cannot express.
#[derive(Serialize, Deserialize)]
struct Stored<E> {
    names: Vec<(String, crate::model::NameKind, crate::model::Interval)>,
    entry: E,
}

fn pack(entry: &ListEntry) -> Result<Vec<u8>, postcard::Error> {
    let mut bare = entry.clone();
    let names = std::mem::take(&mut bare.party.names);
    let names = names.into_iter().map(|name| (name.text, name.kind, name.span)).collect();
    postcard::to_stdvec(&Stored { names, entry: bare })
}

fn unpack(bytes: &[u8]) -> Option<ListEntry> {
    let stored: Stored<ListEntry> = postcard::from_bytes(bytes).ok()?;
    let mut entry = stored.entry;
    entry.party.names =
        stored.names.into_iter().map(|(text, kind, span)| Name { text, kind, span }).collect();
    Some(entry)
}

impl Entries {
    pub(super) fn new(editions: Vec<Edition>) -> Self {
        let counts = editions.iter().map(|edition| edition.entries.len()).collect();
        let lists = editions.iter().map(lists_of).collect();
        Self { editions: OnceLock::from(editions), counts, lists, packed: None }
    }

    pub(super) fn len(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The entry of a number; `None` where there is none or where it cannot be unpacked.
    pub(super) fn get(&self, number: u32) -> Option<&ListEntry> {
        let Some(packed) = &self.packed else {
            return in_editions(self.editions.get()?, number as usize);
        };
        packed.unpacked.get(number as usize)?.get_or_init(|| packed.unpack(number)).as_deref()
    }

    /// What the list of an entry says a hit means.
    pub(super) fn hit_of(&self, number: u32) -> Option<Level> {
        let mut left = number as usize;
        for (edition, count) in self.headers() {
            if left < count {
                return edition.hit;
            }
            left -= count;
        }
        None
    }

    /// The editions, with or without their entries, and the number of these.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&Edition, usize)> {
        let editions = match &self.packed {
            Some(packed) => packed.headers.as_slice(),
            None => self.editions(),
        };
        editions.iter().zip(self.counts.iter().copied())
    }

    /// Lists of each edition with the numbers of their entries, in the order of the editions.
    pub(super) fn lists(&self) -> &[BTreeMap<String, usize>] {
        &self.lists
    }

    /// All editions with all their entries. An entry that cannot be unpacked is an unread row.
    pub(super) fn editions(&self) -> &[Edition] {
        self.editions.get_or_init(|| {
            self.packed.as_ref().map_or_else(Vec::new, |packed| packed.all(&self.counts))
        })
    }

    pub(super) fn write(&self) -> Result<(Writer, Vec<u8>), Damage> {
        let wrong = |error: postcard::Error| Damage(format!("cannot be packed: {error}"));
        let (mut columns, mut bytes, mut starts) = (Writer::default(), Vec::new(), vec![0_u64]);
        let (mut headers, mut digests) = (Vec::new(), Vec::new());
        for edition in self.editions() {
            for entry in &edition.entries {
                let packed = pack(entry).map_err(wrong)?;
                digests.push(digest_of(&packed));
                bytes.extend(packed);
                starts.push(bytes.len() as u64);
            }
            headers.push(Edition {
                id: edition.id.clone(),
                provenance: edition.provenance.clone(),
                entries: Vec::new(),
                unread: edition.unread.clone(),
                warnings: edition.warnings.clone(),
                extent: edition.extent,
                hit: edition.hit,
            });
        }
        columns.u8s(&postcard::to_stdvec(&headers).map_err(wrong)?);
        columns.u8s(&postcard::to_stdvec(&self.lists).map_err(wrong)?);
        columns.u64s(&self.counts.iter().map(|count| *count as u64).collect::<Vec<_>>());
        columns.u64s(&starts);
        columns.u64s(&digests);
        Ok((columns, bytes))
    }

    /// Reads the columns; the entries themselves stay where they are.
    pub(super) fn read(from: &mut Reader<'_>, source: PackedBytes) -> Result<Self, Damage> {
        let headers: Vec<Edition> = postcard::from_bytes(&from.u8s()?)
            .map_err(|error| Damage(format!("editions cannot be unpacked: {error}")))?;
        let lists: Vec<BTreeMap<String, usize>> = postcard::from_bytes(&from.u8s()?)
            .map_err(|error| Damage(format!("lists cannot be unpacked: {error}")))?;
        let counts: Vec<usize> = from.u64s()?.into_iter().map(|count| count as usize).collect();
        let (starts, digests) = (from.u64s()?, from.u64s()?);
        let entries: usize = counts.iter().sum();
        let editions = [headers.len(), lists.len()].iter().all(|length| *length == counts.len());
        if starts.len() != entries + 1 || digests.len() != entries || !editions {
            return Err(Damage(format!("{entries} entries, {} places", starts.len())));
        }
        let unpacked = (0..entries).map(|_| OnceLock::new()).collect();
        let packed = Some(Packed { headers, source, starts, digests, unpacked });
        Ok(Self { editions: OnceLock::new(), counts, lists, packed })
    }

    /// Bytes that the packed entries take.
    pub(super) fn packed_len(&self) -> u64 {
        self.packed.as_ref().and_then(|packed| packed.starts.last().copied()).unwrap_or(0)
    }

    /// Whether every packed entry is as it was written.
    pub(super) fn are_intact(&self) -> bool {
        let Some(packed) = &self.packed else { return true };
        (0..packed.digests.len() as u32)
            .into_par_iter()
            .all(|number| packed.bytes(number).is_some())
    }
}

impl Packed {
    /// The bytes of an entry, where they are those that were written.
    fn bytes(&self, number: u32) -> Option<Cow<'_, [u8]>> {
        let number = number as usize;
        let (from, to) = (*self.starts.get(number)?, *self.starts.get(number + 1)?);
        let bytes = self.source.get(from, to)?;
        (digest_of(&bytes) == *self.digests.get(number)?).then_some(bytes)
    }

    fn unpack(&self, number: u32) -> Option<Box<ListEntry>> {
        unpack(&self.bytes(number)?).map(Box::new)
    }

    fn all(&self, counts: &[usize]) -> Vec<Edition> {
        let mut number = 0;
        let mut editions = self.headers.clone();
        for (edition, count) in editions.iter_mut().zip(counts) {
            for _ in 0..*count {
                match self.unpack(number) {
                    Some(entry) => edition.entries.push(*entry),
                    None => edition.unread.push(UnreadRow {
                        place: format!("entry {number} of the snapshot"),
                        reason: "cannot be unpacked; build the snapshot again".to_owned(),
                    }),
                }
                number += 1;
            }
        }
        editions
    }
}

fn lists_of(edition: &Edition) -> BTreeMap<String, usize> {
    let mut lists = BTreeMap::new();
    for entry in &edition.entries {
        *lists.entry(entry.list.0.clone()).or_insert(0) += 1;
    }
    lists
}

fn in_editions(editions: &[Edition], number: usize) -> Option<&ListEntry> {
    let mut left = number;
    for edition in editions {
        match edition.entries.get(left) {
            Some(entry) => return Some(entry),
            None => left -= edition.entries.len(),
        }
    }
    None
}
