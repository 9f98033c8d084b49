//! What the service works with: lists, entries, rules, profiles, its own state.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::answer;
use super::edge::Current;
use super::problem::{Kind, Problem};
use super::profile::Profile;
use super::service::Shared;
use crate::inspect::coverage::Coverage;
use crate::inspect::{prose, sentence};
use crate::model::Date;
use crate::rules::Rule;
use crate::rules::model::{RuleKind, Status};
use crate::screen::EditionUsed;
use crate::wire::screening;

/// The lists.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lists {
    /// Lists with their numbers of entries.
    pub lists: Vec<ListSummary>,
    /// The files they were read from.
    #[schema(value_type = Vec<Value>)]
    pub editions: Vec<EditionUsed>,
    /// Name of the state of lists and rules.
    pub snapshot: String,
    /// The program.
    pub engine: String,
}

/// A list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListSummary {
    /// Its id.
    pub id: String,
    /// Its entries.
    pub entries: usize,
}

/// Lists, with the editions they were read from and their ages.
#[utoipa::path(get, path = "/v1/lists", tag = "catalogs",
    responses((status = 200, body = Lists), (status = 304, description = "Unchanged."),
              super::openapi::Problems))]
pub async fn lists(
    State(service): State<Shared>,
    Current(snapshot): Current,
    headers: HeaderMap,
) -> Response {
    let day = service.today();
    let lists = snapshot.lists().iter();
    let value = Lists {
        lists: lists.map(|(id, n)| ListSummary { id: id.clone(), entries: *n }).collect(),
        editions: snapshot.editions(day),
        snapshot: snapshot.id.clone(),
        engine: screening::engine(),
    };
    answer::tagged(&headers, &tag(&snapshot.id, &day.to_string()), 60, &value)
}

/// One list with the ids and names of its entries.
#[utoipa::path(get, path = "/v1/lists/{list}", tag = "catalogs",
    params(("list" = String, Path, description = "Id of the list.")),
    responses((status = 200, body = Value), (status = 304, description = "Unchanged."),
              super::openapi::Problems))]
pub async fn list(
    Current(snapshot): Current,
    Path(list): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(count) = snapshot.lists().get(&list) else {
        return Err(Problem::new(Kind::NotFound, "no such list; see /v1/lists"));
    };
    let entries: Vec<Value> = snapshot
        .all()
        .iter()
        .flat_map(|edition| &edition.entries)
        .filter(|entry| entry.list.as_str() == list)
        .map(|entry| json!({ "id": entry.id, "name": entry.party.caption() }))
        .collect();
    let value = json!({ "id": list, "count": count, "entries": entries, "snapshot": snapshot.id });
    Ok(answer::tagged(&headers, &tag(&snapshot.id, &list), 60, &value))
}

/// One list entry, as published and as read.
#[utoipa::path(get, path = "/v1/lists/{list}/entries/{entry}", tag = "catalogs",
    params(("list" = String, Path, description = "Id of the list."),
           ("entry" = String, Path, description = "Id of the entry on that list.")),
    responses((status = 200, body = Value), (status = 304, description = "Unchanged."),
              super::openapi::Problems))]
pub async fn entry(
    Current(snapshot): Current,
    Path((list, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(entry) = snapshot.entry(&list, &id) else {
        return Err(Problem::new(Kind::NotFound, "no such entry on this list"));
    };
    Ok(answer::tagged(&headers, &tag(&snapshot.id, &format!("{list}/{id}")), 60, entry))
}

/// The rules.
#[utoipa::path(get, path = "/v1/rules", tag = "catalogs",
    responses((status = 200, body = Value), (status = 304, description = "Unchanged."),
              super::openapi::Problems))]
pub async fn rules(
    State(service): State<Shared>,
    Current(snapshot): Current,
    headers: HeaderMap,
) -> Response {
    let day = service.today();
    let set = &snapshot.full().engine.rules;
    let rules: Vec<Value> = set.rules.iter().map(|rule| summary(rule, day)).collect();
    let value = json!({ "rules": rules, "rules_digest": set.digest, "as_of": day.to_string() });
    answer::tagged(&headers, &tag(&set.digest, &day.to_string()), 60, &value)
}

