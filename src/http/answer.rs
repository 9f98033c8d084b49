//! Pieces that answers share.

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::compute;
use super::problem::{Fault, Kind, Problem};
use crate::model::Level;

/// A finished screening.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its JSON text.
    pub text: Bytes,
    /// Its level.
    pub level: Level,
    /// Its entity tag: a digest of request, day, lists, rules and program.
    pub tag: String,
}

/// Bytes for which room is made before an answer is written; most are shorter.
const USUAL_BYTES: usize = 2 << 10;

/// The JSON text of a value.
///
/// # Errors
/// 500 where it cannot be written.
pub fn text(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut text = Vec::with_capacity(USUAL_BYTES);
    serde_json::to_writer(&mut text, value).map_err(|_| compute::failed())?;
    Ok(text)
}

/// An answer of JSON text.
pub fn json(text: impl Into<Bytes>) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], text.into()).into_response()
}

/// An answer that was given to the same idempotency key before.
pub fn again(text: impl Into<Bytes>) -> Response {
    let mut response = json(text);
    mark_again(response.headers_mut());
    response
}

/// Says that the answer was given before.
pub fn mark_again(headers: &mut HeaderMap) {
    headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
}

/// A query string that cannot be read.
pub fn bad_query(error: &QueryRejection) -> Problem {
    let detail = error.body_text();
    let errors = vec![Fault { pointer: "?".to_owned(), detail: detail.clone() }];
    Problem { errors, ..Problem::new(Kind::Invalid, detail) }
}

/// Whether `If-None-Match` names the tag.
pub fn knows(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*")
}

/// A readable resource with its tag; 304 where the caller has it already.
pub fn tagged(headers: &HeaderMap, tag: &str, seconds: u32, value: &impl Serialize) -> Response {
    let mut response = if knows(headers, tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        axum::Json(value).into_response()
    };
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    let cache = format!("private, max-age={seconds}");
    if let Ok(cache) = HeaderValue::from_str(&cache) {
        response.headers_mut().insert(header::CACHE_CONTROL, cache);
    }
    response
}
