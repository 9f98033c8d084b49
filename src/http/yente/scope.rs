//! Which entries a call reaches: dataset, schemata, countries, topics, exclusions.

use serde_json::Value;

use super::entity;
use super::schemata;
use crate::http::params::Params;
use crate::http::problem::{Kind, Problem};
use crate::http::snapshot::Snapshot;
use crate::model::{Date, EntryStatus, ListEntry};

/// Most ids that a call may exclude.
const EXCLUDED_MAX: usize = 50;

/// Which entries a call reaches.
#[derive(Debug, Default)]
pub(super) struct Scope {
    dataset: String,
    include: Vec<String>,
    exclude: Vec<String>,
    exclude_ids: Vec<String>,
    exclude_schemata: Vec<String>,
    topics: Vec<String>,
    changed_since: Option<Date>,
    /// Field and values: all fields must hold, each by one of its values.
    fields: Vec<(String, Vec<String>)>,
}

/// Datasets that hold several lists.
const COLLECTIONS: [&str; 2] = ["default", "sanctions"];

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
    let mut lists = snapshot.lists().keys();
    if COLLECTIONS.contains(&name) || lists.any(|list| entity::is_dataset(list, name)) {
        return Ok(());
    }
    let known = datasets(snapshot).join(", ");
    let detail = format!("there is no dataset of this name; there are: {known}");
    Err(Problem::new(Kind::NotFound, detail))
}

impl Scope {
    /// The scope of a call.
    ///
    /// # Errors
    /// An unknown dataset, too many exclusions, a text that is no date.
    pub(super) fn of(snapshot: &Snapshot, dataset: &str, params: &Params) -> Result<Self, Problem> {
        demand_dataset(snapshot, dataset)?;
        let scope = Self {
            dataset: dataset.to_owned(),
            include: params.many("include_dataset"),
            exclude: params.many("exclude_dataset"),
            exclude_ids: params.many("exclude_entity_ids"),
            exclude_schemata: params.many("exclude_schema"),
            topics: params.many("topics"),
            changed_since: params.one("changed_since").map(changed_since).transpose()?,
            fields: Vec::new(),
        };
        scope.check()
    }

    fn check(self) -> Result<Self, Problem> {
        if self.exclude_ids.len() > EXCLUDED_MAX {
            let detail = format!("at most {EXCLUDED_MAX} ids may be excluded");
            return Err(Problem::parameter("exclude_entity_ids", detail));
        }
        Ok(self)
    }

    /// Adds what the body of a call says (`params` of Marble's wire format).
    ///
    /// # Errors
    /// Values that are no lists of texts.
    pub(super) fn with_body(mut self, params: Option<&Value>) -> Result<Self, Problem> {
        let Some(Value::Object(map)) = params else { return Ok(self) };
        for (key, value) in map {
            let target = match key.as_str() {
                "include_datasets" | "include_dataset" => &mut self.include,
                "exclude_datasets" | "exclude_dataset" => &mut self.exclude,
                "exclude_entity_ids" => &mut self.exclude_ids,
                _ => continue,
            };
            let texts = value.as_array().map(|values| {
                values.iter().map(|v| v.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
            });
            match texts {
                Some(Some(texts)) => target.extend(texts),
                _ if value.is_null() => {}
                _ => {
                    let pointer = format!("/params/{key}");
                    return Err(super::query::invalid(&pointer, "must be a list of texts"));
                }
            }
        }
        self.check()
    }

    /// Adds a condition on a field.
    ///
    /// # Errors
    /// A field that cannot be filtered by.
    pub(super) fn demand(&mut self, field: &str, values: Vec<String>) -> Result<(), Problem> {
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
            let detail =
                format!("`{field}` is no field to filter by; there are: {}", FIELDS.join(", "));
            return Err(Problem::new(Kind::Malformed, detail));
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
            "sanctions" => entry.status == EntryStatus::Listed && entry.is_listed_on(day),
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
        if self.changed_since.is_some_and(|since| entity::changed(entry).is_none_or(|d| d < since))
        {
            return false;
        }
        let topics = entity::topics(entry);
        if !self.topics.is_empty() && !self.topics.iter().any(|topic| topics.contains(&&**topic)) {
            return false;
        }
        if !self.exclude_ids.is_empty() {
            let (id, referent) = (snapshot.entities().id(entry), entity::referent(entry));
            if self.exclude_ids.iter().any(|excluded| *excluded == id || *excluded == referent) {
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
        "schema" => {
            let schema = schemata::of_kind(entry.party.kind);
            values.iter().any(|value| schemata::is_a(schema, value))
        }
        "countries" | "country" => any("country"),
        "topics" => any("topics"),
        "datasets" | "dataset" => has(&entity::dataset(entry.list.as_str())),
        "genders" => any("gender"),
        "identifiers" => entry.party.identifiers.iter().any(|identifier| has(&identifier.number)),
        "id" => has(&snapshot.entities().id(entry)),
        _ => false,
    }
}

fn changed_since(text: &str) -> Result<Date, Problem> {
    let day = text.split(['T', ' ']).next().unwrap_or("");
    crate::http::ask::day(day).ok_or_else(|| {
        Problem::parameter("changed_since", format!("`{text}` is no date; write 2024-10-01"))
    })
}
