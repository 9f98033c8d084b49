//! `POST /match/{dataset}`: entities to look for, scored entities out.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::Response;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::entity;
use super::query::{self, Echo, Example};
use super::scope::Scope;
use crate::http::edge::Current;
use crate::http::known::Asked;
use crate::http::params::{Named, Params};
use crate::http::party::unknown;
use crate::http::problem::{Kind, Problem};
use crate::http::service::Shared;
use crate::http::snapshot::Snapshot;
use crate::http::{answer, body, compute};
use crate::index::{Hit, SearchOptions};
use crate::matching::{THRESHOLD, told};
use crate::model::{Date, PartyKind};
use crate::wire;
use crate::wire::place::Place;

/// Names of algorithms that clients may ask for. This service has one, and serves it under all.
pub(super) const ALGORITHMS: [&str; 8] = [
    "highfence",
    "best",
    "logic-v1",
    "logic-v2",
    "name-based",
    "name-qualified",
    "regression-v1",
    "ofac",
];

/// Most results of a query.
pub(super) const LIMIT_MAX: usize = 500;

/// What a call says beside its queries.
struct Call {
    threshold: f64,
    cutoff: f64,
    limit: usize,
    scope: Scope,
    day: Date,
}

/// Looks for entities in a dataset.
#[utoipa::path(
    post, path = "/match/{dataset}", tag = "yente facade",
    params(
        ("dataset" = String, Path, description = "`default`, `sanctions`, or a list."),
        ("limit" = Option<u16>, Query, description = "Most results for each query (5).", maximum = 500),
        ("threshold" = Option<f64>, Query, description = "Least score of a match (0.7).", minimum = 0, maximum = 1),
        ("cutoff" = Option<f64>, Query, description = "Least score of a result, at most the threshold.", minimum = 0, maximum = 1),
        ("algorithm" = Option<String>, Query, description = "One of /algorithms."),
        crate::http::openapi::Filters
    ),
    request_body(content = crate::http::openapi::YenteCall, content_type = "application/json"),
    responses((status = 200, description = "One answer for each query.", body = Value),
              crate::http::openapi::Problems)
)]
pub async fn find(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named(dataset): Named<String>,
    params: Params,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let since = Instant::now();
    body::demand_json(&headers)?;
    let bytes = body::read(body, service.limits.body_bytes, &service.limits).await?;
    crate::http::screen::demand_ready(&service, &snapshot)?;
    let today = service.day(None).unwrap_or(service.today());
    let call = call(&snapshot, &dataset, &params, today)?;
    let again = Asked::of(&uri, today, &bytes);
    let (most, own, body) = (service.limits.queries, Arc::clone(&snapshot), bytes.clone());
    let work = move || find_all(&own, call, &body, most);
    let make = async {
        let (number, text) = compute::run(&service, since, bytes.len(), work).await??;
        Ok::<_, Problem>((text.into(), number))
    };
    let (text, number) = snapshot.searches.known_or(again, make).await?;
    Ok(respond(text, number))
}

fn respond(text: Bytes, queries: usize) -> Response {
    let mut response = answer::json(text);
    response.headers_mut().insert("x-batch-size", HeaderValue::from(queries));
    response
}

fn call(snapshot: &Snapshot, dataset: &str, params: &Params, day: Date) -> Result<Call, Problem> {
    let algorithm = params.one("algorithm").unwrap_or("best");
    if !ALGORITHMS.contains(&algorithm) {
        let detail = unknown(algorithm, "algorithm", &ALGORITHMS);
        return Err(Problem::at(Kind::Malformed, "?algorithm", detail));
    }
    let threshold = params.share("threshold")?.unwrap_or(THRESHOLD);
    let cutoff = params.share("cutoff")?.unwrap_or(threshold).min(threshold);
    let limit = params.number("limit", 5, LIMIT_MAX)?;
    let scope = Scope::of(snapshot, dataset, params)?;
    Ok(Call { threshold, cutoff, limit, scope, day })
}

/// The answer to a call. All keys come in the order of their letters.
#[derive(Serialize)]
struct Answer<'q> {
    limit: usize,
    #[serde(serialize_with = "by_key")]
    responses: Vec<(&'q str, Answered<'q>)>,
}

