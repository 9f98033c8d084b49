//! The official addresses of lists, and fetching them.
//!
//! In: a sources file (TOML). Out: list files in memory, or why they could not be had. Proxies are
//! those of the environment. A failed try is repeated with growing pauses; an unchanged file is not
//! sent again (`ETag`, `Last-Modified`).

use std::io::Read as _;
use std::time::Duration;

use serde::Deserialize;

use super::error::{ListsError, Refusal};
use super::input::Input;
use super::limits::SIZE_MAX;

/// The sources that come with the program.
pub const SOURCES: &str = include_str!("../../lists/SOURCES.toml");

/// A sources file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// Version of the format: 1.
    pub schema: u8,
    /// The sources.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
}

/// One list to fetch.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its id: a list, or a file of several.
    pub id: String,
    /// Its name in English.
    pub title: String,
    /// Name of the format.
    pub format: String,
    /// Address of the main file.
    pub url: String,
    /// The name under which the file is kept.
    pub file: String,
    /// Files that belong to it.
    #[serde(default)]
    pub beside: Vec<Part>,
    /// Days after which an edition is stale.
    pub max_age_days: u32,
    /// Whether it is fetched unless named: some addresses need a token or change.
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// A file that belongs to a source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// `alt`, `add` or `comments`.
    pub part: String,
    /// Its address.
    pub url: String,
    /// The name under which it is kept.
    pub file: String,
}

fn yes() -> bool {
    true
}

/// Reads a sources file.
///
/// # Errors
///
/// What is wrong with it, and where.
pub fn parse(file: &str, text: &str) -> Result<Sources, ListsError> {
    let sources: Sources = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        Refusal::at(file, format!("line {line}"), error.message().to_owned())
    })?;
    for source in &sources.sources {
        if super::formats::format(&source.format).is_none() {
            let reason = format!("source `{}`: unknown format `{}`", source.id, source.format);
            return Err(Refusal::whole(file, reason).into());
        }
    }
    Ok(sources)
}

/// How fetching behaves.
#[derive(Debug, Clone)]
pub struct FetchOptions {
    /// Tries before giving up.
    pub tries: u32,
    /// Pause after the first failed try; doubled after each further one.
    pub pause: Duration,
    /// Longest time for one request.
    pub timeout: Duration,
}

impl Default for FetchOptions {
    fn default() -> Self {
        Self { tries: 4, pause: Duration::from_secs(2), timeout: Duration::from_secs(300) }
    }
}

/// What a server said last time about a file, to ask whether it changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The file, and what to ask with next time.
    New(Vec<u8>, Validators),
    /// The file is the one that was fetched before.
    Unchanged,
}

/// Fetches one file. `progress` is told the bytes read so far and the length, where known.
///
/// # Errors
///
/// Why the last try failed.
pub fn fetch(
    url: &str,
    known: &Validators,
    options: &FetchOptions,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Fetched, String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(options.timeout))
        .http_status_as_error(false)
        .user_agent(concat!("highfence/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut pause = options.pause;
    let mut last = String::new();
    for attempt in 1..=options.tries.max(1) {
        match once(&agent, url, known, progress) {
            Ok(fetched) => return Ok(fetched),
            Err(Failure::Final(reason)) => return Err(reason),
            Err(Failure::Again(reason)) => last = format!("{reason} (try {attempt})"),
        }
        if attempt < options.tries {
            std::thread::sleep(pause);
            pause = pause.saturating_mul(2);
        }
    }
    Err(last)
}

enum Failure {
    /// Worth another try: the server or the network failed.
    Again(String),
    /// Not worth one: the request is wrong or the answer beyond the limits.
    Final(String),
}

fn once(
    agent: &ureq::Agent,
    url: &str,
    known: &Validators,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Fetched, Failure> {
    let mut request = agent.get(url);
    if let Some(etag) = &known.etag {
        request = request.header("If-None-Match", etag);
    }
    if let Some(date) = &known.last_modified {
        request = request.header("If-Modified-Since", date);
    }
    let mut response = request.call().map_err(|error| Failure::Again(error.to_string()))?;
    let status = response.status().as_u16();
    match status {
        304 => return Ok(Fetched::Unchanged),
        200 => {}
        408 | 425 | 429 | 500..=599 => return Err(Failure::Again(format!("status {status}"))),
        _ => return Err(Failure::Final(format!("status {status}"))),
    }
    let header = |name: &str| {
        response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let validators = Validators { etag: header("etag"), last_modified: header("last-modified") };
    let plain = header("content-encoding").is_none();
    let length =
        header("content-length").and_then(|text| text.parse::<u64>().ok()).filter(|_| plain);
    let mut reader = response.body_mut().with_config().limit(SIZE_MAX + 1).reader();
    let mut bytes = Vec::new();
    let mut buffer = vec![0_u8; 64 * 1024];
    loop {
        let read = reader.read(&mut buffer).map_err(|error| Failure::Again(error.to_string()))?;
        if read == 0 {
            break;
        }
        bytes.extend_from_slice(buffer.get(..read).unwrap_or_default());
        progress(bytes.len() as u64, length);
    }
    if bytes.len() as u64 > SIZE_MAX {
        return Err(Failure::Final(format!("more than {SIZE_MAX} bytes")));
    }
    if let Some(length) = length
        && length != bytes.len() as u64
    {
        return Err(Failure::Again(format!("{} of {length} bytes", bytes.len())));
    }
    Ok(Fetched::New(bytes, validators))
}

/// Puts the fetched files of a source together.
///
/// # Errors
///
/// A file that is refused at sight (empty, damaged gzip).
pub fn assemble(
    source: &Source,
    main: Vec<u8>,
    parts: Vec<(String, Vec<u8>)>,
) -> Result<Input, ListsError> {
    let mut input = Input::new(&source.file, main)?;
    for (part, bytes) in parts {
        let known = ["alt", "add", "comments"].into_iter().find(|known| *known == part);
        let file = source.beside.iter().find(|p| p.part == part).map_or("", |p| p.file.as_str());
        if let Some(known) = known {
            input.beside.insert(known, Input::new(file, bytes)?);
        }
    }
    Ok(input)
}
