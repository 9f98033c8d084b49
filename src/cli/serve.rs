//! `highfence serve`: the HTTP service.

use std::io::Write;
use std::net::SocketAddr;

use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{CliError, ExitStatus, Global, engine};
use crate::http::{self, Limits, Policy, Settings, Shared, Sources, server};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8080", env = "HIGHFENCE_LISTEN")]
    listen: SocketAddr,
    /// Lists older than this many days make the service unready
    #[arg(long, value_name = "DAYS")]
    list_age_max: Option<i64>,
    /// List that must be loaded for the service to be ready (repeatable)
    #[arg(long, value_name = "LIST")]
    require_list: Vec<String>,
    /// Refuse to screen (503) while lists are stale or missing, instead of answering with their ages
    #[arg(long)]
    refuse_when_unready: bool,
}

impl Serve {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let service = Service::of(&self, global)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads())
            .enable_all()
            .build()?;
        runtime.block_on(run(service, self.listen, global.quiet))
    }
}

/// More threads than cores: those that compute leave others to answer probes.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get) + 2
}

struct Service;

impl Service {
    fn of(args: &Serve, global: &Global) -> Result<Shared, CliError> {
        let global = global.clone();
        let settings = Settings {
            limits: Limits::default(),
            today: engine::today,
            policy: Policy {
                age_max_days: args.list_age_max,
                required: args.require_list.clone(),
                refuse: args.refuse_when_unready,
            },
            update_token: std::env::var("HIGHFENCE_UPDATE_TOKEN").ok().filter(|t| !t.is_empty()),
            loader: Box::new(move || sources(&global).map_err(|error| error.message)),
        };
        http::Service::start(settings).map_err(CliError::data)
    }
}

fn sources(global: &Global) -> Result<Sources, CliError> {
    crate::facts::statements::check().map_err(CliError::failed)?;
    Ok(Sources {
        editions: engine::editions(global, global.as_of)?,
        rules: engine::rule_set(global)?,
        tables: engine::tables(global)?,
        profiles: Vec::new(),
    })
}

async fn run(service: Shared, listen: SocketAddr, quiet: bool) -> Result<ExitStatus, CliError> {
    let socket = TcpListener::bind(listen).await.map_err(|error| CliError {
        status: ExitStatus::Io,
        message: format!("{listen}: {error}"),
    })?;
    let address = socket.local_addr()?;
    if !quiet {
        let _ = writeln!(std::io::stderr(), "listening on http://{address}");
    }
    let (stop, stopped) = watch::channel(false);
    let listener = server::Listener {
        socket,
        router: http::router(&service),
        tls: None,
        limits: service.limits,
    };
    let serving = tokio::spawn(server::serve(listener, stopped));
    signalled().await;
    service.stop();
    let _ = stop.send(true);
    serving.await.map_err(|error| CliError::failed(error.to_string()))?;
    Ok(ExitStatus::Ok)
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
