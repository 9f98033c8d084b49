//! `POST /v1/screen:batch`: rows streamed in and answers streamed out, in order, through a bounded
//! window; and files as `multipart/form-data`.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;

use super::ask::Ask;
use super::body;
use super::compute;
use super::params::Params;
use super::problem::{Kind, Problem};
use super::service::Shared;
use super::snapshot::Served;
use crate::batch::{self, Asked, RowAnswer, RowError};
use crate::model::Date;

/// What all rows of a call share.
#[derive(Clone)]
struct Call {
    served: Arc<Served>,
    day: Option<Date>,
    today: Date,
    full: bool,
}

impl Call {
    fn asked(&self) -> Asked<'_> {
        Asked { engine: &self.served.engine, day: self.day, today: self.today, full: self.full }
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
    params: Params,
    request: Request,
) -> Result<Response, Problem> {
    params.demand_known(&["as_of", "profile", "api_key", "view", "format"])?;
    let asked = Ask::from_known(&params);
    let snapshot = service.snapshot();
    super::screen::demand_ready(&service, &snapshot)?;
    let full = match params.one("view") {
        None | Some("full") => true,
        Some("brief") => false,
        Some(_) => return Err(Problem::parameter("view", "`brief` or `full`")),
    };
    let served = Arc::clone(asked.served(&snapshot)?);
    let call = Call { served, day: asked.day()?, today: service.today(), full };
    match body::media_type(request.headers()).as_str() {
        "multipart/form-data" => file(&service, call, &params, request).await,
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

/// Reads windows of rows, computes them, and sends their answers, until the rows end.
async fn pump(
    service: &Shared,
    call: &Call,
    mut rows: Rows,
    sender: &mpsc::Sender<Result<Bytes, std::io::Error>>,
) {
    loop {
        let limits = &service.limits;
        let read = tokio::time::timeout(limits.body_time, rows.window(limits.window_rows)).await;
        let window = match read {
            Ok(Ok(window)) if window.is_empty() => return,
            Ok(Ok(window)) => window,
            Ok(Err(())) | Err(_) => {
                let detail = "the rows stopped coming; the rows after this one were not read";
                let _ = sender.send(Ok(last_line(rows.number, detail))).await;
                let broken = std::io::Error::other("the rows stopped coming");
                let _ = sender.send(Err(broken)).await;
                return;
            }
        };
        let own = call.clone();
        let work = move || {
            let asked = own.asked();
            let lines: Vec<Vec<u8>> = window.par_iter().map(|row| row.answer(asked)).collect();
            Bytes::from(lines.concat())
        };
        // Waiting for a place holds the sender back; that is what bounds the work at hand.
        let answered = match service.gate.enter(Instant::now()).await {
            Ok(_place) => tokio::task::spawn_blocking(work).await.map_err(|_| ()),
            Err(_) => Err(()),
        };
        let Ok(bytes) = answered else {
            let detail = "the service is overloaded; the rows after this one were not screened";
            let _ = sender.send(Ok(last_line(rows.number, detail))).await;
            let _ = sender.send(Err(std::io::Error::other("overloaded"))).await;
            return;
        };
        if sender.send(Ok(bytes)).await.is_err() {
            return; // The caller has gone.
        }
    }
}

fn last_line(row: u64, detail: &str) -> Bytes {
    let error = RowError { pointer: String::new(), detail: detail.to_owned() };
    Bytes::from(line(&RowAnswer::refused(row, vec![error])))
}

fn line(answer: &RowAnswer) -> Vec<u8> {
    let mut text = serde_json::to_vec(answer).unwrap_or_default();
    text.push(b'\n');
    text
}

/// A row as it came.
struct Raw {
    number: u64,
    /// The line; `None` where it is longer than allowed.
    line: Option<Vec<u8>>,
    most: usize,
}

impl Raw {
    fn answer(&self, asked: Asked<'_>) -> Vec<u8> {
        match &self.line {
            Some(text) => line(&batch::answer_line(asked, self.number, text)),
            None => {
                let detail = format!("longer than {} bytes; split it", self.most);
                let error = RowError { pointer: String::new(), detail };
                line(&RowAnswer::refused(self.number, vec![error]))
            }
        }
    }
}

/// The rows of a body, as they come.
struct Rows {
    stream: BodyDataStream,
    /// The row that is not yet whole.
    partial: Vec<u8>,
    /// Whether the row that is not yet whole is too long already.
    too_long: bool,
    ready: std::collections::VecDeque<Raw>,
    number: u64,
    most: usize,
    ended: bool,
}

impl Rows {
    fn new(stream: BodyDataStream, most: usize) -> Self {
        Self {
            stream,
            partial: Vec::new(),
            too_long: false,
            ready: std::collections::VecDeque::new(),
            number: 0,
            most,
            ended: false,
        }
    }

    /// The next rows: as many as have come, at least one, at most `most`; none at the end.
    async fn window(&mut self, most: usize) -> Result<Vec<Raw>, ()> {
        while self.ready.len() < most && !self.ended {
            let wait = self.ready.is_empty();
            let next = std::future::poll_fn(|context| {
                match Pin::new(&mut self.stream).poll_next(context) {
                    std::task::Poll::Pending if !wait => std::task::Poll::Ready(None),
                    std::task::Poll::Pending => std::task::Poll::Pending,
                    std::task::Poll::Ready(next) => std::task::Poll::Ready(Some(next)),
                }
            });
            match next.await {
                None => break,
                Some(Some(Ok(bytes))) => self.take(&bytes),
                Some(Some(Err(_))) => return Err(()),
                Some(None) => {
                    self.ended = true;
                    self.end_row();
                }
            }
        }
        let count = self.ready.len().min(most);
        Ok(self.ready.drain(..count).collect())
    }

    fn take(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
            let (head, tail) = rest.split_at(at);
            self.add(head);
            self.end_row();
            rest = tail.get(1..).unwrap_or_default();
        }
        self.add(rest);
    }

    fn add(&mut self, bytes: &[u8]) {
        if self.too_long || self.partial.len() + bytes.len() > self.most {
            self.too_long = true;
            self.partial.clear();
        } else {
            self.partial.extend_from_slice(bytes);
        }
    }

    /// Ends a row; blank lines are no rows.
    fn end_row(&mut self) {
        let text = std::mem::take(&mut self.partial);
        let too_long = std::mem::take(&mut self.too_long);
        if !too_long && text.trim_ascii().is_empty() {
            return;
        }
        self.number += 1;
        let line = (!too_long).then_some(text);
        self.ready.push_back(Raw { number: self.number, line, most: self.most });
    }
}

/// Answers a file: field `file`, and `mapping` where its headers are not to be guessed.
async fn file(
    service: &Shared,
    call: Call,
    params: &Params,
    request: Request,
) -> Result<Response, Problem> {
    let since = Instant::now();
    let form = match params.one("format") {
        None | Some("ndjson") => batch::Form::Ndjson,
        Some("csv") => batch::Form::Csv,
        Some("xlsx") => batch::Form::Xlsx,
        Some(_) => return Err(Problem::parameter("format", "`csv`, `xlsx` or `ndjson`")),
    };
    let (file, mapping) = fields(service, request).await?;
    let place = service.gate.enter(since).await?;
    let work = move || answered(&call, form, &file, mapping.as_deref());
    let done = tokio::task::spawn_blocking(work).await.map_err(|_| compute::failed())?;
    drop(place);
    let bytes = done.map_err(|error| Problem::new(Kind::Malformed, error))?;
    let kind = match form {
        batch::Form::Ndjson => "application/x-ndjson",
        batch::Form::Csv => "text/csv; charset=utf-8",
        batch::Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}

/// The file and the mapping of a form.
async fn fields(service: &Shared, request: Request) -> Result<(Vec<u8>, Option<String>), Problem> {
    let most = service.limits.upload_bytes;
    let wrong = |error: &str| Problem::new(Kind::Malformed, format!("multipart form: {error}"));
    let limited = request.map(|body| Body::new(http_body_util::Limited::new(body, most)));
    let mut form =
        Multipart::from_request(limited, &()).await.map_err(|error| wrong(&error.body_text()))?;
    let (mut file, mut mapping) = (None, None);
    let reading = async {
        while let Some(field) = form.next_field().await.map_err(|e| too_large(&e, most))? {
            let name = field.name().unwrap_or("").to_owned();
            let bytes = field.bytes().await.map_err(|e| too_large(&e, most))?;
            match name.as_str() {
                "file" => file = Some(bytes.to_vec()),
                "mapping" => {
                    let text = String::from_utf8(bytes.to_vec());
                    mapping = Some(text.map_err(|_| wrong("`mapping` is not UTF-8"))?);
                }
                _ => return Err(wrong("fields are `file` and `mapping`")),
            }
        }
        Ok(())
    };
    tokio::time::timeout(service.limits.body_time * 4, reading)
        .await
        .map_err(|_| Problem::new(Kind::SlowRequest, "the file did not arrive in time"))??;
    let file = file.ok_or_else(|| wrong("the field `file` is missing"))?;
    Ok((file, mapping))
}

fn too_large(error: &axum::extract::multipart::MultipartError, most: usize) -> Problem {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE
        || error.body_text().contains("length limit")
    {
        return Problem::new(Kind::TooLarge, format!("the file is larger than {most} bytes"));
    }
    Problem::new(Kind::Malformed, format!("multipart form: {}", error.body_text()))
}

fn answered(
    call: &Call,
    form: batch::Form,
    file: &[u8],
    mapping: Option<&str>,
) -> Result<Vec<u8>, String> {
    let sheet = batch::read(file)?;
    let mapping = match (sheet.kind, mapping) {
        (batch::Kind::Ndjson, _) => batch::Mapping::default(),
        (_, Some(text)) => batch::parse(text, &sheet.headers)?,
        (_, None) => batch::guess(&sheet.headers)?,
    };
    let asked = call.asked();
    let answers: Vec<RowAnswer> =
        sheet.rows.par_iter().map(|row| batch::answer(asked, row, &mapping)).collect();
    let mut out = Vec::new();
    batch::write(form, &sheet, answers.iter(), &mut out)?;
    Ok(out)
}
