//! Which entries a call reaches: dataset, schemata, countries, topics, exclusions.

use std::collections::BTreeSet;

use serde_json::Value;

use super::entity;
use super::schemata;
use crate::http::params::Params;
use crate::http::party::unknown;
use crate::http::problem::{Kind, Problem};
use crate::http::snapshot::Snapshot;
use crate::lists::countries;
use crate::model::{Date, EntryStatus, ListEntry};
use crate::wire::place::Place;

/// Most ids that the address of a call may exclude.
const EXCLUDED_MAX: usize = 50;
/// Most ids that its body may exclude: bodies are there for those that no address has room for.
const EXCLUDED_IN_BODY_MAX: usize = 10_000;

/// Which entries a call reaches.
#[derive(Debug, Default)]
pub(super) struct Scope {
    dataset: String,
    include: Vec<String>,
    exclude: Vec<String>,
    exclude_ids: BTreeSet<String>,
    exclude_schemata: Vec<String>,
    topics: Vec<String>,
    changed_since: Option<Date>,
    /// Field and values: all fields must hold, each by one of its values.
    fields: Vec<(String, Vec<String>)>,
}

/// Datasets that hold several lists.
const COLLECTIONS: [&str; 2] = ["default", "sanctions"];

/// Whether an entry is in force on the day: what the dataset `sanctions` holds.
pub(super) fn is_sanction(entry: &ListEntry, day: Date) -> bool {
    entry.status == EntryStatus::Listed && entry.is_listed_on(day)
}

/// All datasets: the two collections and one for each list.
pub(super) fn datasets(snapshot: &Snapshot) -> Vec<String> {
    let collections = COLLECTIONS.into_iter().map(str::to_owned);
    let lists = snapshot.lists().keys().map(|list| entity::dataset(list));
    collections.chain(lists).collect()
}

/// Checks that there is a dataset of this name.
///
/// # Errors
/// 404 with the names there are.
pub(super) fn demand_dataset(snapshot: &Snapshot, name: &str) -> Result<(), Problem> {
    demand_dataset_at(snapshot, name, None)
}

fn demand_dataset_at(snapshot: &Snapshot, name: &str, at: Option<&str>) -> Result<(), Problem> {
    let mut lists = snapshot.lists().keys();
    if COLLECTIONS.contains(&name) || lists.any(|list| entity::is_dataset(list, name)) {
        return Ok(());
    }
    let all = datasets(snapshot);
    let known: Vec<&str> = all.iter().map(String::as_str).collect();
    let detail = unknown(name, "dataset", &known);
    Err(match at {
        None => Problem::new(Kind::NotFound, detail),
        Some(pointer) => Problem::at(Kind::NotFound, pointer, detail),
    })
}

/// Where a call names what it wants: a key of the body's `params`, or a query parameter.
type At<'a> = &'a dyn Fn(&str) -> String;

impl Scope {
    /// The scope of a call.
    ///
    /// # Errors
    /// An unknown dataset, schema or topic, too many exclusions, a text that is no date. A filter
    /// that names nothing would otherwise empty the answer.
    pub(super) fn of(snapshot: &Snapshot, dataset: &str, params: &Params) -> Result<Self, Problem> {
        demand_dataset(snapshot, dataset)?;
        let scope = Self {
            dataset: dataset.to_owned(),
            include: params.many("include_dataset"),
            exclude: params.many("exclude_dataset"),
            exclude_ids: params.many("exclude_entity_ids").into_iter().collect(),
            exclude_schemata: params.many("exclude_schema"),
            topics: params.many("topics"),
            changed_since: params.one("changed_since").map(changed_since).transpose()?,
            fields: Vec::new(),
        };
        scope.check(snapshot, EXCLUDED_MAX, &|name| format!("?{name}"))
    }

