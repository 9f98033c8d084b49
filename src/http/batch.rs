//! `POST /v1/screen:batch`: rows streamed in and answers streamed out, in order, through a bounded
//! window.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::ask::Ask;
use super::body;
use super::decision::Frame;
use super::edge::Current;
use super::params::Params;
use super::problem::{Kind, Problem};
use super::rows::{self, Raw, Rows};
use super::service::Shared;
use super::snapshot::Served;
use super::{basis, upload};
use crate::batch::{self, About, Asked, Line};
use crate::model::Date;

/// What all rows of a call share.
#[derive(Clone)]
pub(super) struct Call {
    /// The profile with its engine.
    pub(super) served: Arc<Served>,
    day: Option<Date>,
    today: Date,
    full: bool,
    /// What the records share, where decisions are recorded.
    pub(super) frame: Option<Frame>,
}

impl Call {
    /// What each row is asked with.
    pub(super) fn asked(&self) -> Asked<'_> {
        let profile = &self.served.profile;
        Asked {
            engine: &self.served.engine,
            profile: &profile.name,
            roles: &profile.roles,
            day: self.day,
            today: self.today,
            full: self.full,
            record: self.frame.is_some(),
        }
    }
}

/// Screens many rows: NDJSON (a transaction or a party a line) streamed both ways, one labelled
/// answer for each row in order; or a CSV, XLSX or NDJSON file as `multipart/form-data` (fields
/// `file`, `mapping`, `sheet`). Headers name lists with ages, rules and how columns were read.
#[utoipa::path(
    post, path = "/v1/screen:batch", tag = "screening",
    params(Ask,
           ("view" = Option<String>, Query, description = "`brief` (what a list of rows shows) or `full`."),
           ("format" = Option<String>, Query, description = "Of a file's answer: `csv`, `xlsx` or `ndjson`.")),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "One answer a line.", body = String, content_type = "application/x-ndjson"),
              super::openapi::Problems)
)]
pub async fn screen(
    State(service): State<Shared>,
    Current(snapshot): Current,
    params: Params,
    request: Request,
) -> Result<Response, Problem> {
    params.demand_known(&["as_of", "profile", "api_key", "view", "format"])?;
    let asked = Ask::from_known(&params);
    super::idempotency::refuse(request.headers())?;
    super::screen::demand_ready(&service, &snapshot)?;
    let full = match params.one("view") {
        None | Some("full") => true,
        Some("brief") => false,
        Some(_) => return Err(Problem::parameter("view", "`brief` or `full`")),
    };
    let served = Arc::clone(asked.served(&snapshot)?);
    let frame = Frame::of(&service, request.extensions(), &served);
    let call = Call { served, day: service.day(asked.day()?), today: service.today(), full, frame };
    match body::media_type(request.headers()).as_str() {
        "multipart/form-data" => upload::file(&service, call, &params, request).await,
        ""
        | "application/x-ndjson"
        | "application/jsonl"
        | "application/json"
        | "application/x-www-form-urlencoded" => {
            if let Some(form @ ("csv" | "xlsx")) = params.one("format") {
                let detail = format!("`{form}` is for files, sent as multipart/form-data");
                return Err(Problem::parameter("format", detail));
            }
            streamed(service, call, request.into_body()).await
        }
        other => Err(Problem::new(
            Kind::MediaType,
            format!("`{other}` cannot be read; send application/x-ndjson or multipart/form-data"),
        )),
    }
}

