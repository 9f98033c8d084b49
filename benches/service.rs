//! The service under load, beside a handler that does nothing, in the same run and over the same
//! kind of connection.
//!
//! `HIGHFENCE_SHARED=... cargo bench --bench service [-- SECTION ...]`, sections: `parts` (what a
//! screening is made of, no connection), `nothing`, `screen`, `match`, `yente`, `rows`; all where
//! none is named. Without `HIGHFENCE_SHARED` the built-in extracts and made-up names serve. Server
//! and load share the machine's cores; a request's processor time holds both sides, so what the
//! service itself takes is what stands above `nothing`. Everything is bounded in number.
//!
//! Within a measurement no party is asked for twice, and each begins on lists loaded anew, so that
//! nothing is known from before. The lines `again` ask the very same once more: what a service does
//! that sees its parties again from order to pick to pack to ship.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark"
)]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::post;
use highfence::http::{self, Limits, Policy, Service, Settings, Shared, Sources, server};
use highfence::lists;
use highfence::model::{AsOf, Date, Edition};
use highfence::rules;
use highfence::rules::tables::Tables;
use highfence::wire::{screening, transaction};
use rustix::time::{ClockId, clock_gettime};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Requests of each measurement.
const REQUESTS: usize = 15_000;
/// Rows of each batch.
const ROWS: usize = 30_000;
/// Names to ask for: two for each request, one for each row.
const NAMES: usize = 30_000;
/// Connections that ask at the same time.
const CONNECTIONS: usize = 16;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let wants = |section: &str| asked.is_empty() || asked.iter().any(|a| a == section);
    let shared = std::env::var_os("HIGHFENCE_SHARED").map(PathBuf::from);
    let mut names = names(shared.as_deref());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let service = service(shared);
    put_listed(&mut names, &service);
    println!(
        "{} entries, {} names to ask for, {} cores, {CONNECTIONS} connections",
        service.snapshot().lists().values().sum::<usize>(),
        names.len(),
        std::thread::available_parallelism().map_or(1, usize::from),
    );
    let documents: Vec<String> = (0..REQUESTS).map(|n| shipment(&names, n)).collect();
    if wants("parts") {
        parts(&service, &documents);
    }
    let queries: Vec<String> =
        names.iter().map(|name| json!({ "queries": [{ "name": name }] }).to_string()).collect();
    let entities: Vec<String> = names.iter().map(|name| entity(name)).collect();
    let fresh = || service.reload().map(drop).unwrap();
    println!("                          a second      p50 us      p99 us   cpu us each");
    runtime.block_on(async {
        let address = serve(http::router(&service), service.limits).await;
        let idle = serve(Router::new().route("/", post(async || "{}")), service.limits).await;
        if wants("nothing") {
            ask("a handler that does nothing", idle, "/", &queries).await;
        }
        for (section, path, bodies) in [
            ("screen", "/v1/screen", &documents),
            ("match", "/v1/match", &queries),
            ("yente", "/match/default", &entities),
        ] {
            if wants(section) {
                fresh();
                ask(path, address, path, bodies).await;
                ask(&format!("{path}, again"), address, path, bodies).await;
            }
        }
        if wants("rows") {
            let paths = ["/v1/screen:batch?view=brief", "/v1/screen:batch"];
            for (what, path) in ["rows, brief", "rows, full"].into_iter().zip(paths) {
                fresh();
                rows(what, address, path, &names).await;
                rows(&format!("{what}, again"), address, path, &names).await;
            }
        }
    });
}

fn today() -> Date {
    Date::constant(2026, 11, 21)
}

