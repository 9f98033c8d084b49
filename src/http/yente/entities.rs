//! `GET /entities/{id}` and its neighbors.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Map, Value, json};

use super::entity;
use crate::http::answer;
use crate::http::edge::Current;
use crate::http::params::{Named, Params};
use crate::http::problem::{Kind, Problem};
use crate::http::service::Shared;
use crate::http::snapshot::Snapshot;
use crate::model::{Date, ListEntry};

/// What an id names.
enum Node<'s> {
    /// A party on a list.
    Party(&'s ListEntry),
    /// Its listing, which is an entity of its own.
    Listing(&'s ListEntry),
}

/// What an id names, or the address at which it stands under another id.
fn find<'s>(snapshot: &'s Snapshot, id: &str) -> Result<Node<'s>, Problem> {
    let entry = |id: &str| {
        snapshot.entities().place(id).and_then(|place| super::search::at(snapshot, place))
    };
    let listing = || entry(id.strip_suffix(entity::LISTING)?);
    entry(id)
        .map(Node::Party)
        .or_else(|| listing().map(Node::Listing))
        .ok_or_else(|| Problem::new(Kind::NotFound, "there is no entity of this id"))
}

/// The address of an entity that was asked for by its list's id and the publisher's: what follows
/// the id in the address asked for stays.
fn moved(snapshot: &Snapshot, id: &str, rest: &str, uri: &Uri) -> Option<Response> {
    let (list, own) = id.split_once(':')?;
    let entry = snapshot.entry(list, own)?;
    let query = uri.query().map_or(String::new(), |query| format!("?{query}"));
    let to = format!("/entities/{}{rest}{query}", snapshot.entities().id(entry));
    Some(Redirect::permanent(&to).into_response())
}

impl Node<'_> {
    fn entity(&self, snapshot: &Snapshot, day: Date) -> Map<String, Value> {
        match self {
            Self::Party(entry) => entity::entity(snapshot, entry, day),
            Self::Listing(entry) => entity::sanction(snapshot, entry, day),
        }
    }

    /// The neighbor, and the property that leads to it.
    fn neighbor(&self, snapshot: &Snapshot, day: Date) -> (&'static str, Map<String, Value>) {
        match self {
            Self::Party(entry) => ("sanctions", entity::sanction(snapshot, entry, day)),
            Self::Listing(entry) => ("entity", entity::entity(snapshot, entry, day)),
        }
    }

    /// The entity with its neighbor inside.
    fn nested(&self, snapshot: &Snapshot, day: Date) -> Map<String, Value> {
        let mut own = self.entity(snapshot, day);
        let (property, neighbor) = self.neighbor(snapshot, day);
        if let Some(Value::Object(properties)) = own.get_mut("properties") {
            properties.insert(property.to_owned(), json!([neighbor]));
        }
        own
    }
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
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let nested = params.flag("nested", true)?;
    let day = service.today();
    if let Some(moved) = moved(&snapshot, &id, "", &uri) {
        return Ok(moved);
    }
    let node = find(&snapshot, &id)?;
    let value = if nested { node.nested(&snapshot, day) } else { node.entity(&snapshot, day) };
    let tag = format!("\"{}-{day}-{nested}\"", snapshot.id);
    Ok(answer::tagged(&headers, &tag, 300, &value))
}

/// The one neighbor, as a page of neighbors.
fn page(neighbor: &Map<String, Value>, params: &Params) -> Result<Value, Problem> {
    let limit = params.number("limit", 10, super::matching::LIMIT_MAX)?;
    let offset = params.number("offset", 0, 9_499)?;
    let results: Vec<&Map<String, Value>> =
        std::iter::once(neighbor).skip(offset).take(limit).collect();
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
              (status = 308, description = "Known under another id."),
              crate::http::openapi::Problems)
)]
pub async fn adjacent(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named(id): Named<String>,
    params: Params,
    uri: Uri,
) -> Result<Response, Problem> {
    if let Some(moved) = moved(&snapshot, &id, "/adjacent", &uri) {
        return Ok(moved);
    }
    let (node, day) = (find(&snapshot, &id)?, service.today());
    let (property, neighbor) = node.neighbor(&snapshot, day);
    let adjacent = json!({ property: page(&neighbor, &params)? });
    let whole = json!({ "entity": node.entity(&snapshot, day), "adjacent": adjacent });
    Ok(Json(whole).into_response())
}

/// The neighbors by one property.
#[utoipa::path(
    get, path = "/entities/{id}/adjacent/{property}", tag = "yente facade",
    params(("id" = String, Path, description = "Id of the entity."),
           ("property" = String, Path, description = "`sanctions`; of a listing `entity`.")),
    responses((status = 200, description = "The neighbors.", body = Value),
              (status = 308, description = "Known under another id."),
              crate::http::openapi::Problems)
)]
pub async fn adjacent_property(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named((id, property)): Named<(String, String)>,
    params: Params,
    uri: Uri,
) -> Result<Response, Problem> {
    if property == "sanctions"
        && let Some(moved) = moved(&snapshot, &id, "/adjacent/sanctions", &uri)
    {
        return Ok(moved);
    }
    let node = find(&snapshot, &id)?;
    let (known, neighbor) = node.neighbor(&snapshot, service.today());
    if property != known {
        let detail = format!("the one property that leads to a neighbor is `{known}`");
        return Err(Problem::new(Kind::NotFound, detail));
    }
    Ok(Json(page(&neighbor, &params)?).into_response())
}
