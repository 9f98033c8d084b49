//! Published files -> the lists that the program carries whole (`lists/whole/`).
//!
//! In: a recipe and the folder of the files that it names. Out: the text of each list
//! file, the same bytes for the same files. Each list has one source that holds every entry of it;
//! further sources complete what that one does not print (addresses, identifiers, days), where the
//! same entry is in both: the same number of the publisher, or the same list and published name. No
//! source adds or removes an entry, and none adds a name. A file whose digest is not the one in the
//! recipe, or that its reader refuses or reads in part, refuses the whole.

mod address;
mod complete;
mod days;
mod recipe;
mod tidy;

use std::collections::BTreeMap;
use std::path::Path;

pub use recipe::Recipe;

use super::KNOWN_LISTS;
use super::embedded::digest;
use super::error::{ListsError, Refusal};
use super::formats;
use super::input::Input;
use super::whole::{self, Head, Origin};
use crate::model::{Edition, ListEntry};
use recipe::{Listed, Source};

/// How the files were made, as their heads say it.
const MADE_BY: &str = "highfence lists carry --from FOLDER (lists/whole/SOURCES.toml)";

/// A list file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its name, without folders.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// Makes the list files of `recipe` from the files under `folder`.
///
/// # Errors
///
/// Every file that is missing, has another digest, or is refused by its reader; every list that
/// has no source; every entry that could not be written.
pub fn make(recipe: &Recipe, folder: &Path) -> Result<Vec<Made>, ListsError> {
    let sources = read_all(recipe, folder)?;
    let mut made = Vec::new();
    let mut refusals = Vec::new();
    for list in &recipe.lists {
        match list_file(list, &sources) {
            Ok(file) => made.push(file),
            Err(error) => refusals.extend(error.refusals),
        }
    }
    if refusals.is_empty() { Ok(made) } else { Err(ListsError::many(refusals)) }
}

/// A source of the recipe, as read.
struct Read<'r> {
    source: &'r Source,
    edition: Edition,
}

fn read_all<'r>(recipe: &'r Recipe, folder: &Path) -> Result<Vec<Read<'r>>, ListsError> {
    let mut refusals = Vec::new();
    let mut io = false;
    let mut sources = Vec::new();
    for source in &recipe.sources {
        match read_source(source, folder) {
            Ok(edition) => sources.push(Read { source, edition }),
            Err(error) => {
                io |= error.io;
                refusals.extend(error.refusals);
            }
        }
    }
    if refusals.is_empty() { Ok(sources) } else { Err(ListsError { refusals, io }) }
}

fn read_source(source: &Source, folder: &Path) -> Result<Edition, ListsError> {
    let mut input = open(folder, &source.file, &source.sha256)?;
    for beside in &source.beside {
        let file = open(folder, &beside.file, &beside.sha256)?;
        input.beside.insert(beside.part.key(), file);
    }
    let edition = formats::read(&input, formats::guess(&input)?)?;
    let unread = edition.unread.iter();
    let refused: Vec<Refusal> =
        unread.map(|row| Refusal::at(&source.file, &row.place, &row.reason)).collect();
    if refused.is_empty() { Ok(edition) } else { Err(ListsError::many(refused)) }
}

fn open(folder: &Path, file: &str, sha256: &str) -> Result<Input, ListsError> {
    let path = folder.join(file);
    let bytes = std::fs::read(&path).map_err(|error| ListsError::io(file, &error))?;
    let has = digest(&bytes);
    if has != sha256 {
        let reason = format!("SHA-256 {has}, the recipe says {sha256}: another file");
        return Err(Refusal::whole(file, reason).into());
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(Input::new(&name.unwrap_or_default(), bytes)?)
}

/// One list: its entries from the source that carries it, completed from the others.
fn list_file(list: &Listed, sources: &[Read<'_>]) -> Result<Made, ListsError> {
    let main = sources.iter().find(|read| read.source.carries.contains(&list.id));
    let main = main.ok_or_else(|| Refusal::whole(&list.id, "no source carries this list"))?;
    let of_list = |entry: &&ListEntry| entry.list.as_str() == list.id;
    let mut entries: Vec<ListEntry> =
        main.edition.entries.iter().filter(of_list).cloned().collect();
    for entry in &mut entries {
        tidy::tidy(entry, &main.source.name);
    }
    let mut used: BTreeMap<usize, ()> = BTreeMap::new();
    for (at, read) in sources.iter().enumerate().filter(|(_, read)| !read.source.gives.is_empty()) {
        if complete::complete(&mut entries, read.source, &read.edition, &list.id) > 0 {
            used.insert(at, ());
        }
    }
    days::bound(&mut entries, list, sources);
    tidy::number(&mut entries);
    for entry in &mut entries {
        tidy::settle(entry);
    }
    let further = used.keys().filter_map(|at| sources.get(*at)).map(|read| read.source);
    let origins = [main.source].into_iter().chain(further).map(origin).collect();
    let text = whole::write(head(list, main.source, origins)?, entries)?;
    Ok(Made { file: list.file.clone(), text })
}

fn origin(source: &Source) -> Origin {
    let beside = source.beside.iter().map(|beside| beside.sha256.clone());
    Origin {
        name: source.name.clone(),
        day: source.day,
        gives: source.gives.iter().map(|fact| fact.name().to_owned()).collect(),
        sha256: [source.sha256.clone()].into_iter().chain(beside).collect(),
    }
}

fn head(list: &Listed, main: &Source, sources: Vec<Origin>) -> Result<Head, ListsError> {
    let known = KNOWN_LISTS.iter().find(|known| known.id == list.id);
    let known = known.ok_or_else(|| Refusal::whole(&list.id, "no known list"))?;
    Ok(Head {
        list: list.id.clone(),
        title: known.title.to_owned(),
        publisher: known.publisher.to_owned(),
        page: list.page.clone(),
        published: main.day,
        retrieved: main.retrieved,
        entries: 0,
        made_by: MADE_BY.to_owned(),
        sources,
    })
}