/// Answers a stream. The status is told when the first rows have come, so what goes wrong later is
/// told by the rows: each has its own status, and a stream that breaks ends with a row that says so.
async fn streamed(service: Shared, call: Call, body: Body) -> Result<Response, Problem> {
    let mut rows = Rows::new(body.into_data_stream(), service.limits.row_bytes);
    let malformed = |detail: &str| Problem::new(Kind::Malformed, detail);
    let first = match tokio::time::timeout(
        service.limits.body_time,
        rows.window(service.limits.window_rows),
    )
    .await
    {
        Ok(Ok(first)) => first,
        Ok(Err(())) => return Err(malformed("the body ended before its announced length")),
        Err(_) => return Err(Problem::new(Kind::SlowRequest, "no row came in time")),
    };
    match first.first() {
        None => return Err(malformed("the body holds no row; send one document a line (NDJSON)")),
        Some(row) if row.is_array() => {
            return Err(malformed(&format!("the body is {}", batch::ARRAY)));
        }
        Some(_) => {}
    }
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(2);
    let about = About::of(&call.served.engine, call.day.unwrap_or(call.today));
    let digest = call.served.digest.clone();
    tokio::spawn(async move { pump(&service, &call, first, rows, &sender).await });
    let mut response = Body::from_stream(ReceiverStream::new(receiver)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    basis::tell(headers, &digest, &about);
    Ok(response)
}

/// How often a wait for rows looks whether the service is about to end.
const LOOK: Duration = Duration::from_millis(100);
/// How long the row that tells of a broken stream is given to leave before the stream is broken.
const LEAVE: Duration = Duration::from_millis(50);

/// Screens windows of rows on all cores, records what was decided where that is asked for, and sends
/// their answers, until the rows end.
async fn pump(
    service: &Shared,
    call: &Call,
    first: Vec<Raw>,
    mut rows: Rows,
    sender: &mpsc::Sender<Result<Bytes, std::io::Error>>,
) {
    let mut window = first;
    // Number and line of the first row that has no answer.
    let mut open = (1, 1);
    let why = loop {
        let last = window.last().map(|row| (row.number + 1, row.at + 1));
        match answered(service, call, window).await {
            Ok(bytes) => {
                if sender.send(Ok(bytes)).await.is_err() {
                    return; // The caller has gone.
                }
                open = last.unwrap_or(open);
            }
            Err(why) => break why,
        }
        match next(service, &mut rows).await {
            Ok(rows) if rows.is_empty() => return,
            Ok(rows) => window = rows,
            Err(why) => break why,
        }
    };
    let detail = format!("{why}; this row and those after it were not screened");
    let (row, line) = open;
    let _ = sender.send(Ok(rows::refused(row, line, detail).text.into())).await;
    tokio::time::sleep(LEAVE).await;
    let _ = sender.send(Err(std::io::Error::other(why))).await;
}

/// The next window of rows; none at their end.
async fn next(service: &Shared, rows: &mut Rows) -> Result<Vec<Raw>, &'static str> {
    let (since, limits) = (Instant::now(), &service.limits);
    while since.elapsed() < limits.body_time {
        if service.is_stopping() {
            return Err("the service is stopping");
        }
        let left = limits.body_time.saturating_sub(since.elapsed());
        let window = rows.window(limits.window_rows);
        if let Ok(window) = tokio::time::timeout(left.min(LOOK), window).await {
            return window.map_err(|()| "the rows stopped coming");
        }
    }
    Err("the rows stopped coming")
}

/// The answers to a window of rows.
async fn answered(service: &Shared, call: &Call, window: Vec<Raw>) -> Result<Bytes, &'static str> {
    let overloaded = "the service is overloaded";
    let own = call.clone();
    let work = move || -> Vec<Line> {
        let asked = own.asked();
        window.par_iter().map(|row| row.answer(asked)).collect()
    };
    // Waiting for a place holds the sender back; that is what bounds the work at hand.
    let place = service.gate.enter(Instant::now()).await.map_err(|_| overloaded)?;
    let lines = tokio::task::spawn_blocking(work).await.map_err(|_| overloaded)?;
    drop(place);
    let mut text = Vec::with_capacity(lines.iter().map(|line| line.text.len()).sum());
    let (mut decided, mut levels) = (Vec::new(), Vec::new());
    for line in lines {
        text.extend_from_slice(&line.text);
        decided.extend(line.decided);
        levels.extend(line.level);
    }
    if let Some(frame) = &call.frame {
        let recorded = frame.record(service, decided).await;
        recorded.map_err(|_| "the decisions could not be recorded")?;
    }
    service.metrics.rows(levels.into_iter());
    Ok(Bytes::from(text))
}
