//! Files as `multipart/form-data`: a CSV, XLSX or NDJSON file in, the same rows with verdicts out.
//!
//! The answer is whole or there is none: where it is not finished within the deadline, the work is
//! given up and nothing of it is told.

use std::time::Instant;

use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::batch::Call;
use super::params::Params;
use super::problem::{Fault, Kind, Problem};
use super::service::Shared;
use super::{basis, compute};
use crate::audit::Decided;
use crate::batch::{self, About, RowAnswer};

/// Answers a file: field `file`, `mapping` where its headers are not to be guessed, `sheet` where a
/// workbook has several.
pub(super) async fn file(
    service: &Shared,
    call: Call,
    params: &Params,
    request: Request,
) -> Result<Response, Problem> {
    let form = match params.one("format") {
        None | Some("ndjson") => batch::Form::Ndjson,
        Some("csv") => batch::Form::Csv,
        Some("xlsx") => batch::Form::Xlsx,
        Some(_) => return Err(Problem::parameter("format", "`csv`, `xlsx` or `ndjson`")),
    };
    let sent = fields(service, request).await?;
    // The file had a time of its own to come; what follows is bound by the deadline.
    let since = Instant::now();
    let place = service.gate.enter(since).await?;
    let work = Work { service: service.clone(), call: call.clone(), form, sent, since };
    let left = service.limits.deadline.saturating_sub(since.elapsed());
    let working = tokio::task::spawn_blocking(move || work.done());
    let done = match tokio::time::timeout(left, working).await {
        Ok(done) => done.map_err(|_| compute::failed())??,
        Err(_) => return Err(late(service)),
    };
    drop(place);
    if let Some(frame) = &call.frame {
        frame.record(service, done.decided).await?;
    }
    service.metrics.rows(done.levels.iter().copied());
    let kind = match form {
        batch::Form::Ndjson => "application/x-ndjson",
        batch::Form::Csv => "text/csv; charset=utf-8",
        batch::Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], done.bytes).into_response();
    basis::tell(response.headers_mut(), &call.served.digest, &done.about);
    Ok(response)
}

fn late(service: &Shared) -> Problem {
    let seconds = service.limits.deadline.as_secs_f64();
    Problem::new(
        Kind::Deadline,
        format!(
            "the file was not finished within {seconds} s, and nothing of it is answered; send it \
             in parts, or its rows as application/x-ndjson, which are answered as they come"
        ),
    )
}

/// What a form holds.
struct Sent {
    file: Vec<u8>,
    mapping: Option<String>,
    sheet: Option<String>,
}

fn wrong(error: impl std::fmt::Display) -> Problem {
    Problem::new(Kind::Malformed, format!("multipart form: {error}"))
}

/// A field that is at fault.
fn wrong_field(name: &str, detail: &str) -> Problem {
    let errors = vec![Fault { pointer: name.to_owned(), detail: detail.to_owned() }];
    Problem { errors, ..wrong(format!("field `{name}`: {detail}")) }
}

/// The fields of a form, each once.
async fn fields(service: &Shared, request: Request) -> Result<Sent, Problem> {
    let most = service.limits.upload_bytes;
    let limited = request.map(|body| Body::new(http_body_util::Limited::new(body, most)));
    let mut form =
        Multipart::from_request(limited, &()).await.map_err(|error| wrong(error.body_text()))?;
    let mut found: [(&str, Option<Vec<u8>>); 3] =
        [("file", None), ("mapping", None), ("sheet", None)];
    let reading = async {
        while let Some(field) = form.next_field().await.map_err(|e| too_large(&e, most))? {
            let name = field.name().unwrap_or("").to_owned();
            let place = found.iter_mut().find(|(known, _)| *known == name);
            let Some((_, place)) = place else {
                return Err(wrong_field(
                    &name,
                    "means nothing here; there are `file`, `mapping` and `sheet`",
                ));
            };
            if place.is_some() {
                let detail = "stands twice; send each file in a call of its own";
                return Err(wrong_field(&name, detail));
            }
            *place = Some(whole(field, most).await?);
        }
        Ok(())
    };
    tokio::time::timeout(service.limits.body_time * 4, reading)
        .await
        .map_err(|_| Problem::new(Kind::SlowRequest, "the file did not arrive in time"))??;
    let [(_, file), (_, mapping), (_, sheet)] = found;
    let text = |name: &str, bytes: Option<Vec<u8>>| {
        let text = bytes.map(String::from_utf8).transpose();
        text.map_err(|_| wrong_field(name, "is not UTF-8"))
    };
    let file = file.ok_or_else(|| wrong_field("file", "is missing"))?;
    let sheet = text("sheet", sheet)?.filter(|name| !name.is_empty());
    Ok(Sent { file, mapping: text("mapping", mapping)?, sheet })
}

