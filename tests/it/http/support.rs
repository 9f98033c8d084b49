//! A service over lists of this file, and one way to ask it.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use highfence::http::{self, Limits, Policy, Settings, Shared, Sources};
use highfence::model::{
    Address, Date, Edition, Extent, Identifier, ListEntry, Name, NameKind, PartyKind, Provenance,
};
use highfence::rules::RuleSet;
use highfence::rules::tables::Tables;
use serde_json::Value;
use tower::ServiceExt;

/// The day of the tests.
pub(crate) fn today() -> Date {
    Date::constant(2026, 11, 21)
}

fn entry(list: &str, id: &str, name: &str, country: &str) -> ListEntry {
    let mut entry = ListEntry::new(list, id, name);
    entry.party.kind = PartyKind::Organization;
    entry.party.countries = vec![country.to_owned()];
    entry.party.addresses =
        vec![Address { country: Some(country.to_owned()), ..Address::line("12 Harbor Road") }];
    entry.listed = Some(Date::constant(2020, 5, 1));
    entry.citations = vec!["85 FR 12345".to_owned()];
    entry
}

/// Two lists of invented parties.
pub(crate) fn editions() -> Vec<Edition> {
    let mut person = entry("US-OFAC-SDN", "sdn-1", "KOVALENKIN, Bogdan Radimirovich", "RU");
    person.party.kind = PartyKind::Individual;
    person.party.dates_of_birth = vec!["1965-03-02".to_owned()];
    person.party.names.push(Name::new("Bogdan KOVALENKIN", NameKind::Alias));
    person.party.identifiers.push(Identifier {
        kind: "passport".to_owned(),
        number: "71 5554433".to_owned(),
        country: Some("RU".to_owned()),
    });
    person.programs = vec!["RUSSIA-EO14024".to_owned()];
    let edition = |id: &str, published: Date, entries| Edition {
        id: id.to_owned(),
        provenance: Provenance {
            source: format!("{id}.toml"),
            format: "toml".to_owned(),
            published: Some(published),
            sha256: format!("{:064x}", id.len()),
            ..Provenance::default()
        },
        entries,
        extent: Extent::Everything,
        ..Edition::default()
    };
    vec![
        edition(
            "US-BIS-EL",
            Date::constant(2026, 11, 1),
            vec![
                entry("US-BIS-EL", "el-1", "Zhengfu Quanta Microsystems Co., Ltd.", "CN"),
                entry("US-BIS-EL", "el-2", "Tarnowski Optics GmbH", "DE"),
            ],
        ),
        edition("US-OFAC-SDN", Date::constant(2026, 11, 18), vec![person]),
    ]
}

/// No rule, and one body of law that needs none: what is tested here is the service.
static RULES: std::sync::LazyLock<RuleSet> = std::sync::LazyLock::new(|| {
    let text = "schema = 1\nsanctioned = \"E:1\"\n[[regime]]\nid = \"TEST\"\ntitle = \"test\"\nsince = 1990-01-01\nauthority = [\"1 TEST 1\"]\n";
    let files = [("coverage.toml".to_owned(), text.to_owned())];
    highfence::rules::load::parse(&files).0.unwrap()
});

/// Parsed once for all tests.
static TABLES: std::sync::LazyLock<Tables> =
    std::sync::LazyLock::new(|| Tables::embedded().unwrap());

pub(crate) fn sources() -> Result<Sources, String> {
    Ok(Sources {
        editions: editions(),
        index: None,
        rules: RULES.clone(),
        tables: TABLES.clone(),
        profiles: Vec::new(),
        asked: highfence::screen::Asked::default(),
    })
}

/// Settings over [`editions`].
pub(crate) fn settings() -> Settings {
    Settings {
        limits: Limits::default(),
        today,
        policy: Policy::default(),
        loader: Box::new(sources),
        update_token: None,
        keys: None,
        recorder: None,
        moment: || "2026-11-21T12:00:00Z".to_owned(),
        as_of: None,
    }
}

pub(crate) fn service(settings: Settings) -> Shared {
    http::Service::start(settings).unwrap()
}

/// The public routes over [`settings`].
pub(crate) fn router() -> Router {
    http::router(&service(settings()))
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Asks the routes.
pub(crate) async fn ask(router: &Router, request: Request<Body>) -> Reply {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Reply { status: parts.status, headers: parts.headers, bytes }
}

/// A request with a JSON body.
pub(crate) fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    request(Method::POST, path, body, &[("content-type", "application/json")])
}

pub(crate) fn get(path: &str) -> Request<Body> {
    request(Method::GET, path, Body::empty(), &[])
}

pub(crate) fn request(
    method: Method,
    path: &str,
    body: impl Into<Body>,
    headers: &[(&str, &str)],
) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).unwrap()
}

/// A transaction with a listed end user.
pub(crate) const LISTED: &str = r#"{"id":"t1","kind":"export","date":"2026-10-01","destination":"CN",
    "parties":[{"name":"Zhengfu Quanta Microsystems","role":"end_user","country":"CN"}],
    "items":[{"description":"oscilloscope","eccn":"EAR99"}]}"#;

/// Asserts that an answer is an error, of this status and kind, that names no verdict.
#[track_caller]
pub(crate) fn assert_problem(reply: &Reply, status: u16, kind: &str) {
    assert_eq!(reply.status.as_u16(), status, "{}", String::from_utf8_lossy(&reply.bytes));
    assert_eq!(reply.header("content-type"), "application/problem+json");
    let body = reply.json();
    assert_eq!(body["type"], format!("urn:highfence:problem:{kind}"), "{body}");
    assert_eq!(body["outcome"], "cannot_screen");
    assert!(body.get("verdict").is_none(), "{body}");
    assert!(!reply.header("x-request-id").is_empty());
}
