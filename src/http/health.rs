//! Probes: alive, ready.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer;
use super::problem::Problem;
use super::service::Shared;

/// The answer of a probe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Health {
    /// `ok` or `unavailable`.
    pub status: &'static str,
    /// What stands against readiness.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

/// Parameters of the readiness probe.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Ready {
    /// Greatest age of every list: days (`7`, `7d`) or hours (`24h`, counted in whole days).
    pub max_age: Option<String>,
}

/// Whether the process is alive.
pub async fn healthz() -> Json<Health> {
    Json(Health { status: "ok", faults: Vec::new() })
}

/// Whether lists and rules are loaded, and fresh by policy.
pub async fn readyz(
    State(service): State<Shared>,
    query: Result<Query<Ready>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = query.map_err(|error| answer::bad_query(&error))?;
    let age_max = asked.max_age.as_deref().map(days).transpose()?;
    let mut faults = service.policy.faults(&service.snapshot(), service.today(), age_max);
    if service.is_stopping() {
        faults.push("the service is stopping".to_owned());
    }
    let (status, word) = if faults.is_empty() {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
    };
    let mut response = (status, Json(Health { status: word, faults })).into_response();
    if status != StatusCode::OK {
        let after = axum::http::HeaderValue::from_static("60");
        response.headers_mut().insert(axum::http::header::RETRY_AFTER, after);
    }
    Ok(response)
}

/// A number of days, from `7`, `7d` or `24h`.
fn days(text: &str) -> Result<i64, Problem> {
    let wrong =
        || Problem::parameter("max_age", format!("`{text}`: write days (7d) or hours (24h)"));
    let (digits, unit) = match text.strip_suffix('h') {
        Some(digits) => (digits, 24),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    if digits.is_empty() || digits.len() > 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    digits.parse::<i64>().map(|number| number / unit).map_err(|_| wrong())
}
