//! What a reader has read so far.

use std::collections::BTreeMap;

use super::error::{ListsError, Refusal, shorten};
use super::input::Input;
use super::limits::{UNREAD_FREE, UNREAD_PERCENT_MAX};
use crate::model::{Date, Level, ListEntry, Name, NameKind, UnreadRow};

/// Entries, unread rows and doubts of one file, filled by its reader.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The file's name.
    pub file: String,
    /// Id of the edition: the list, or the format for files of several lists.
    pub id: String,
    /// Rows or records of the file, whatever became of them.
    pub rows: u64,
    /// Entries in file order.
    pub entries: Vec<ListEntry>,
    /// Rows that could not be read.
    pub unread: Vec<UnreadRow>,
    /// Doubts about the whole file.
    pub warnings: Vec<String>,
    /// Reasons to refuse the whole file.
    pub refusals: Vec<Refusal>,
    /// Publication date as the data states it.
    pub published: Option<Date>,
    /// What a hit means, where the list's own file says it.
    pub hit: Option<Level>,
    /// Whether the format itself shows that the file is whole (an end mark, a closed root).
    pub has_end: bool,
    /// Whether rows and entries are the same thing, so that rows = entries + unread.
    pub row_per_entry: bool,
}

impl Reading {
    /// Nothing read yet.
    pub(super) fn new(input: &Input, id: &str) -> Self {
        Self {
            file: input.name.clone(),
            id: id.to_owned(),
            has_end: true,
            row_per_entry: true,
            ..Self::default()
        }
    }

    /// A row that cannot be read.
    pub(super) fn unread(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.unread.push(UnreadRow { place: place.into(), reason: reason.into() });
    }

    /// A reason to refuse the whole file.
    pub(super) fn refuse(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        let refusal = Refusal::at(&self.file, place, reason);
        self.refusals.push(refusal);
    }

    /// A doubt about the whole file.
    pub(super) fn warn(&mut self, text: impl Into<String>) {
        self.warnings.push(text.into());
    }

    /// Checks that hold for every format, once all rows are read.
    ///
    /// # Errors
    ///
    /// Every reason to refuse the file.
    pub(super) fn close(&mut self) -> Result<(), ListsError> {
        // A file that could not be read to its end has entries whose ids were never made.
        if self.refusals.is_empty() {
            self.check_ids();
        }
        self.check_names();
        self.check_repeats();
        let unread = self.unread.len() as u64;
        if unread > UNREAD_FREE && unread * 100 > self.rows * UNREAD_PERCENT_MAX {
            let first = self
                .unread
                .first()
                .map_or(String::new(), |row| format!("; the first: {}: {}", row.place, row.reason));
            self.refuse("", format!("{unread} of {} rows could not be read{first}", self.rows));
        }
        if self.entries.is_empty() && self.refusals.is_empty() {
            self.refuse("", "no entries: a list is never empty");
        }
        if self.refusals.is_empty() {
            return Ok(());
        }
        Err(ListsError::many(std::mem::take(&mut self.refusals)))
    }

    /// Refuses ids that two entries of one list share under different names. The same name twice
    /// under one id (a publisher's slip) is kept, told apart by a number, and said.
    fn check_ids(&mut self) {
        let mut seen: BTreeMap<(String, String), (String, usize)> = BTreeMap::new();
        let (mut twice, mut repeated) = (Vec::new(), 0_u64);
        for entry in &mut self.entries {
            let key = (entry.list.as_str().to_owned(), entry.id.clone());
            let caption = entry.party.caption().to_owned();
            match seen.get_mut(&key) {
                None => {
                    seen.insert(key, (caption, 1));
                }
                Some((first, count)) if *first == caption => {
                    *count += 1;
                    repeated += 1;
                    entry.id = format!("{}#{count}", entry.id);
                }
                Some((first, _)) => twice.push(format!(
                    "id `{}` of {} is used for two parties, `{}` and `{}`",
                    entry.id,
                    entry.list,
                    shorten(first),
                    shorten(&caption)
                )),
            }
        }
        if repeated > UNREAD_FREE && repeated * 100 > self.rows * UNREAD_PERCENT_MAX {
            self.refuse("", format!("{repeated} rows repeat the id and name of another row"));
        } else if repeated > 0 {
            self.warn(format!("{repeated} rows repeat the id and name of another row"));
        }
        for reason in twice.into_iter().take(20) {
            self.refuse("", reason);
        }
    }

