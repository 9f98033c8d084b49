//! Entries -> candidates for a party, scored.
//!
//! In: editions. Out: an immutable [`Index`] that finds the entries a queried party may be. It
//! returns what [`match_party`](crate::matching::match_party) returns on every entry, found
//! faster: a candidate [`model`] says which names are compared at all, a [`Catalog`] finds exactly
//! those, and matching scores them.
//!
//! An index is never changed: what it keeps so as not to do it again (names analysed, and answers
//! where that is asked for) changes no answer. All working memory is in a [`Searcher`], one for each
//! thread.
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
mod memo;
mod mentions;
mod near;
mod ofac;
mod scratch;
mod search;
mod words;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

pub use catalog::{Candidates, Catalog, Incomplete};
pub use mentions::Mention;
pub use scratch::{Scratch, Work};
pub use search::{Found, Hit, SCORED_MAX, SearchOptions, Searcher};

use crate::model::{Edition, ListEntry, Name, Party, PartyKind};
use crate::names::{self, AnalysedName};
use entries::Entries;
use keys::KeyTable;
use memo::Memo;
use model::{Model, NameKeys};
use reading::{Shape, Side};

/// An immutable index over the entries of some editions.
#[derive(Debug, Default)]
pub struct Index {
    entries: Entries,
    names: Catalog,
    /// Entry number of each name; ascending.
    entry_of_name: Vec<u32>,
    /// Number of the first name of each entry, and how many names there are.
    first_names: Vec<u32>,
    addresses: Catalog,
    /// Entry number of each address; ascending.
    entry_of_address: Vec<u32>,
    /// Entry numbers by identifier.
    identifiers: KeyTable,
    /// Entry numbers by day of birth.
    births: KeyTable,
    /// Names analysed so far; a name is analysed when it is first scored.
    analysed: Vec<OnceLock<Option<Box<AnalysedName>>>>,
    /// Answers to parties asked for before, where they are kept.
    memo: Option<Memo>,
}

impl Index {
    /// Builds the index.
    pub fn build(editions: Vec<Edition>) -> Self {
        Self::build_with(editions, Model::default())
    }

    fn build_with(editions: Vec<Edition>, model: Model) -> Self {
        let entries: Vec<&ListEntry> = editions.iter().flat_map(|e| &e.entries).collect();
        let (names, entry_of_name) = file(&entries, model, |party| {
            let shape = |name: &Name| Shape::of_name(&name.text, party.kind, Side::Listed);
            party.names.iter().map(shape).collect()
        });
        let (addresses, entry_of_address) = file(&entries, Model::of_addresses(), |party| {
            party.addresses.iter().map(Shape::of_address).collect()
        });
        let keys = |of: fn(&Party) -> Vec<u64>| {
            let entries = entries.iter().enumerate();
            let pairs = entries.flat_map(|(number, entry)| {
                of(&entry.party).into_iter().map(move |key| (key, number as u32))
            });
            KeyTable::build(pairs.collect())
        };
        let identifiers =
            keys(|party| party.identifiers.iter().flat_map(reading::identifier_keys).collect());
        let births = keys(|party| {
            party.dates_of_birth.iter().flat_map(|day| reading::birth_keys(day)).collect()
        });
        let analysed = (0..names.len()).map(|_| OnceLock::new()).collect();
        let entries = Entries::new(editions);
        Self {
            first_names: first_names(&entry_of_name, entries.len()),
            entries,
            names,
            entry_of_name,
            addresses,
            entry_of_address,
            identifiers,
            births,
            analysed,
            memo: None,
        }
    }

    /// The index, keeping what it answers to [`Index::search_here`] in so many places for parties
    /// that are asked for again. Answers are the same with it and without.
    #[must_use]
    pub fn remembering(mut self, places: usize) -> Self {
        self.memo = Some(Memo::new(places));
        self
    }

    /// Analyses all names now, on all threads, so that no search has to. Answers are the same.
    pub fn analyse_names(&self) {
        (0..self.names.len() as u32).into_par_iter().for_each(|number| {
            self.analysed_name(number);
        });
    }

