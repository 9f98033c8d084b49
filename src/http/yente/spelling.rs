//! The names of the facade's query parameters, and what is all but one of them.

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
