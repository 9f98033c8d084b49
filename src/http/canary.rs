//! Canaries: entries of every list, asked for through the public path. A list that is loaded and
//! does not answer is worse than one that is missing.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::decision::Unrecorded;
use super::service::{Service, Shared};
use super::snapshot::Snapshot;
use crate::model::{EntryStatus, ListEntry};

/// Seconds between two rounds.
pub const EVERY_SECONDS: u64 = 60;

/// What became of a canary.
enum Told {
    /// It was found.
    Found,
    /// It was not.
    Missing(String),
    /// There was no answer for want of room or time, which says nothing of the list.
    Unanswered,
}

/// Asks for one entry of every list; gives what is wrong, and keeps it for the readiness probe. What
/// was known of a list stands until a round has an answer.
pub async fn round(service: &Shared, router: &Router) -> Vec<String> {
    let snapshot = service.snapshot();
    let before = service.canary_faults();
    let mut faults = BTreeMap::new();
    for entry in canaries(&snapshot) {
        let list = entry.list.as_str();
        let fault = match ask(service, router, entry).await {
            Told::Found => None,
            Told::Missing(why) => Some(format!("canary of list {list}: {why}")),
            Told::Unanswered => before.get(list).cloned(),
        };
        faults.extend(fault.map(|fault| (list.to_owned(), fault)));
    }
    if !faults.is_empty() {
        tracing::error!(faults = faults.len(), "canaries were not found");
    }
    let told = faults.values().cloned().collect();
    service.set_canary_faults(faults);
    told
}

/// The first entry in force of each list that bears a name of several words.
fn canaries(snapshot: &Snapshot) -> Vec<&ListEntry> {
    let mut chosen: Vec<&ListEntry> = Vec::new();
    for entry in snapshot.all().iter().flat_map(|edition| &edition.entries) {
        let named = entry.party.caption().split_whitespace().count() > 1;
        let in_force = entry.status == EntryStatus::Listed && entry.removed.is_none();
        if named && in_force && !chosen.iter().any(|known| known.list == entry.list) {
            chosen.push(entry);
        }
    }
    chosen
}

async fn ask(service: &Service, router: &Router, entry: &ListEntry) -> Told {
    match matched(service, router, entry).await {
        Ok((_, true)) => Told::Found,
        Ok((
            StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::SERVICE_UNAVAILABLE,
            false,
        )) => Told::Unanswered,
        Ok((status, false)) => Told::Missing(format!("not found (status {status})")),
        Err(why) => Told::Missing(why),
    }
}

/// The status of the answer, and whether it holds the entry.
async fn matched(
    service: &Service,
    router: &Router,
    entry: &ListEntry,
) -> Result<(StatusCode, bool), String> {
    let names = entry.party.names_on(service.today());
    let name = names.map(|name| name.text.clone()).next().unwrap_or_default();
    let body = json!({ "queries": [{ "name": name }], "limit": 500 }).to_string();
    let request = Request::post("/v1/match")
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-api-key", service.own_key())
        .extension(Unrecorded)
        .body(Body::from(body))
        .map_err(|error| error.to_string())?;
    let Ok(response) = router.clone().oneshot(request).await;
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 16 << 20)
        .await
        .map_err(|error| error.to_string())?;
    let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let found =
        answer.pointer("/results/0/matches").and_then(Value::as_array).is_some_and(|matches| {
            matches.iter().any(|found| {
                let is =
                    |key: &str, text: &str| found.get(key).and_then(Value::as_str) == Some(text);
                is("list", entry.list.as_str()) && is("entry", &entry.id)
            })
        });
    Ok((status, found))
}
