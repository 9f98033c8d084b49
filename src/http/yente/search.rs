//! `GET /search/{dataset}`: a search box over names.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::entity;
use super::scope::Scope;
use crate::http::edge::Current;
use crate::http::entities::Place;
use crate::http::params::Params;
use crate::http::problem::{Kind, Problem};
use crate::http::service::Shared;
use crate::http::snapshot::Snapshot;
use crate::index::SearchOptions;
use crate::model::{Date, ListEntry, Name, NameKind, Party};

/// Greatest offset.
const OFFSET_MAX: usize = 9_499;
/// Longest text.
const TEXT_MAX: usize = 1_000;

/// Searches names, also misspelled ones, and filters.
#[utoipa::path(
    get, path = "/search/{dataset}", tag = "yente facade",
    params(
        ("dataset" = String, Path, description = "`default`, `sanctions`, or a list."),
        ("q" = Option<String>, Query, description = "Words of a name."),
        ("schema" = Option<String>, Query, description = "Schema (Thing)."),
        ("limit" = Option<u16>, Query, description = "Most results (10).", maximum = 500),
        ("offset" = Option<u16>, Query, description = "Results left out before.", maximum = 9499)
    ),
    responses((status = 200, description = "Entities, best first.", body = Value),
              crate::http::openapi::Problems)
)]
pub async fn search(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Path(dataset): Path<String>,
    params: Params,
) -> Result<Json<Value>, Problem> {
    let day = service.today();
    let limit = params.number("limit", 10, super::matching::LIMIT_MAX)?;
    let offset = params.number("offset", 0, OFFSET_MAX)?;
    let text = params.one("q").unwrap_or("");
    if text.len() > TEXT_MAX {
        return Err(Problem::parameter("q", format!("longer than {TEXT_MAX} bytes")));
    }
    let scope = scope(&snapshot, &dataset, &params)?;
    let mut found = found(&snapshot, text, day, &scope);
    sort(&snapshot, &mut found, &params)?;
    let page = found.iter().skip(offset).take(limit).filter_map(|place| at(&snapshot, *place));
    let results: Vec<Value> =
        page.map(|entry| Value::Object(entity::entity(&snapshot, entry, day))).collect();
    Ok(Json(json!({
        "results": results,
        "facets": facets(&snapshot, &found, &params),
        "total": { "value": found.len(), "relation": "eq" },
        "limit": limit,
        "offset": offset,
    })))
}

fn scope(snapshot: &Snapshot, dataset: &str, params: &Params) -> Result<Scope, Problem> {
    let mut scope = Scope::of(snapshot, dataset, params)?;
    if let Some(schema) = params.one("schema") {
        if super::schemata::find(schema).is_none() {
            return Err(Problem::new(Kind::Malformed, "there is no schema of this name"));
        }
        scope.demand("schema", vec![schema.to_owned()])?;
    }
    for field in ["countries", "datasets"] {
        scope.demand(field, params.many(field))?;
    }
    let any = params.one("filter_op").is_none_or(|op| op.eq_ignore_ascii_case("or"));
    let mut by_field: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for filter in params.many("filter") {
        let Some((field, value)) = filter.split_once(':') else {
            return Err(Problem::new(Kind::Malformed, "a filter reads field:value"));
        };
        by_field.entry(field.to_owned()).or_default().push(value.to_owned());
    }
    for (field, values) in by_field {
        if any {
            scope.demand(&field, values)?;
        } else {
            for value in values {
                scope.demand(&field, vec![value])?;
            }
        }
    }
    Ok(scope)
}

pub(super) fn at(snapshot: &Snapshot, place: Place) -> Option<&ListEntry> {
    snapshot.all().get(place.0)?.entries.get(place.1)
}

/// Places of entries: first those that match as a name does, best first, then those that hold all
/// words, in the order of the lists.
pub(super) fn found(snapshot: &Snapshot, text: &str, day: Date, scope: &Scope) -> Vec<Place> {
    let mut seen = BTreeSet::new();
    let mut places = Vec::new();
    let reaches = |entry: &ListEntry| scope.reaches(snapshot, entry, day);
    if !text.trim().is_empty() {
        let names = vec![Name::new(text, NameKind::Primary)];
        let asked = Party { names, ..Party::default() };
        let options = SearchOptions::default();
        for hit in snapshot.full().engine.index.search_here(&asked, options).hits {
            let place = snapshot.entities().place(&snapshot.entities().id(hit.entry));
            if let Some(place) = place.filter(|place| reaches(hit.entry) && seen.insert(*place)) {
                places.push(place);
            }
        }
    }
    for place in snapshot.entities().containing(text) {
        if at(snapshot, place).is_some_and(reaches) && seen.insert(place) {
            places.push(place);
        }
    }
    places
}

/// Sorts by the fields asked for (`field:desc`).
fn sort(snapshot: &Snapshot, found: &mut [Place], params: &Params) -> Result<(), Problem> {
    for order in params.many("sort").iter().rev() {
        let (field, down) = match order.split_once(':') {
            Some((field, direction)) => (field, direction.eq_ignore_ascii_case("desc")),
            None => (order.as_str(), false),
        };
        let key = |place: &Place| {
            let entry = at(snapshot, *place);
            match field {
                "caption" | "name" => entry.map(|e| e.party.caption().to_owned()),
                "first_seen" => entry.and_then(|e| e.listed).map(|day| day.to_string()),
                _ => entry.and_then(entity::changed).map(|day| day.to_string()),
            }
        };
        if !["caption", "name", "first_seen", "last_seen", "last_change"].contains(&field) {
            return Err(Problem::new(Kind::Malformed, "results cannot be sorted by this field"));
        }
        found.sort_by_cached_key(key);
        if down {
            found.reverse();
        }
    }
    Ok(())
}

/// How often each value of a field stands among the results.
fn facets(snapshot: &Snapshot, found: &[Place], params: &Params) -> Map<String, Value> {
    let asked = params.many("facets");
    let known = ["countries", "topics", "datasets", "schema", "genders"];
    let default = ["countries", "topics", "datasets"];
    let wanted = known.into_iter().filter(|facet| {
        if asked.is_empty() { default.contains(facet) } else { asked.iter().any(|a| a == facet) }
    });
    let mut facets = Map::new();
    for facet in wanted {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for entry in found.iter().filter_map(|place| at(snapshot, *place)) {
            for value in values(entry, facet) {
                *counts.entry(value).or_insert(0) += 1;
            }
        }
        let mut values: Vec<(String, usize)> = counts.into_iter().collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let values: Vec<Value> = values
            .into_iter()
            .map(|(name, count)| json!({ "name": name, "label": name, "count": count }))
            .collect();
        facets.insert(facet.to_owned(), json!({ "label": facet, "values": values }));
    }
    facets
}

fn values(entry: &ListEntry, facet: &str) -> Vec<String> {
    let property = |key: &str| entity::properties(entry).remove(key).unwrap_or_default();
    match facet {
        "countries" => property("country"),
        "topics" => entity::topics(entry).into_iter().map(str::to_owned).collect(),
        "datasets" => vec![entity::dataset(entry.list.as_str())],
        "schema" => vec![super::schemata::of_kind(entry.party.kind).to_owned()],
        _ => property("gender"),
    }
}
