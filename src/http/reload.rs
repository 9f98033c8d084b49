//! Lists and rules read anew while the service runs.

use std::sync::Arc;

use super::problem::{Kind, Problem};
use super::service::Shared;
use super::snapshot::Snapshot;

/// Reads lists and rules anew and puts them in place at once. Requests that run keep the state that
/// they began with; on an error all stays as it is.
///
/// # Errors
/// 503 with what could not be loaded.
pub async fn run(service: &Shared) -> Result<Arc<Snapshot>, Problem> {
    let own = Arc::clone(service);
    let loaded = tokio::task::spawn_blocking(move || own.reload()).await;
    match loaded {
        Ok(Ok(snapshot)) => {
            tracing::info!(snapshot = snapshot.id.as_str(), "lists and rules read anew");
            Ok(snapshot)
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "lists and rules not read; the last good ones stay");
            Err(Problem::new(Kind::Unavailable, format!("not loaded: {error}")))
        }
        Err(_) => Err(super::compute::failed()),
    }
}
