//! The HTTP service: a request in, an answer out.
//!
//! In: HTTP requests, lists and rules from a loader, the day from a clock of the edge. Out:
//! verdicts as JSON, errors as `application/problem+json`. Only a finished screening answers 200;
//! every other path ends in an error that says that nothing was screened. No legal or matching
//! decision is made here. See `README.md` in this folder for the routes.

pub mod answer;
pub mod ask;
pub mod body;
mod compute;
mod edge;
mod gate;
mod health;
pub mod limits;
pub mod policy;
pub mod problem;
pub mod profile;
mod screen;
pub mod server;
mod service;
mod snapshot;

use axum::Router;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

pub use limits::Limits;
pub use policy::Policy;
use problem::{Kind, Problem};
pub use service::{Service, Settings, Shared};
pub use snapshot::{DEFAULT_PROFILE, Loader, Snapshot, Sources};

/// The public routes.
pub fn router(service: &Shared) -> Router {
    Router::new()
        .route("/v1/screen", post(screen::screen))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            axum::response::IntoResponse::into_response(compute::failed())
        }))
        .layer(middleware::from_fn_with_state(service.clone(), edge::pass))
        .with_state(service.clone())
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
