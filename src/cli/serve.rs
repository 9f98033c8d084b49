//! `highfence serve`: the HTTP service.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::index_source::IndexSource;
use super::{CliError, ExitStatus, Global, engine};
use crate::audit::Log;
use crate::http::keys::KeyRing;
use crate::http::profile::{self, Profile};
use crate::http::{
    self, Limits, Policy, Recorder, Settings, Shared, Sources, admin, canary, server,
};
use crate::http::{reload, tls};

/// Arguments of the command.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  highfence serve
  highfence serve --listen 0.0.0.0:8443 --keys keys.toml --tls-cert cert.pem --tls-key key.pem
  highfence serve --require-list US-OFAC-SDN --list-age US-OFAC-SDN=7 --records decisions.ndjson

SIGHUP reads lists and rules anew; SIGTERM ends with grace. HIGHFENCE_LOG sets the log level.
HIGHFENCE_UPDATE_TOKEN opens POST /updatez?token=..., which reads them anew; it is closed without.
--as-of is the day of calls that name none; --max-age stands for --list-age-max with
--refuse-when-unready.")]
pub(super) struct Serve {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8080", env = "HIGHFENCE_LISTEN")]
    listen: SocketAddr,
    /// Address of the operator's routes: reload, metrics, status
    #[arg(long, value_name = "ADDR", env = "HIGHFENCE_ADMIN_LISTEN")]
    admin_listen: Option<SocketAddr>,
    /// File of API keys (see `highfence keys`); needed on any address but the loopback
    #[arg(long, value_name = "FILE", env = "HIGHFENCE_KEYS")]
    keys: Option<PathBuf>,
    /// File of profiles: named sets of lists, rules, threshold, roles
    #[arg(long, value_name = "FILE")]
    profiles: Option<PathBuf>,
    /// Certificate chain (PEM): serve TLS
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Authorities (PEM) one of which must have signed the caller's certificate
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_client_ca: Option<PathBuf>,
    /// File to which every decision is recorded before it is answered
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// Lists older than this many days make the service unready
    #[arg(long, value_name = "DAYS")]
    list_age_max: Option<i64>,
    /// Greatest age of one list, in place of --list-age-max (repeatable): `US-OFAC-SDN=7`
    #[arg(long, value_name = "LIST=DAYS", value_parser = list_age)]
    list_age: Vec<(String, i64)>,
    /// List that must be loaded for the service to be ready (repeatable)
    #[arg(long, value_name = "LIST")]
    require_list: Vec<String>,
    /// Refuse to screen (503) while the service is unready, instead of answering with the ages
    #[arg(long)]
    refuse_when_unready: bool,
    /// Read lists and rules anew every so many seconds
    #[arg(long, value_name = "SECONDS")]
    reload_every: Option<u64>,
    /// Most seconds until an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    deadline: u64,
    /// Most requests computed at once (0: one for each core)
    #[arg(long, value_name = "N", default_value_t = 0)]
    computing: usize,
    /// Most requests that wait for their turn
    #[arg(long, value_name = "N", default_value_t = 1000)]
    waiting: usize,
}

impl Serve {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        if !self.listen.ip().is_loopback() && self.keys.is_none() {
            return Err(CliError::usage(format!(
                "{}: keys are required on any address but the loopback; make one with \
                 `highfence keys new ID` and name its file with --keys",
                self.listen
            )));
        }
        let admin_open = self.admin_listen.is_some_and(|at| !at.ip().is_loopback());
        if admin_open && self.keys.is_none() {
            return Err(CliError::usage("--admin-listen on another address needs --keys"));
        }
        if global.known_by.is_some() {
            return Err(CliError::usage("--known-by: the service answers by what its lists know"));
        }
        log(global.quiet);
        log_panics();
        let service = self.service(global)?;
        let tls = self.tls()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads())
            .enable_all()
            .build()?;
        runtime.block_on(self.serve(service, tls, global.quiet))
    }

    fn service(&self, global: &Global) -> Result<Shared, CliError> {
        let keys = match &self.keys {
            None => None,
            Some(path) => Some(KeyRing::parse(&text_of(path)?).map_err(|e| in_file(path, &e))?),
        };
        let recorder = match &self.records {
            None => None,
            Some(path) => Some(Recorder::start(Log::open(path).map_err(|e| in_file(path, &e))?)),
        };
        let (own, profiles) = (global.clone(), self.profiles.clone());
        let settings = Settings {
            limits: Limits {
                deadline: Duration::from_secs(self.deadline),
                computing: self.computing,
                waiting: self.waiting,
                ..Limits::default()
            },
            today: engine::today,
            moment: super::clock::moment,
            as_of: global.as_of,
            policy: Policy {
                age_max_days: self.list_age_max.or(global.max_age),
                ages: self.list_age.iter().cloned().collect(),
                required: self.require_list.clone(),
                refuse: self.refuse_when_unready || global.max_age.is_some(),
            },
            update_token: std::env::var("HIGHFENCE_UPDATE_TOKEN").ok().filter(|t| !t.is_empty()),
            keys,
            recorder,
            loader: Box::new(move || {
                sources(&own, profiles.as_deref()).map_err(|error| error.message)
            }),
        };
        http::Service::start(settings).map_err(CliError::data)
    }

    fn tls(&self) -> Result<Option<TlsAcceptor>, CliError> {
        let (Some(certificate), Some(key)) = (&self.tls_cert, &self.tls_key) else {
            return Ok(None);
        };
        let made = tls::acceptor(certificate, key, self.tls_client_ca.as_deref());
        made.map(Some).map_err(CliError::data)
    }

    async fn serve(
        &self,
        service: Shared,
        tls: Option<TlsAcceptor>,
        quiet: bool,
    ) -> Result<ExitStatus, CliError> {
        let (stop, stopped) = watch::channel(false);
        let (scheme, admin_tls) = (scheme_of(tls.as_ref()), tls.clone());
        let limits = service.limits;
        let router = http::router(&service);
        let socket = bind(self.listen).await?;
        say(quiet, &format!("listening on {scheme}://{}", socket.local_addr()?));
        let public = server::Listener { socket, router: router.clone(), tls, limits };
        let mut serving = vec![tokio::spawn(server::serve(public, stopped.clone()))];
        if let Some(address) = self.admin_listen {
            let socket = bind(address).await?;
            // Beyond this machine they are as well guarded as the public ones.
            let tls = if address.ip().is_loopback() { None } else { admin_tls };
            let scheme = scheme_of(tls.as_ref());
            say(quiet, &format!("operator's routes on {scheme}://{}", socket.local_addr()?));
            let router = admin::router(&service);
            let listener = server::Listener { socket, router, tls, limits };
            serving.push(tokio::spawn(server::serve(listener, stopped)));
        }
        let canaries = tokio::spawn(canaries(service.clone(), router));
        let reloads = tokio::spawn(reloads(service.clone(), self.reload_every));
        signalled().await;
        say(quiet, "stopping");
        service.stop();
        let _ = stop.send(true);
        canaries.abort();
        reloads.abort();
        for one in serving {
            one.await.map_err(|error| CliError::failed(error.to_string()))?;
        }
        Ok(ExitStatus::Ok)
    }
}

