//! `POST /v1/match`: names in, list entries out.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::answer;
use super::ask::Ask;
use super::body;
use super::compute;
use super::decision::{Frame, Unrecorded};
use super::edge::Current;
use super::idempotency::{self, Begun};
use super::keys::Caller;
use super::known::Asked;
use super::params::Params;
use super::party::{self, PartyQuery};
use super::problem::Problem;
use super::service::Shared;
use super::snapshot::{Served, Snapshot};
use crate::audit::{self, Decided};
use crate::index::SearchOptions;
use crate::matching::PartyMatch;
use crate::model::{AsOf, Date};
use crate::screen::EditionUsed;
use crate::wire::place::Place;
use crate::wire::{self, json, screening};

/// A call of `/v1/match`: parties to look for.
#[derive(Debug, ToSchema)]
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
    /// Digest of the rules. They decide nothing here.
    pub rules_digest: String,
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
    /// Always empty: a search that could not be finished is refused (422), never answered.
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
    // The service's own requests find out whether it is ready.
    if parts.extensions.get::<Unrecorded>().is_none() {
        super::screen::demand_ready(&service, &snapshot)?;
    }
    let served = Arc::clone(asked.served(&snapshot)?);
    let today = service.today();
    let call =
        Call { served, today, day: service.day(asked.day()?).unwrap_or(today), bytes, since };
    let caller = parts.extensions.get::<Caller>().map_or("", |caller| caller.0.as_str());
    let Some(key) = idempotency::key_of(&parts.headers, caller)? else {
        return answered(&service, &snapshot, &parts, call).await.map(answer::json);
    };
    let said = format!("{:?} {:?}", asked.as_of, asked.profile);
    let request = idempotency::digest_of(&[said.as_bytes(), &call.bytes]);
    match service.searched.begin(key, request)? {
        Begun::Known(text) => Ok(answer::again(text)),
        Begun::New(making) => {
            let text = answered(&service, &snapshot, &parts, call).await?;
            making.finish(&text);
            Ok(answer::json(text))
        }
    }
}

/// A call to answer.
struct Call {
    served: Arc<Served>,
    today: Date,
    day: Date,
    bytes: Bytes,
    since: Instant,
}

/// The text of the answer: the one given to the same request before, or one made and recorded now.
async fn answered(
    service: &Shared,
    snapshot: &Snapshot,
    parts: &Parts,
    call: Call,
) -> Result<Bytes, Problem> {
    let (today, bytes) = (call.today, call.bytes.clone());
    // A canary asks the lists, not the memory.
    let own = parts.extensions.get::<Unrecorded>().is_some();
    let kept = service.recorder.is_none() && !own;
    let again = kept.then(|| Asked::of(&parts.uri, today, &bytes)).flatten();
    let make = make(service, parts, call);
    snapshot.searches.known_or(again, make).await.map(|(text, _)| text)
}

/// Makes the answer and, where decisions are recorded, its record; gives also the number of queries.
async fn make(service: &Shared, parts: &Parts, call: Call) -> Result<(Bytes, usize), Problem> {
    let Call { served, day, bytes, since, .. } = call;
    let frame = Frame::of(service, &parts.extensions, &served);
    let (most, record, size) = (service.limits.queries, frame.is_some(), bytes.len());
    let work = move || -> Result<_, Problem> {
        let document =
            json::parse(&bytes).map_err(|problem| Problem::of_document(vec![problem]))?;
        let recorded = record.then(|| document.clone());
        let found = search(&served, document, day, most)?;
        let decided = recorded.map(|request| decided(request, day, &found)).transpose()?;
        Ok((found.results.len(), answer::text(&found)?, decided))
    };
    let (number, text, decided) = compute::run(service, since, size, work).await??;
    if let Some(frame) = frame {
        frame.record(service, decided.into_iter().collect()).await?;
    }
    Ok((text.into(), number))
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
    let call = read(&call, most).map_err(Problem::of_document)?;
    let threshold = call.threshold.unwrap_or(served.engine.threshold);
    let limit = call.limit.unwrap_or(50);
    let options = SearchOptions { threshold, limit, on: Some(day) };
    let mut unfinished = Vec::new();
    let mut results = Vec::new();
    for (number, query) in call.queries.into_iter().enumerate() {
        let found = served.engine.index.search_here(&query.party, options);
        if !found.incomplete.is_empty() {
            // A list without matches would read as "not listed".
            unfinished.extend(query.unfinished(&found.incomplete));
            continue;
        }
        let matches: Vec<PartyMatch> = found.hits.into_iter().map(|hit| hit.matched).collect();
        results.push(MatchResult {
            id: query.id.unwrap_or(Value::from(number)),
            truncated: found.total > matches.len(),
            matches,
            total: found.total,
            incomplete: Vec::new(),
        });
    }
    if !unfinished.is_empty() {
        return Err(Problem::of_document(unfinished));
    }
    Ok(MatchAnswer {
        truncated: results.iter().any(|result| result.truncated),
        results,
        threshold,
        as_of: day.to_string(),
        profile: served.profile.name.clone(),
        lists: served.engine.editions(day),
        engine: screening::ENGINE,
        rules_digest: served.engine.law_digest.clone(),
        basis: served.digest.clone(),
        disclaimer: screening::DISCLAIMER,
    })
}

