//! Entries -> candidates for a party, scored.
//!
//! In: editions. Out: an immutable [`Index`] that finds the entries a queried party may be. It
//! returns what [`match_party`](crate::matching::match_party) returns on every entry, found
//! faster: a candidate [`model`] says which names are compared at all, a [`Catalog`] finds exactly
//! those, and matching scores them.
//!
//! An index is never changed. All working memory is in a [`Searcher`], one for each thread.
//! Nothing here reads a file (a [`snapshot`] is read from any reader), a clock or the environment.

pub mod model;
pub mod reading;
pub mod rescreen;
pub mod snapshot;

mod batch;
mod catalog;
mod codec;
mod deletions;
mod distance;
mod entries;
mod forms;
mod keys;
mod near;
mod scratch;
mod search;
mod words;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

pub use catalog::{Candidates, Catalog, Incomplete};
pub use scratch::{Scratch, Work};
pub use search::{Found, Hit, SCORED_MAX, SearchOptions, Searcher};

use crate::model::{Edition, ListEntry, Party};
use entries::Entries;
use keys::KeyTable;
use model::{Model, NameKeys};
use reading::Reading;

/// An immutable index over the entries of some editions.
#[derive(Debug, Default)]
pub struct Index {
    entries: Entries,
    names: Catalog,
    /// Entry number of each name; ascending.
    entry_of_name: Vec<u32>,
    addresses: Catalog,
    /// Entry number of each address; ascending.
    entry_of_address: Vec<u32>,
    /// Entry numbers by identifier.
    identifiers: KeyTable,
}

impl Index {
    /// Builds the index.
    pub fn build(editions: Vec<Edition>) -> Self {
        Self::build_with(editions, Model::default())
    }

    fn build_with(editions: Vec<Edition>, model: Model) -> Self {
        let entries: Vec<&ListEntry> = editions.iter().flat_map(|e| &e.entries).collect();
        let (names, entry_of_name) = file(&entries, model, |party| {
            party.names.iter().map(|name| Reading::of_name(&name.text)).collect()
        });
        let (addresses, entry_of_address) = file(&entries, Model::of_addresses(), |party| {
            party.addresses.iter().map(|address| Reading::of_address(&address.text)).collect()
        });
        let mut identifiers = Vec::new();
        for (number, entry) in entries.iter().enumerate() {
            let keys = entry.party.identifiers.iter();
            let keys = keys.filter_map(|identifier| reading::identifier_key(&identifier.number));
            identifiers.extend(keys.map(|key| (key, number as u32)));
        }
        let identifiers = KeyTable::build(identifiers);
        let entries = Entries::new(editions);
        Self { entries, names, entry_of_name, addresses, entry_of_address, identifiers }
    }

    /// The editions it was built from. On an index from a snapshot the first call unpacks all
    /// entries; searches do not need that.
    pub fn editions(&self) -> &[Edition] {
        self.entries.editions()
    }

    /// How many names it holds.
    pub fn names(&self) -> usize {
        self.names.len()
    }

    /// How many entries it holds.
    pub fn entries(&self) -> usize {
        self.entries.len()
    }

    /// Bytes of memory that the index takes, without the entries themselves.
    pub fn bytes(&self) -> usize {
        let columns = (self.entry_of_name.len() + self.entry_of_address.len()) * 4;
        self.names.bytes() + self.addresses.bytes() + self.identifiers.bytes() + columns
    }

    /// The index over the names alone.
    pub fn catalog(&self) -> &Catalog {
        &self.names
    }

    /// The entry that bears a name, and which of its names it is.
    fn bearer(&self, name: u32) -> Option<(&ListEntry, usize)> {
        let entry = *self.entry_of_name.get(name as usize)?;
        let first = self.entry_of_name.partition_point(|e| *e < entry);
        Some((self.entries.get(entry)?, name as usize - first))
    }

    /// Whether a name is filed as this program reads it.
    fn holds(&self, name: u32) -> bool {
        let Some((entry, at)) = self.bearer(name) else { return false };
        let Some(name_text) = entry.party.names.get(at) else { return false };
        self.names.holds(name, &Reading::of_name(&name_text.text).keys())
    }
}

/// Reads the texts of all parties and files them; gives also the entry number of each text.
fn file(
    entries: &[&ListEntry],
    model: Model,
    read: impl Fn(&Party) -> Vec<Reading> + Sync,
) -> (Catalog, Vec<u32>) {
    let readings: Vec<Vec<Reading>> = entries.par_iter().map(|entry| read(&entry.party)).collect();
    let mut bearers = Vec::new();
    let mut keys: Vec<NameKeys<'_>> = Vec::new();
    for (number, of_entry) in readings.iter().enumerate() {
        bearers.extend(of_entry.iter().map(|_| number as u32));
        keys.extend(of_entry.iter().map(Reading::keys));
    }
    (Catalog::build(&keys, model), bearers)
}
