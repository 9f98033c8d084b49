//! `POST /v1/match` and what tells of lists, rules and state.

use super::support::{
    Reply, ask, assert_problem, get, post, request, router, service, settings, sources,
};
use axum::http::Method;
use serde_json::Value;

#[tokio::test]
async fn names_find_their_entries_in_order() {
    let body = r#"{"queries":[
        {"id":"a","name":"Zhengfu Quanta Microsystems Co., Ltd."},
        {"name":["Nobody Hereabouts"]},
        {"name":"Bogdan Kovalenkin","schema":"Person","birth_date":"1965"}]}"#;
    let reply = ask(&router(), post("/v1/match", body)).await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
    let body = reply.json();
    assert_eq!(body["results"][0]["id"], "a");
    assert_eq!(body["results"][0]["matches"][0]["entry"], "el-1");
    assert_eq!(body["results"][1]["id"], 1);
    assert_eq!(body["results"][1]["total"], 0);
    assert_eq!(body["results"][2]["matches"][0]["entry"], "sdn-1");
    assert_eq!(body["truncated"], false);
    assert_eq!(body["lists"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn one_query_may_stand_alone_and_a_limit_says_what_it_left_out() {
    let router = router();
    let reply = ask(&router, post("/v1/match", r#"{"name":"Tarnowski Optics"}"#)).await;
    assert_eq!(reply.json()["results"][0]["matches"][0]["entry"], "el-2");
    for body in [
        r#"{"queries":[{"address":"12 Harbor Road"}],"limit":1,"threshold":0.1}"#,
        r#"{"address":"12 Harbor Road","limit":1,"threshold":0.1}"#,
    ] {
        let reply = ask(&router, post("/v1/match", body)).await.json();
        let result = &reply["results"][0];
        let shown = result["matches"].as_array().unwrap().len();
        let total = usize::try_from(result["total"].as_u64().unwrap()).unwrap();
        assert_eq!(result["truncated"], total > shown, "{reply}");
        assert_eq!(reply["threshold"], 0.1);
    }
}

/// Body, status, place of the first error, a word of its detail. None of them was looked for, so
/// none may be answered.
const BAD: &[(&str, u16, &str, &str)] = &[
    (r#"{"queries":[]}"#, 422, "/queries", "1 to 100"),
    (r#"{"queries":3}"#, 422, "/queries", "a list of parties"),
    (r#"{"queries":[{}]}"#, 422, "/queries/0/name", "give a name"),
    (r#"{"queries":[7]}"#, 422, "/queries/0", "an object"),
    (r#"{"queries":[{"name":""}]}"#, 422, "/queries/0/name", "empty"),
    (r#"{"queries":[{"name":"A B","country":"ZZ"}]}"#, 422, "/queries/0/country", "`ZZ`"),
    (r#"{"queries":[{"name":"A"},{"nam":"A"}]}"#, 422, "/queries/1/nam", "did you mean `name`"),
    (r#"{"queries":[{"name":"A"}],"threshold":2}"#, 422, "/threshold", "from 0 to 1"),
    (r#"{"queries":[{"name":"A"}],"limit":0}"#, 422, "/limit", "1 to 500"),
    (r#"{"queries":[{"name":"A"}],"limits":1}"#, 422, "/limits", "did you mean `limit`"),
    (r#"{"nam":"A"}"#, 422, "/nam", "did you mean `name`"),
    (r#"{"name":"A","limit":0}"#, 422, "/limit", "1 to 500"),
    (r#"{"name":"A","limit":1.5}"#, 422, "/limit", "a whole number"),
    (r#"{"name":"A","threshold":"0.5"}"#, 422, "/threshold", "a number from 0 to 1"),
    (r#"{"name":5}"#, 422, "/name", "a text or a list of texts, not a number"),
    (r#"{"name":["A",null]}"#, 422, "/name/1", "a text, not null"),
    (r#"{"name":"!!!"}"#, 422, "/name", "no letters"),
    (r#"{"name":["Tarnowski","---"]}"#, 422, "/name/1", "no letters"),
    (r#"{"queries":[{"name":"Tarnowski"},{"name":"–"}]}"#, 422, "/queries/1/name", "no letters"),
    (r#"{"name":null,"address":""}"#, 422, "/address", "empty"),
    (r#"{"address":"!!!"}"#, 422, "/address", "no letter"),
    (r#"{"address":["12 Harbor Road"," ,"]}"#, 422, "/address/1", "no letter"),
    (r#"{"name":"a","identifiers":{"foo":""}}"#, 422, "/identifiers/foo", "empty"),
    (r#"{"name":null,"identifiers":{"a/b":" "}}"#, 422, "/identifiers/a~1b", "empty"),
    (r#"{"identifiers":{"tax":"--"}}"#, 422, "/identifiers/tax", "no letter"),
    (r#"{"identifiers":{"tax":[1]}}"#, 422, "/identifiers/tax", "a text, not a list"),
    (r#"{"identifiers":"7"}"#, 422, "/identifiers", "an object"),
    (r#"{"identifiers":{"tax":null}}"#, 422, "/name", "give a name"),
    (r#"{"name":"A","birth_date":"yesterday"}"#, 422, "/birth_date", "`yesterday`"),
    (r#"{"name":"A","birth_date":["1965","1965-13"]}"#, 422, "/birth_date/1", "`1965-13`"),
    (r#"{"name":"A","birth_date":"1965-02-30"}"#, 422, "/birth_date", "1965-02-30"),
    (r#"{"name":"A","gender":"zzz"}"#, 422, "/gender", "male or female"),
    (r#"{"name":"A","schema":"Persn"}"#, 422, "/schema", "did you mean `Person`"),
    (r#"{"name":"A","schema":"Spaceship"}"#, 422, "/schema", "PublicBody"),
    ("[]", 400, "", "an object"),
    ("", 400, "", "empty"),
];

#[tokio::test]
async fn bad_queries_are_refused() {
    let router = router();
    for (body, status, place, word) in BAD {
        let kind = if *status == 400 { "malformed" } else { "invalid" };
        let reply = ask(&router, post("/v1/match", *body)).await;
        // One problem of the whole document is malformed; a place within it is invalid.
        assert_problem(&reply, *status, kind);
        let error = &reply.json()["errors"][0];
        assert_eq!(error["pointer"], *place, "{body}");
        let detail = error["detail"].as_str().unwrap();
        assert!(detail.contains(word) && !detail.contains("untagged"), "{body}: {detail}");
    }
    let long = format!(r#"{{"name":"{}"}}"#, "Tarnowski ".repeat(1_500));
    let names = vec![r#""Tarnowski""#; 10_000].join(",");
    let many = format!(r#"{{"queries":[{}]}}"#, vec![r#"{"name":"A B"}"#; 101].join(","));
    for body in [long, format!(r#"{{"name":[{names}]}}"#), many] {
        assert_problem(&ask(&router, post("/v1/match", body)).await, 422, "invalid");
    }
}

/// Absent in so many words, or read whatever its case.
const GOOD: &[&str] = &[
    r#"{"name":"Tarnowski Optics","identifiers":null,"address":null,"limit":null}"#,
    r#"{"name":"Tarnowski Optics","identifiers":{"tax":null},"birth_date":[]}"#,
    r#"{"name":"Tarnowski Optics","schema":"company","country":"de"}"#,
    r#"{"name":"Tarnowski Optics","schema":"LegalEntity","gender":null}"#,
    r#"{"address":"12 Harbor Road","threshold":0.1}"#,
    r#"{"identifiers":{"passport":"715554433"}}"#,
];

#[tokio::test]
async fn what_can_be_looked_for_is_found() {
    let router = router();
    for body in GOOD {
        let reply = ask(&router, post("/v1/match", *body)).await;
        assert_eq!(reply.status, 200, "{body}: {}", String::from_utf8_lossy(&reply.bytes));
        let body = reply.json();
        assert_ne!(body["results"][0]["total"], 0, "{body}");
        assert!(body["rules_digest"].is_string());
    }
}

#[tokio::test]
async fn an_idempotency_key_gives_the_same_matches_again() {
    let router = router();
    let with = |path: &str, body: &str| {
        request(Method::POST, path, body.to_owned(), &[("idempotency-key", "k1")])
    };
    let query = r#"{"name":"Tarnowski Optics"}"#;
    let first = ask(&router, with("/v1/match", query)).await;
    let again = ask(&router, with("/v1/match", query)).await;
    let replayed = |reply: &Reply| reply.header("idempotent-replayed").to_owned();
    assert_eq!((replayed(&first), replayed(&again)), (String::new(), "true".to_owned()));
    assert_eq!(first.bytes, again.bytes);
    for path in ["/v1/match?as_of=2020-01-01", "/v1/match"] {
        let other = ask(&router, with(path, &query.replace("Optics", "GmbH"))).await;
        assert_problem(&other, 422, "invalid");
    }
    // Rows are not kept: the key is refused, not left unheeded.
    let rows = ask(&router, with("/v1/screen:batch", query)).await;
    assert_problem(&rows, 422, "invalid");
    assert!(rows.json()["detail"].as_str().unwrap().contains("/v1/match"));
}

#[tokio::test]
async fn catalogs_have_tags_and_unknown_things_are_not_found() {
    let router = router();
    for path in [
        "/v1/lists",
        "/v1/lists/US-BIS-EL",
        "/v1/rules",
        "/v1/lists/US-BIS-EL/entries/el-1",
        "/catalog",
        "/openapi.json",
    ] {
        let first = ask(&router, get(path)).await;
        assert_eq!(first.status, 200, "{path}");
        let tag = first.header("etag").to_owned();
        assert!(!tag.is_empty(), "{path} has no tag");
        let again = request(Method::GET, path, "", &[("if-none-match", tag.as_str())]);
        assert_eq!(ask(&router, again).await.status, 304, "{path}");
    }
    for path in ["/v1/lists/NONE", "/v1/lists/US-BIS-EL/entries/none", "/v1/rules/none"] {
        assert_problem(&ask(&router, get(path)).await, 404, "not-found");
    }
    let state = ask(&router, get("/v1/status")).await.json();
    assert_eq!(state["faults"].as_array().unwrap().len(), 0);
    assert_eq!(state["today"], "2026-11-21");
}

#[tokio::test]
async fn the_document_names_every_route_and_needs_nothing_from_elsewhere() {
    let router = router();
    let document = ask(&router, get("/openapi.json")).await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in [
        "/v1/screen",
        "/v1/screen:batch",
        "/v1/match",
        "/v1/rules/{rule}",
        "/match/{dataset}",
        "/reconcile/{dataset}",
    ] {
        assert!(document["paths"].get(path).is_some(), "{path} is not documented");
    }
    let transaction = &document["components"]["schemas"]["Transaction"];
    assert_eq!(transaction["additionalProperties"], false);
    let page = ask(&router, get("/docs")).await;
    let text = String::from_utf8(page.bytes.clone()).unwrap();
    assert!(
        !text.contains("http://") && !text.contains("https://"),
        "the viewer loads from elsewhere"
    );
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
}

/// Every answer names the program, the editions of its lists with ages, the rules, and whether
/// anything was left out.
const BASED: &[(&str, &str)] = &[
    ("/v1/lists", "editions"),
    ("/v1/lists/US-BIS-EL", "editions"),
    ("/v1/lists/US-BIS-EL/entries/el-1", "editions"),
    ("/v1/rules", "editions"),
    ("/v1/rules/us.ear.entity-list", "editions"),
];

#[tokio::test]
async fn catalogs_name_what_they_rest_on() {
    let router = with_rules();
    for (path, lists) in BASED {
        let reply = ask(&router, get(path)).await;
        let body = reply.json();
        for key in ["engine", "rules_digest", "snapshot", "truncated", *lists] {
            assert!(body.get(key).is_some(), "{path} does not name {key}: {body}");
        }
        assert!(body[lists][0]["age_days"].is_number(), "{path}: {body}");
        assert_eq!(body["rules_digest"], reply.header("x-highfence-rules"), "{path}");
    }
    let one = ask(&router, get("/v1/lists/US-OFAC-SDN")).await.json();
    assert_eq!(one["editions"].as_array().unwrap().len(), 1);
    assert_eq!(one["editions"][0]["age_days"], 3);
    // The facade's own answers have no room for it; their headers tell.
    let match_all = ask(&router, get("/search/default")).await;
    assert!(!match_all.header("x-highfence-rules").is_empty());
}

fn with_rules() -> axum::Router {
    let mut settings = settings();
    settings.loader = Box::new(|| {
        let rules = highfence::rules::embedded().map_err(|_| "the rules do not load")?;
        Ok(highfence::http::Sources { rules, ..sources()? })
    });
    highfence::http::router(&service(settings))
}

#[tokio::test]
async fn rules_are_told_as_of_the_day_asked_for() {
    let router = with_rules();
    let states = async |path: &str| {
        let body = ask(&router, get(path)).await.json();
        let rules = body["rules"].as_array().unwrap().clone();
        (body["as_of"].clone(), rules.iter().map(|rule| rule["status"].clone()).collect::<Vec<_>>())
    };
    let (today, now) = states("/v1/rules").await;
    let (past, then) = states("/v1/rules?as_of=1950-01-01").await;
    assert_eq!((today.as_str(), past.as_str()), (Some("2026-11-21"), Some("1950-01-01")));
    assert_ne!(now, then, "rules had the same states before they were made");
    let one = ask(&router, get("/v1/rules/us.ear.entity-list?as_of=1950-01-01")).await.json();
    assert_eq!(one["as_of"], "1950-01-01");
}

/// Addresses that are refused, and how.
const ADDRESSES: &[(&str, u16, &str)] = &[
    ("/v1/rules?foo=1", 422, "?foo"),
    ("/v1/rules?as_of=", 422, "?as_of"),
    ("/v1/rules?as_of=2020-01-01&as_of=2021-01-01", 422, "?as_of"),
    ("/v1/rules?as_of=2020-13-01", 422, "?as_of"),
    ("/v1/rules/x?as_off=2020-01-01", 422, "?as_off"),
    ("/v1/status?profile=zzz", 422, "?profile"),
    ("/v1/lists?as_of=2020-01-01", 422, "?as_of"),
    ("/v1/lists/US-BIS-EL?x=%FF", 400, "?x"),
    ("/v1/lists/US-BIS-EL/entries/el-1?x", 422, "?x"),
    ("/v1/lists/%FF", 400, ""),
    ("/v1/rules/%FF", 400, ""),
    ("/v1/lists/US-BIS-EL/entries/%FF", 400, ""),
    ("/entities/%FF", 400, ""),
    ("/entities/%FF/adjacent", 400, ""),
    ("/search/%FF", 400, ""),
    ("/reconcile/%FF", 400, ""),
    ("/search/default?limits=5", 400, "?limits"),
    ("/search/default?Limit=5", 400, "?Limit"),
    ("/search/default?schemas=Person", 400, "?schemas"),
    ("/entities/us-bis-el-el-1?nestd=false", 400, "?nestd"),
];

#[tokio::test]
async fn addresses_that_cannot_be_heeded_are_refused() {
    let router = router();
    for (path, status, place) in ADDRESSES {
        let reply = ask(&router, get(path)).await;
        assert_eq!(reply.status.as_u16(), *status, "{path}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(reply.json()["errors"][0]["pointer"].as_str().unwrap_or(""), *place, "{path}");
    }
    let posts = [
        "/v1/screen?as_of=",
        "/v1/screen?profile=",
        "/v1/match?as_of=2020-01-01&as_of=2020-01-01",
        "/v1/screen:batch?view=brief&view=full",
        "/match/default?treshold=0.1",
        "/match/default?topic=sanction",
        "/match/%FF",
    ];
    for path in posts {
        let reply = ask(&router, post(path, r#"{"name":"Tarnowski"}"#)).await;
        assert!([400, 422].contains(&reply.status.as_u16()), "{path}: {}", reply.status);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
    // Like none of the known names: it means nothing, as with yente.
    assert_eq!(ask(&router, get("/entities/us-bis-el-el-1?utm=x")).await.status, 200);
    let long = format!("/search/default?q={}", "a".repeat(60_001));
    assert_problem(&ask(&router, get(&long)).await, 414, "uri-too-long");
}

#[tokio::test]
async fn a_body_in_a_coding_is_refused() {
    let router = router();
    for path in ["/v1/screen", "/v1/match", "/v1/screen:batch", "/match/default"] {
        let headers = [("content-encoding", "gzip")];
        let reply = ask(&router, request(Method::POST, path, "\u{1f}", &headers)).await;
        assert_problem(&reply, 415, "content-coding");
        assert_eq!(reply.header("accept-encoding"), "identity");
        let plain = [("content-encoding", "identity")];
        let reply = ask(&router, request(Method::POST, path, "{}", &plain)).await;
        assert_ne!(reply.status, 415, "{path}");
    }
}

#[tokio::test]
async fn an_error_is_never_larger_than_what_can_be_read() {
    let keys: Vec<String> = (0..20_000).map(|number| format!("\"key{number}\":1")).collect();
    let unknown = format!("{{{}}}", keys.join(","));
    let long = format!("{{\"{}\":1}}", "k".repeat(1 << 20));
    let value = format!(r#"{{"name":"A","gender":"{}"}}"#, "g".repeat(10_000));
    let router = router();
    for path in ["/v1/match", "/v1/screen"] {
        for body in [&unknown, &long, &value] {
            let reply = ask(&router, post(path, body.clone())).await;
            assert_problem(&reply, 422, "invalid");
            assert!(reply.bytes.len() < 100_000, "{path}: {} bytes", reply.bytes.len());
        }
        let reply = ask(&router, post(path, unknown.clone())).await.json();
        assert_eq!(reply["errors"].as_array().unwrap().len(), 100);
        assert!(reply["detail"].as_str().unwrap().ends_with("and 19999 more"), "{reply}");
    }
}

/// Place in the document, and what stands there; null is nothing.
const DOCUMENTED: &[(&str, &str)] = &[
    ("/security/4", "{}"),
    ("/security/2", r#"{"key":[]}"#),
    ("/components/securitySchemes/query/in", r#""query""#),
    ("/paths/~1healthz/get/security", "[]"),
    ("/paths/~1v1~1screen/post/security", "null"),
    ("/paths/~1metrics/get/operationId", r#""get_metrics""#),
    ("/paths/~1manifest/get/operationId", r#""get_manifest""#),
    ("/paths/~1v1~1lists/get/responses/409", "null"),
    ("/paths/~1v1~1lists/get/responses/412", "null"),
    ("/paths/~1v1~1lists/get/responses/413", "null"),
    ("/paths/~1v1~1lists/get/responses/415", "null"),
    ("/paths/~1match~1{dataset}/post/responses/412", "null"),
    ("/components/schemas/PartyQuery/additionalProperties", "false"),
];

#[tokio::test]
async fn the_document_says_who_may_ask_what() {
    let document = ask(&router(), get("/openapi.json")).await.json();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(schema.as_object().unwrap().len() > 1, "{name} says nothing: {schema}");
    }
    for (place, there) in DOCUMENTED {
        let there: Value = serde_json::from_str(there).unwrap();
        assert_eq!(document.pointer(place).unwrap_or(&Value::Null), &there, "{place}");
    }
    let named = |path: &str, method: &str, name: &str| {
        let all = document["paths"][path][method]["parameters"].as_array().unwrap();
        all.iter().filter(|one| one["name"] == name).count() == 1
    };
    for (path, method, name) in [
        ("/v1/screen", "post", "Idempotency-Key"),
        ("/v1/screen", "post", "If-None-Match"),
        ("/v1/match", "post", "Idempotency-Key"),
        ("/v1/rules", "get", "If-None-Match"),
        ("/v1/rules", "get", "as_of"),
        ("/catalog", "get", "If-None-Match"),
        ("/match/{dataset}", "post", "include_dataset"),
        ("/match/{dataset}", "post", "changed_since"),
        ("/search/{dataset}", "get", "filter"),
    ] {
        assert!(named(path, method, name), "{method} {path}: {name}");
    }
    let batch = &document["paths"]["/v1/screen:batch"]["post"];
    assert!(batch["requestBody"]["content"].get("multipart/form-data").is_some(), "{batch}");
    assert!(batch["responses"]["200"]["content"].get("text/csv").is_some(), "{batch}");
    assert!(batch["responses"]["409"].is_null() && batch["responses"]["413"].is_object());
    let mut ids = std::collections::BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for operation in operations.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{path}: {id} stands twice");
        }
    }
}

/// Requests of every route, most of them at fault: what comes back is in the document.
const ASKED: &[(&str, &str, &str)] = &[
    ("GET", "/healthz", ""),
    ("GET", "/readyz?max_age=1d", ""),
    ("GET", "/readyz?x=1", ""),
    ("GET", "/v1/status?x=1", ""),
    ("GET", "/v1/lists/nowhere", ""),
    ("GET", "/v1/lists/%FF", ""),
    ("GET", "/v1/rules?as_of=x", ""),
    ("GET", "/v1/rules/none", ""),
    ("POST", "/v1/screen", "{"),
    ("POST", "/v1/screen", "{}"),
    ("POST", "/v1/match", r#"{"name":"!!!"}"#),
    ("POST", "/v1/match?profile=none", "{}"),
    ("POST", "/v1/screen:batch?view=x", ""),
    ("POST", "/match/nowhere", "{}"),
    ("POST", "/match/default", "{}"),
    ("POST", "/match/default?topics=x", r#"{"queries":{}}"#),
    ("GET", "/search/default?q=!!!", ""),
    ("GET", "/search/nowhere", ""),
    ("GET", "/search/default?limit=x", ""),
    ("GET", "/entities/none", ""),
    ("GET", "/entities/US-OFAC-SDN:sdn-1", ""),
    ("GET", "/entities/US-OFAC-SDN:sdn-1/adjacent", ""),
    ("GET", "/entities/US-OFAC-SDN:sdn-1/adjacent/sanctions", ""),
    ("GET", "/entities/us-ofac-sdn-sdn-1/adjacent/none", ""),
    ("GET", "/catalog", ""),
    ("GET", "/manifest", ""),
    ("GET", "/metrics", ""),
    ("GET", "/algorithms", ""),
    ("GET", "/-/version", ""),
    ("POST", "/updatez?token=x", ""),
    ("GET", "/reconcile/default?queries=x", ""),
    ("GET", "/reconcile/nowhere", ""),
    ("POST", "/reconcile/default", "queries="),
    ("GET", "/reconcile/default/suggest/entity?prefix=!", ""),
    ("GET", "/reconcile/default/suggest/property?prefix=a", ""),
    ("GET", "/reconcile/default/suggest/type?callback=1", ""),
    ("GET", "/reconcile/default/extend/property?limit=x", ""),
];

#[tokio::test]
async fn every_answer_is_in_the_document() {
    let router = router();
    let document = ask(&router, get("/openapi.json")).await.json();
    let paths = document["paths"].as_object().unwrap();
    let fits = |pattern: &str, path: &str| {
        let (pattern, path): (Vec<_>, Vec<_>) =
            (pattern.split('/').collect(), path.split('/').collect());
        let same = |(a, b): (&&str, &&str)| a == b || a.starts_with('{');
        pattern.len() == path.len() && pattern.iter().zip(&path).all(same)
    };
    for (method, path, body) in ASKED {
        let headers: &[(&str, &str)] = match *path {
            "/reconcile/default" => &[("content-type", "application/x-www-form-urlencoded")],
            _ => &[],
        };
        let reply = ask(&router, request(method.parse().unwrap(), path, *body, headers)).await;
        let bare = path.split('?').next().unwrap();
        // A path that names no part stands before those that do.
        let pattern = paths.keys().find(|pattern| pattern.as_str() == bare);
        let pattern = pattern.or_else(|| paths.keys().find(|pattern| fits(pattern, bare)));
        let pattern = pattern.unwrap_or_else(|| panic!("{path} is not documented"));
        let responses = &paths[pattern][method.to_lowercase()]["responses"];
        let answer = &responses[reply.status.as_str()];
        assert!(answer.is_object(), "{method} {path}: {} is not documented", reply.status);
        let kind = reply.header("content-type").split(';').next().unwrap();
        let documented = kind.is_empty() || answer["content"].get(kind).is_some();
        assert!(documented, "{method} {path}: {kind} is not documented");
    }
}
