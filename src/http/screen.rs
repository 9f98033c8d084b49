//! `POST /v1/screen`: one transaction in, its screening out.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::answer::{self, Answer};
use super::ask::{self, Ask};
use super::body;
use super::compute;
use super::edge::RequestId;
use super::idempotency::{self, Begun};
use super::keys::Caller;
use super::params::Params;
use super::problem::{Kind, Problem};
use super::service::{Service, Shared};
use super::snapshot::{Served, Snapshot, short};
use crate::audit::{self, ListUsed, Subject};
use crate::model::{AsOf, Date};
use crate::wire;

/// Screens one transaction.
#[utoipa::path(
    post, path = "/v1/screen", tag = "screening", params(Ask),
    request_body(content = super::openapi::TransactionSchema, content_type = "application/json"),
    responses(
        (status = 200, description = "The finished screening.", body = super::openapi::ScreeningSchema),
        super::openapi::Problems
    )
)]
pub async fn screen(
    State(service): State<Shared>,
    params: Params,
    request: Request,
) -> Result<Response, Problem> {
    let since = Instant::now();
    let asked = Ask::of(&params)?;
    let (parts, body) = request.into_parts();
    body::demand_json(&parts.headers)?;
    let bytes = body::read(body, service.limits.body_bytes, &service.limits).await?;
    let snapshot = service.snapshot();
    demand_ready(&service, &snapshot)?;
    let served = Arc::clone(asked.served(&snapshot)?);
    let day = asked.day()?;
    let caller = parts.extensions.get::<Caller>().map_or("", |caller| caller.0.as_str());
    let Some(key) = idempotency::key_of(&parts.headers, caller)? else {
        let done = make(&service, since, &parts, served, bytes, day).await?;
        return done.respond(&parts.headers, false);
    };
    let request = tag_of("", &format!("{:?} {:?}", asked.as_of, asked.profile), &bytes);
    match service.answers.begin(key, request)? {
        Begun::Known(answer) => answer.respond(&parts.headers, true),
        Begun::New(making) => {
            let done = make(&service, since, &parts, served, bytes, day).await?;
            making.finish(&done);
            done.respond(&parts.headers, false)
        }
    }
}

/// Makes an answer and, where decisions are recorded, its record.
async fn make(
    service: &Shared,
    since: Instant,
    parts: &Parts,
    served: Arc<Served>,
    bytes: Bytes,
    day: Option<Date>,
) -> Result<Answer, Problem> {
    let (today, size) = (service.today(), bytes.len());
    let (own, document) = (Arc::clone(&served), bytes.clone());
    let work = move || one(&own, &document, day, today);
    let (answer, as_of) = compute::run(service, since, size, work).await??;
    if let Some(recorder) = &service.recorder {
        let subject = subject(service, parts, &served, &bytes, &answer, as_of);
        recorder.record(subject).await?;
    }
    Ok(answer)
}

/// What is recorded of an answer.
fn subject(
    service: &Service,
    parts: &Parts,
    served: &Served,
    bytes: &[u8],
    answer: &Answer,
    as_of: AsOf,
) -> Subject {
    let id = parts.extensions.get::<RequestId>().and_then(|id| id.0.to_str().ok());
    let editions = served.engine.index.editions().iter();
    Subject {
        at: service.moment(),
        by: parts.extensions.get::<Caller>().map_or_else(String::new, |c| c.0.clone()),
        request_id: id.unwrap_or("").to_owned(),
        request: wire::json::parse(bytes).unwrap_or_default(),
        valid: as_of.valid.to_string(),
        known: as_of.known.to_string(),
        profile: serde_json::to_value(&served.profile).unwrap_or_default(),
        engine: wire::screening::engine(),
        rules_digest: served.engine.rules.digest.clone(),
        lists: editions
            .map(|edition| ListUsed {
                id: edition.id.clone(),
                sha256: edition.provenance.sha256.clone(),
            })
            .collect(),
        verdict: answer.level.word().to_owned(),
        result_sha256: answer.result.clone(),
    }
}

/// Refuses where the policy on lists says so.
pub(super) fn demand_ready(service: &Service, snapshot: &Snapshot) -> Result<(), Problem> {
    if !service.policy.refuse {
        return Ok(());
    }
    let faults = service.faults(snapshot, None);
    if faults.is_empty() {
        return Ok(());
    }
    Err(Problem::new(Kind::Unavailable, format!("nothing was screened: {}", faults.join("; "))))
}

/// Reads and screens one document.
fn one(
    served: &Served,
    bytes: &[u8],
    day: Option<Date>,
    today: Date,
) -> Result<(Answer, AsOf), Problem> {
    let tx = wire::transaction::from_bytes(bytes).map_err(Problem::of_document)?;
    ask::check_roles(served, &tx)?;
    let as_of = ask::as_of(day, &tx, today);
    let screening = served.engine.screen(&tx, as_of);
    let level = screening.verdict.level;
    let mut value = wire::screening::to_value(&screening);
    let result = audit::result_digest(&value);
    if let Some(map) = value.as_object_mut() {
        map.insert("profile".to_owned(), served.profile.name.clone().into());
        map.insert("basis".to_owned(), served.digest.clone().into());
    }
    let days = format!("{} {}", as_of.valid, as_of.known);
    let text = serde_json::to_vec(&value).map_err(|_| compute::failed())?;
    let tag = format!("\"{}\"", tag_of(&served.digest, &days, bytes));
    Ok((Answer { text: text.into(), level, tag, result }, as_of))
}

/// A digest over what an answer rests on.
fn tag_of(basis: &str, days: &str, request: &[u8]) -> String {
    let mut hash = Sha256::new();
    for part in [basis.as_bytes(), days.as_bytes(), request] {
        hash.update(part);
        hash.update([0]);
    }
    short(hash)
}

impl Answer {
    /// The answer with its tag; 412 where the caller knows it already.
    fn respond(self, headers: &HeaderMap, again: bool) -> Result<Response, Problem> {
        if answer::knows(headers, &self.tag) {
            return Err(Problem::new(
                Kind::Unchanged,
                "same request, lists, rules and day: the verdict is the one with this ETag",
            ));
        }
        let mut response = self.text.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        if again {
            headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        }
        response.extensions_mut().insert(self.level);
        Ok(response)
    }
}