fn service(shared: Option<PathBuf>) -> Shared {
    let editions = move || -> Result<Vec<Edition>, String> {
        match &shared {
            None => lists::embedded().map_err(|error| error.to_string()),
            Some(shared) => {
                let file = shared.join("data/us-csl/projection-2026-07-31.json");
                lists::load(&[file]).map_err(|error| error.to_string())
            }
        }
    };
    let settings = Settings {
        limits: Limits::default(),
        today,
        moment: || "2026-11-21T12:00:00Z".to_owned(),
        as_of: None,
        policy: Policy::default(),
        update_token: None,
        keys: None,
        recorder: None,
        loader: Box::new(move || {
            Ok(Sources {
                editions: editions()?,
                index: None,
                rules: rules::embedded().map_err(|error| error.to_string())?,
                tables: Tables::embedded().map_err(|_| "tables".to_owned())?,
                profiles: Vec::new(),
                asked: highfence::screen::Asked::default(),
            })
        }),
    };
    Service::start(settings).unwrap()
}

/// Ordinary companies, each once.
fn names(shared: Option<&Path>) -> Vec<String> {
    match shared {
        Some(shared) => {
            let file = shared.join("data/names/companies-dev.tsv");
            let text = std::fs::read_to_string(file).expect("names");
            let first = |line: &str| line.split('\t').next().unwrap_or("").to_owned();
            text.lines().skip(1).take(NAMES).map(first).collect()
        }
        None => {
            let words = ["Alder", "Birch", "Cedar", "Dover", "Elbe", "Fjord", "Garnet", "Harbor"];
            let kinds = ["Optics", "Machines", "Trading", "Foods", "Pumps", "Metals", "Labs"];
            let name = |n: usize| {
                let (a, b, c) = (words[n % 8], words[n / 8 % 8], kinds[n / 64 % 7]);
                format!("{a} {b} {c} {n} GmbH")
            };
            (0..NAMES).map(name).collect()
        }
    }
}

/// Puts a listed name in the place of every hundredth, each from another part of the lists.
fn put_listed(names: &mut [String], service: &Shared) {
    let snapshot = service.snapshot();
    let entries: Vec<_> = snapshot.all().iter().flat_map(|edition| &edition.entries).collect();
    let step = (entries.len() * 100 / names.len()).max(1);
    for (name, entry) in names.iter_mut().step_by(100).zip(entries.iter().step_by(step)) {
        entry.party.caption().clone_into(name);
    }
}

/// A shipment with two parties and one item.
fn shipment(names: &[String], number: usize) -> String {
    let countries = ["DE", "FR", "JP", "AE", "NL", "TR", "IN", "BR"];
    let country = countries[number % countries.len()];
    json!({
        "id": number.to_string(), "date": "2026-11-21", "kind": "export", "ship_from": "US",
        "destination": country,
        "parties": [
            { "name": names[2 * number % names.len()], "role": "end_user", "country": country },
            { "name": names[(2 * number + 1) % names.len()], "role": "purchaser" },
        ],
        "items": [{ "description": "Ball bearings", "eccn": "EAR99", "hs": "8482.10",
                    "origin": "US", "value_usd": 1200 }],
    })
    .to_string()
}

fn entity(name: &str) -> String {
    let query = json!({ "schema": "LegalEntity", "properties": { "name": [name] } });
    json!({ "queries": { "q": query } }).to_string()
}

/// What one screening is made of, on one thread.
fn parts(service: &Shared, documents: &[String]) {
    let snapshot = service.snapshot();
    let engine = &snapshot.full().engine;
    let as_of = AsOf::on(today());
    let documents = &documents[..4_000];
    let mut spent = [Duration::ZERO; 3];
    let mut bytes = 0;
    for text in documents {
        let since = thread_time();
        let tx = transaction::from_bytes(text.as_bytes()).unwrap();
        let read = thread_time();
        let found = engine.screen(&tx, as_of);
        let screened = thread_time();
        bytes += screening::to_text(&found).unwrap().len();
        let written = thread_time();
        for (sum, part) in spent.iter_mut().zip([read - since, screened - read, written - screened])
        {
            *sum += part;
        }
    }
    let count = u32::try_from(documents.len()).unwrap();
    for (part, time) in ["read", "screen", "write"].iter().zip(spent) {
        println!("part {part:8} {:9.1} us", (time / count).as_secs_f64() * 1e6);
    }
    println!("answers of {} bytes", bytes / documents.len());
}

fn time_of(clock: ClockId) -> Duration {
    let now = clock_gettime(clock);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap())
}

