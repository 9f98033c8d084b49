//! `POST /v1/screen:batch`: rows streamed in and answers streamed out, in order, through a bounded
//! window.

use std::sync::Arc;
use std::time::Instant;

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
use super::upload;
use crate::batch::{Asked, Line};
use crate::model::Date;

/// What all rows of a call share.
#[derive(Clone)]
pub(super) struct Call {
    served: Arc<Served>,
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
/// answer for each row in order; or a CSV, XLSX or NDJSON file as `multipart/form-data`.
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
        | "application/x-www-form-urlencoded" => Ok(streamed(service, call, request.into_body())),
        other => Err(Problem::new(
            Kind::MediaType,
            format!("`{other}` cannot be read; send application/x-ndjson or multipart/form-data"),
        )),
    }
}

/// Answers a stream. The status is told before the first row is read, so what goes wrong later is
/// told by the rows: each has its own status, and a stream that breaks ends without its last line.
fn streamed(service: Shared, call: Call, body: Body) -> Response {
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(2);
    let basis = HeaderValue::from_str(&call.served.digest);
    tokio::spawn(async move {
        let rows = Rows::new(body.into_data_stream(), service.limits.row_bytes);
        pump(&service, &call, rows, &sender).await;
    });
    let mut response = Body::from_stream(ReceiverStream::new(receiver)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    if let Ok(basis) = basis {
        headers.insert("x-highfence-basis", basis);
    }
    response
}

/// Reads windows of rows, screens them on all cores, records what was decided where that is asked
/// for, and sends their answers, until the rows end.
async fn pump(
    service: &Shared,
    call: &Call,
    mut rows: Rows,
    sender: &mpsc::Sender<Result<Bytes, std::io::Error>>,
) {
    loop {
        let limits = &service.limits;
        let read = tokio::time::timeout(limits.body_time, rows.window(limits.window_rows)).await;
        let answered = match read {
            Ok(Ok(window)) if window.is_empty() => return,
            Ok(Ok(window)) => answered(service, call, window).await,
            Ok(Err(())) | Err(_) => {
                Err("the rows stopped coming; the rows after this one were not read")
            }
        };
        let bytes = match answered {
            Ok(bytes) => bytes,
            Err(why) => {
                let _ = sender.send(Ok(rows::refused(rows.last(), why).text.into())).await;
                let _ = sender.send(Err(std::io::Error::other(why))).await;
                return;
            }
        };
        if sender.send(Ok(bytes)).await.is_err() {
            return; // The caller has gone.
        }
    }
}

/// The answers to a window of rows.
async fn answered(service: &Shared, call: &Call, window: Vec<Raw>) -> Result<Bytes, &'static str> {
    let overloaded = "the service is overloaded; the rows after this one were not screened";
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
    let mut decided = Vec::new();
    for line in lines {
        text.extend_from_slice(&line.text);
        decided.extend(line.decided);
    }
    if let Some(frame) = &call.frame {
        frame.record(service, decided).await.map_err(
            |_| "the decisions could not be recorded; the rows after the last answer have none",
        )?;
    }
    Ok(Bytes::from(text))
}
