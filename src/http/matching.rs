//! `POST /v1/match`: names in, list entries out.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::answer;
use super::ask::Ask;
use super::body;
use super::compute;
use super::decision::Frame;
use super::edge::Current;
use super::known::Asked;
use super::params::Params;
use super::party::PartyQuery;
use super::problem::Problem;
use super::service::Shared;
use super::snapshot::Served;
use crate::audit::{self, Decided};
use crate::index::SearchOptions;
use crate::matching::PartyMatch;
use crate::model::{AsOf, Date, Party};
use crate::screen::EditionUsed;
use crate::wire::{self, json, screening};

/// A call of `/v1/match`: parties to look for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchCall {
    /// The parties; at most 100.
    pub queries: Vec<PartyQuery>,
    /// Least score of a match, 0 to 1; default is the profile's.
    pub threshold: Option<f64>,
    /// Most matches for each party, best first (default 50); `total` tells how many there are.
    pub limit: Option<usize>,
}

/// The answer to `/v1/match`.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchAnswer {
    /// One answer for each query, in order.
    pub results: Vec<MatchResult>,
    /// The least score that counted as a match.
    pub threshold: f64,
    /// The day: names not carried on it do not count.
    pub as_of: String,
    /// The profile.
    pub profile: String,
    /// The lists searched.
    #[schema(value_type = Vec<Value>)]
    pub lists: Vec<EditionUsed>,
    /// The program.
    pub engine: &'static str,
    /// Digest of lists, rules, profile and program.
    pub basis: String,
    /// Whether any result was limited.
    pub truncated: bool,
    /// What this is not.
    pub disclaimer: &'static str,
}

/// The answer to one query.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchResult {
    /// The caller's id, else the number of the query.
    #[schema(value_type = Value)]
    pub id: Value,
    /// Matches, best first.
    #[schema(value_type = Vec<Value>)]
    pub matches: Vec<PartyMatch>,
    /// Matches before the limit was applied.
    pub total: usize,
    /// Why the search could not be finished; then the party is not cleared.
    pub incomplete: Vec<String>,
    /// Whether the limit left matches out.
    pub truncated: bool,
}

/// Most matches of one query.
const LIMIT_MAX: usize = 500;

/// Finds list entries by name, identifier or address.
#[utoipa::path(
    post, path = "/v1/match", tag = "screening", params(Ask), request_body = MatchCall,
    responses((status = 200, description = "One answer for each query.", body = MatchAnswer),
              super::openapi::Problems)
)]
pub async fn find(
    State(service): State<Shared>,
    Current(snapshot): Current,
    params: Params,
    request: Request,
) -> Result<Response, Problem> {
    let since = Instant::now();
    let asked = Ask::of(&params)?;
    let (parts, body) = request.into_parts();
    body::demand_json(&parts.headers)?;
    let bytes = body::read(body, service.limits.body_bytes, &service.limits).await?;
    super::screen::demand_ready(&service, &snapshot)?;
    let served = Arc::clone(asked.served(&snapshot)?);
    let today = service.today();
    let day = asked.day()?.unwrap_or(today);
    let kept = service.recorder.is_none();
    let again = kept.then(|| Asked::of(&parts.uri, today, &bytes)).flatten();
    if let Some((text, _)) = again.and_then(|again| snapshot.searches.known(again)) {
        return Ok(answer::json(text));
    }
    let frame = Frame::of(&service, &parts.extensions, &served);
    let (most, record, body) = (service.limits.queries, frame.is_some(), bytes.clone());
    let work = move || -> Result<_, Problem> {
        let document = json::parse(&body).map_err(|problem| Problem::of_document(vec![problem]))?;
        let recorded = record.then(|| document.clone());
        let found = search(&served, document, day, most)?;
        let decided = recorded.map(|request| decided(request, day, &found)).transpose()?;
        Ok((found.results.len(), answer::text(&found)?, decided))
    };
    let (number, text, decided) = compute::run(&service, since, bytes.len(), work).await??;
    if let Some(frame) = frame {
        frame.record(&service, decided.into_iter().collect()).await?;
    }
    let text = Bytes::from(text);
    if let Some(again) = again {
        snapshot.searches.keep(again, &text, &number);
    }
    Ok(answer::json(text))
}

/// What a search decided, for its record.
fn decided(request: Value, day: Date, answer: &MatchAnswer) -> Result<Decided, Problem> {
    let any = |is: fn(&MatchResult) -> bool| answer.results.iter().any(is);
    Ok(Decided {
        asked: audit::Asked::Match,
        request,
        as_of: AsOf::on(day),
        verdict: match () {
            () if any(|result| result.total > 0) => "matched",
            () if any(|result| !result.incomplete.is_empty()) => "incomplete",
            () => "not_matched",
        },
        result_sha256: digest(&answer.results).ok_or_else(compute::failed)?,
    })
}

