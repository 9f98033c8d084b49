//! Probes: alive, ready.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::edge::Current;
use super::params::Params;
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

/// Whether the process is alive.
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, body = Health)))]
pub async fn healthz() -> Json<Health> {
    Json(Health { status: "ok", faults: Vec::new() })
}

/// Whether lists and rules are loaded, and fresh by policy.
#[utoipa::path(get, path = "/readyz", tag = "service", params(("max_age" = Option<String>, Query, description = "Greatest age of every list: days (`7`, `7d`) or hours (`24h`, in whole days).")),
    responses((status = 200, body = Health),
              (status = 503, description = "Not ready.", body = Health),
              super::openapi::Problems))]
pub async fn readyz(
    State(service): State<Shared>,
    Current(snapshot): Current,
    params: Params,
) -> Result<Response, Problem> {
    params.demand_known(&["max_age"])?;
    let age_max = params.one("max_age").map(days).transpose()?;
    let faults = service.faults(&snapshot, age_max);
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
