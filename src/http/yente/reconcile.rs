//! The reconciliation service of OpenRefine: manifest, queries, extension.

use axum::body::Body;
use axum::extract::State;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use super::query::{self, invalid};
use super::scope::Scope;
use super::{entity, matching::LIMIT_MAX, schemata};
use crate::http::edge::Current;
use crate::http::params::{Named, Params};
use crate::http::party::unknown;
use crate::http::problem::{Kind, Problem};
use crate::http::server::Scheme;
use crate::http::service::Shared;
use crate::http::snapshot::Snapshot;
use crate::http::{body, compute};
use crate::index::{Hit, SearchOptions};
use crate::matching::Identity;
use crate::model::{Date, Party, PartyKind};
use crate::wire::json as strict;
use crate::wire::place::Place;

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
    Named(dataset): Named<String>,
    scheme: Option<Extension<Scheme>>,
    params: Params,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    super::scope::demand_dataset(&snapshot, &dataset)?;
    if let Some(name) = ["queries", "extend"].into_iter().find(|name| params.has(name)) {
        let detail = "is answered to POST alone, as a form: names of parties stand in no address";
        return Err(Problem::at(Kind::Malformed, format!("?{name}"), detail));
    }
    // HTTP/2 has the host in the address, HTTP/1 in a header.
    let host = headers.get("host").and_then(|host| host.to_str().ok());
    let host = host.or_else(|| uri.authority().map(Authority::as_str)).unwrap_or("127.0.0.1:8080");
    let scheme = scheme.map_or("http", |Extension(scheme)| scheme.0);
    let base = format!("{scheme}://{host}");
    let here = format!("{base}/reconcile/{dataset}");
    let most = service.limits.queries;
    let types: Vec<Value> =
        schemata::offered().map(|name| json!({ "id": name, "name": name })).collect();
    // A key that came in the address is needed again in the addresses given.
    let key =
        params.one("api_key").and_then(|key| serde_urlencoded::to_string([("api_key", key)]).ok());
    let key = key.map_or(String::new(), |key| format!("?{key}"));
    let service =
        |path: &str| json!({ "service_url": here, "service_path": format!("{path}{key}") });
    let suggest = |what: &str| service(&format!("/suggest/{what}"));
    Ok(Json(json!({
        "versions": ["0.2"],
        "name": format!("highfence ({dataset})"),
        "identifierSpace": format!("{base}/entities/"),
        "schemaSpace": "https://followthemoney.tech/explorer/schemata/",
        "view": { "url": format!("{base}/entities/{{{{id}}}}") },
        "defaultTypes": types,
        "batchSize": most,
        "suggest": { "entity": suggest("entity"), "property": suggest("property"), "type": suggest("type") },
        "extend": {
            "propose_properties": service("/extend/property"),
            "property_settings": [],
        },
    })))
}

