//! Idempotency, profiles, readiness, reload, canaries, figures, and what logs hold.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::Method;
use highfence::http::{self, Policy, canary, profile};
use highfence::model::Date;

use super::support::{LISTED, ask, assert_problem, get, post, request, service, settings, sources};

#[tokio::test]
async fn an_idempotency_key_gives_the_same_answer_again() {
    let router = http::router(&service(settings()));
    let with = |key: &str, body: &str| {
        let headers = [("idempotency-key", key)];
        request(Method::POST, "/v1/screen", body.to_owned(), &headers)
    };
    let first = ask(&router, with("k1", LISTED)).await;
    let again = ask(&router, with("k1", LISTED)).await;
    assert_eq!(
        (first.header("idempotent-replayed"), again.header("idempotent-replayed")),
        ("", "true")
    );
    assert_eq!(first.bytes, again.bytes);
    let other = LISTED.replace("t1", "t2");
    assert_problem(&ask(&router, with("k1", &other)).await, 422, "invalid");
    // An error is not kept: the corrected request may use the key.
    assert_problem(&ask(&router, with("k2", "{")).await, 400, "malformed");
    assert_eq!(ask(&router, with("k2", LISTED)).await.status, 200);
    assert_problem(&ask(&router, with(&"k".repeat(256), LISTED)).await, 422, "invalid");
}

#[tokio::test]
async fn a_profile_narrows_and_says_so() {
    let mut settings = settings();
    settings.loader = Box::new(|| {
        let text =
            "[profile.bis]\nlists = [\"US-BIS-EL\"]\nroles = [\"end_user\"]\nthreshold = 0.9";
        Ok(http::Sources { profiles: profile::parse(text)?, ..sources()? })
    });
    let router = http::router(&service(settings));
    let body = ask(&router, post("/v1/screen?profile=bis", LISTED)).await.json();
    assert_eq!(body["profile"], "bis");
    assert_eq!(body["lists"].as_array().unwrap().len(), 1);
    let default = ask(&router, post("/v1/screen", LISTED)).await.json();
    assert_ne!(body["basis"], default["basis"]);
    let buyer = LISTED.replace("end_user", "buyer");
    let reply = ask(&router, post("/v1/screen?profile=bis", buyer)).await;
    assert_eq!(reply.json()["errors"][0]["pointer"], "/parties/0/role");
}

#[test]
fn a_profile_of_what_is_not_there_does_not_start() {
    for text in [
        "[profile.x]\nlists = [\"US-BIS-EX\"]",
        "[profile.x]\nrules = [\"us.none\"]",
        "[profile.x]\nthreshold = 0.1",
        "[profile.x]\nlist = [\"US-BIS-EL\"]",
    ] {
        let mut settings = settings();
        let owned = text.to_owned();
        settings.loader =
            Box::new(move || Ok(http::Sources { profiles: profile::parse(&owned)?, ..sources()? }));
        assert!(http::Service::start(settings).is_err(), "{text}");
    }
    let mut empty = settings();
    empty.loader = Box::new(|| Ok(http::Sources { editions: Vec::new(), ..sources()? }));
    assert!(http::Service::start(empty).is_err(), "starts without lists");
}

/// Limit in days, required list, status: the lists are 3 and 20 days old.
const READINESS: &[(Option<i64>, &[&str], u16)] = &[
    (None, &[], 200),
    (Some(20), &[], 200),
    (Some(19), &[], 503),
    (Some(20), &["US-OFAC-SDN"], 200),
    (None, &["EU-FSF"], 503),
];

