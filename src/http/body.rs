//! Bodies: read whole, within the limits of size and time.

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, header};

use super::limits::Limits;
use super::problem::{Kind, Problem};

/// Reads a whole body. One that is announced as too large is refused before any of it is read.
///
/// # Errors
/// 413 beyond `most` bytes, 408 where it comes too slowly, 400 where the connection breaks.
pub async fn read(body: Body, most: usize, limits: &Limits) -> Result<Bytes, Problem> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > most {
        return Err(too_large(most));
    }
    let reading = axum::body::to_bytes(body, most);
    match tokio::time::timeout(limits.body_time, reading).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(broken(&error, most)),
        Err(_) => Err(Problem::new(
            Kind::SlowRequest,
            format!("the body did not arrive within {} s", limits.body_time.as_secs()),
        )),
    }
}

fn broken(error: &axum::Error, most: usize) -> Problem {
    if is_length_limit(error) {
        return too_large(most);
    }
    Problem::new(Kind::Malformed, "the body ended before its announced length")
}

fn too_large(most: usize) -> Problem {
    let detail = format!("the body is larger than {most} bytes; split the request");
    Problem::new(Kind::TooLarge, detail)
}

fn is_length_limit(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(this) = cause {
        if this.to_string() == "length limit exceeded" {
            return true;
        }
        cause = this.source();
    }
    false
}

/// Demands a JSON body; a missing content type counts as JSON, and so does the one that `curl -d`
/// sends where it is told nothing. The body itself is read strictly in every case.
///
/// # Errors
/// 415 with what was sent.
pub fn demand_json(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = media_type(headers);
    let by_default = kind.is_empty() || kind == "application/x-www-form-urlencoded";
    if by_default || kind == "application/json" || kind.ends_with("+json") {
        return Ok(());
    }
    Err(Problem::new(Kind::MediaType, format!("`{kind}` cannot be read; send application/json")))
}

/// The content type without its parameters, in lower case; empty where none was sent.
pub fn media_type(headers: &HeaderMap) -> String {
    let text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    text.unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}
