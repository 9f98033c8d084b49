//! The reconciliation service of OpenRefine: manifest, queries, extension.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use super::entity;
use super::scope::Scope;
use super::{matching::LIMIT_MAX, schemata};
use crate::http::edge::Current;
use crate::http::params::Params;
use crate::http::problem::{Kind, Problem};
use crate::http::server::Scheme;
use crate::http::service::Shared;
use crate::http::snapshot::Snapshot;
use crate::http::{body, compute};
use crate::index::SearchOptions;
use crate::matching::Identity;
use crate::model::{Date, Name, NameKind, Party};
use crate::wire::json as strict;

/// Least score of a candidate that a person may pick.
const CANDIDATE_MIN: f64 = 0.5;

/// What the service offers.
#[utoipa::path(
    get, path = "/reconcile/{dataset}", tag = "reconciliation",
    params(("dataset" = String, Path, description = "`default`, `sanctions`, or a list.")),
    responses((status = 200, description = "The manifest.", body = Value),
              crate::http::openapi::Problems)
)]
pub async fn manifest(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Path(dataset): Path<String>,
    scheme: Option<Extension<Scheme>>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    super::scope::demand_dataset(&snapshot, &dataset)?;
    let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1:8080");
    let scheme = scheme.map_or("http", |Extension(scheme)| scheme.0);
    let base = format!("{scheme}://{host}");
    let here = format!("{base}/reconcile/{dataset}");
    let types: Vec<Value> =
        schemata::matchable().map(|name| json!({ "id": name, "name": name })).collect();
    let suggest =
        |what: &str| json!({ "service_url": here, "service_path": format!("/suggest/{what}") });
    Ok(Json(json!({
        "versions": ["0.2"],
        "name": format!("highfence ({dataset})"),
        "identifierSpace": format!("{base}/entities/"),
        "schemaSpace": "https://followthemoney.tech/explorer/schemata/",
        "view": { "url": format!("{base}/entities/{{{{id}}}}") },
        "defaultTypes": types,
        "batchSize": service.limits.queries,
        "suggest": { "entity": suggest("entity"), "property": suggest("property"), "type": suggest("type") },
        "extend": {
            "propose_properties": { "service_url": here, "service_path": "/extend/property" },
            "property_settings": [],
        },
    })))
}

/// Answers queries, or gives properties of entities that were picked.
#[utoipa::path(
    post, path = "/reconcile/{dataset}", tag = "reconciliation",
    params(("dataset" = String, Path, description = "`default`, `sanctions`, or a list.")),
    request_body(content = crate::http::openapi::ReconcileForm,
                 content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Candidates by query.", body = Value),
              crate::http::openapi::Problems)
)]
pub async fn reconcile(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Path(dataset): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Problem> {
    let since = std::time::Instant::now();
    let kind = body::media_type(&headers);
    if !kind.is_empty() && kind != "application/x-www-form-urlencoded" {
        let detail = format!("`{kind}` cannot be read; send application/x-www-form-urlencoded");
        return Err(Problem::new(Kind::MediaType, detail));
    }
    let bytes = body::read(body, service.limits.body_bytes, &service.limits).await?;
    crate::http::screen::demand_ready(&service, &snapshot)?;
    let scope = Scope::of(&snapshot, &dataset, &Params::default())?;
    let (day, most, size) = (service.today(), service.limits.queries, bytes.len());
    let work = move || {
        let form: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes)
            .map_err(|error| Problem::new(Kind::Malformed, format!("no form: {error}")))?;
        let field = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, v)| v.as_str());
        match (field("queries"), field("extend")) {
            (Some(text), _) => queries(&snapshot, &scope, text, day, most),
            (None, Some(text)) => extend(&snapshot, text, most),
            (None, None) => Err(Problem::new(Kind::Malformed, "give `queries` or `extend`")),
        }
    };
    compute::run(&service, since, size, work).await?.map(Json)
}

fn document(text: &str) -> Result<Map<String, Value>, Problem> {
    match strict::parse(text.as_bytes()) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Problem::new(Kind::Malformed, "must be a JSON object")),
        Err(problem) => Err(Problem::of_document(vec![problem])),
    }
}

fn queries(
    snapshot: &Snapshot,
    scope: &Scope,
    text: &str,
    day: Date,
    most: usize,
) -> Result<Value, Problem> {
    let map = document(text)?;
    if map.len() > most {
        return Err(Problem::new(
            Kind::Malformed,
            format!("{} queries; at most {most}", map.len()),
        ));
    }
    let mut answers = Map::new();
    for (key, query) in &map {
        answers.insert(key.clone(), one(snapshot, scope, key, query, day)?);
    }
    Ok(Value::Object(answers))
}

