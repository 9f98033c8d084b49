//! Files as `multipart/form-data`: a CSV, XLSX or NDJSON file in, the same rows with verdicts out.

use std::time::Instant;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::batch::Call;
use super::compute;
use super::params::Params;
use super::problem::{Kind, Problem};
use super::service::Shared;
use crate::audit::Decided;
use crate::batch::{self, RowAnswer};

/// Answers a file: field `file`, and `mapping` where its headers are not to be guessed.
pub(super) async fn file(
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
    let frame = call.frame.clone();
    let work = move || answered(&call, form, &file, mapping.as_deref());
    let done = tokio::task::spawn_blocking(work).await.map_err(|_| compute::failed())?;
    drop(place);
    let (bytes, decided) = done.map_err(|error| Problem::new(Kind::Malformed, error))?;
    if let Some(frame) = frame {
        frame.record(service, decided).await?;
    }
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

/// The answers to a file, and what was decided.
fn answered(
    call: &Call,
    form: batch::Form,
    file: &[u8],
    mapping: Option<&str>,
) -> Result<(Vec<u8>, Vec<Decided>), String> {
    let sheet = batch::read(file)?;
    let mapping = match (sheet.kind, mapping) {
        (batch::Kind::Ndjson, _) => batch::Mapping::default(),
        (_, Some(text)) => batch::parse(text, &sheet.headers)?,
        (_, None) => batch::guess(&sheet.headers)?,
    };
    let asked = call.asked();
    let (answers, decided): (Vec<RowAnswer>, Vec<Option<Decided>>) =
        sheet.rows.par_iter().map(|row| batch::answer(asked, row, &mapping)).unzip();
    let mut out = Vec::new();
    batch::write(form, &sheet, answers.iter(), &mut out)?;
    Ok((out, decided.into_iter().flatten().collect()))
}
