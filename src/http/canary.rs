//! Canaries: entries of every list, asked for through the public path. A list that is loaded and
//! does not answer is worse than one that is missing.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::decision::Unrecorded;
use super::service::{Service, Shared};
use super::snapshot::Snapshot;
use crate::model::{EntryStatus, ListEntry};

/// Seconds between two rounds.
pub const EVERY_SECONDS: u64 = 60;

/// Asks for one entry of every list; gives what is wrong, and keeps it for the readiness probe.
pub async fn round(service: &Shared, router: &Router) -> Vec<String> {
    let snapshot = service.snapshot();
    let mut faults = Vec::new();
    for entry in canaries(&snapshot) {
        if let Err(why) = ask(service, router, entry).await {
            faults.push(format!("canary of list {}: {why}", entry.list));
        }
    }
    if !faults.is_empty() {
        tracing::error!(faults = faults.len(), "canaries were not found");
    }
    service.set_canary_faults(faults.clone());
    faults
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

async fn ask(service: &Service, router: &Router, entry: &ListEntry) -> Result<(), String> {
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
    let answer: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let found =
        answer.pointer("/results/0/matches").and_then(Value::as_array).is_some_and(|matches| {
            matches.iter().any(|found| {
                let is =
                    |key: &str, text: &str| found.get(key).and_then(Value::as_str) == Some(text);
                is("list", entry.list.as_str()) && is("entry", &entry.id)
            })
        });
    if found { Ok(()) } else { Err(format!("not found (status {status})")) }
}
