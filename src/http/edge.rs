//! What every request passes: its id, its clock, its log line. Names of parties never come here:
//! the log holds the route's pattern, never the address that was called, and no body.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::{Kind, Problem};
use super::service::Shared;
use super::snapshot::Snapshot;
use crate::model::Level;

/// The header that carries the request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The header that names the state of lists and rules that answered.
pub const SNAPSHOT: HeaderName = HeaderName::from_static("x-highfence-snapshot");
/// The header that names the rules.
pub const RULES: HeaderName = HeaderName::from_static("x-highfence-rules");
/// The header that names the program.
pub const ENGINE: HeaderName = HeaderName::from_static("x-highfence-engine");

/// Most bytes of an address.
const ADDRESS_BYTES_MAX: usize = 60_000;

/// The id of a request, for handlers.
#[derive(Debug, Clone)]
pub struct RequestId(pub HeaderValue);

/// The state of lists and rules that answers a request: taken once, as the request comes, so that
/// the answer and its header tell of the same one.
#[derive(Debug, Clone)]
pub struct Current(pub Arc<Snapshot>);

impl<S: Send + Sync> FromRequestParts<S> for Current {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(super::compute::failed)
    }
}

/// Gives the request an id, and the answer its id and the service's headers; writes one log line.
pub async fn pass(State(service): State<Shared>, mut request: Request, next: Next) -> Response {
    let since = Instant::now();
    let id = request_id(request.headers());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let current = Current(service.snapshot());
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(current.clone());
    let reconciling = request.uri().path().starts_with("/reconcile/");
    let mut response = match check(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    if reconciling {
        // OpenRefine and its like ask from pages of other origins. No cookie is ever heeded here.
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    headers.insert(REQUEST_ID, id.clone());
    if let Ok(rules) = HeaderValue::from_str(&current.0.full().engine.law_digest) {
        headers.insert(RULES, rules);
    }
    if let Ok(snapshot) = HeaderValue::from_str(&current.0.id) {
        headers.insert(SNAPSHOT, snapshot);
    }
    let engine = concat!("highfence/", env!("CARGO_PKG_VERSION"));
    headers.insert(ENGINE, HeaderValue::from_static(engine));
    let time = since.elapsed();
    let pattern = route.as_ref().map_or("(none)", MatchedPath::as_str);
    service.metrics.request(known(&method), pattern, response.status().as_u16(), time);
    let level = response.extensions().get::<Level>().copied();
    if let Some(level) = level {
        service.metrics.verdict(level);
    }
    tracing::info!(
        request_id = id.to_str().unwrap_or(""),
        method = method.as_str(),
        route = pattern,
        status = response.status().as_u16(),
        micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX),
        verdict = level.map_or("", Level::word),
        "request"
    );
    response
}

/// Refuses what no route reads: an address of a length that none has, a body in a coding.
fn check(request: &Request) -> Result<(), Problem> {
    let address = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if address > ADDRESS_BYTES_MAX {
        let detail = format!("{address} bytes; at most {ADDRESS_BYTES_MAX}: send a body instead");
        return Err(Problem::new(Kind::Address, detail));
    }
    let codings = request.headers().get_all(header::CONTENT_ENCODING).iter();
    let plain = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"identity");
    if let Some(coding) = codings.into_iter().find(|coding| !plain(coding)) {
        let coding = coding.to_str().unwrap_or("?");
        let detail = format!("Content-Encoding `{coding}` cannot be read; send the body as it is");
        return Err(Problem::new(Kind::Coding, detail));
    }
    Ok(())
}

/// The method as a label: a made-up one must not make a new series.
fn known(method: &Method) -> &'static str {
    let known = [Method::GET, Method::POST, Method::HEAD, Method::PUT, Method::DELETE];
    let words = ["GET", "POST", "HEAD", "PUT", "DELETE"];
    known.iter().zip(words).find(|(one, _)| *one == method).map_or("other", |(_, word)| word)
}

/// The caller's id where it is a plain word, else a new random one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let plain = |text: &str| {
        (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    match headers.get(REQUEST_ID) {
        Some(id) if id.to_str().is_ok_and(plain) => id.clone(),
        _ => {
            let number = getrandom::u64().unwrap_or(0);
            HeaderValue::from_str(&format!("{number:016x}"))
                .unwrap_or(HeaderValue::from_static("unknown"))
        }
    }
}
