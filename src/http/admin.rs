//! Routes of the operator, on a listener of their own: reload, metrics, probes.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use serde_json::{Value, json};

use super::problem::Problem;
use super::service::Shared;
use super::{catalogs, edge, health, keys, metrics, reload};

/// The operator's routes.
pub fn router(service: &Shared) -> Router {
    let guarded = Router::new()
        .route("/admin/reload", post(reload_now))
        .route("/admin/status", get(catalogs::state))
        .route("/metrics", get(metrics::metrics))
        .route_layer(middleware::from_fn_with_state(service.clone(), keys::demand_admin));
    Router::new()
        .merge(guarded)
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .fallback(super::not_found)
        .method_not_allowed_fallback(super::wrong_method)
        .layer(middleware::from_fn_with_state(service.clone(), edge::pass))
        .with_state(service.clone())
}

/// Reads lists and rules anew.
async fn reload_now(State(service): State<Shared>) -> Result<Json<Value>, Problem> {
    let before = service.snapshot().id.clone();
    let snapshot = reload::run(&service).await?;
    Ok(Json(json!({ "before": before, "snapshot": snapshot.id, "changed": before != snapshot.id })))
}
