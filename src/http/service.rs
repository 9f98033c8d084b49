//! What all requests share: the snapshot, the limits, the clock of the edge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use super::gate::Gate;
use super::idempotency::Answers;
use super::keys::{self, Key, KeyRing, Scope};
use super::limits::Limits;
use super::metrics::Metrics;
use super::policy::Policy;
use super::recorder::Recorder;
use super::snapshot::{Loader, Snapshot};
use crate::model::Date;

/// How a service is set up.
pub struct Settings {
    /// Limits.
    pub limits: Limits,
    /// Today at the edge. The command line provides it; nothing below reads a clock for a verdict.
    pub today: fn() -> Date,
    /// This moment (UTC, RFC 3339), for records; it decides nothing.
    pub moment: fn() -> String,
    /// The day as of which is screened where a call names none; `None`: the transaction's, else
    /// today.
    pub as_of: Option<Date>,
    /// When lists count as stale or missing.
    pub policy: Policy,
    /// Reads lists, rules and profiles anew.
    pub loader: Loader,
    /// The token of `/updatez`; without one the route is closed.
    pub update_token: Option<String>,
    /// Keys of callers; `None` lets everyone in (loopback only).
    pub keys: Option<KeyRing>,
    /// Where decisions are recorded.
    pub recorder: Option<Recorder>,
}

/// The service.
pub struct Service {
    /// Limits.
    pub limits: Limits,
    /// Admission.
    pub gate: Gate,
    /// Policy on lists.
    pub policy: Policy,
    /// Keys of callers; `None` lets everyone in.
    pub keys: Option<KeyRing>,
    /// Where decisions are recorded.
    pub recorder: Option<Recorder>,
    /// Figures.
    pub metrics: Metrics,
    /// Answers by idempotency key.
    pub answers: Answers,
    /// Answers of `/v1/match` by idempotency key.
    pub searched: Answers<axum::body::Bytes>,
    own_key: String,
    /// What the canaries found, by list.
    canary_faults: Mutex<BTreeMap<String, String>>,
    today: fn() -> Date,
    moment: fn() -> String,
    as_of: Option<Date>,
    loader: Loader,
    update_token: Option<String>,
    snapshot: ArcSwap<Snapshot>,
    stopping: AtomicBool,
}

/// The service as handlers hold it.
pub type Shared = Arc<Service>;

impl Service {
    /// Loads lists and rules and makes the service.
    ///
    /// # Errors
    /// What could not be loaded. A service without lists does not start.
    pub fn start(settings: Settings) -> Result<Shared, String> {
        let snapshot = loaded(&settings.loader)?;
        let own_key = keys::new_secret()?;
        let own = Key {
            id: "canary".to_owned(),
            sha256: keys::digest(&own_key),
            scopes: BTreeSet::from([Scope::Screen]),
            expires: None,
        };
        Ok(Arc::new(Self {
            gate: Gate::new(settings.limits),
            limits: settings.limits,
            policy: settings.policy,
            keys: settings.keys.map(|keys| keys.with(own)),
            recorder: settings.recorder,
            metrics: Metrics::default(),
            answers: Answers::default(),
            searched: Answers::default(),
            own_key,
            canary_faults: Mutex::default(),
            today: settings.today,
            moment: settings.moment,
            as_of: settings.as_of,
            loader: settings.loader,
            update_token: settings.update_token,
            snapshot: ArcSwap::from_pointee(snapshot),
            stopping: AtomicBool::new(false),
        }))
    }

    /// The snapshot of this moment. A request takes it once and answers from it alone.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// Reads lists and rules anew and puts them in place at once; on an error all stays as it is.
    ///
    /// # Errors
    /// What could not be loaded.
    pub fn reload(&self) -> Result<Arc<Snapshot>, String> {
        let built = loaded(&self.loader).map(Arc::new);
        self.metrics.reload(built.is_ok());
        let snapshot = built?;
        self.snapshot.store(Arc::clone(&snapshot));
        Ok(snapshot)
    }

    /// What stands against readiness; empty is ready.
    pub fn faults(&self, snapshot: &Snapshot, age_max: Option<i64>) -> Vec<String> {
        let mut faults = self.policy.faults(snapshot, self.today(), age_max);
        if self.is_stopping() {
            faults.push("the service is stopping".to_owned());
        }
        let canaries = self.canary_faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.extend(canaries.values().cloned());
        faults
    }

    /// Whether a text is the token of `/updatez`.
    pub fn is_update_token(&self, text: &str) -> bool {
        use sha2::{Digest, Sha256};
        let digest = |text: &str| Sha256::digest(text.as_bytes());
        self.update_token.as_ref().is_some_and(|token| digest(token) == digest(text))
    }

    /// The key with which the service asks itself.
    pub(super) fn own_key(&self) -> &str {
        &self.own_key
    }

    /// What the canaries found, by list.
    pub(super) fn canary_faults(&self) -> BTreeMap<String, String> {
        self.canary_faults.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps what the canaries found, by list.
    pub(super) fn set_canary_faults(&self, faults: BTreeMap<String, String>) {
        *self.canary_faults.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// This moment, for records.
    pub(super) fn moment(&self) -> String {
        (self.moment)()
    }

    /// The day as of which is screened where a call does not name `asked`; `None`: the
    /// transaction's, else today.
    pub fn day(&self, asked: Option<Date>) -> Option<Date> {
        asked.or(self.as_of)
    }

    /// Today.
    pub fn today(&self) -> Date {
        (self.today)()
    }

    /// Tells load balancers that this service is about to end.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// Whether it is about to end.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}

/// A snapshot of what the loader reads, ready for requests.
fn loaded(loader: &Loader) -> Result<Snapshot, String> {
    let snapshot = loader().and_then(Snapshot::build)?;
    snapshot.make_ready();
    Ok(snapshot)
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").field("snapshot", &self.snapshot().id).finish_non_exhaustive()
    }
}
