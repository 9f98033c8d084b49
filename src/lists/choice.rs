//! What a caller wants to screen against -> the editions to search, and the files they come from.

use std::path::PathBuf;

use super::assemble::{Origin, Source, assemble};
use super::error::ListsError;
use super::load::{files_of, load};
use super::store::Store;
use crate::model::{Date, Edition};

/// Which lists to screen against. The default: those that are part of the program.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Files and folders that are searched beside the carried and the stored lists.
    pub add: Vec<PathBuf>,
    /// Files and folders that are searched in place of all others; empty where nothing is narrowed.
    pub only: Vec<PathBuf>,
    /// The day of named files that tell none.
    pub edition_date: Option<Date>,
    /// The store of editions.
    pub store: Option<Store>,
    /// The day whose editions are taken from the store; the newest where `None`.
    pub day: Option<Date>,
}

/// Files from which editions are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChosenFiles {
    /// The files: where none of them changes, neither do the editions.
    pub files: Vec<PathBuf>,
    /// Series of the store that have no edition as old as the day.
    pub begin_later: Vec<String>,
}

impl Choice {
    /// Whether lists that the program carries or the store holds are left out.
    pub fn is_narrowed(&self) -> bool {
        !self.only.is_empty()
    }

    /// The editions, one list each; see [`assemble`].
    ///
    /// # Errors
    ///
    /// Every refused file with its reasons, a damaged store, or damaged carried lists.
    pub fn editions(&self) -> Result<Vec<Edition>, ListsError> {
        let from = |origin| move |edition| Source { edition, origin, accepted_by: None };
        let mut sources = Vec::new();
        if !self.is_narrowed() {
            sources.extend(super::carried()?.into_iter().map(from(Origin::Carried)));
            if let Some(store) = &self.store {
                let stored = store.in_use(self.day)?.into_iter();
                sources.extend(stored.map(|(edition, accepted_by)| Source {
                    edition,
                    origin: Origin::Stored,
                    accepted_by,
                }));
            }
        }
        let named: Vec<PathBuf> = self.only.iter().chain(&self.add).cloned().collect();
        sources.extend(load(&named)?.into_iter().map(from(Origin::Named)));
        Ok(assemble(sources, self.edition_date))
    }

    /// The files from which [`Choice::editions`] reads; `None` where one is the standard input.
    ///
    /// # Errors
    ///
    /// A folder that cannot be read, or a damaged store.
    pub fn files(&self) -> Result<Option<ChosenFiles>, ListsError> {
        let named: Vec<PathBuf> = self.only.iter().chain(&self.add).cloned().collect();
        let Some(mut files) = files_of(&named)? else { return Ok(None) };
        let mut begin_later = Vec::new();
        if let Some(store) = self.store.as_ref().filter(|_| !self.is_narrowed()) {
            let (stored, late) = store.files_on(self.day)?;
            files.extend(stored);
            begin_later = late;
        }
        Ok(Some(ChosenFiles { files, begin_later }))
    }
}