/// One rule: in English (the text of `rules explain`), with its states by day, its clauses and citations.
#[utoipa::path(get, path = "/v1/rules/{rule}", tag = "catalogs",
    params(("rule" = String, Path, description = "Id of the rule.")),
    responses((status = 200, body = Value), (status = 304, description = "Unchanged."),
              super::openapi::Problems))]
pub async fn rule(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let set = &snapshot.full().engine.rules;
    let Some(rule) = set.find(&id) else {
        return Err(Problem::new(Kind::NotFound, "no such rule; see /v1/rules"));
    };
    let day = service.today();
    let mut value = summary(rule, day);
    if let Some(map) = value.as_object_mut() {
        let told = sentence::explain(rule, Vec::new(), Coverage::default());
        map.insert("english".to_owned(), prose::of(&told).into());
        map.insert("authority".to_owned(), json!(rule.authority));
        map.insert("statuses".to_owned(), rule.statuses.iter().map(status).collect());
        map.insert("clauses".to_owned(), rule.clauses.iter().map(clause).collect());
        map.insert("rules_digest".to_owned(), json!(set.digest));
    }
    Ok(answer::tagged(&headers, &tag(&set.digest, &format!("{id} {day}")), 60, &value))
}

fn summary(rule: &Rule, day: Date) -> Value {
    let today = rule
        .statuses
        .iter()
        .rev()
        .find(|status| status.from <= day && status.until.is_none_or(|until| day < until));
    json!({
        "id": rule.id,
        "title": rule.title,
        "summary": rule.summary,
        "regime": rule.regime,
        "kind": match rule.kind {
            RuleKind::Verdict => "verdict",
            RuleKind::Advisory => "advisory",
            RuleKind::Horizon => "horizon",
        },
        "lists": rule.lists,
        "status": today.map(|status| status.state.word()),
        "review_by": rule.review_by,
        "file": rule.file,
    })
}

fn status(status: &Status) -> Value {
    json!({
        "state": status.state.word(), "from": status.from, "until": status.until,
        "cite": status.cite, "instrument": status.instrument, "published": status.published,
        "note": status.note,
    })
}

fn clause(clause: &crate::rules::model::Clause) -> Value {
    json!({
        "id": clause.id,
        "text": clause.then.text,
        "level": clause.then.level.word(),
        "if_unknown": clause.if_unknown.word(),
        "cites": clause.cites.iter().map(|cite| json!({
            "cite": cite.cite, "from": cite.from, "until": cite.until,
        })).collect::<Vec<_>>(),
        "unless": clause.unless.iter().map(|unless| json!({
            "id": unless.id, "cite": unless.cite, "text": unless.text,
            "level": unless.level.word(),
        })).collect::<Vec<_>>(),
    })
}

/// The state of the service.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceState {
    /// The program.
    pub engine: String,
    /// Name of the state of lists and rules.
    pub snapshot: String,
    /// Digest of the rules.
    pub rules_digest: String,
    /// Number of rules.
    pub rules: usize,
    /// The lists with their ages.
    #[schema(value_type = Vec<Value>)]
    pub lists: Vec<EditionUsed>,
    /// The profiles.
    #[schema(value_type = Vec<Value>)]
    pub profiles: Vec<Profile>,
    /// What stands against readiness; empty is ready.
    pub faults: Vec<String>,
    /// Today, as this service counts it (UTC).
    pub today: String,
}

/// The state of the service: lists with ages, rules, profiles, faults.
#[utoipa::path(get, path = "/v1/status", tag = "service",
    responses((status = 200, body = ServiceState), super::openapi::Problems))]
pub async fn state(
    State(service): State<Shared>,
    Current(snapshot): Current,
) -> Json<ServiceState> {
    let day = service.today();
    let rules = &snapshot.full().engine.rules;
    Json(ServiceState {
        engine: screening::engine(),
        snapshot: snapshot.id.clone(),
        rules_digest: rules.digest.clone(),
        rules: rules.rules.len(),
        lists: snapshot.editions(day),
        profiles: snapshot.profiles().map(|served| served.profile.clone()).collect(),
        faults: service.faults(&snapshot, None),
        today: day.to_string(),
    })
}

fn tag(basis: &str, what: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(basis.as_bytes());
    hash.update([0]);
    hash.update(what.as_bytes());
    format!("\"{}\"", super::snapshot::short(hash))
}
