//! What the service works with: lists, entries, rules, profiles, its own state.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::answer;
use super::ask::Ask;
use super::edge::Current;
use super::params::{Named, Params};
use super::party;
use super::problem::{Kind, Problem};
use super::profile::Profile;
use super::service::Shared;
use super::snapshot::Snapshot;
use crate::inspect::coverage::Coverage;
use crate::inspect::{prose, sentence};
use crate::model::Date;
use crate::rules::Rule;
use crate::rules::model::{RuleKind, Status};
use crate::screen::EditionUsed;
use crate::wire::screening;

/// What an answer rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Basis {
    /// The files that the lists were read from, with their ages.
    #[schema(value_type = Vec<Value>)]
    pub editions: Vec<EditionUsed>,
    /// Name of the state of lists and rules.
    pub snapshot: String,
    /// Digest of the rules.
    pub rules_digest: String,
    /// The program.
    pub engine: String,
    /// Whether anything was left out: these answers are always whole.
    pub truncated: bool,
}

impl Basis {
    /// Of all lists on a day, or of the editions that hold entries of one of them.
    fn of(snapshot: &Snapshot, day: Date, list: Option<&str>) -> Self {
        let editions = snapshot.editions(day).into_iter().zip(snapshot.lists_of_editions());
        let editions = editions.filter(|(_, lists)| list.is_none_or(|list| lists.contains(list)));
        Self {
            editions: editions.map(|(edition, _)| edition).collect(),
            snapshot: snapshot.id.clone(),
            rules_digest: snapshot.full().engine.law_digest.clone(),
            engine: screening::engine(),
            truncated: false,
        }
    }
}

/// A value beside what it rests on.
#[derive(Debug, Serialize)]
struct Based<T> {
    #[serde(flatten)]
    value: T,
    #[serde(flatten)]
    basis: Basis,
}

/// The lists.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lists {
    /// Lists with their numbers of entries.
    pub lists: Vec<ListSummary>,
    /// What the answer rests on.
    #[serde(flatten)]
    pub basis: Basis,
}

/// A list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListSummary {
    /// Its id.
    pub id: String,
    /// Its entries.
    pub entries: usize,
}

/// The day asked for, else today.
fn day_of(params: &Params, today: Date) -> Result<Date, Problem> {
    params.demand_known(&["as_of", "api_key"])?;
    Ok(Ask::from_known(params).day()?.unwrap_or(today))
}

fn demand_none(params: &Params) -> Result<(), Problem> {
    params.demand_known(&["api_key"])
}

/// Lists, with the editions they were read from and their ages.
#[utoipa::path(get, path = "/v1/lists", tag = "catalogs", params(super::openapi::Known),
    responses((status = 200, body = Lists), (status = 304, description = "Unchanged."),
              super::openapi::Problems))]
pub async fn lists(
    State(service): State<Shared>,
    Current(snapshot): Current,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    demand_none(&params)?;
    let day = service.today();
    let lists = snapshot.lists().iter();
    let value = Lists {
        lists: lists.map(|(id, n)| ListSummary { id: id.clone(), entries: *n }).collect(),
        basis: Basis::of(&snapshot, day, None),
    };
    Ok(answer::tagged(&headers, &tag(&snapshot.id, &day.to_string()), 60, &value))
}

/// One list with the ids and names of its entries.
#[utoipa::path(get, path = "/v1/lists/{list}", tag = "catalogs",
    params(("list" = String, Path, description = "Id of the list."), super::openapi::Known),
    responses((status = 200, body = Value), (status = 304, description = "Unchanged."),
              super::openapi::Problems))]
pub async fn list(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named(list): Named<String>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    demand_none(&params)?;
    let Some(count) = snapshot.lists().get(&list) else {
        let known: Vec<&str> = snapshot.lists().keys().map(String::as_str).collect();
        return Err(Problem::new(Kind::NotFound, party::unknown(&list, "list", &known)));
    };
    let entries: Vec<Value> = snapshot
        .all()
        .iter()
        .flat_map(|edition| &edition.entries)
        .filter(|entry| entry.list.as_str() == list)
        .map(|entry| json!({ "id": entry.id, "name": entry.party.caption() }))
        .collect();
    let day = service.today();
    let value = Based {
        value: json!({ "id": list, "count": count, "entries": entries }),
        basis: Basis::of(&snapshot, day, Some(&list)),
    };
    Ok(answer::tagged(&headers, &tag(&snapshot.id, &format!("{list} {day}")), 60, &value))
}