#[tokio::test]
async fn readiness_is_red_on_stale_and_missing_lists_by_policy() {
    for (age_max_days, required, status) in READINESS {
        let mut settings = settings();
        settings.policy = Policy {
            age_max_days: *age_max_days,
            required: required.iter().map(|list| (*list).to_owned()).collect(),
            refuse: true,
            ..Policy::default()
        };
        let router = http::router(&service(settings));
        assert_eq!(ask(&router, get("/readyz")).await.status.as_u16(), *status, "{age_max_days:?}");
        // By this policy an unready service gives no verdict.
        for (path, body) in [("/v1/screen", LISTED), ("/v1/match", r#"{"name":"A B"}"#)] {
            let reply = ask(&router, post(path, body)).await;
            assert_eq!(reply.status.as_u16(), *status);
            if *status == 503 {
                assert_problem(&reply, 503, "unavailable");
                assert!(!reply.header("retry-after").is_empty());
            }
        }
    }
    let router = http::router(&service(settings()));
    for (path, status) in
        [("/readyz?max_age=20d", 200), ("/readyz?max_age=479h", 503), ("/readyz?max_age=x", 422)]
    {
        assert_eq!(ask(&router, get(path)).await.status.as_u16(), status, "{path}");
    }
}

/// Limit of all, limits of single lists, faults: US-BIS-EL is 20 days old, US-OFAC-SDN 3.
const AGES: &[(Option<i64>, &[(&str, i64)], usize)] = &[
    (None, &[("US-OFAC-SDN", 3)], 0),
    (None, &[("US-OFAC-SDN", 2)], 1),
    (None, &[("US-OFAC-SDN", 2), ("US-BIS-EL", 19)], 2),
    (None, &[("EU-FSF", 7)], 1),
    (Some(7), &[("US-OFAC-SDN", 3)], 1),
    (Some(7), &[("US-BIS-EL", 30)], 0),
    (Some(2), &[("US-BIS-EL", 30)], 1),
];

#[tokio::test]
async fn a_list_may_have_a_greatest_age_of_its_own() {
    for (age_max_days, ages, faults) in AGES {
        let mut settings = settings();
        let ages = ages.iter().map(|(list, days)| ((*list).to_owned(), *days)).collect();
        settings.policy = Policy { age_max_days: *age_max_days, ages, ..Policy::default() };
        let service = service(settings);
        let found = service.faults(&service.snapshot(), None);
        assert_eq!(found.len(), *faults, "{found:?}");
        // A greatest age that a probe asks for is that of every list, also of these.
        let probed = service.faults(&service.snapshot(), Some(2));
        assert!(
            probed.iter().any(|fault| fault.contains("US-BIS-EL is 20 days old")),
            "{probed:?}"
        );
    }
}

#[tokio::test]
async fn a_clock_that_jumps_makes_no_list_fresh() {
    for (today, status) in
        [(Date::constant(2036, 11, 21), 503), (Date::constant(2016, 11, 21), 503)]
    {
        let mut settings = settings();
        settings.policy.age_max_days = Some(30);
        settings.today = if today.year() == 2036 {
            || Date::constant(2036, 11, 21)
        } else {
            || Date::constant(2016, 11, 21)
        };
        let router = http::router(&service(settings));
        assert_eq!(ask(&router, get("/readyz")).await.status.as_u16(), status, "{today}");
    }
}

#[tokio::test]
async fn an_answer_past_its_deadline_or_beyond_the_queue_is_no_verdict() {
    let mut late = settings();
    late.limits.deadline = Duration::ZERO;
    let router = http::router(&service(late));
    let reply = ask(&router, post("/v1/screen", LISTED)).await;
    assert_problem(&reply, 503, "deadline");
    assert!(!reply.header("retry-after").is_empty());
    let mut busy = settings();
    busy.limits.computing = 1;
    busy.limits.waiting = 0;
    let service = service(busy);
    let _taken = service.gate.enter(std::time::Instant::now()).await.unwrap();
    let reply = ask(&http::router(&service), post("/v1/screen", LISTED)).await;
    assert_problem(&reply, 429, "overloaded");
    assert_eq!(reply.header("retry-after"), "1");
}

#[tokio::test]
async fn a_failure_inside_a_request_is_an_error_of_that_request_alone() {
    static BROKEN: AtomicBool = AtomicBool::new(true);
    let mut settings = settings();
    settings.today = || {
        assert!(!BROKEN.load(Ordering::SeqCst), "a failure made by the test");
        super::support::today()
    };
    let router = http::router(&service(settings));
    for path in ["/v1/screen", "/v1/match", "/v1/screen:batch", "/match/default"] {
        let reply = ask(&router, post(path, LISTED)).await;
        assert_problem(&reply, 500, "failed");
        assert!(!String::from_utf8_lossy(&reply.bytes).contains("made by the test"));
    }
    assert_problem(&ask(&router, get("/v1/lists")).await, 500, "failed");
    BROKEN.store(false, Ordering::SeqCst);
    assert_eq!(ask(&router, post("/v1/screen", LISTED)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reloads_under_load_fail_nothing_and_mix_nothing() {
    // HIGHFENCE_SLOW asks for the thousand that the service is held to.
    let reloads = if std::env::var_os("HIGHFENCE_SLOW").is_some() { 1000 } else { 50 };
    let generation = Arc::new(AtomicUsize::new(0));
    let mut settings = settings();
    let counter = Arc::clone(&generation);
    // In generation N both lists carry N in their digests; an answer must never hold two of them.
    settings.loader = Box::new(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst);
        let mut sources = sources()?;
        for edition in &mut sources.editions {
            edition.provenance.sha256 = format!("{number:064}");
        }
        Ok(sources)
    });
    let service = service(settings);
    let router = http::router(&service);
    let reloading = {
        let service = service.clone();
        tokio::spawn(async move {
            for _ in 0..reloads {
                http::reload::run(&service).await.unwrap();
            }
        })
    };
    let mut answered = 0;
    let mut names = std::collections::BTreeMap::new();
    while !reloading.is_finished() {
        let reply = ask(&router, post("/v1/screen", LISTED)).await;
        assert_eq!(reply.status, 200);
        let body = reply.json();
        assert_eq!(body["lists"][0]["sha256"], body["lists"][1]["sha256"], "mixed");
        // The header names the state that answered, not the one that came meanwhile.
        let name = reply.header("x-highfence-snapshot").to_owned();
        let basis = body["basis"].as_str().unwrap().to_owned();
        assert_eq!(names.entry(basis).or_insert_with(|| name.clone()), &name);
        answered += 1;
    }
    reloading.await.unwrap();
    assert!(answered > 0);
    println!("{reloads} reloads, {answered} answers of {} states, none mixed", names.len());
    assert_eq!(generation.load(Ordering::SeqCst), reloads + 1);
}

#[tokio::test]
async fn a_reload_that_fails_leaves_all_as_it_is() {
    let broken = Arc::new(AtomicUsize::new(0));
    let mut settings = settings();
    let switch = Arc::clone(&broken);
    settings.loader = Box::new(move || match switch.load(Ordering::SeqCst) {
        0 => sources(),
        1 => Err("damaged".to_owned()),
        _ => Ok(http::Sources { editions: Vec::new(), ..sources()? }),
    });
    let service = service(settings);
    let admin = http::admin::router(&service);
    let before = service.snapshot().id.clone();
    for fault in [1, 2] {
        broken.store(fault, Ordering::SeqCst);
        let reply = ask(&admin, post("/admin/reload", "")).await;
        assert_problem(&reply, 503, "unavailable");
        assert_eq!(service.snapshot().id, before);
        let reply = ask(&http::router(&service), post("/v1/screen", LISTED)).await;
        assert_eq!(reply.status, 200);
    }
}

#[tokio::test]
async fn canaries_are_found_through_the_public_path() {
    let service = service(settings());
    let router = http::router(&service);
    for _ in 0..2 {
        assert_eq!(canary::round(&service, &router).await, Vec::<String>::new());
    }
    assert_eq!(service.snapshot().requests_known(), 0, "canaries ask the lists, not the memory");
    // Routes that find nothing: the canaries notice, and readiness turns red.
    let dead = axum::Router::new();
    let faults = canary::round(&service, &dead).await;
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert_eq!(ask(&router, get("/readyz")).await.status, 503);
}

#[tokio::test]
async fn a_service_that_refused_takes_up_work_once_its_lists_answer() {
    let mut settings = settings();
    settings.policy = Policy { refuse: true, ..Policy::default() };
    let service = service(settings);
    let router = http::router(&service);
    assert!(!canary::round(&service, &axum::Router::new()).await.is_empty());
    assert_problem(&ask(&router, post("/v1/screen", LISTED)).await, 503, "unavailable");
    assert_eq!(canary::round(&service, &router).await, Vec::<String>::new());
    assert_eq!(ask(&router, post("/v1/screen", LISTED)).await.status, 200);
}

#[tokio::test]
async fn a_busy_moment_says_nothing_of_a_list() {
    let service = service(settings());
    let router = http::router(&service);
    for status in [408_u16, 429, 503] {
        let status = axum::http::StatusCode::from_u16(status).unwrap();
        let busy = axum::Router::new().fallback(move || async move { status });
        assert_eq!(canary::round(&service, &busy).await, Vec::<String>::new(), "{status}");
        // What was wrong before stands until there is an answer.
        let faults = canary::round(&service, &axum::Router::new()).await;
        assert_eq!(canary::round(&service, &busy).await, faults, "{status}");
        assert_eq!(canary::round(&service, &router).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_service_may_have_a_day_of_its_own() {
    let mut settings = settings();
    settings.as_of = Some(Date::constant(2020, 1, 2));
    let router = http::router(&service(settings));
    let query = r#"{"name":"Zhengfu Quanta Microsystems"}"#;
    for (path, day) in [("/v1/match", "2020-01-02"), ("/v1/match?as_of=2021-03-04", "2021-03-04")] {
        assert_eq!(ask(&router, post(path, query)).await.json()["as_of"], day, "{path}");
    }
    let screened = ask(&router, post("/v1/screen", LISTED)).await.json();
    assert_eq!(screened["as_of"]["valid"], "2020-01-02");
    let row = ask(&router, post("/v1/screen:batch", query)).await.json();
    assert_eq!(row["screening"]["as_of"]["valid"], "2020-01-02");
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What the whole test program logs, at the finest level. One for all tests: a subscriber of one
/// thread would miss what other threads were the first to log.
fn log() -> &'static Written {
    static LOG: std::sync::OnceLock<Written> = std::sync::OnceLock::new();
    LOG.get_or_init(|| {
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        written
    })
}

#[tokio::test]
async fn logs_and_figures_hold_no_name() {
    let written = log();
    let router = http::router(&service(settings()));
    let named = LISTED.replace("Zhengfu", "Canaryname");
    ask(&router, post("/v1/screen", named.clone())).await;
    ask(&router, post("/v1/screen", named.replace("\"kind\"", "\"Canaryname\""))).await;
    ask(&router, post("/v1/match", r#"{"name":"Canaryname Trading"}"#)).await;
    ask(&router, get("/search/default?q=Canaryname")).await;
    ask(&router, get("/Canaryname?name=Canaryname")).await;
    ask(&router, get("/v1/lists/US-BIS-EL/entries/Canaryname")).await;
    ask(&router, post("/v1/screen:batch", named.replace('\n', " "))).await;
    let odd = request(Method::GET, "/healthz", "", &[("user-agent", "Canaryname")]);
    ask(&router, odd).await;
    let figures = ask(&router, get("/metrics")).await;
    let log = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/v1/screen"), "nothing was logged: {log}");
    assert!(!log.contains("Canaryname"), "{log}");
    let figures = String::from_utf8(figures.bytes).unwrap();
    assert!(figures.contains("highfence_verdicts_total"), "{figures}");
    assert!(figures.contains("highfence_list_age_days{list=\"US-BIS-EL\"} 20"), "{figures}");
    assert!(!figures.contains("Canaryname"), "{figures}");
}

#[tokio::test]
async fn a_rule_is_told_as_rules_explain_tells_it() {
    let mut settings = settings();
    settings.loader = Box::new(|| {
        Ok(http::Sources { rules: highfence::rules::embedded().unwrap(), ..sources()? })
    });
    let router = http::router(&service(settings));
    let list = ask(&router, get("/v1/rules")).await.json();
    let id = "us.ear.entity-list";
    let listed = list["rules"].as_array().unwrap().iter().any(|rule| rule["id"] == id);
    assert!(listed, "{list}");
    let told = ask(&router, get(&format!("/v1/rules/{id}"))).await.json();
    let rules = highfence::rules::embedded().unwrap();
    let rule = rules.find(id).unwrap();
    let explained = highfence::inspect::sentence::explain(rule, Vec::new(), Default::default());
    let english = told["english"].as_str().unwrap();
    assert_eq!(english, highfence::inspect::prose::of(&explained));
    assert!(english.contains("\nClause listed-party\n"), "{english}");
    assert!(english.contains("While a deciding fact is missing:"), "{english}");
}

#[tokio::test]
async fn what_is_asked_for_again_has_the_same_answer_until_the_lists_change() {
    let service = service(settings());
    let router = http::router(&service);
    let query = r#"{"queries":[{"name":"Zhengfu Quanta Microsystems","country":"CN"}]}"#;
    let entity = r#"{"queries":{"q":{"schema":"Company","properties":{"name":["Zhengfu Quanta Microsystems"]}}}}"#;
    let row = r#"{"name":"Zhengfu Quanta Microsystems"}"#;
    let parties_known = || service.snapshot().full().engine.index.remembered().1;
    let asked = [
        ("/v1/screen", LISTED, 1),
        ("/v1/match", query, 1),
        ("/match/default", entity, 1),
        ("/v1/screen:batch", row, 0),
    ];
    for (path, body, kept) in asked {
        let (known, requests) = (parties_known(), service.snapshot().requests_known());
        let first = ask(&router, post(path, body)).await;
        let again = ask(&router, post(path, body)).await;
        // The same in other words: the request is new, its parties are not.
        let spaced = ask(&router, post(path, format!("{body} "))).await;
        assert_eq!(first.status, 200, "{path}");
        assert_eq!(first.bytes, again.bytes, "{path}");
        assert_eq!(first.header("etag"), again.header("etag"), "{path}");
        assert_eq!(first.header("x-batch-size"), again.header("x-batch-size"), "{path}");
        assert_eq!(spaced.bytes.len(), first.bytes.len(), "{path}");
        assert_eq!(service.snapshot().requests_known() - requests, kept, "{path}");
        assert!(parties_known() > known, "{path}");
    }
    let day = ask(&router, post("/v1/match?as_of=2001-01-01", query)).await.json();
    assert_eq!(day["as_of"], "2001-01-01", "another day is another request");
    let figures = ask(&router, get("/metrics")).await;
    let figures = String::from_utf8(figures.bytes).unwrap();
    assert!(figures.contains("highfence_requests_known_total 3"), "{figures}");
    service.reload().unwrap();
    assert_eq!(service.snapshot().full().engine.index.remembered(), (0, 0));
    assert_eq!(service.snapshot().requests_known(), 0);
}

#[tokio::test]
async fn an_answer_known_from_before_is_withheld_like_any_other() {
    let service = service(settings());
    let router = http::router(&service);
    let first = ask(&router, post("/v1/screen", LISTED)).await;
    let with_tag =
        |tag: &str| request(Method::POST, "/v1/screen", LISTED, &[("if-none-match", tag)]);
    let tag = first.header("etag").to_owned();
    assert_eq!(ask(&router, with_tag(&tag)).await.status, 412);
    assert_eq!(ask(&router, with_tag("\"other\"")).await.bytes, first.bytes);
    service.stop();
    assert_eq!(ask(&router, post("/v1/screen", LISTED)).await.status, first.status);
    let keyed = "/v1/match?api_key=secret";
    let query = r#"{"name":"Zhengfu Quanta Microsystems"}"#;
    let known = service.snapshot().requests_known();
    ask(&router, post(keyed, query)).await;
    ask(&router, post(keyed, query)).await;
    assert_eq!(service.snapshot().requests_known(), known, "no key is kept");
}
