//! The wire format of OpenSanctions' yente: clients that speak it need no change.
//!
//! In: FollowTheMoney entities to look for. Out: list entries as FollowTheMoney entities with
//! scores. Scopes are `default` (all entries), `sanctions` (entries in force), and one for each
//! list. Where yente would answer with less than it was asked (a party that cannot be searched),
//! this service refuses instead.

mod browser;
pub(super) mod catalog;
pub(super) mod entities;
mod entity;
pub(super) mod matching;
mod query;
pub(super) mod reconcile;
mod schemata;
mod scope;
pub(super) mod search;
pub(super) mod suggest;

pub use browser::wrap;
pub use catalog::{algorithms, catalog, update, version};
pub use entities::{adjacent, adjacent_property, one_entity};
pub use matching::find;
pub use reconcile::{manifest, reconcile};
pub use search::search;
pub use suggest::{extend_properties, suggest_entity, suggest_property, suggest_type};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

use crate::http::params::Params;
use crate::http::problem::Problem;

/// Query parameters that mean something at some route of the facade.
const PARAMETERS: [&str; 27] = [
    "algorithm",
    "api_key",
    "callback",
    "changed_since",
    "countries",
    "cutoff",
    "datasets",
    "exclude_dataset",
    "exclude_entity_ids",
    "exclude_schema",
    "extend",
    "facets",
    "filter",
    "filter_op",
    "fuzzy",
    "include_dataset",
    "limit",
    "nested",
    "offset",
    "prefix",
    "queries",
    "schema",
    "simple",
    "sort",
    "threshold",
    "topics",
    "type",
];

/// Lets a request pass whose parameters are spelled as known ones, or like none of them: yente
/// leaves unknown parameters unheeded, and so does the facade, but a misspelled one was meant.
pub async fn demand_spelled(
    params: Params,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    params.demand_spelled(&PARAMETERS)?;
    Ok(next.run(request).await)
}
