//! `POST /v1/match` and what tells of lists, rules and state.

use super::support::{ask, assert_problem, get, post, request, router};
use axum::http::Method;

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

/// Body, status, place of the first error.
const BAD: &[(&str, u16, &str)] = &[
    (r#"{"queries":[]}"#, 422, "/queries"),
    (r#"{"queries":[{}]}"#, 422, "/queries/0/name"),
    (r#"{"queries":[{"name":""}]}"#, 422, "/queries/0/name"),
    (r#"{"queries":[{"name":"A B","country":"ZZ"}]}"#, 422, "/queries/0/country"),
    (r#"{"queries":[{"name":"A"},{"nam":"A"}]}"#, 422, "/queries/1"),
    (r#"{"nam":"A"}"#, 422, "/queries/0"),
    (r#"{"queries":[{"name":"A"}],"threshold":2}"#, 422, "/threshold"),
    (r#"{"queries":[{"name":"A"}],"limit":0}"#, 422, "/limit"),
    (r#"{"name":"A","limit":0}"#, 422, "/limit"),
    (r#"{"queries":3}"#, 400, ""),
    ("[]", 400, ""),
    ("", 400, ""),
];

#[tokio::test]
async fn bad_queries_are_refused() {
    let router = router();
    for (body, status, place) in BAD {
        let kind = if *status == 400 { "malformed" } else { "invalid" };
        let reply = ask(&router, post("/v1/match", *body)).await;
        // One problem of the whole document is malformed; a place within it is invalid.
        assert_problem(&reply, *status, kind);
        assert_eq!(reply.json()["errors"][0]["pointer"], *place, "{body}");
    }
    let many = format!(r#"{{"queries":[{}]}}"#, vec![r#"{"name":"A B"}"#; 101].join(","));
    assert_problem(&ask(&router, post("/v1/match", many)).await, 422, "invalid");
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