/// Keys of a call beside its queries.
const CALL_KEYS: [&str; 3] = ["queries", "threshold", "limit"];

/// Reads a call, or one query alone.
fn read(value: &Value, most: usize) -> Result<MatchCall, Vec<wire::Problem>> {
    let Value::Object(map) = value else {
        let detail = "must be an object: {\"queries\": [{\"name\": \"...\"}]}";
        return Err(vec![wire::Problem::new("", detail)]);
    };
    let mut problems = Vec::new();
    let queries = match map.get("queries") {
        // One query alone: what is not of the call is of the query.
        None => {
            let one = PartyQuery::read(value, Place::Start(""), &CALL_KEYS, &mut problems);
            one.into_iter().collect()
        }
        Some(queries) => {
            for key in map.keys().filter(|key| !CALL_KEYS.contains(&key.as_str())) {
                let help = crate::rules::did_you_mean(key, &CALL_KEYS);
                let place = Place::Key(&Place::Start(""), key).to_string();
                let detail = format!("`{key}` is no key of a call with `queries`; {help}");
                problems.push(wire::Problem::new(place, detail));
            }
            read_queries(queries, most, &mut problems)
        }
    };
    let threshold = number(map, "threshold", "a number from 0 to 1", &mut problems, |value| {
        value.as_f64().filter(|threshold| (0.0..=1.0).contains(threshold))
    });
    let whole = format!("a whole number from 1 to {LIMIT_MAX}");
    let limit = number(map, "limit", &whole, &mut problems, |value| {
        let limit = usize::try_from(value.as_u64()?).ok()?;
        (1..=LIMIT_MAX).contains(&limit).then_some(limit)
    });
    if problems.is_empty() { Ok(MatchCall { queries, threshold, limit }) } else { Err(problems) }
}

fn read_queries(
    queries: &Value,
    most: usize,
    problems: &mut Vec<wire::Problem>,
) -> Vec<PartyQuery> {
    let mut refuse = |detail: String| problems.push(wire::Problem::new("/queries", detail));
    let Some(queries) = queries.as_array() else {
        refuse(format!("must be a list of parties, not {}", party::kind_of_json(queries)));
        return Vec::new();
    };
    if queries.is_empty() || queries.len() > most {
        refuse(format!("{} queries; send 1 to {most}", queries.len()));
        return Vec::new();
    }
    let above = Place::Start("/queries");
    let numbered = queries.iter().enumerate();
    let read = numbered.filter_map(|(number, query)| {
        PartyQuery::read(query, Place::Element(&above, number), &[], problems)
    });
    read.collect()
}

/// A number of a call; null is none.
fn number<T>(
    map: &Map<String, Value>,
    key: &str,
    what: &str,
    problems: &mut Vec<wire::Problem>,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<T> {
    let value = map.get(key).filter(|value| !value.is_null())?;
    let number = read(value);
    if number.is_none() {
        let place = format!("/{key}");
        problems.push(wire::Problem::new(place, format!("`{value}`: must be {what}")));
    }
    number
}