/// The candidates for one query.
fn one(
    snapshot: &Snapshot,
    scope: &Scope,
    key: &str,
    query: &Value,
    day: Date,
) -> Result<Value, Problem> {
    let pointer = format!("/queries/{key}");
    let text = query.get("query").and_then(Value::as_str).unwrap_or("").trim();
    let limit = match query.get("limit") {
        None | Some(Value::Null) => 5,
        Some(limit) => limit
            .as_u64()
            .and_then(|limit| usize::try_from(limit).ok())
            .filter(|limit| *limit <= LIMIT_MAX)
            .ok_or_else(|| super::query::invalid(&format!("{pointer}/limit"), "0 to 500"))?,
    };
    if text.is_empty() {
        return Ok(json!({ "result": [] }));
    }
    if text.len() > crate::wire::transaction::TEXT_MAX {
        return Err(super::query::invalid(&pointer, "the text is too long"));
    }
    let types: Vec<String> = match query.get("type") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    let kind = match types.as_slice() {
        [one] => schemata::kind(one),
        _ => crate::model::PartyKind::Unknown,
    };
    let mut party =
        Party { kind, names: vec![Name::new(text, NameKind::Primary)], ..Party::default() };
    add_properties(&mut party, query.get("properties"));
    let options = SearchOptions { threshold: CANDIDATE_MIN, limit: usize::MAX, on: Some(day) };
    let found = snapshot.full().engine.index.search_here(&party, options);
    let hits = found.hits.iter().filter(|hit| scope.reaches(snapshot, hit.entry, day)).take(limit);
    let result: Vec<Value> = hits
        .map(|hit| {
            let schema = schemata::of_kind(hit.entry.party.kind);
            json!({
                "id": snapshot.entities().id(hit.entry),
                "name": hit.entry.party.caption(),
                "score": (hit.matched.score * 1e4).round() / 1e2,
                "match": hit.matched.identity == Identity::Confirmed,
                "type": [{ "id": schema, "name": schema }],
                "features": [{ "id": "name_match", "value": crate::matching::told(hit.matched.score) }],
            })
        })
        .collect();
    Ok(json!({ "result": result }))
}

/// Further columns of the sheet: `[{"pid": "country", "v": "ru"}]`.
fn add_properties(party: &mut Party, properties: Option<&Value>) {
    for property in properties.and_then(Value::as_array).unwrap_or(&Vec::new()) {
        let pid = property.get("pid").and_then(Value::as_str).unwrap_or("");
        let value = property.get("v");
        let text = value.and_then(Value::as_str).map_or_else(
            || value.filter(|v| v.is_number()).map_or(String::new(), ToString::to_string),
            str::to_owned,
        );
        match pid {
            "birthDate" => party.dates_of_birth.push(text),
            "country" | "nationality" | "jurisdiction" => {
                party.countries.extend(crate::lists::countries::code(&text));
            }
            "alias" | "previousName" => party.names.push(Name::new(text, NameKind::Alias)),
            _ => {}
        }
    }
    party.names.retain(|name| !name.text.trim().is_empty());
}

/// Properties of entities that were picked, for new columns.
fn extend(snapshot: &Snapshot, text: &str, most: usize) -> Result<Value, Problem> {
    let map = document(text)?;
    let texts = |key: &str| -> Vec<String> {
        let all = map.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let text = |v: &Value| v.as_str().or_else(|| v.get("id")?.as_str()).map(str::to_owned);
        all.iter().filter_map(text).collect()
    };
    let (ids, properties) = (texts("ids"), texts("properties"));
    if ids.len() > most * 10 {
        return Err(Problem::new(Kind::Malformed, format!("at most {} ids", most * 10)));
    }
    let mut rows = Map::new();
    for id in ids {
        let place = snapshot.entities().place(&id);
        let entry = place.and_then(|place| super::search::at(snapshot, place));
        let known = entry.map(entity::properties).unwrap_or_default();
        let mut row = Map::new();
        for property in &properties {
            let values = known.get(property).cloned().unwrap_or_default();
            let cells: Vec<Value> = values.into_iter().map(|text| json!({ "str": text })).collect();
            row.insert(property.clone(), Value::from(cells));
        }
        rows.insert(id, Value::Object(row));
    }
    let meta: Vec<Value> =
        properties.iter().map(|name| json!({ "id": name, "name": name })).collect();
    Ok(json!({ "meta": meta, "rows": rows }))
}