async fn whole(field: Field<'_>, most: usize) -> Result<Vec<u8>, Problem> {
    let bytes = field.bytes().await.map_err(|error| too_large(&error, most))?;
    Ok(bytes.to_vec())
}

fn too_large(error: &MultipartError, most: usize) -> Problem {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE
        || error.body_text().contains("length limit")
    {
        return Problem::new(
            Kind::TooLarge,
            format!("the file is larger than {most} bytes; send it in parts, or as NDJSON"),
        );
    }
    wrong(error.body_text())
}

/// A file to be answered.
struct Work {
    service: Shared,
    call: Call,
    form: batch::Form,
    sent: Sent,
    since: Instant,
}

/// The answers to a file.
struct Done {
    bytes: Vec<u8>,
    decided: Vec<Decided>,
    levels: Vec<crate::model::Level>,
    about: About,
}

impl Work {
    /// Why the work is to be given up, where it is.
    fn end(&self) -> Option<Problem> {
        if self.service.is_stopping() {
            let detail = "the service is stopping; nothing was screened";
            return Some(Problem::new(Kind::Unavailable, detail));
        }
        (self.since.elapsed() > self.service.limits.deadline).then(|| late(&self.service))
    }

    fn done(&self) -> Result<Done, Problem> {
        let malformed = |error: String| Problem::new(Kind::Malformed, error);
        let Sent { file, mapping, sheet } = &self.sent;
        let sheet = batch::read(file, sheet.as_deref()).map_err(malformed)?;
        let mapping = match (sheet.kind, mapping) {
            (batch::Kind::Ndjson, None) => Ok(batch::Mapping::default()),
            (batch::Kind::Ndjson, Some(_)) => {
                let detail = "is for tables, and the file holds documents (NDJSON); leave it out";
                return Err(wrong_field("mapping", detail));
            }
            (_, Some(text)) => batch::parse(text, &sheet.headers),
            (_, None) => batch::guess(&sheet.headers),
        };
        let mapping = mapping.map_err(malformed)?;
        let asked = self.call.asked();
        let answered: Option<Vec<(RowAnswer, Option<Decided>)>> = sheet
            .rows
            .par_iter()
            .map(|row| self.end().is_none().then(|| batch::answer(asked, row, &mapping)))
            .collect();
        let Some(answered) = answered else {
            return Err(self.end().unwrap_or_else(|| late(&self.service)));
        };
        let (answers, decided): (Vec<RowAnswer>, Vec<Option<Decided>>) =
            answered.into_iter().unzip();
        let about = About::of(asked.engine, asked.day.unwrap_or(asked.today));
        let about = about.with(&sheet, &mapping);
        let mut bytes = Vec::new();
        batch::write(self.form, &sheet, answers.iter(), &about, &mut bytes).map_err(malformed)?;
        if let Some(problem) = self.end() {
            return Err(problem);
        }
        let levels = answers.iter().filter_map(RowAnswer::level).collect();
        Ok(Done { bytes, decided: decided.into_iter().flatten().collect(), levels, about })
    }
}