/// Answers queries, or gives properties of entities that were picked.
#[utoipa::path(
    post, path = "/reconcile/{dataset}", tag = "reconciliation",
    params(("dataset" = String, Path, description = "`default`, `sanctions`, or a list."),
           crate::http::openapi::Filters),
    request_body(content = crate::http::openapi::ReconcileForm,
                 content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Candidates by query.", body = Value),
              crate::http::openapi::Problems)
)]
pub async fn reconcile(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named(dataset): Named<String>,
    params: Params,
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
    let scope = Scope::of(&snapshot, &dataset, &params)?;
    let (day, most, size) = (service.today(), service.limits.queries, bytes.len());
    let work = move || {
        let form: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes)
            .map_err(|error| Problem::new(Kind::Malformed, format!("no form: {error}")))?;
        let asked = form.iter().filter(|(key, _)| key == "queries" || key == "extend");
        match asked.collect::<Vec<_>>().as_slice() {
            [(key, text)] if key == "queries" => queries(&snapshot, &scope, text, day, most),
            [(_, text)] => extend(&snapshot, text, most),
            _ => Err(Problem::new(Kind::Malformed, "give `queries` or `extend`, one of them once")),
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
    let mut problems = Vec::new();
    for (key, query) in &map {
        let pointer = Place::Key(&Place::Start("/queries"), key).to_string();
        match Asked::read(&pointer, query).and_then(|asked| asked.answer(snapshot, scope, day)) {
            Ok(answer) => drop(answers.insert(key.clone(), answer)),
            Err(problem) => problems.push(problem),
        }
    }
    // No candidates mean that there are none: a query that was not searched refuses the call.
    Problem::together(problems).map_or(Ok(Value::Object(answers)), Err)
}

/// A query as it was read.
struct Asked {
    pointer: String,
    text: String,
    party: Party,
    types: Vec<String>,
    /// Whether candidates of other types are left out, or only never taken for the same.
    strict: bool,
    limit: usize,
}

/// Keys of a query.
const KEYS: [&str; 5] = ["query", "type", "limit", "properties", "type_strict"];

impl Asked {
    fn read(pointer: &str, query: &Value) -> Result<Self, Problem> {
        let Value::Object(map) = query else {
            return Err(invalid(pointer, "must be an object: {\"query\": \"...\"}"));
        };
        let at = |key: &str| Place::Key(&Place::Start(pointer), key).to_string();
        if let Some(key) = map.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(invalid(&at(key), &unknown(key, "key of a query", &KEYS)));
        }
        let value = |key: &str| map.get(key).filter(|value| !value.is_null());
        let limit = match value("limit") {
            None => 5,
            Some(limit) => limit
                .as_u64()
                .and_then(|limit| usize::try_from(limit).ok())
                .filter(|limit| *limit <= LIMIT_MAX)
                .ok_or_else(|| invalid(&at("limit"), "a whole number from 0 to 500"))?,
        };
        let strict = match value("type_strict").map(Value::as_str) {
            None | Some(Some("any" | "all")) => true,
            Some(Some("should")) => false,
            Some(_) => return Err(invalid(&at("type_strict"), "`any`, `all` or `should`")),
        };
        let types = types(value("type"), &at("type"))?;
        let mut properties = properties(value("properties"), &at("properties"))?;
        let text = match value("query") {
            None => "",
            Some(text) => text.as_str().ok_or_else(|| invalid(&at("query"), "must be a text"))?,
        };
        add(&mut properties, "name", text);
        let kind = match types.as_slice() {
            [one] => schemata::kind(one),
            _ => PartyKind::Unknown,
        };
        let properties = query::clean(&properties, pointer)?;
        let party = query::party(kind, &properties, &at("query"))?;
        let (pointer, text) = (pointer.to_owned(), text.trim().to_owned());
        Ok(Self { pointer, text, party, types, strict, limit })
    }

    fn at(&self, key: &str) -> String {
        format!("{}/{key}", self.pointer)
    }

    /// The candidates.
    fn answer(&self, snapshot: &Snapshot, scope: &Scope, day: Date) -> Result<Value, Problem> {
        let options = SearchOptions { threshold: CANDIDATE_MIN, limit: usize::MAX, on: Some(day) };
        let found = snapshot.full().engine.index.search_here(&self.party, options);
        if !found.incomplete.is_empty() {
            let why = &found.incomplete;
            let (text, columns) = (self.at("query"), self.at("properties"));
            return Err(query::unfinished(&self.party, &text, why, |name| match name {
                name if name == self.text => text.clone(),
                _ => columns.clone(),
            }));
        }
        let of_type = |hit: &Hit<'_>| {
            let listed = hit.entry.party.kind;
            self.types.is_empty() || self.types.iter().any(|name| schemata::admits(name, listed))
        };
        let hits = found.hits.iter().filter(|hit| {
            (!self.strict || of_type(hit)) && scope.reaches(snapshot, hit.entry, day)
        });
        let candidate = |hit: &Hit<'_>| {
            let schema = schemata::of_kind(hit.entry.party.kind);
            let score = crate::matching::told(hit.matched.score);
            json!({
                "id": snapshot.entities().id(hit.entry),
                "name": hit.entry.party.caption(),
                "score": (hit.matched.score * 1e4).round() / 1e2,
                "match": hit.matched.identity == Identity::Confirmed && of_type(hit),
                "type": [{ "id": schema, "name": schema }],
                "features": [{ "id": "name_match", "value": score }],
            })
        };
        Ok(json!({ "result": hits.take(self.limit).map(candidate).collect::<Vec<_>>() }))
    }
}

