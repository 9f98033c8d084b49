//! Figures in Prometheus' text format. No label holds anything that a caller sent.

use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::compute;
use super::problem::Problem;
use super::service::Shared;
use crate::lists::newest;
use crate::model::Level;
use crate::screen::EditionUsed;

type Labels = Vec<(&'static str, String)>;

/// Upper bounds of the latency histogram, seconds.
const SECONDS: [f64; 14] = [
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0,
    5.0,
];

fn histogram() -> Histogram {
    Histogram::new(SECONDS)
}

/// The figures of a service.
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram, fn() -> Histogram>,
    verdicts: Family<Labels, Counter>,
    reloads: Family<Labels, Counter>,
    list_ages: Family<Labels, Gauge>,
    list_entries: Family<Labels, Gauge>,
    searches: Counter,
    known: Counter,
    requests_known: Counter,
    waiting: Gauge,
    ready: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("highfence");
        let requests = Family::default();
        let seconds = Family::new_with_constructor(histogram as fn() -> Histogram);
        let (verdicts, reloads) = (Family::default(), Family::default());
        let (list_ages, list_entries) = (Family::default(), Family::default());
        let (searches, known) = (Counter::default(), Counter::default());
        let requests_known = Counter::default();
        let (waiting, ready) = (Gauge::default(), Gauge::default());
        registry.register("http_requests", "Requests by route and status", requests.clone());
        registry.register("http_request_seconds", "Time to the answer", seconds.clone());
        registry.register("verdicts", "Finished screenings by verdict", verdicts.clone());
        registry.register("reloads", "Reloads by result", reloads.clone());
        registry.register("list_age_days", "Age of each list", list_ages.clone());
        registry.register("list_entries", "Entries of each list file", list_entries.clone());
        registry.register(
            "searches",
            "Parties asked for since the lists were loaded",
            searches.clone(),
        );
        registry.register("searches_known", "Those answered from memory", known.clone());
        registry.register(
            "requests_known",
            "Requests answered as the same request before, since the lists were loaded",
            requests_known.clone(),
        );
        registry.register("waiting_requests", "Requests that wait for a place", waiting.clone());
        registry.register("ready", "1 where the service is ready", ready.clone());
        let registry = Mutex::new(registry);
        Self {
            registry,
            requests,
            seconds,
            verdicts,
            reloads,
            list_ages,
            list_entries,
            searches,
            known,
            requests_known,
            waiting,
            ready,
        }
    }
}

impl Metrics {
    /// Counts a request.
    pub(super) fn request(&self, method: &str, route: &str, status: u16, time: Duration) {
        let route = ("route", route.to_owned());
        let labels =
            vec![("method", method.to_owned()), route.clone(), ("status", status.to_string())];
        self.requests.get_or_create(&labels).inc();
        self.seconds.get_or_create(&vec![route]).observe(time.as_secs_f64());
    }

    /// Counts a verdict.
    pub(super) fn verdict(&self, level: Level) {
        self.verdicts.get_or_create(&vec![("verdict", level.word().to_owned())]).inc();
    }

    /// Counts the verdicts of the rows of a batch.
    pub(super) fn rows(&self, levels: impl Iterator<Item = Level>) {
        let mut counts = std::collections::BTreeMap::new();
        for level in levels {
            *counts.entry(level).or_insert(0_u64) += 1;
        }
        for (level, count) in counts {
            let label = vec![("verdict", level.word().to_owned())];
            self.verdicts.get_or_create(&label).inc_by(count);
        }
    }

    /// Counts a reload.
    pub(super) fn reload(&self, fine: bool) {
        let result = if fine { "loaded" } else { "refused" };
        self.reloads.get_or_create(&vec![("result", result.to_owned())]).inc();
    }
}

/// Serves the figures.
pub(super) async fn metrics(State(service): State<Shared>) -> Result<Response, Problem> {
    let metrics = &service.metrics;
    let snapshot = service.snapshot();
    metrics.list_ages.clear();
    metrics.list_entries.clear();
    for edition in snapshot.all() {
        let list = vec![("list", edition.id.clone())];
        let entries = i64::try_from(edition.entries.len()).unwrap_or(i64::MAX);
        metrics.list_entries.get_or_create(&list).inc_by(entries);
    }
    for (id, edition) in newest(snapshot.all()) {
        if let Some(age) = EditionUsed::of(edition, service.today()).age_days {
            metrics.list_ages.get_or_create(&vec![("list", id.to_owned())]).set(age);
        }
    }
    let counts = snapshot.profiles().map(|served| served.engine.index.remembered());
    let (searches, known) = counts.fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    metrics.searches.inner().store(searches, Ordering::Relaxed);
    metrics.known.inner().store(known, Ordering::Relaxed);
    metrics.requests_known.inner().store(snapshot.requests_known(), Ordering::Relaxed);
    metrics.waiting.set(i64::try_from(service.gate.waiting()).unwrap_or(i64::MAX));
    metrics.ready.set(i64::from(service.faults(&snapshot, None).is_empty()));
    let mut text = String::new();
    let registry = metrics.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    encode(&mut text, &registry).map_err(|_| compute::failed())?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