    /// How many parties [`Index::search_here`] was asked for, and how many of them it knew from
    /// before; nothing where it keeps no answers.
    pub fn remembered(&self) -> (u64, u64) {
        self.memo.as_ref().map_or((0, 0), Memo::counts)
    }

    /// The editions it was built from. On an index from a snapshot the first call unpacks all
    /// entries; searches do not need that.
    pub fn editions(&self) -> &[Edition] {
        self.entries.editions()
    }

    /// The editions it was built from with the number of their entries. The editions themselves may
    /// be without entries: nothing is unpacked.
    pub fn headers(&self) -> impl Iterator<Item = (&Edition, usize)> {
        self.entries.headers()
    }

    /// Lists of each edition with the numbers of their entries, in the order of [`Index::headers`].
    pub fn lists_of_editions(&self) -> &[BTreeMap<String, usize>] {
        self.entries.lists()
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
        let names = self.entry_of_name.len() + self.first_names.len();
        let columns = (names + self.entry_of_address.len()) * 4;
        let keys = self.identifiers.bytes() + self.births.bytes();
        self.names.bytes() + self.addresses.bytes() + keys + columns
    }

    /// The index over the names alone.
    pub fn catalog(&self) -> &Catalog {
        &self.names
    }

    /// Numbers of an entry's names.
    fn names_of(&self, entry: u32) -> std::ops::Range<u32> {
        let bounds = self.first_names.get(entry as usize..).and_then(|names| names.first_chunk());
        bounds.map_or(0..0, |[from, to]| *from..*to)
    }

    /// A list name analysed; `None` where it cannot be screened.
    fn analysed(&self, number: u32, name: &Name, kind: PartyKind) -> Option<&AnalysedName> {
        let place = self.analysed.get(number as usize)?;
        place.get_or_init(|| names::analyse(&name.text, kind).ok().map(Box::new)).as_deref()
    }

    /// A list name by its number, and the kind of its party; `None` where its entry cannot be
    /// unpacked.
    fn name(&self, number: u32) -> Option<(&Name, PartyKind)> {
        let entry = *self.entry_of_name.get(number as usize)?;
        let at = (number - self.names_of(entry).start) as usize;
        let party = &self.entries.get(entry)?.party;
        Some((party.names.get(at)?, party.kind))
    }

    /// A list name analysed, read from its entry when it is first asked for; `None` where it cannot
    /// be screened.
    fn analysed_name(&self, number: u32) -> Option<&AnalysedName> {
        match self.analysed.get(number as usize)?.get() {
            Some(known) => known.as_deref(),
            None => self.name(number).and_then(|(name, kind)| self.analysed(number, name, kind)),
        }
    }

    /// Whether a name is filed as this program reads it.
    fn holds(&self, number: u32) -> bool {
        let Some((name, kind)) = self.name(number) else { return false };
        let shape = Shape::of_name(&name.text, kind, Side::Listed);
        self.names.holds(number, &shape.keys())
    }
}

/// Number of the first name of each of `entries` entries, and how many names there are.
fn first_names(entry_of_name: &[u32], entries: usize) -> Vec<u32> {
    let mut firsts = Vec::with_capacity(entries + 1);
    for (number, entry) in entry_of_name.iter().enumerate() {
        while firsts.len() <= *entry as usize && firsts.len() < entries {
            firsts.push(number as u32);
        }
    }
    firsts.resize(entries + 1, entry_of_name.len() as u32);
    firsts
}

/// Reads the texts of all parties and files them; gives also the entry number of each text.
fn file(
    entries: &[&ListEntry],
    model: Model,
    read: impl Fn(&Party) -> Vec<Shape> + Sync,
) -> (Catalog, Vec<u32>) {
    let shapes: Vec<Vec<Shape>> = entries.par_iter().map(|entry| read(&entry.party)).collect();
    let mut bearers = Vec::new();
    let mut keys: Vec<NameKeys<'_>> = Vec::new();
    for (number, of_entry) in shapes.iter().enumerate() {
        bearers.extend(of_entry.iter().map(|_| number as u32));
        keys.extend(of_entry.iter().map(Shape::keys));
    }
    (Catalog::build(&keys, model), bearers)
}
