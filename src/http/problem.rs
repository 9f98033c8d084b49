//! Errors as `application/problem+json` (RFC 9457), each with a stable type and JSON pointers.
//!
//! An error is never a verdict: only a finished screening answers 200. Texts are safe for
//! strangers: they name what the caller sent and how to mend it, never the inside of the program.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire;

/// The kinds of errors. Their words are the last part of `type` and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The body is no document of the wanted form.
    Malformed,
    /// The document is well formed and says something that cannot be.
    Invalid,
    /// A limit on size, depth or number.
    TooLarge,
    /// The address is longer than any that means something.
    Address,
    /// The content type cannot be read.
    MediaType,
    /// The content coding cannot be read.
    Coding,
    /// No such thing.
    NotFound,
    /// The thing exists and the method does not fit it.
    Method,
    /// A key is missing, wrong or expired.
    Unauthorized,
    /// The key does not reach this far.
    Forbidden,
    /// The caller's condition (`If-None-Match`) does not hold.
    Unchanged,
    /// The same idempotency key is in use.
    Conflict,
    /// The body came too slowly.
    SlowRequest,
    /// More requests than can be answered in time.
    Overloaded,
    /// The work could not be finished in time.
    Deadline,
    /// Not ready: no lists, stale lists, a record that cannot be written.
    Unavailable,
    /// The program failed. Nothing was screened.
    Failed,
}

impl Kind {
    /// All kinds with their words, titles and status codes.
    pub const ALL: [(Self, &'static str, &'static str, StatusCode); 17] = [
        (Self::Malformed, "malformed", "The request cannot be read", StatusCode::BAD_REQUEST),
        (
            Self::Invalid,
            "invalid",
            "The request says something that cannot be",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (Self::TooLarge, "too-large", "The request is too large", StatusCode::PAYLOAD_TOO_LARGE),
        (Self::Address, "uri-too-long", "The address is too long", StatusCode::URI_TOO_LONG),
        (
            Self::Coding,
            "content-coding",
            "The content coding cannot be read",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            Self::MediaType,
            "media-type",
            "The content type cannot be read",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (Self::NotFound, "not-found", "There is no such thing", StatusCode::NOT_FOUND),
        (Self::Method, "method", "The method does not fit", StatusCode::METHOD_NOT_ALLOWED),
        (Self::Unauthorized, "unauthorized", "A valid key is needed", StatusCode::UNAUTHORIZED),
        (Self::Forbidden, "forbidden", "The key does not reach this far", StatusCode::FORBIDDEN),
        (
            Self::Unchanged,
            "unchanged",
            "The answer is the one that is known already",
            StatusCode::PRECONDITION_FAILED,
        ),
        (Self::Conflict, "conflict", "The idempotency key is in use", StatusCode::CONFLICT),
        (
            Self::SlowRequest,
            "slow-request",
            "The body came too slowly",
            StatusCode::REQUEST_TIMEOUT,
        ),
        (Self::Overloaded, "overloaded", "Too many requests", StatusCode::TOO_MANY_REQUESTS),
        (Self::Deadline, "deadline", "Not finished in time", StatusCode::SERVICE_UNAVAILABLE),
        (Self::Unavailable, "unavailable", "Not ready", StatusCode::SERVICE_UNAVAILABLE),
        (Self::Failed, "failed", "The program failed", StatusCode::INTERNAL_SERVER_ERROR),
    ];

    fn row(self) -> (&'static str, &'static str, StatusCode) {
        Self::ALL.into_iter().find(|(kind, ..)| *kind == self).map_or(
            ("failed", "The program failed", StatusCode::INTERNAL_SERVER_ERROR),
            |(_, word, title, status)| (word, title, status),
        )
    }

    /// The HTTP status.
    pub fn status(self) -> StatusCode {
        self.row().2
    }
}

/// One thing wrong, with the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// JSON pointer (RFC 6901) into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// What is wrong, with the value, and how to mend it.
    pub detail: String,
}

impl Fault {
    fn bounded(self) -> Self {
        Self { pointer: bounded(self.pointer), detail: bounded(self.detail) }
    }
}

/// An error answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which kind.
    pub kind: Kind,
    /// What happened, for this request.
    pub detail: String,
    /// All things wrong.
    pub errors: Vec<Fault>,
    /// After how many seconds it makes sense to ask again.
    pub retry_after: Option<u32>,
    /// The methods that fit, for [`Kind::Method`].
    pub allow: Option<&'static str>,
    /// The entity tag of the answer that is known already, for [`Kind::Unchanged`].
    pub tag: Option<String>,
}

