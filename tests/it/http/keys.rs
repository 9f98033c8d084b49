//! Every route against every kind of credential.

use axum::http::Method;
use highfence::http;
use highfence::http::keys::{KeyRing, digest};

use super::support::{LISTED, ask, request, service, settings};

const FILE: &str = r#"
[[key]]
id = "erp"
sha256 = "SCREEN"
scopes = ["screen"]
expires = "2027-01-01"
[[key]]
id = "operator"
sha256 = "ADMIN"
scopes = ["admin"]
[[key]]
id = "old"
sha256 = "OLD"
scopes = ["screen", "admin"]
expires = "2026-11-20"
"#;

fn ring() -> KeyRing {
    let text = FILE
        .replace("SCREEN", &digest("screen-key"))
        .replace("ADMIN", &digest("admin-key"))
        .replace("OLD", &digest("old-key"));
    KeyRing::parse(&text).unwrap()
}

/// Method, path, whether screen and admin keys open it.
const ROUTES: &[(&str, &str, bool, bool)] = &[
    ("POST", "/v1/screen", true, false),
    ("POST", "/v1/match", true, false),
    ("POST", "/v1/screen:batch", true, false),
    ("GET", "/v1/lists", true, false),
    ("GET", "/v1/lists/US-BIS-EL", true, false),
    ("GET", "/v1/lists/US-BIS-EL/entries/el-1", true, false),
    ("GET", "/v1/rules", true, false),
    ("GET", "/v1/rules/x", true, false),
    ("GET", "/v1/status", true, false),
    ("POST", "/match/default", true, false),
    ("GET", "/search/default", true, false),
    ("GET", "/entities/us-bis-el-el-1", true, false),
    ("GET", "/entities/us-bis-el-el-1/adjacent", true, false),
    ("GET", "/entities/us-bis-el-el-1/adjacent/sanctions", true, false),
    ("GET", "/catalog", true, false),
    ("GET", "/algorithms", true, false),
    ("GET", "/reconcile/default", true, false),
    ("POST", "/reconcile/default", true, false),
    ("GET", "/reconcile/default/suggest/entity", true, false),
    ("GET", "/metrics", false, true),
];

#[tokio::test]
async fn routes_open_to_their_scopes_alone() {
    let mut settings = settings();
    settings.keys = Some(ring());
    let router = http::router(&service(settings));
    let status = async |method: &str, path: &str, header: Option<(&str, &str)>| {
        let headers: Vec<(&str, &str)> = header.into_iter().collect();
        let method: Method = method.parse().unwrap();
        ask(&router, request(method, path, LISTED, &headers)).await.status.as_u16()
    };
    for (method, path, screen, admin) in ROUTES {
        let closed = [
            None,
            Some(("x-api-key", "wrong")),
            Some(("x-api-key", "")),
            Some(("x-api-key", "old-key")),
            Some(("authorization", "Bearer")),
            Some(("authorization", "Digest screen-key")),
        ];
        for credential in closed {
            assert_eq!(status(method, path, credential).await, 401, "{path} {credential:?}");
        }
        for (key, opens) in [("screen-key", screen), ("admin-key", admin)] {
            let status = status(method, path, Some(("x-api-key", key))).await;
            assert_eq!(status != 403 && status != 401, *opens, "{path} {key}: {status}");
        }
    }
    // Credentials of another kind are for somebody else, and hide no key.
    for other in ["Token x", "Digest x", "Bearer", "Basic !!!"] {
        let headers = [("authorization", other), ("x-api-key", "screen-key")];
        let reply = ask(&router, request(Method::GET, "/v1/lists", LISTED, &headers)).await;
        assert_eq!(reply.status, 200, "{other}");
    }
    for header in ["Bearer screen-key", "ApiKey screen-key", "Basic dTpzY3JlZW4ta2V5"] {
        assert_eq!(
            status("GET", "/v1/lists", Some(("authorization", header))).await,
            200,
            "{header}"
        );
    }
    assert_eq!(status("GET", "/reconcile/default?api_key=screen-key", None).await, 200);
    for path in ["/healthz", "/readyz", "/openapi.json", "/docs", "/-/version"] {
        assert_eq!(status("GET", path, None).await, 200, "{path}");
    }
}

#[tokio::test]
async fn the_operators_routes_are_not_among_the_public_ones() {
    let service = service(settings());
    let public = http::router(&service);
    for path in ["/admin/reload", "/admin/status"] {
        let reply = ask(&public, request(Method::POST, path, "", &[])).await;
        assert_eq!(reply.status, 404, "{path}");
    }
    let admin = http::admin::router(&service);
    let reply = ask(&admin, request(Method::POST, "/admin/reload", "", &[])).await;
    assert_eq!(reply.json()["changed"], false);
}

#[test]
fn damaged_key_files_are_refused() {
    for text in [
        "",
        "[[key]]\nid=\"a\"\nsha256=\"00\"\nscopes=[\"screen\"]",
        "[[key]]\nid=\"a\"\nscopes=[\"screen\"]",
        &format!("[[key]]\nid=\"a\"\nsha256=\"{}\"\nscopes=[]", digest("x")),
        &format!("[[key]]\nid=\"a\"\nsha256=\"{}\"\nscopes=[\"root\"]", digest("x")),
        &format!(
            "[[key]]\nid=\"a\"\nsha256=\"{}\"\nscopes=[\"screen\"]\nkey=\"plain\"",
            digest("x")
        ),
    ] {
        assert!(KeyRing::parse(text).is_err(), "{text}");
    }
}
