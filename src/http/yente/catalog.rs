//! What the facade says of itself: datasets, algorithms, version.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::{entity, matching::ALGORITHMS, scope};
use crate::http::answer;
use crate::http::edge::Current;
use crate::http::params::Params;
use crate::http::problem::{Kind, Problem};
use crate::http::service::Shared;
use crate::http::snapshot::Snapshot;
use crate::lists::KNOWN_LISTS;

/// The datasets: the two collections and one for each list.
#[utoipa::path(get, path = "/catalog", tag = "yente facade",
    responses((status = 200, description = "The datasets.", body = Value),
              (status = 304, description = "Unchanged."), crate::http::openapi::Problems))]
pub async fn catalog(
    State(service): State<Shared>,
    Current(snapshot): Current,
    headers: HeaderMap,
) -> Response {
    let names = scope::datasets(&snapshot);
    let stale = !service.faults(&snapshot, None).is_empty();
    let day = service.today();
    let entries = || snapshot.all().iter().flat_map(|edition| &edition.entries);
    let in_force = entries().filter(|entry| scope::is_sanction(entry, day)).count();
    let mut datasets = vec![
        collection(&snapshot, "default", "All entries of all lists", entries().count()),
        collection(&snapshot, "sanctions", "Entries in force", in_force),
    ];
    datasets.extend(snapshot.lists().iter().map(|(list, count)| dataset(&snapshot, list, *count)));
    let value = json!({
        "datasets": datasets,
        "current": if stale { Vec::new() } else { names.clone() },
        "outdated": if stale { names } else { Vec::new() },
        "index_stale": stale,
    });
    answer::tagged(&headers, &format!("\"{}-{day}-{stale}\"", snapshot.id), 300, &value)
}

fn collection(snapshot: &Snapshot, name: &str, title: &str, count: usize) -> Value {
    let children: Vec<String> = snapshot.lists().keys().map(|list| entity::dataset(list)).collect();
    json!({
        "name": name, "title": title, "load": name == "default", "children": children,
        "entity_count": count, "thing_count": count, "version": snapshot.id,
        "index_version": snapshot.id, "index_current": true, "tags": [],
    })
}

fn dataset(snapshot: &Snapshot, list: &str, count: usize) -> Value {
    let known = KNOWN_LISTS.iter().find(|known| known.id == list);
    let published = snapshot
        .all()
        .iter()
        .filter(|edition| edition.entries.iter().any(|entry| entry.list.as_str() == list))
        .filter_map(|edition| edition.provenance.published)
        .max();
    let moment = published.map(|day| format!("{day}T00:00:00"));
    json!({
        "name": entity::dataset(list), "title": known.map_or(list, |known| known.title),
        "load": false, "children": [], "entity_count": count, "thing_count": count,
        "version": snapshot.id, "index_version": snapshot.id, "index_current": true,
        "updated_at": moment, "last_export": moment, "tags": [],
    })
}

/// The algorithms: one, under all the names that clients ask for.
#[utoipa::path(get, path = "/algorithms", tag = "yente facade",
    responses((status = 200, description = "The algorithms.", body = Value),
              crate::http::openapi::Problems))]
pub async fn algorithms() -> Json<Value> {
    let text = |name: &str| match name {
        "highfence" => "The matching of this service: names, identifiers, dates, places.",
        _ => "Another name of `highfence`, for clients that ask for it. Scores are highfence's.",
    };
    let all: Vec<Value> = ALGORITHMS
        .iter()
        .map(|name| json!({ "name": name, "description": text(name), "docs": {} }))
        .collect();
    Json(json!({ "algorithms": all, "default": "highfence", "best": "highfence" }))
}

/// The version. `motiva` names the wire format whose body parameters are understood.
#[utoipa::path(get, path = "/-/version", tag = "yente facade",
    responses((status = 200, description = "The version.", body = Value)))]
pub async fn version() -> Json<Value> {
    Json(json!({ "highfence": concat!("v", env!("CARGO_PKG_VERSION")), "motiva": "v0.10.0" }))
}

/// Reads the lists anew, for those who know the token.
#[utoipa::path(post, path = "/updatez", tag = "yente facade",
    params(("token" = Option<String>, Query, description = "The token of the service.")),
    responses((status = 200, description = "Read anew.", body = Value),
              crate::http::openapi::Problems))]
pub async fn update(State(service): State<Shared>, params: Params) -> Result<Json<Value>, Problem> {
    if !service.is_update_token(params.one("token").unwrap_or("")) {
        return Err(Problem::new(
            Kind::Forbidden,
            "a valid token is needed to read the lists anew",
        ));
    }
    crate::http::reload::run(&service).await?;
    Ok(Json(json!({ "status": "ok" })))
}
