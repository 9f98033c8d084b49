//! Suggestions while a person types: entities, properties, types.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::schemata;
use super::scope::Scope;
use crate::http::edge::Current;
use crate::http::params::{Named, Params};
use crate::http::problem::Problem;
use crate::http::service::Shared;

/// Properties that entities of this service have.
pub(super) const PROPERTIES: [&str; 16] = [
    "name",
    "alias",
    "weakAlias",
    "previousName",
    "country",
    "address",
    "birthDate",
    "gender",
    "topics",
    "programId",
    "notes",
    "registrationNumber",
    "taxNumber",
    "passportNumber",
    "idNumber",
    "imoNumber",
];
/// Suggestions given at once where no limit is named.
const SUGGESTIONS: usize = 20;

/// Entities with a name that begins so.
#[utoipa::path(
    get, path = "/reconcile/{dataset}/suggest/entity", tag = "reconciliation",
    params(("dataset" = String, Path, description = "`default`, `sanctions`, or a list."),
           ("prefix" = Option<String>, Query, description = "What was typed."),
           ("limit" = Option<u16>, Query, description = "Most suggestions (20).", maximum = 500)),
    responses((status = 200, body = Value), crate::http::openapi::Problems)
)]
pub async fn suggest_entity(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named(dataset): Named<String>,
    params: Params,
) -> Result<Json<Value>, Problem> {
    let scope = Scope::of(&snapshot, &dataset, &params)?;
    let prefix = params.one("prefix").unwrap_or("").trim();
    super::search::check_text(prefix, "prefix")?;
    let limit = params.number("limit", SUGGESTIONS, super::matching::LIMIT_MAX)?;
    let day = service.today();
    let found = if prefix.is_empty() {
        Vec::new()
    } else {
        super::search::found(&snapshot, prefix, day, &scope)
    };
    let entries = found.iter().filter_map(|place| super::search::at(&snapshot, *place));
    let result: Vec<Value> = entries
        .take(limit)
        .map(|entry| {
            let schema = schemata::of_kind(entry.party.kind);
            json!({
                "id": snapshot.entities().id(entry), "name": entry.party.caption(),
                "description": entry.list.0, "notable": [{ "id": schema, "name": schema }],
            })
        })
        .collect();
    Ok(Json(
        json!({ "code": "/api/status/ok", "status": "200 OK", "prefix": prefix, "result": result }),
    ))
}

fn suggestions(names: impl Iterator<Item = &'static str>, params: &Params) -> Json<Value> {
    let prefix = params.one("prefix").unwrap_or("");
    let typed = prefix.to_lowercase();
    let result: Vec<Value> = names
        .filter(|name| name.to_lowercase().starts_with(&typed))
        .map(|name| json!({ "id": name, "name": name }))
        .collect();
    Json(
        json!({ "code": "/api/status/ok", "status": "200 OK", "prefix": prefix, "result": result }),
    )
}

/// Properties whose name begins so.
#[utoipa::path(
    get, path = "/reconcile/{dataset}/suggest/property", tag = "reconciliation",
    params(("dataset" = String, Path, description = "`default`, `sanctions`, or a list."),
           ("prefix" = Option<String>, Query, description = "What was typed.")),
    responses((status = 200, body = Value), crate::http::openapi::Problems)
)]
pub async fn suggest_property(
    Current(snapshot): Current,
    Named(dataset): Named<String>,
    params: Params,
) -> Result<Json<Value>, Problem> {
    super::scope::demand_dataset(&snapshot, &dataset)?;
    Ok(suggestions(PROPERTIES.into_iter(), &params))
}

/// Schemata whose name begins so.
#[utoipa::path(
    get, path = "/reconcile/{dataset}/suggest/type", tag = "reconciliation",
    params(("dataset" = String, Path, description = "`default`, `sanctions`, or a list."),
           ("prefix" = Option<String>, Query, description = "What was typed.")),
    responses((status = 200, body = Value), crate::http::openapi::Problems)
)]
pub async fn suggest_type(
    Current(snapshot): Current,
    Named(dataset): Named<String>,
    params: Params,
) -> Result<Json<Value>, Problem> {
    super::scope::demand_dataset(&snapshot, &dataset)?;
    Ok(suggestions(schemata::offered(), &params))
}

/// Properties that can be added as columns.
#[utoipa::path(
    get, path = "/reconcile/{dataset}/extend/property", tag = "reconciliation",
    params(("dataset" = String, Path, description = "`default`, `sanctions`, or a list."),
           ("type" = Option<String>, Query, description = "The schema."),
           ("limit" = Option<u16>, Query, description = "Most properties.", maximum = 500)),
    responses((status = 200, body = Value), crate::http::openapi::Problems)
)]
pub async fn extend_properties(
    Current(snapshot): Current,
    Named(dataset): Named<String>,
    params: Params,
) -> Result<Json<Value>, Problem> {
    super::scope::demand_dataset(&snapshot, &dataset)?;
    if let Some(name) = params.one("type") {
        super::scope::demand_schema(name, "?type")?;
    }
    let limit = params.number("limit", PROPERTIES.len(), 500)?;
    let names = PROPERTIES.iter().take(limit);
    let properties: Vec<Value> = names.map(|name| json!({ "id": name, "name": name })).collect();
    Ok(Json(json!({ "type": params.one("type"), "limit": limit, "properties": properties })))
}