    /// Counts entries that say the same as another one of their list.
    fn check_repeats(&mut self) {
        let mut seen = std::collections::BTreeSet::new();
        let mut repeated = 0_usize;
        for entry in &self.entries {
            let mut key = format!("{}|{}", entry.list, entry.party.caption());
            let addresses = entry.party.addresses.iter().map(|address| address.text.as_str());
            let more = [&entry.citations, &entry.codes, &entry.programs, &entry.party.countries];
            let more = more.into_iter().flatten().map(String::as_str);
            let births = entry.party.dates_of_birth.iter().map(String::as_str);
            for part in addresses.chain(more).chain(births) {
                key.push('|');
                key.push_str(part);
            }
            key.push_str(&format!(
                "|{:?}|{:?}",
                entry.listed,
                entry.requirements.first().map(|r| &r.raw)
            ));
            // Two rows of a publisher with its own ids are two entries.
            let own = entry.id.starts_with(|c: char| c.is_ascii_digit()) && !entry.id.contains('#');
            repeated += usize::from(!own && !seen.insert(key));
        }
        const REPEATED_FREE: usize = 10;
        let share = repeated * 100 > self.entries.len() * 2;
        if repeated > REPEATED_FREE && share {
            self.refuse("", format!("{repeated} entries say the same as another: rows repeated"));
        } else if repeated > 0 {
            self.warn(format!("{repeated} entries say the same as another"));
        }
    }

    /// An entry must have a name or an address to be found by.
    fn check_names(&mut self) {
        let file = &self.file;
        let refusals = &mut self.refusals;
        for entry in &self.entries {
            let named = entry.party.names.iter().any(|n| n.text.chars().any(char::is_alphanumeric));
            if !named && entry.party.addresses.is_empty() {
                refusals.push(Refusal::whole(
                    file,
                    format!("entry `{}` has neither a name nor an address", entry.id),
                ));
            }
        }
        refusals.truncate(50);
    }
}

/// Gives entries without a publisher's id one of list, name and country, and tells same-named ones
/// apart by a number, in file order.
pub(super) fn made_ids(entries: &mut [ListEntry]) {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries.iter_mut().filter(|entry| entry.id.is_empty()) {
        let country = entry.party.countries.first().cloned().unwrap_or_default();
        let caption = match entry.party.caption() {
            "" => entry.party.addresses.first().map_or("", |a| a.text.as_str()),
            name => name,
        };
        let id = super::entry_id::made(entry.list.as_str(), caption, &country);
        let count = used.entry(id.clone()).or_default();
        *count += 1;
        entry.id = if *count == 1 { id } else { format!("{id}#{count}") };
    }
}

/// Adds a name unless the party has it already (whatever its kind: the stronger one came first).
pub(super) fn add_name(entry: &mut ListEntry, text: &str, kind: NameKind) {
    let text = text.trim().trim_end_matches([',', ';']).trim();
    if !text.is_empty() && !entry.party.names.iter().any(|name| name.text == text) {
        entry.party.names.push(Name::new(text, kind));
    }
}

/// Adds a country code unless the party has it already.
pub(super) fn add_country(entry: &mut ListEntry, code: Option<&str>) {
    if let Some(code) = code
        && !entry.party.countries.iter().any(|known| known == code)
    {
        entry.party.countries.push(code.to_owned());
    }
}