    fn check(self, snapshot: &Snapshot, most: usize, at: At<'_>) -> Result<Self, Problem> {
        if self.exclude_ids.len() > most {
            let detail = format!("at most {most} ids may be excluded");
            return Err(Problem::at(Kind::Invalid, at("exclude_entity_ids"), detail));
        }
        for (key, names) in [("include_dataset", &self.include), ("exclude_dataset", &self.exclude)]
        {
            for name in names {
                demand_dataset_at(snapshot, name, Some(&at(key)))?;
            }
        }
        for name in &self.exclude_schemata {
            demand_schema(name, &at("exclude_schema"))?;
        }
        for topic in &self.topics {
            demand_topic(topic, &at("topics"))?;
        }
        Ok(self)
    }

    /// Adds what the body of a call says (`params` of Marble's wire format).
    ///
    /// # Errors
    /// Unknown keys, values that are no lists of texts, and what [`Self::of`] refuses.
    pub(super) fn with_body(
        mut self,
        snapshot: &Snapshot,
        params: Option<&Value>,
    ) -> Result<Self, Problem> {
        const KEYS: [&str; 6] = [
            "include_datasets",
            "exclude_datasets",
            "exclude_entity_ids",
            "include_dataset",
            "exclude_dataset",
            "topics",
        ];
        let map = match params {
            None | Some(Value::Null) => return Ok(self),
            Some(Value::Object(map)) => map,
            Some(_) => return Err(super::query::invalid("/params", "must be an object")),
        };
        for (key, value) in map {
            let pointer = Place::Key(&Place::Start("/params"), key).to_string();
            let mut ids = Vec::new();
            let target = match key.as_str() {
                "include_datasets" | "include_dataset" => &mut self.include,
                "exclude_datasets" | "exclude_dataset" => &mut self.exclude,
                "exclude_entity_ids" => &mut ids,
                "topics" => &mut self.topics,
                _ => return Err(super::query::invalid(&pointer, &unknown(key, "key", &KEYS))),
            };
            let texts = value.as_array().map(|values| {
                values.iter().map(|v| v.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
            });
            match texts {
                Some(Some(texts)) => target.extend(texts),
                _ if value.is_null() => {}
                _ => return Err(super::query::invalid(&pointer, "must be a list of texts")),
            }
            self.exclude_ids.extend(ids);
        }
        let named = |key: &str| map.keys().find(|own| own.trim_end_matches('s') == key).cloned();
        self.check(snapshot, EXCLUDED_IN_BODY_MAX, &|key| {
            format!("/params/{}", named(key).unwrap_or_else(|| key.to_owned()))
        })
    }

    /// Adds a condition on a field, which stands at a place of the call.
    ///
    /// # Errors
    /// A field that cannot be filtered by, or a value that names nothing.
    pub(super) fn demand(
        &mut self,
        snapshot: &Snapshot,
        field: &str,
        mut values: Vec<String>,
        at: &str,
    ) -> Result<(), Problem> {
        const FIELDS: [&str; 9] = [
            "schema",
            "countries",
            "country",
            "topics",
            "datasets",
            "dataset",
            "genders",
            "identifiers",
            "id",
        ];
        if !FIELDS.contains(&field) {
            let detail = unknown(field, "field to filter by", &FIELDS);
            return Err(Problem::at(Kind::Malformed, at, detail));
        }
        for value in &mut values {
            match field {
                "schema" => demand_schema(value, at)?,
                "topics" => demand_topic(value, at)?,
                "datasets" | "dataset" => demand_dataset_at(snapshot, value, Some(at))?,
                "countries" | "country" => *value = country(value, at)?,
                "genders" if !GENDERS.contains(&value.to_lowercase().as_str()) => {
                    let detail = unknown(value, "gender", &GENDERS);
                    return Err(Problem::at(Kind::Malformed, at, detail));
                }
                _ => {}
            }
        }
        if !values.is_empty() {
            self.fields.push((field.to_owned(), values));
        }
        Ok(())
    }

    /// Whether the call reaches an entry.
    pub(super) fn reaches(&self, snapshot: &Snapshot, entry: &ListEntry, day: Date) -> bool {
        let of = |name: &String| match name.as_str() {
            "default" => true,
            "sanctions" => is_sanction(entry, day),
            name => entity::is_dataset(entry.list.as_str(), name),
        };
        if !of(&self.dataset)
            || (!self.include.is_empty() && !self.include.iter().any(of))
            || self.exclude.iter().any(of)
        {
            return false;
        }
        let schema = schemata::of_kind(entry.party.kind);
        if self.exclude_schemata.iter().any(|name| name == schema) {
            return false;
        }
        // An entry of which no day of change is known stays: it may have changed since.
        let changed = || entity::last_change(snapshot, entry, day);
        if self.changed_since.is_some_and(|since| changed().is_some_and(|last| last < since)) {
            return false;
        }
        let topics = entity::topics(entry);
        if !self.topics.is_empty() && !self.topics.iter().any(|topic| topics.contains(&&**topic)) {
            return false;
        }
        if !self.exclude_ids.is_empty() {
            let (id, referent) = (snapshot.entities().id(entry), entity::referent(entry));
            if self.exclude_ids.contains(&id) || self.exclude_ids.contains(&referent) {
                return false;
            }
        }
        self.holds_fields(snapshot, entry)
    }

    /// Whether all conditions on fields hold.
    pub(super) fn holds_fields(&self, snapshot: &Snapshot, entry: &ListEntry) -> bool {
        self.fields.iter().all(|(field, values)| holds(snapshot, entry, field, values))
    }
}

fn holds(snapshot: &Snapshot, entry: &ListEntry, field: &str, values: &[String]) -> bool {
    let has = |actual: &str| values.iter().any(|value| value.eq_ignore_ascii_case(actual));
    let properties = || entity::properties(entry);
    let any = |key: &str| properties().get(key).is_some_and(|all| all.iter().any(|v| has(v)));
    match field {
        "schema" => values.iter().any(|value| schemata::admits(value, entry.party.kind)),
        "countries" | "country" => any("country"),
        "topics" => any("topics"),
        "datasets" | "dataset" => has(&entity::dataset(entry.list.as_str())),
        "genders" => any("gender"),
        "identifiers" => entry.party.identifiers.iter().any(|identifier| has(&identifier.number)),
        "id" => has(&snapshot.entities().id(entry)),
        _ => false,
    }
}

const GENDERS: [&str; 3] = ["male", "female", "other"];

/// Checks that entries may be of a schema.
pub(super) fn demand_schema(name: &str, at: &str) -> Result<(), Problem> {
    let possible: Vec<&str> = schemata::possible().collect();
    if possible.contains(&name) {
        return Ok(());
    }
    Err(Problem::at(Kind::Malformed, at, unknown(name, "schema of entries", &possible)))
}

fn demand_topic(topic: &str, at: &str) -> Result<(), Problem> {
    if entity::TOPICS.contains(&topic) {
        return Ok(());
    }
    Err(Problem::at(Kind::Malformed, at, unknown(topic, "topic of entries", &entity::TOPICS)))
}

/// The small code of a country, by code or by name.
fn country(text: &str, at: &str) -> Result<String, Problem> {
    countries::code(text).map(|code| code.to_lowercase()).ok_or_else(|| {
        Problem::at(Kind::Malformed, at, format!("`{text}` is no country; write a code (`ru`)"))
    })
}

/// A day, with a time of day (`T`, hours, minutes, seconds) or without one. Entries tell of days
/// alone, so the time decides nothing.
fn changed_since(text: &str) -> Result<Date, Problem> {
    let (day, time) = text.split_once(['T', ' ']).map_or((text, None), |(d, t)| (d, Some(t)));
    let number = |part: &str, below: u8| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits && part.parse::<u8>().is_ok_and(|number| number < below)
    };
    let fine = time.is_none_or(|time| {
        let parts: Vec<&str> = time.split(':').collect();
        parts.len() <= 3 && parts.iter().zip([24, 60, 60]).all(|(part, below)| number(part, below))
    });
    crate::http::ask::day(day).filter(|_| fine).ok_or_else(|| {
        let detail = format!("`{text}` is no date; write 2024-10-01 or 2024-10-01T12:30:00");
        Problem::parameter("changed_since", detail)
    })
}