fn thread_time() -> Duration {
    time_of(ClockId::ThreadCPUTime)
}

async fn serve(router: Router, limits: Limits) -> SocketAddr {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let listener = server::Listener { socket, router, tls: None, limits };
    tokio::spawn(async move {
        server::serve(listener, stopped).await;
        drop(stop);
    });
    address
}

/// Asks over kept connections, each waiting for its answer before it asks again.
async fn ask(what: &str, address: SocketAddr, path: &str, bodies: &[String]) {
    let requests: Arc<Vec<Vec<u8>>> =
        Arc::new(bodies.iter().map(|body| request(path, body)).collect());
    let next = Arc::new(AtomicUsize::new(0));
    let (since, cpu) = (Instant::now(), time_of(ClockId::ProcessCPUTime));
    let asking: Vec<_> = (0..CONNECTIONS)
        .map(|_| tokio::spawn(connection(address, Arc::clone(&requests), Arc::clone(&next))))
        .collect();
    let mut times = Vec::with_capacity(REQUESTS);
    for one in asking {
        times.extend(one.await.unwrap());
    }
    let (wall, cpu) = (since.elapsed(), time_of(ClockId::ProcessCPUTime) - cpu);
    times.sort_unstable();
    assert_eq!(times.len(), REQUESTS, "{what}");
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    println!(
        "{what:28} {:8.0}  {:10.0}  {:10.0}  {:10.1}",
        f64::from(u32::try_from(REQUESTS).unwrap()) / wall.as_secs_f64(),
        micros(times[REQUESTS / 2]),
        micros(times[REQUESTS * 99 / 100]),
        micros(cpu / u32::try_from(REQUESTS).unwrap()),
    );
}

fn request(path: &str, body: &str) -> Vec<u8> {
    let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n");
    format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

async fn connection(
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut times = Vec::new();
    let mut buffer = Vec::with_capacity(64 << 10);
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= REQUESTS {
            return times;
        }
        let since = Instant::now();
        stream.write_all(&requests[number % requests.len()]).await.unwrap();
        buffer.clear();
        while !is_whole(&buffer) {
            assert!(stream.read_buf(&mut buffer).await.unwrap() > 0, "the connection ended");
        }
        times.push(since.elapsed());
        assert!(buffer.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&buffer));
    }
}

/// Whether an answer with a `content-length` has come whole.
fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|w| w == b"\r\n\r\n") else { return false };
    let text = std::str::from_utf8(&answer[..head]).unwrap();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    answer.len() >= head + 4 + length.unwrap().parse::<usize>().unwrap()
}

/// One call with many rows, one party each.
async fn rows(what: &str, address: SocketAddr, path: &str, names: &[String]) {
    let line = |n: usize| {
        let name = &names[n % names.len()];
        format!("{}\n", json!({ "id": n.to_string(), "name": name, "country": "DE" }))
    };
    let body: String = (0..ROWS).map(line).collect();
    let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-ndjson\r\n");
    let head = format!("{head}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let (since, cpu) = (Instant::now(), time_of(ClockId::ProcessCPUTime));
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let sending = tokio::spawn(async move {
        writing.write_all(head.as_bytes()).await.unwrap();
        writing.write_all(body.as_bytes()).await.unwrap();
        writing
    });
    let mut answer = Vec::new();
    reading.read_to_end(&mut answer).await.unwrap();
    drop(sending.await.unwrap());
    let (wall, cpu) = (since.elapsed(), time_of(ClockId::ProcessCPUTime) - cpu);
    let text = String::from_utf8_lossy(&answer);
    let answered = text.matches("\"status\":\"screened\"").count();
    assert_eq!(answered, ROWS, "{what}");
    println!(
        "{what:28} {:8.0}  {:>10}  {:>10}  {:10.1}",
        f64::from(u32::try_from(ROWS).unwrap()) / wall.as_secs_f64(),
        "",
        "",
        (cpu / u32::try_from(ROWS).unwrap()).as_secs_f64() * 1e6,
    );
}
