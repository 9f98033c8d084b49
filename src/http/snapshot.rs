//! Lists, rules and profiles of one moment, immutable. Each answer comes from exactly one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::entities::Entities;
use super::known::Answers;
use super::profile::Profile;
use crate::index::Index;
use crate::model::{Date, Edition, Level, ListEntry, hex};
use crate::rules::RuleSet;
use crate::rules::tables::Tables;
use crate::screen::{Asked, EditionUsed, Engine};

/// What a snapshot is made of.
#[derive(Debug)]
pub struct Sources {
    /// List editions.
    pub editions: Vec<Edition>,
    /// The index over exactly these editions, where it is at hand; built of them otherwise.
    pub index: Option<Index>,
    /// Rules.
    pub rules: RuleSet,
    /// Tables of law.
    pub tables: Tables,
    /// Profiles, by name.
    pub profiles: Vec<Profile>,
    /// How the question is narrowed for all profiles.
    pub asked: Asked,
}

/// Reads the sources anew. The command line provides it; it alone knows files.
pub type Loader = Box<dyn Fn() -> Result<Sources, String> + Send + Sync>;

/// A profile with the engine that serves it.
#[derive(Debug)]
pub struct Served {
    /// The profile.
    pub profile: Profile,
    /// Its engine.
    pub engine: Engine,
    /// Digest over lists, rules, thresholds and program: what an answer rests on.
    pub digest: String,
}

/// The state of one moment.
#[derive(Debug)]
pub struct Snapshot {
    /// Digest over all profiles: changes with any list, rule or profile.
    pub id: String,
    /// Engines by profile name; `default` is always there.
    served: BTreeMap<String, Arc<Served>>,
    full: Arc<Served>,
    /// All editions, whatever the profiles choose of them.
    editions: Vec<Edition>,
    /// Where each entry stands: (list, entry id) -> (edition, place).
    places: BTreeMap<(String, String), (usize, usize)>,
    /// Entries under the ids of the facade.
    entities: Entities,
    /// Lists with their numbers of entries.
    lists: BTreeMap<String, usize>,
    /// Lists of which each edition holds entries, in the order of the editions.
    lists_of_editions: Vec<BTreeSet<String>>,
    /// Screenings made, with level and entity tag.
    pub(super) screenings: Answers<(Level, String)>,
    /// Searches made, with the number of their queries.
    pub(super) searches: Answers<usize>,
}

/// Answers of a search that each profile's index keeps, for parties that are asked for again.
const REMEMBERED: usize = 1 << 16;
/// Name of the profile that serves where none is named.
pub const DEFAULT_PROFILE: &str = "default";

impl Snapshot {
    /// Builds a snapshot.
    ///
    /// # Errors
    /// No entry at all, damaged dictionaries, or a profile that names a list or rule that is not
    /// there.
    pub fn build(mut sources: Sources) -> Result<Self, String> {
        let index = sources.index.take();
        if sources.editions.iter().all(|edition| edition.entries.is_empty()) {
            return Err("the lists hold no entry".to_owned());
        }
        let lists = count(&sources.editions);
        let serve = |profile: &Profile, index: Option<Index>| -> Result<Arc<Served>, String> {
            profile.check(&lists, &sources.rules)?;
            let index = index.unwrap_or_else(|| Index::build(profile.editions(&sources.editions)));
            let engine = engine(profile, index, &sources)?;
            let digest = digest(profile, &engine);
            Ok(Arc::new(Served { profile: profile.clone(), engine, digest }))
        };
        let full = serve(&Profile::named(DEFAULT_PROFILE), index)?;
        let mut served = BTreeMap::from([(DEFAULT_PROFILE.to_owned(), Arc::clone(&full))]);
        for profile in &sources.profiles {
            served.insert(profile.name.clone(), serve(profile, None)?);
        }
        let mut hash = Sha256::new();
        for one in served.values() {
            hash.update(one.digest.as_bytes());
        }
        let editions = sources.editions;
        let (places, entities) = (places(&editions), Entities::of(&editions));
        let lists_of_editions = editions
            .iter()
            .map(|edition| edition.entries.iter().map(|entry| entry.list.0.clone()).collect())
            .collect();
        let id = short(hash);
        let (screenings, searches) = Default::default();
        Ok(Self {
            id,
            served,
            full,
            editions,
            places,
            entities,
            lists,
            lists_of_editions,
            screenings,
            searches,
        })
    }

    /// Does ahead what the first requests would otherwise wait for. Answers are the same.
    pub fn make_ready(&self) {
        self.profiles().for_each(|served| served.engine.index.analyse_names());
    }

    /// The engine over all lists and all rules.
    pub fn full(&self) -> &Arc<Served> {
        &self.full
    }

    /// The engine of a profile.
    pub fn profile(&self, name: &str) -> Option<&Arc<Served>> {
        self.served.get(name)
    }

    /// All profiles, by name.
    pub fn profiles(&self) -> impl Iterator<Item = &Arc<Served>> {
        self.served.values()
    }

    /// How many requests were answered as the same request before.
    pub fn requests_known(&self) -> u64 {
        self.screenings.counts().1 + self.searches.counts().1
    }

    /// Lists with their numbers of entries, by id.
    pub fn lists(&self) -> &BTreeMap<String, usize> {
        &self.lists
    }

    /// The entry of an id on a list.
    pub fn entry(&self, list: &str, id: &str) -> Option<&ListEntry> {
        let key = (list.to_owned(), id.to_owned());
        let (edition, place) = *self.places.get(&key)?;
        self.editions.get(edition)?.entries.get(place)
    }

    /// Entries under the ids of the facade.
    pub fn entities(&self) -> &Entities {
        &self.entities
    }

    /// All editions.
    pub fn all(&self) -> &[Edition] {
        &self.editions
    }

    /// Lists of which each edition holds entries, in the order of [`Self::all`].
    pub fn lists_of_editions(&self) -> &[BTreeSet<String>] {
        &self.lists_of_editions
    }

    /// The editions with their ages on `day`.
    pub fn editions(&self, day: Date) -> Vec<EditionUsed> {
        self.editions.iter().map(|edition| EditionUsed::of(edition, day)).collect()
    }
}

fn count(editions: &[Edition]) -> BTreeMap<String, usize> {
    let mut lists = BTreeMap::new();
    for entry in editions.iter().flat_map(|edition| &edition.entries) {
        *lists.entry(entry.list.0.clone()).or_insert(0) += 1;
    }
    lists
}

fn places(editions: &[Edition]) -> BTreeMap<(String, String), (usize, usize)> {
    let mut places = BTreeMap::new();
    for (number, edition) in editions.iter().enumerate() {
        for (place, entry) in edition.entries.iter().enumerate() {
            let key = (entry.list.0.clone(), entry.id.clone());
            places.entry(key).or_insert((number, place));
        }
    }
    places
}

fn engine(profile: &Profile, index: Index, sources: &Sources) -> Result<Engine, String> {
    let index = index.remembering(REMEMBERED);
    let engine = Engine::new(index, profile.rules(&sources.rules), sources.tables.clone())?;
    Ok(Engine {
        threshold: profile.threshold,
        asked: profile.asked().within(&sources.asked),
        ..engine
    })
}

fn digest(profile: &Profile, engine: &Engine) -> String {
    let mut hash = Sha256::new();
    hash.update(profile.digest());
    hash.update(engine.state_digest());
    short(hash)
}

/// The first 128 bits of a digest, in hexadecimal.
pub(super) fn short(hash: Sha256) -> String {
    hash.finalize().first_chunk::<16>().map_or_else(String::new, |half| hex(half))
}