/// Most things wrong that an error names one by one; the rest are counted.
const ERRORS_MAX: usize = 100;
/// Most characters of one text of an error.
const TEXT_MAX: usize = 1_000;

/// A text that a caller may have sent, within bounds.
fn bounded(text: String) -> String {
    if text.len() <= TEXT_MAX {
        return text;
    }
    match text.char_indices().nth(TEXT_MAX) {
        None => text,
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
    }
}

/// The body of an error answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Stable name of the kind of error.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, for this request.
    pub detail: String,
    /// The things wrong, with their places: the first 100 of them; `detail` tells of more.
    pub errors: Vec<Fault>,
    /// `cannot_screen` where nothing was screened. An error is never a verdict.
    pub outcome: String,
}

impl Problem {
    /// A problem of a kind.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let retry_after = match kind {
            Kind::Overloaded | Kind::Deadline => Some(1),
            Kind::Unavailable => Some(10),
            _ => None,
        };
        Self {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after,
            allow: None,
            tag: None,
        }
    }

    /// One thing wrong at its place: a JSON pointer, or `?name` for a query parameter.
    pub fn at(kind: Kind, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let (pointer, detail) = (pointer.into(), detail.into());
        let whole = format!("{pointer}: {detail}");
        Self { errors: vec![Fault { pointer, detail }], ..Self::new(kind, whole) }
    }

    /// All of several problems as one, of the kind of the first; `None` where there is none.
    pub fn together(problems: Vec<Self>) -> Option<Self> {
        let more = problems.len().saturating_sub(1);
        let mut all = problems.into_iter();
        let mut first = all.next()?;
        let errors = std::mem::take(&mut first.errors).into_iter();
        let errors = errors.chain(all.flat_map(|problem| problem.errors));
        first.errors = errors.take(ERRORS_MAX).collect();
        if more > 0 {
            first.detail = format!("{}; and {more} more", first.detail);
        }
        Some(first)
    }

    /// A wrong query parameter or header.
    pub fn parameter(name: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let errors = vec![Fault { pointer: format!("?{name}"), detail: detail.clone() }];
        Self { errors, ..Self::new(Kind::Invalid, format!("parameter `{name}`: {detail}")) }
    }

    /// A transaction or another document with problems at their places.
    pub fn of_document(problems: Vec<wire::Problem>) -> Self {
        let whole = problems.len() == 1 && problems.iter().all(|p| p.pointer.is_empty());
        let kind = if whole { Kind::Malformed } else { Kind::Invalid };
        let detail = bounded(problems.first().map_or_else(String::new, ToString::to_string));
        let more = problems.len().saturating_sub(1);
        let detail = if more > 0 { format!("{detail}; and {more} more") } else { detail };
        let errors = problems.into_iter().take(ERRORS_MAX);
        let errors = errors.map(|p| Fault { pointer: p.pointer, detail: p.detail });
        Self { errors: errors.collect(), ..Self::new(kind, detail) }
    }

    /// The body.
    pub fn body(&self) -> ProblemBody {
        let (word, title, status) = self.kind.row();
        ProblemBody {
            kind: format!("urn:highfence:problem:{word}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: bounded(self.detail.clone()),
            errors: self.errors.iter().cloned().map(Fault::bounded).collect(),
            outcome: "cannot_screen".to_owned(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.kind.status(), Json(self.body())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        if self.kind == Kind::Coding {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        if let Some(tag) = self.tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
            headers.insert(header::ETAG, tag);
        }
        if self.kind == Kind::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("ApiKey, Bearer"));
        }
        response
    }
}
