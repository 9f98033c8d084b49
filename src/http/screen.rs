//! `POST /v1/screen`: one transaction in, its screening out.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use super::answer::{self, Answer};
use super::ask::{self, Ask};
use super::body;
use super::compute;
use super::decision::Frame;
use super::edge::Current;
use super::idempotency::{self, Begun, digest_of};
use super::keys::Caller;
use super::known::Asked;
use super::params::Params;
use super::problem::{Kind, Problem};
use super::service::{Service, Shared};
use super::snapshot::{Served, Snapshot};
use crate::audit::{self, Decided};
use crate::model::Date;
use crate::screen::BUILD;
use crate::wire;
use crate::wire::transaction::UnknownKeys;

/// Screens one transaction.
#[utoipa::path(
    post, path = "/v1/screen", tag = "screening", params(Ask),
    request_body(content = super::openapi::TransactionSchema, content_type = "application/json"),
    responses(
        (status = 200, description = "The finished screening.", body = super::openapi::ScreeningSchema),
        super::openapi::Problems
    )
)]
pub async fn screen(
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
    demand_ready(&service, &snapshot)?;
    let served = Arc::clone(asked.served(&snapshot)?);
    let call = Call {
        served,
        bytes,
        day: service.day(asked.day()?),
        today: service.today(),
        known: tags_known(&parts.headers),
        record: false,
    };
    let caller = parts.extensions.get::<Caller>().map_or("", |caller| caller.0.as_str());
    let key = idempotency::key_of(&parts.headers, caller)?;
    let asking = Asking { service: &service, snapshot: &snapshot, parts: &parts, since };
    let Some(key) = key else {
        return asking.answer(call).await?.respond(&parts.headers, false);
    };
    let said = format!("{:?} {:?}", asked.as_of, asked.profile);
    let request = digest_of(&[said.as_bytes(), &call.bytes]);
    match service.answers.begin(key, request)? {
        Begun::Known(answer) => answer.respond(&parts.headers, true),
        Begun::New(making) => {
            let done = asking.answer(call).await?;
            making.finish(&done);
            done.respond(&parts.headers, false)
        }
    }
}

/// A call to make.
struct Call {
    served: Arc<Served>,
    bytes: Bytes,
    day: Option<Date>,
    today: Date,
    /// The tags that the caller knows; empty where it named none.
    known: HeaderMap,
    /// Whether the decision is recorded.
    record: bool,
}

/// The request that a call came with.
struct Asking<'r> {
    service: &'r Shared,
    snapshot: &'r Snapshot,
    parts: &'r Parts,
    since: Instant,
}

impl Asking<'_> {
    /// The answer: the one given to the same request before, or one made now.
    async fn answer(&self, call: Call) -> Result<Answer, Problem> {
        let (today, bytes) = (call.today, call.bytes.clone());
        let kept = self.service.recorder.is_none();
        let asked = kept.then(|| Asked::of(&self.parts.uri, today, &bytes)).flatten();
        let make = async {
            let Answer { text, level, tag } = self.make(call).await?;
            Ok::<_, Problem>((text, (level, tag)))
        };
        let (text, (level, tag)) = self.snapshot.screenings.known_or(asked, make).await?;
        Ok(Answer { text, level, tag })
    }

    /// Makes an answer and, where decisions are recorded, its record.
    async fn make(&self, call: Call) -> Result<Answer, Problem> {
        let Self { service, parts, since, .. } = *self;
        let frame = Frame::of(service, &parts.extensions, &call.served);
        let call = Call { record: frame.is_some(), ..call };
        let size = call.bytes.len();
        let (answer, decided) = compute::run(service, since, size, move || one(&call)).await??;
        if let Some(frame) = frame {
            frame.record(service, decided.into_iter().collect()).await?;
        }
        Ok(answer)
    }
}

/// The tags that the caller knows.
fn tags_known(headers: &HeaderMap) -> HeaderMap {
    let tags = headers.get_all(header::IF_NONE_MATCH).iter();
    tags.map(|tag| (header::IF_NONE_MATCH, tag.clone())).collect()
}

/// Refuses where the policy on lists says so.
pub(super) fn demand_ready(service: &Service, snapshot: &Snapshot) -> Result<(), Problem> {
    if !service.policy.refuse {
        return Ok(());
    }
    let faults = service.faults(snapshot, None);
    if faults.is_empty() {
        return Ok(());
    }
    Err(Problem::new(Kind::Unavailable, format!("nothing was screened: {}", faults.join("; "))))
}

/// Reads and screens one document; gives what was decided where that is recorded.
fn one(call: &Call) -> Result<(Answer, Option<Decided>), Problem> {
    let served = &*call.served;
    let document = wire::json::parse(&call.bytes).map_err(|problem| vec![problem]);
    let read = |document: &Value| wire::transaction::from_value(document, UnknownKeys::Refused);
    let (document, tx) = document
        .and_then(|document| read(&document).map(|tx| (document, tx)))
        .map_err(Problem::of_document)?;
    ask::check_roles(served, &tx)?;
    let as_of = ask::as_of(call.day, &tx, call.today);
    let days = format!("{} {}", as_of.valid, as_of.known);
    let tag = digest_of(&[served.digest.as_bytes(), days.as_bytes(), &call.bytes]);
    let tag = format!("\"{tag}\"");
    if answer::knows(&call.known, &tag) {
        return Err(unchanged(tag));
    }
    let screening = served.engine.screen(&tx, as_of);
    let level = screening.verdict.level;
    let mut text = wire::screening::to_text(&screening).map_err(|_| compute::failed())?;
    let decided = call.record.then(|| Decided {
        asked: audit::Asked::Screening,
        request: document,
        as_of,
        verdict: level.word(),
        result_sha256: audit::result_digest(&text),
    });
    add(&mut text, &Beside { basis: &served.digest, build: BUILD, profile: &served.profile.name })?;
    Ok((Answer { text: text.into(), level, tag }, decided))
}

/// What the service tells beside the screening.
#[derive(Serialize)]
struct Beside<'s> {
    basis: &'s str,
    build: &'static str,
    profile: &'s str,
}

/// Adds the keys of `more` at the end of the text of an object.
fn add(text: &mut Vec<u8>, more: &Beside<'_>) -> Result<(), Problem> {
    let end = text.len().saturating_sub(1);
    serde_json::to_writer(&mut *text, more).map_err(|_| compute::failed())?;
    // `}` of the object and `{` of the keys become one comma.
    text.splice(end..end + 2, *b",");
    Ok(())
}

/// The caller knows the answer already.
fn unchanged(tag: String) -> Problem {
    let detail = "same request, lists, rules and day: the verdict is the one with this ETag";
    Problem { tag: Some(tag), ..Problem::new(Kind::Unchanged, detail) }
}

impl Answer {
    /// The answer with its tag; 412 where the caller knows it already.
    fn respond(self, headers: &HeaderMap, again: bool) -> Result<Response, Problem> {
        if answer::knows(headers, &self.tag) {
            return Err(unchanged(self.tag));
        }
        let mut response = self.text.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        if again {
            answer::mark_again(headers);
        }
        response.extensions_mut().insert(self.level);
        Ok(response)
    }
}