/// One list entry, as published and as read.
#[utoipa::path(get, path = "/v1/lists/{list}/entries/{entry}", tag = "catalogs",
    params(("list" = String, Path, description = "Id of the list."),
           ("entry" = String, Path, description = "Id of the entry on that list."),
           super::openapi::Known),
    responses((status = 200, body = Value), (status = 304, description = "Unchanged."),
              super::openapi::Problems))]
pub async fn entry(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named((list, id)): Named<(String, String)>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    demand_none(&params)?;
    let Some(entry) = snapshot.entry(&list, &id) else {
        return Err(Problem::new(Kind::NotFound, "no such entry on this list"));
    };
    let day = service.today();
    let value = Based { value: entry, basis: Basis::of(&snapshot, day, Some(&list)) };
    let what = format!("{list}/{id} {day}");
    Ok(answer::tagged(&headers, &tag(&snapshot.id, &what), 60, &value))
}

/// The rules, with their states on the day asked for.
#[utoipa::path(get, path = "/v1/rules", tag = "catalogs",
    params(OnDay, super::openapi::Known),
    responses((status = 200, body = Value), (status = 304, description = "Unchanged."),
              super::openapi::Problems))]
pub async fn rules(
    State(service): State<Shared>,
    Current(snapshot): Current,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let today = service.today();
    let day = day_of(&params, today)?;
    let set = &snapshot.full().engine.rules;
    let rules: Vec<Value> = set.rules.iter().map(|rule| summary(rule, day)).collect();
    let value = Based {
        value: json!({ "rules": rules, "as_of": day.to_string() }),
        basis: Basis::of(&snapshot, today, None),
    };
    Ok(answer::tagged(&headers, &tag(&snapshot.id, &format!("{day} {today}")), 60, &value))
}

/// One rule: in English (the text of `rules explain`), with its states by day, its clauses and citations.
#[utoipa::path(get, path = "/v1/rules/{rule}", tag = "catalogs",
    params(("rule" = String, Path, description = "Id of the rule."), OnDay, super::openapi::Known),
    responses((status = 200, body = Value), (status = 304, description = "Unchanged."),
              super::openapi::Problems))]
pub async fn rule(
    State(service): State<Shared>,
    Current(snapshot): Current,
    Named(id): Named<String>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let today = service.today();
    let day = day_of(&params, today)?;
    let set = &snapshot.full().engine.rules;
    let Some(rule) = set.find(&id) else {
        return Err(Problem::new(Kind::NotFound, "no such rule; see /v1/rules"));
    };
    let mut value = summary(rule, day);
    if let Some(map) = value.as_object_mut() {
        let told = sentence::explain(rule, Vec::new(), Coverage::default());
        map.insert("english".to_owned(), prose::of(&told).into());
        map.insert("authority".to_owned(), json!(rule.authority));
        map.insert("statuses".to_owned(), rule.statuses.iter().map(status).collect());
        map.insert("clauses".to_owned(), rule.clauses.iter().map(clause).collect());
        map.insert("as_of".to_owned(), day.to_string().into());
    }
    let value = Based { value, basis: Basis::of(&snapshot, today, None) };
    Ok(answer::tagged(&headers, &tag(&snapshot.id, &format!("{id} {day} {today}")), 60, &value))
}

/// The day of a catalog.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it tells the document of what `Params` reads")]
struct OnDay {
    /// The states of this day (default: today in UTC).
    #[param(format = Date)]
    as_of: Option<String>,
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
    params: Params,
) -> Result<Json<ServiceState>, Problem> {
    demand_none(&params)?;
    let day = service.today();
    let rules = &snapshot.full().engine.rules;
    Ok(Json(ServiceState {
        engine: screening::engine(),
        snapshot: snapshot.id.clone(),
        rules_digest: rules.digest.clone(),
        rules: rules.rules.len(),
        lists: snapshot.editions(day),
        profiles: snapshot.profiles().map(|served| served.profile.clone()).collect(),
        faults: service.faults(&snapshot, None),
        today: day.to_string(),
    }))
}

fn tag(basis: &str, what: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(crate::screen::BUILD);
    hash.update(basis.as_bytes());
    hash.update([0]);
    hash.update(what.as_bytes());
    format!("\"{}\"", super::snapshot::short(hash))
}
