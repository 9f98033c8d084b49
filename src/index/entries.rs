//! List entries by number, unpacked when first asked for.
//!
//! In: editions, or the packed entries of a snapshot. Unpacking only what a search finds is what
//! lets a command start in milliseconds; every unpacked entry equals the one that was packed.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::codec::{Damage, Reader, Writer};
use crate::model::{Edition, ListEntry, Name, UnreadRow};

/// The entries of all editions, numbered in their order.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// All editions; filled at once where they were given, on demand where they are packed.
    editions: OnceLock<Vec<Edition>>,
    /// Entries of each edition.
    counts: Vec<usize>,
    packed: Option<Packed>,
}

#[derive(Debug)]
struct Packed {
    /// The editions without their entries.
    headers: Vec<Edition>,
    bytes: Vec<u8>,
    /// Where each entry begins, and where the last one ends.
    starts: Vec<u32>,
    unpacked: Vec<OnceLock<Option<Box<ListEntry>>>>,
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
        Self { editions: OnceLock::from(editions), counts, packed: None }
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

    /// All editions with all their entries. An entry that cannot be unpacked is an unread row.
    pub(super) fn editions(&self) -> &[Edition] {
        self.editions.get_or_init(|| {
            self.packed.as_ref().map_or_else(Vec::new, |packed| packed.all(&self.counts))
        })
    }

    pub(super) fn write(&self) -> Result<(Writer, Vec<u8>), Damage> {
        let wrong = |error: postcard::Error| Damage(format!("cannot be packed: {error}"));
        let (mut columns, mut bytes, mut starts) = (Writer::default(), Vec::new(), vec![0_u32]);
        let mut headers = Vec::new();
        for edition in self.editions() {
            for entry in &edition.entries {
                bytes.extend(pack(entry).map_err(wrong)?);
                starts.push(
                    u32::try_from(bytes.len())
                        .map_err(|_| Damage("the entries take more than 4 GiB".to_owned()))?,
                );
            }
            headers.push(Edition {
                id: edition.id.clone(),
                provenance: edition.provenance.clone(),
                entries: Vec::new(),
                unread: edition.unread.clone(),
                warnings: edition.warnings.clone(),
            });
        }
        columns.u8s(&postcard::to_stdvec(&headers).map_err(wrong)?);
        columns.u64s(&self.counts.iter().map(|count| *count as u64).collect::<Vec<_>>());
        columns.u32s(&starts);
        Ok((columns, bytes))
    }

    pub(super) fn read(from: &mut Reader<'_>, bytes: Vec<u8>) -> Result<Self, Damage> {
        let headers: Vec<Edition> = postcard::from_bytes(from.u8s()?)
            .map_err(|error| Damage(format!("editions cannot be unpacked: {error}")))?;
        let counts: Vec<usize> = from.u64s()?.into_iter().map(|count| count as usize).collect();
        let starts = from.u32s()?;
        let entries: usize = counts.iter().sum();
        if starts.len() != entries + 1 || headers.len() != counts.len() {
            return Err(Damage(format!("{entries} entries, {} places", starts.len())));
        }
        let unpacked = (0..entries).map(|_| OnceLock::new()).collect();
        let packed = Some(Packed { headers, bytes, starts, unpacked });
        Ok(Self { editions: OnceLock::new(), counts, packed })
    }
}

impl Packed {
    fn unpack(&self, number: u32) -> Option<Box<ListEntry>> {
        let from = *self.starts.get(number as usize)? as usize;
        let to = *self.starts.get(number as usize + 1)? as usize;
        unpack(self.bytes.get(from..to)?).map(Box::new)
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
