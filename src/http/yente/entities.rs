//! `GET /entities/{id}` and its neighbors.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Map, Value, json};

use super::entity;
use crate::http::answer;
use crate::http::edge::Current;
use crate::http::params::{Named, Params};
use crate::http::problem::{Kind, Problem};
use crate::http::service::Shared;
use crate::http::snapshot::Snapshot;
use crate::model::ListEntry;

fn find<'s>(snapshot: &'s Snapshot, id: &str) -> Result<&'s ListEntry, Problem> {
    snapshot
        .entities()
        .place(id)
        .and_then(|place| super::search::at(snapshot, place))
        .ok_or_else(|| Problem::new(Kind::NotFound, "there is no entity of this id"))
}

/// One entity, with its listing inside unless `nested=false`.
#[utoipa::path(
    get, path = "/entities/{id}", tag = "yente facade",
    params(("id" = String, Path, description = "Id of the entity."),
           ("nested" = Option<bool>, Query, description = "With its listing inside (true).")),
    responses((status = 200, description = "The entity.", body = Value),
              (status = 304, description = "Unchanged."),
              (status = 308, description = "Known under another id."),
              crate::http::openapi::Problems)
)]
pub async fn one_entity(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named(id): Named<String>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let nested = params.flag("nested", true)?;
    let day = service.today();
    if let Some((list, own)) = id.split_once(':')
        && let Some(entry) = snapshot.entry(list, own)
    {
        let to = format!("/entities/{}", snapshot.entities().id(entry));
        return Ok(Redirect::permanent(&to).into_response());
    }
    let entry = find(&snapshot, &id)?;
    let value = if nested {
        entity::nested(&snapshot, entry, day)
    } else {
        Value::Object(entity::entity(&snapshot, entry, day))
    };
    let tag = format!("\"{}-{day}-{nested}\"", snapshot.id);
    Ok(answer::tagged(&headers, &tag, 300, &value))
}

fn page(
    snapshot: &Snapshot,
    entry: &ListEntry,
    service: &Shared,
    params: &Params,
) -> Result<Value, Problem> {
    let limit = params.number("limit", 10, super::matching::LIMIT_MAX)?;
    let offset = params.number("offset", 0, 9_499)?;
    let listing = Value::Object(entity::sanction(snapshot, entry, service.today()));
    let all = [listing];
    let results: Vec<&Value> = all.iter().skip(offset).take(limit).collect();
    Ok(json!({
        "results": results, "total": { "value": 1, "relation": "eq" },
        "limit": limit, "offset": offset,
    }))
}

/// The entity and its neighbors: the listing.
#[utoipa::path(
    get, path = "/entities/{id}/adjacent", tag = "yente facade",
    params(("id" = String, Path, description = "Id of the entity.")),
    responses((status = 200, description = "The entity and its neighbors.", body = Value),
              crate::http::openapi::Problems)
)]
pub async fn adjacent(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named(id): Named<String>,
    params: Params,
) -> Result<Json<Value>, Problem> {
    let entry = find(&snapshot, &id)?;
    let mut neighbors = Map::new();
    neighbors.insert("sanctions".to_owned(), page(&snapshot, entry, &service, &params)?);
    let own = entity::entity(&snapshot, entry, service.today());
    Ok(Json(json!({ "entity": own, "adjacent": neighbors })))
}

/// The neighbors by one property.
#[utoipa::path(
    get, path = "/entities/{id}/adjacent/{property}", tag = "yente facade",
    params(("id" = String, Path, description = "Id of the entity."),
           ("property" = String, Path, description = "`sanctions`.")),
    responses((status = 200, description = "The neighbors.", body = Value),
              crate::http::openapi::Problems)
)]
pub async fn adjacent_property(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named((id, property)): Named<(String, String)>,
    params: Params,
) -> Result<Json<Value>, Problem> {
    let entry = find(&snapshot, &id)?;
    if property != "sanctions" {
        return Err(Problem::new(Kind::NotFound, "entities have the neighbors `sanctions` alone"));
    }
    page(&snapshot, entry, &service, &params).map(Json)
}