/// A list with its greatest age: `US-OFAC-SDN=7`.
fn list_age(text: &str) -> Result<(String, i64), String> {
    let parts = text.split_once('=').map(|(list, days)| (list.trim(), days.trim().parse::<i64>()));
    match parts {
        Some((list, Ok(days))) if !list.is_empty() && days >= 0 => Ok((list.to_owned(), days)),
        _ => Err(format!("`{text}`: write LIST=DAYS, for example US-OFAC-SDN=7")),
    }
}

fn scheme_of(tls: Option<&TlsAcceptor>) -> &'static str {
    if tls.is_some() { "https" } else { "http" }
}

/// More threads than cores: those that compute leave others to answer probes.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get) + 2
}

fn say(quiet: bool, text: &str) {
    if !quiet {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}

/// Logs as JSON lines on stderr. They hold routes, times and ids; never a name or a body.
fn log(quiet: bool) {
    let default = if quiet { "warn" } else { "info" };
    let level = std::env::var("HIGHFENCE_LOG").unwrap_or_else(|_| default.to_owned());
    let filter = tracing_subscriber::EnvFilter::try_new(&level)
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(default));
    let layer = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    let _ = layer.try_init();
}

/// A failure inside a request is logged with its place alone: its message may hold what was asked.
fn log_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "failed inside; the request is answered as not screened");
    }));
}

fn in_file(path: &Path, error: &dyn std::fmt::Display) -> CliError {
    CliError::data(format!("{}: {error}", path.display()))
}

fn text_of(path: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(path).map_err(|error| CliError {
        status: ExitStatus::Io,
        message: format!("{}: {error}", path.display()),
    })
}

fn sources(global: &Global, profiles: Option<&Path>) -> Result<Sources, CliError> {
    crate::facts::statements::check().map_err(CliError::failed)?;
    crate::facts::texts::check().map_err(CliError::failed)?;
    let profiles: Vec<Profile> = match profiles {
        None => Vec::new(),
        Some(path) => profile::parse(&text_of(path)?).map_err(|error| in_file(path, &error))?,
    };
    let index = IndexSource { global, snapshot: None, day: global.as_of }.index()?;
    Ok(Sources {
        editions: index.editions().to_vec(),
        index: Some(index),
        rules: engine::rule_set(global)?,
        tables: engine::tables(global)?,
        profiles,
    })
}

async fn bind(address: SocketAddr) -> Result<TcpListener, CliError> {
    TcpListener::bind(address).await.map_err(|error| CliError {
        status: ExitStatus::Io,
        message: format!("{address}: {error}"),
    })
}

/// Asks for the canaries, now and every minute.
async fn canaries(service: Shared, router: axum::Router) {
    let mut every = tokio::time::interval(Duration::from_secs(canary::EVERY_SECONDS));
    loop {
        every.tick().await;
        canary::round(&service, &router).await;
    }
}

/// Reads lists and rules anew on SIGHUP, and every so often where asked.
async fn reloads(service: Shared, every: Option<u64>) {
    loop {
        let timer = async {
            match every {
                Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds.max(1))).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = timer => {}
            () = hangup() => {}
        }
        let _ = reload::run(&service).await;
    }
}

async fn hangup() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut hangup) = signal(SignalKind::hangup()) {
            hangup.recv().await;
            return;
        }
    }
    std::future::pending::<()>().await;
}

/// Waits for the word to stop: Ctrl-C, or SIGTERM.
async fn signalled() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