/// SHA-256 of a search's results as JSON text.
fn digest(results: &[MatchResult]) -> Option<String> {
    serde_json::to_vec(results).ok().map(|text| audit::result_digest(&text))
}

/// Makes a recorded search again and gives the digest of its results.
///
/// # Errors
/// What is wrong with the recorded call.
pub fn replay(served: &Served, request: Value, day: Date) -> Result<String, String> {
    let answer = search(served, request, day, usize::MAX).map_err(|problem| problem.detail)?;
    digest(&answer.results).ok_or_else(|| "its results cannot be written".to_owned())
}

fn search(served: &Served, call: Value, day: Date, most: usize) -> Result<MatchAnswer, Problem> {
    let call = read(call, most).map_err(Problem::of_document)?;
    let parties = parties(&call.queries).map_err(Problem::of_document)?;
    let threshold = call.threshold.unwrap_or(served.engine.threshold);
    let limit = call.limit.unwrap_or(50);
    let options = SearchOptions { threshold, limit, on: Some(day) };
    let results: Vec<MatchResult> = call
        .queries
        .into_iter()
        .zip(&parties)
        .enumerate()
        .map(|(number, (query, party))| {
            let found = served.engine.index.search_here(party, options);
            let matches: Vec<PartyMatch> = found.hits.into_iter().map(|hit| hit.matched).collect();
            MatchResult {
                id: query.id.unwrap_or(Value::from(number)),
                truncated: found.total > matches.len(),
                matches,
                total: found.total,
                incomplete: found.incomplete,
            }
        })
        .collect();
    Ok(MatchAnswer {
        truncated: results.iter().any(|result| result.truncated),
        results,
        threshold,
        as_of: day.to_string(),
        profile: served.profile.name.clone(),
        lists: served.engine.editions(day),
        engine: screening::ENGINE,
        basis: served.digest.clone(),
        disclaimer: screening::DISCLAIMER,
    })
}

/// Reads a call, or one query alone.
fn read(value: Value, most: usize) -> Result<MatchCall, Vec<wire::Problem>> {
    let wrong = |detail: String| vec![wire::Problem::new("", detail)];
    let Value::Object(mut map) = value else {
        return Err(wrong("must be an object: {\"queries\": [{\"name\": \"...\"}]}".to_owned()));
    };
    if !map.contains_key("queries") {
        // One query alone: what is not of the call is of the query.
        let mut call = Map::new();
        for key in ["threshold", "limit"] {
            call.extend(map.remove_entry(key));
        }
        call.insert("queries".to_owned(), Value::Array(vec![Value::Object(map)]));
        map = call;
    }
    let value = Value::Object(map);
    let call = MatchCall::deserialize(&value).map_err(|error| places(&value, &error))?;
    let mut problems = Vec::new();
    let mut refuse = |pointer: &str, detail: String| {
        problems.push(wire::Problem::new(pointer, detail));
    };
    let number = call.queries.len();
    if number == 0 || number > most {
        refuse("/queries", format!("{number} queries; send 1 to {most}"));
    }
    if call.threshold.is_some_and(|threshold| !(0.0..=1.0).contains(&threshold)) {
        refuse("/threshold", "a threshold lies between 0 and 1".to_owned());
    }
    if call.limit.is_some_and(|limit| limit == 0 || limit > LIMIT_MAX) {
        refuse("/limit", format!("a limit lies between 1 and {LIMIT_MAX}"));
    }
    if problems.is_empty() { Ok(call) } else { Err(problems) }
}

/// Where a call cannot be read: each query at fault with its place, else the call as a whole.
fn places(call: &Value, error: &serde_json::Error) -> Vec<wire::Problem> {
    let queries = call.get("queries").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let faults = queries.iter().enumerate().filter_map(|(number, query)| {
        let error = PartyQuery::deserialize(query).err()?;
        Some(wire::Problem::new(format!("/queries/{number}"), error.to_string()))
    });
    let faults: Vec<wire::Problem> = faults.collect();
    if faults.is_empty() { vec![wire::Problem::new("", error.to_string())] } else { faults }
}

fn parties(queries: &[PartyQuery]) -> Result<Vec<Party>, Vec<wire::Problem>> {
    let mut parties = Vec::new();
    let mut problems = Vec::new();
    for (number, query) in queries.iter().enumerate() {
        match query.party(&format!("/queries/{number}")) {
            Ok(party) => parties.push(party),
            Err(wrong) => problems.extend(wrong),
        }
    }
    if problems.is_empty() { Ok(parties) } else { Err(problems) }
}
