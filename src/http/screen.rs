//! `POST /v1/screen`: one transaction in, its screening out.

use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::answer::{self, Answer};
use super::ask::{self, Ask};
use super::body;
use super::compute;
use super::params::Params;
use super::problem::{Kind, Problem};
use super::service::{Service, Shared};
use super::snapshot::{Served, Snapshot, short};
use crate::model::{AsOf, Transaction};
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
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let since = Instant::now();
    let asked = Ask::of(&params)?;
    body::demand_json(&headers)?;
    let bytes = body::read(body, service.limits.body_bytes, &service.limits).await?;
    let snapshot = service.snapshot();
    demand_ready(&service, &snapshot)?;
    let served = std::sync::Arc::clone(asked.served(&snapshot)?);
    let day = asked.day()?;
    let today = service.today();
    let size = bytes.len();
    let work = move || one(&served, &bytes, day, today);
    let done = compute::run(&service, since, size, work).await??;
    done.respond(&headers)
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
pub(super) fn one(
    served: &Served,
    bytes: &[u8],
    day: Option<crate::model::Date>,
    today: crate::model::Date,
) -> Result<Answer, Problem> {
    let tx = wire::transaction::from_bytes(bytes).map_err(Problem::of_document)?;
    ask::check_roles(served, &tx)?;
    let as_of = ask::as_of(day, &tx, today);
    Ok(answer_of(served, &tx, as_of, bytes))
}

/// The answer to one transaction.
pub(super) fn answer_of(served: &Served, tx: &Transaction, as_of: AsOf, request: &[u8]) -> Answer {
    let screening = served.engine.screen(tx, as_of);
    let level = screening.verdict.level;
    let mut value = wire::screening::to_value(&screening);
    if let Some(map) = value.as_object_mut() {
        map.insert("profile".to_owned(), served.profile.name.clone().into());
        map.insert("basis".to_owned(), served.digest.clone().into());
    }
    let mut hash = Sha256::new();
    hash.update(served.digest.as_bytes());
    hash.update(as_of.valid.to_string().as_bytes());
    hash.update(as_of.known.to_string().as_bytes());
    hash.update(request);
    Answer { value, level, tag: format!("\"{}\"", short(hash)) }
}

impl Answer {
    /// The answer with its tag; 412 where the caller knows it already.
    fn respond(self, headers: &HeaderMap) -> Result<Response, Problem> {
        if answer::knows(headers, &self.tag) {
            return Err(Problem::new(
                Kind::Unchanged,
                "same request, lists, rules and day: the verdict is the one with this ETag",
            ));
        }
        let mut response = axum::Json(&self.value).into_response();
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.extensions_mut().insert(self.level);
        Ok(response)
    }
}
