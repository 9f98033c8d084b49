//! The HTTP service: a request in, an answer out.
//!
//! In: HTTP requests, lists and rules from a loader, the day from a clock of the edge. Out:
//! verdicts as JSON, errors as `application/problem+json`. Only a finished screening answers 200;
//! every other path ends in an error that says that nothing was screened. No legal or matching
//! decision is made here. See `README.md` in this folder for the routes.

pub mod admin;
pub mod answer;
pub mod ask;
mod basis;
mod batch;
pub mod body;
pub mod canary;
mod catalogs;
mod compute;
mod decision;
mod documented;
mod edge;
pub mod entities;
mod gate;
mod health;
pub mod idempotency;
pub mod keys;
mod known;
pub mod limits;
mod matching;
mod metrics;
mod openapi;
mod params;
mod party;
pub mod policy;
pub mod problem;
pub mod profile;
mod recorder;
pub mod reload;
mod rows;
mod screen;
pub mod server;
mod service;
mod snapshot;
pub mod tls;
mod upload;
mod yente;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

pub use limits::Limits;
pub use matching::replay as replay_match;
pub use policy::Policy;
use problem::{Kind, Problem};
pub use recorder::Recorder;
pub use service::{Service, Settings, Shared};
pub use snapshot::{DEFAULT_PROFILE, Loader, Served, Snapshot, Sources};

/// The public routes.
pub fn router(service: &Shared) -> Router {
    let guarded = own()
        .merge(facade())
        .route_layer(middleware::from_fn_with_state(service.clone(), keys::demand_screen));
    let operators = Router::new()
        .route("/metrics", get(metrics::metrics))
        .route_layer(middleware::from_fn_with_state(service.clone(), keys::demand_admin));
    Router::new()
        .merge(guarded)
        .merge(operators)
        .merge(open())
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            axum::response::IntoResponse::into_response(compute::failed())
        }))
        .layer(middleware::from_fn_with_state(service.clone(), edge::pass))
        .with_state(service.clone())
}

/// The routes of our own.
fn own() -> Router<Shared> {
    Router::new()
        .route("/v1/screen", post(screen::screen))
        // Files and streams have limits of their own.
        .route("/v1/screen:batch", post(batch::screen).layer(DefaultBodyLimit::disable()))
        .route("/v1/match", post(matching::find))
        .route("/v1/lists", get(catalogs::lists))
        .route("/v1/lists/{list}", get(catalogs::list))
        .route("/v1/lists/{list}/entries/{*entry}", get(catalogs::entry))
        .route("/v1/rules", get(catalogs::rules))
        .route("/v1/rules/{rule}", get(catalogs::rule))
        .route("/v1/status", get(catalogs::state))
}

/// The routes that need no key: they tell nothing of lists or parties. `/updatez` has its own token.
fn open() -> Router<Shared> {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/openapi.json", get(openapi::document))
        .route("/docs", get(openapi::viewer))
        .route("/-/version", get(yente::version))
        .route("/updatez", post(yente::update))
}

/// The routes that clients of OpenSanctions' yente call.
fn facade() -> Router<Shared> {
    Router::new()
        .route("/match/{dataset}", post(yente::find))
        .route("/search/{dataset}", get(yente::search))
        .route("/entities/{id}", get(yente::one_entity))
        .route("/entities/{id}/adjacent", get(yente::adjacent))
        .route("/entities/{id}/adjacent/{property}", get(yente::adjacent_property))
        .route("/catalog", get(yente::catalog))
        .route("/manifest", get(yente::catalog))
        .route("/algorithms", get(yente::algorithms))
        .merge(reconciliation())
        .route_layer(middleware::from_fn(yente::demand_spelled))
}

/// The routes that OpenRefine calls.
fn reconciliation() -> Router<Shared> {
    Router::new()
        .route("/reconcile/{dataset}", get(yente::manifest).post(yente::reconcile))
        .route("/reconcile/{dataset}/suggest/entity", get(yente::suggest_entity))
        .route("/reconcile/{dataset}/suggest/property", get(yente::suggest_property))
        .route("/reconcile/{dataset}/suggest/type", get(yente::suggest_type))
        .route("/reconcile/{dataset}/extend/property", get(yente::extend_properties))
        .route_layer(middleware::from_fn(yente::wrap))
}

async fn not_found(_: HeaderMap, uri: Uri) -> Problem {
    let known = uri.path().len() < 100;
    let detail =
        if known { format!("there is no `{}`", uri.path()) } else { "no such path".into() };
    Problem::new(Kind::NotFound, detail)
}

async fn wrong_method(method: Method) -> Problem {
    Problem::new(Kind::Method, format!("{method} does not fit this path"))
}