/// The types asked for: one or several, by name or as `{"id": ...}`.
fn types(value: Option<&Value>, at: &str) -> Result<Vec<String>, Problem> {
    let values = match value {
        None => &[][..],
        Some(Value::Array(values)) => values.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    let name = |value: &Value| {
        let name = value.as_str().or_else(|| value.get("id")?.as_str());
        let name = name.ok_or_else(|| invalid(at, "must be the name of a type, or a list"))?;
        super::scope::demand_schema(name, at)?;
        Ok(name.to_owned())
    };
    values.iter().map(name).collect()
}

/// Further columns of the sheet: `[{"pid": "country", "v": "ru"}]`, the properties of an entity.
fn properties(value: Option<&Value>, at: &str) -> Result<Map<String, Value>, Problem> {
    let wrong = || invalid(at, "must be a list of {\"pid\": \"country\", \"v\": \"ru\"}");
    let columns = match value {
        None => &[][..],
        Some(columns) => columns.as_array().ok_or_else(wrong)?.as_slice(),
    };
    let mut properties = Map::new();
    for column in columns {
        let pid = column.get("pid").and_then(Value::as_str).ok_or_else(wrong)?;
        // Some services write the schema before the property.
        let name = pid.rsplit(':').next().unwrap_or(pid);
        let heeded: Vec<&str> = query::heeded().collect();
        if !heeded.contains(&name) {
            return Err(invalid(at, &unknown(pid, "property to search by", &heeded)));
        }
        let values = match column.get("v") {
            Some(Value::Array(values)) => values.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => return Err(wrong()),
        };
        for value in values {
            match value {
                Value::Null => {}
                Value::String(text) => add(&mut properties, name, text),
                Value::Number(_) | Value::Bool(_) => add(&mut properties, name, &value.to_string()),
                // A cell that was reconciled before: its name says what the sheet said.
                Value::Object(cell) => {
                    let text = |key: &str| cell.get(key).and_then(Value::as_str);
                    let text = text("name").or_else(|| text("id")).ok_or_else(wrong)?;
                    add(&mut properties, name, text);
                }
                Value::Array(_) => return Err(wrong()),
            }
        }
    }
    Ok(properties)
}

/// Adds a text to a property.
fn add(properties: &mut Map<String, Value>, name: &str, text: &str) {
    let values = properties.entry(name).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(values) = values.as_array_mut() {
        values.push(text.into());
    }
}

/// Properties of entities that were picked, for new columns.
fn extend(snapshot: &Snapshot, text: &str, most: usize) -> Result<Value, Problem> {
    let map = document(text)?;
    let texts = |key: &str| -> Result<Vec<String>, Problem> {
        let wrong = || invalid(&format!("/extend/{key}"), "must be a list of ids");
        let all = map.get(key).and_then(Value::as_array).ok_or_else(wrong)?;
        let text = |v: &Value| v.as_str().or_else(|| v.get("id")?.as_str()).map(str::to_owned);
        all.iter().map(|value| text(value).ok_or_else(wrong)).collect()
    };
    let (ids, properties) = (texts("ids")?, texts("properties")?);
    let known: Vec<&str> = super::suggest::PROPERTIES.into_iter().chain(query::heeded()).collect();
    if let Some(other) = properties.iter().find(|name| !known.contains(&name.as_str())) {
        let detail = unknown(other, "property of entities", &super::suggest::PROPERTIES);
        return Err(invalid("/extend/properties", &detail));
    }
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
