//! `GET /search/{dataset}`: a search box over names.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::entity;
use super::scope::Scope;
use crate::http::edge::Current;
use crate::http::entities::Place;
use crate::http::params::{Named, Params};
use crate::http::party::{is_searchable, unknown};
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
        ("offset" = Option<u16>, Query, description = "Results left out before.", maximum = 9499),
        crate::http::openapi::Filters, crate::http::openapi::SearchFilters
    ),
    responses((status = 200, description = "Entities, best first.", body = Value),
              crate::http::openapi::Problems)
)]
pub async fn search(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named(dataset): Named<String>,
    params: Params,
) -> Result<Json<Value>, Problem> {
    let day = service.today();
    let limit = params.number("limit", 10, super::matching::LIMIT_MAX)?;
    let offset = params.number("offset", 0, OFFSET_MAX)?;
    let text = params.one("q").unwrap_or("").trim();
    let simple = params.flag("simple", false)?;
    params.flag("fuzzy", false)?;
    check_text(text, "q")?;
    if !simple {
        check_syntax(text)?;
    }
    let scope = scope(&snapshot, &dataset, &params)?;
    let mut found = found(&snapshot, text, day, &scope);
    sort(&snapshot, &mut found, day, &params)?;
    let page = found.iter().skip(offset).take(limit).filter_map(|place| at(&snapshot, *place));
    let results: Vec<Value> =
        page.map(|entry| Value::Object(entity::entity(&snapshot, entry, day))).collect();
    Ok(Json(json!({
        "results": results,
        "facets": facets(&snapshot, &found, &params)?,
        "total": { "value": found.len(), "relation": "eq" },
        "limit": limit,
        "offset": offset,
    })))
}

/// Refuses a text in which there is nothing to look for, though there is a text. None at all asks
/// for all entries.
pub(super) fn check_text(text: &str, name: &str) -> Result<(), Problem> {
    if text.len() > TEXT_MAX {
        return Err(Problem::parameter(name, format!("longer than {TEXT_MAX} bytes")));
    }
    if text.is_empty() || is_searchable(text) {
        return Ok(());
    }
    let detail = format!("`{text}` holds no letter and no digit to search for");
    Err(Problem::at(Kind::Malformed, format!("?{name}"), detail))
}

/// Refuses what the query language of yente cannot read either, and the part of it that is not
/// served here: a condition on a field would be looked for as words of a name.
fn check_syntax(text: &str) -> Result<(), Problem> {
    let wrong = |detail: String| Err(Problem::at(Kind::Malformed, "?q", detail));
    if text.matches('"').count() % 2 == 1 {
        return wrong("a quotation mark has no other".to_owned());
    }
    if text.matches('(').count() != text.matches(')').count() {
        return wrong("a bracket has no other".to_owned());
    }
    let is_field = |word: &str| {
        let word = word.trim_start_matches(['(', '+', '-', '"']);
        word.split_once(':').is_some_and(|(field, value)| {
            let plain = |c: char| c.is_ascii_lowercase() || c == '.' || c == '_';
            !field.is_empty() && field.chars().all(plain) && !value.is_empty()
        })
    };
    match text.split_whitespace().find(|word| is_field(word)) {
        None => Ok(()),
        Some(word) => wrong(format!("`{word}`: fields are not searched; use `filter=field:value`")),
    }
}

fn scope(snapshot: &Snapshot, dataset: &str, params: &Params) -> Result<Scope, Problem> {
    let mut scope = Scope::of(snapshot, dataset, params)?;
    if let Some(schema) = params.one("schema") {
        scope.demand(snapshot, "schema", vec![schema.to_owned()], "?schema")?;
    }
    for field in ["countries", "datasets"] {
        scope.demand(snapshot, field, params.many(field), &format!("?{field}"))?;
    }
    let operator = params.one("filter_op").unwrap_or("OR").to_ascii_uppercase();
    if !["OR", "AND"].contains(&operator.as_str()) {
        return Err(Problem::at(Kind::Malformed, "?filter_op", "`OR` or `AND`"));
    }
    let mut by_field: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for filter in params.many("filter") {
        let Some((field, value)) = filter.split_once(':').filter(|(_, value)| !value.is_empty())
        else {
            return Err(Problem::at(Kind::Malformed, "?filter", "a filter reads field:value"));
        };
        by_field.entry(field.to_owned()).or_default().push(value.to_owned());
    }
    for (field, values) in by_field {
        let groups: Vec<Vec<String>> = match operator.as_str() {
            "OR" => vec![values],
            _ => values.into_iter().map(|value| vec![value]).collect(),
        };
        for group in groups {
            scope.demand(snapshot, &field, group, "?filter")?;
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

/// What results can be sorted by.
const SORTS: [&str; 5] = ["caption", "name", "first_seen", "last_seen", "last_change"];

/// Sorts by the fields asked for (`field:desc`).
fn sort(
    snapshot: &Snapshot,
    found: &mut [Place],
    day: Date,
    params: &Params,
) -> Result<(), Problem> {
    for order in params.many("sort").iter().rev() {
        let (field, direction) = order.split_once(':').unwrap_or((order, "asc"));
        let direction = direction.to_ascii_lowercase();
        if !SORTS.contains(&field) || !["asc", "desc"].contains(&direction.as_str()) {
            let detail = format!("`{order}`: write field:asc or field:desc; {}", SORTS.join(", "));
            return Err(Problem::at(Kind::Malformed, "?sort", detail));
        }
        let key = |entry: &ListEntry| match field {
            "caption" | "name" => Some(entry.party.caption().to_owned()),
            "first_seen" => {
                let first = entry.listed.or_else(|| entity::published(snapshot, entry));
                first.map(|day| day.to_string())
            }
            "last_seen" => entity::published(snapshot, entry).map(|day| day.to_string()),
            _ => entity::last_change(snapshot, entry, day).map(|day| day.to_string()),
        };
        found.sort_by_cached_key(|place| at(snapshot, *place).and_then(key));
        if direction == "desc" {
            found.reverse();
        }
    }
    Ok(())
}

/// What can be counted among the results.
const FACETS: [&str; 6] = ["countries", "topics", "datasets", "schema", "genders", "identifiers"];

/// How often each value of a field stands among the results.
fn facets(
    snapshot: &Snapshot,
    found: &[Place],
    params: &Params,
) -> Result<Map<String, Value>, Problem> {
    let asked = params.many("facets");
    if let Some(other) = asked.iter().find(|facet| !FACETS.contains(&facet.as_str())) {
        return Err(Problem::at(Kind::Malformed, "?facets", unknown(other, "facet", &FACETS)));
    }
    let default = ["countries", "topics", "datasets"];
    let wanted = FACETS.into_iter().filter(|facet| {
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
    Ok(facets)
}

fn values(entry: &ListEntry, facet: &str) -> Vec<String> {
    let property = |key: &str| entity::properties(entry).remove(key).unwrap_or_default();
    match facet {
        "countries" => property("country"),
        "topics" => entity::topics(entry).into_iter().map(str::to_owned).collect(),
        "datasets" => vec![entity::dataset(entry.list.as_str())],
        "schema" => vec![super::schemata::of_kind(entry.party.kind).to_owned()],
        "identifiers" => {
            let numbers = entry.party.identifiers.iter().map(|one| one.number.clone());
            numbers.collect::<BTreeSet<_>>().into_iter().collect()
        }
        _ => property("gender"),
    }
}