fn by_key<S: Serializer>(all: &[(&str, Answered<'_>)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(all.iter().map(|(key, one)| (key, one)))
}

/// The answer to one query.
#[derive(Serialize)]
struct Answered<'q> {
    query: &'q Echo,
    results: Vec<Value>,
    status: u16,
    total: Total,
}

/// How many results there are.
#[derive(Serialize)]
struct Total {
    relation: &'static str,
    value: usize,
}

/// The number of queries, and the text of the answer.
fn find_all(
    snapshot: &Arc<Snapshot>,
    mut call: Call,
    bytes: &[u8],
    most: usize,
) -> Result<(usize, Vec<u8>), Problem> {
    let document = wire::json::parse(bytes).map_err(|p| Problem::of_document(vec![p]))?;
    if let Value::Object(map) = &document {
        query::demand_spelled(map, "", &["queries", "params", "weights", "config"])?;
    }
    let Some(Value::Object(queries)) = document.get("queries") else {
        return Err(query::invalid("/queries", "must be an object of queries by key"));
    };
    if queries.is_empty() || queries.len() > most {
        let detail = format!("{} queries; send 1 to {most}", queries.len());
        return Err(Problem::new(Kind::Malformed, detail));
    }
    check_settings(&document)?;
    call.scope = call.scope.with_body(snapshot, document.get("params"))?;
    let mut problems = Vec::new();
    let mut examples = Vec::new();
    for (key, value) in queries {
        let pointer = Place::Key(&Place::Start("/queries"), key).to_string();
        let read = query::read(&pointer, value)
            .and_then(|example| Ok((example, filters(snapshot, &pointer, value)?)));
        match read {
            Ok((example, own)) => examples.push((key, pointer, example, own)),
            Err(problem) => problems.push(problem),
        }
    }
    let mut responses = Vec::new();
    for (key, pointer, example, own) in &examples {
        match one(snapshot, &call, pointer, example, own) {
            Ok(answered) => responses.push((key.as_str(), answered)),
            Err(problem) => problems.push(problem),
        }
    }
    // One query that was not searched refuses the call, as yente does: clients that read the
    // results alone would take a query without any for "not listed".
    if let Some(problem) = Problem::together(problems) {
        return Err(problem);
    }
    let number = responses.len();
    Ok((number, answer::text(&Answer { limit: call.limit, responses })?))
}

/// Weights of other engines' features mean nothing here; only their form is held to. This scoring
/// has no settings: one that would not be heeded is refused, as yente refuses those it does not
/// know.
fn check_settings(document: &Value) -> Result<(), Problem> {
    for key in ["weights", "config"] {
        match document.get(key) {
            None | Some(Value::Null | Value::Object(_)) => {}
            Some(_) => return Err(query::invalid(&format!("/{key}"), "must be an object")),
        }
    }
    let settings = document.get("config").and_then(Value::as_object);
    match settings.and_then(|settings| settings.keys().next()) {
        None => Ok(()),
        Some(key) => {
            let pointer = Place::Key(&Place::Start("/config"), key).to_string();
            let detail = format!("`{key}` is no setting: this service's scoring has none");
            Err(Problem::at(Kind::Malformed, pointer, detail))
        }
    }
}

/// Conditions of one query: by field, a list of alternatives or a list of such lists.
fn filters(snapshot: &Snapshot, pointer: &str, query: &Value) -> Result<Option<Scope>, Problem> {
    let pointer = format!("{pointer}/filters");
    let map = match query.get("filters") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(map)) => map,
        Some(_) => return Err(query::invalid(&pointer, "must be an object of lists by field")),
    };
    let mut own = Scope::default();
    for (field, value) in map {
        let pointer = Place::Key(&Place::Start(&pointer), field).to_string();
        let wrong = || query::invalid(&pointer, "must be a list of texts, or a list of such lists");
        let groups = value.as_array().ok_or_else(wrong)?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        if groups.iter().all(Value::is_string) {
            let values = groups.iter().filter_map(text).collect();
            own.demand(snapshot, field, values, &pointer)?;
            continue;
        }
        for group in groups {
            let group = group.as_array().ok_or_else(wrong)?;
            let texts: Option<Vec<String>> = group.iter().map(text).collect();
            own.demand(snapshot, field, texts.ok_or_else(wrong)?, &pointer)?;
        }
    }
    Ok(Some(own))
}

/// The answer to one query.
fn one<'q>(
    snapshot: &Snapshot,
    call: &Call,
    pointer: &str,
    example: &'q Example,
    own: &Option<Scope>,
) -> Result<Answered<'q>, Problem> {
    let options = SearchOptions { threshold: call.cutoff, limit: usize::MAX, on: Some(call.day) };
    let found = snapshot.full().engine.index.search_here(&example.party, options);
    if !found.incomplete.is_empty() {
        return Err(example.unfinished(pointer, &found.incomplete));
    }
    let reached = found.hits.iter().filter(|hit| {
        call.scope.reaches(snapshot, hit.entry, call.day)
            && own.as_ref().is_none_or(|own| own.holds_fields(snapshot, hit.entry))
            && fits(example.party.kind, hit.entry.party.kind)
    });
    let reached: Vec<&Hit<'_>> = reached.collect();
    let total = reached.iter().filter(|hit| hit.matched.score >= call.threshold).count();
    let results: Vec<Value> = reached
        .iter()
        .take(call.limit)
        .map(|hit| scored(snapshot, hit, call.threshold, call.day))
        .collect();
    let total = Total { relation: "eq", value: total };
    Ok(Answered { query: &example.echo, results, status: 200, total })
}

/// Whether a listed party may be of the kind asked for. What a list does not tell is no reason
/// against.
fn fits(asked: PartyKind, listed: PartyKind) -> bool {
    asked == listed || asked == PartyKind::Unknown || listed == PartyKind::Unknown
}

fn scored(snapshot: &Snapshot, hit: &Hit<'_>, threshold: f64, day: Date) -> Value {
    let matched = &hit.matched;
    let mut map = entity::entity(snapshot, hit.entry, day);
    let mut explanations = Map::new();
    let detail: Vec<&str> =
        matched.evidence.iter().map(|evidence| evidence.detail.as_str()).collect();
    explanations.insert(
        "name_match".to_owned(),
        json!({
            "detail": detail.join("; "), "score": told(matched.score),
            "query": matched.query, "candidate": matched.name,
        }),
    );
    for evidence in &matched.evidence {
        let mut key = evidence.feature.clone();
        let mut next = 2;
        while explanations.contains_key(&key) {
            key = format!("{}_{next}", evidence.feature);
            next += 1;
        }
        let value = json!({
            "detail": evidence.detail, "score": told(evidence.weight), "query": null, "candidate": null,
        });
        explanations.insert(key, value);
    }
    map.insert("score".to_owned(), told(matched.score).into());
    map.insert("match".to_owned(), (matched.score >= threshold).into());
    map.insert("explanations".to_owned(), Value::Object(explanations));
    Value::Object(map)
}
