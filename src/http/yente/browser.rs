//! Reconciliation from a page in a browser: the answers of `GET` routes as a script (JSONP), for
//! clients older than `Access-Control-Allow-Origin`.
//!
//! In: `?callback=NAME`. Out: the answer as the argument of a call of that name. Errors stay what
//! they are. Queries never come this way: names of parties are sent in bodies alone.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::compute;
use crate::http::params::Params;
use crate::http::problem::{Kind, Problem};

/// Longest name of a callback, in bytes.
const NAME_MAX: usize = 128;
/// Most bytes of an answer that is wrapped; manifests and suggestions are far below.
const ANSWER_MAX: usize = 4 << 20;

/// Wraps the answer where a callback is named.
pub async fn wrap(params: Params, request: Request, next: Next) -> Result<Response, Problem> {
    let name = params.one("callback").filter(|_| request.method() == Method::GET);
    let Some(name) = name else { return Ok(next.run(request).await) };
    if !is_name(name) {
        let detail = "must be the name of a function: letters, digits, `_`, `$` and dots";
        return Err(Problem::at(Kind::Malformed, "?callback", detail));
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let json = axum::body::to_bytes(body, ANSWER_MAX).await.map_err(|_| compute::failed())?;
    // The comment keeps the name from being the first bytes, which some programs would take for
    // the beginning of another kind of file.
    let mut text = format!("/**/{name}(").into_bytes();
    text.extend_from_slice(&json);
    text.extend_from_slice(b");");
    let script = HeaderValue::from_static("text/javascript; charset=utf-8");
    parts.headers.insert(header::CONTENT_TYPE, script);
    parts.headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok((parts, Body::from(text)).into_response())
}

/// Whether a text is a name, or names joined by dots, and nothing that a script would run.
fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$';
    let part = |part: &str| {
        part.bytes().all(plain) && part.bytes().next().is_some_and(|first| !first.is_ascii_digit())
    };
    text.len() <= NAME_MAX && text.split('.').all(part)
}
