//! `POST /v1/screen`: answers, errors, tags.

use axum::http::Method;
use serde_json::json;

use super::support::{LISTED, ask, assert_problem, get, post, request, router};

#[tokio::test]
async fn a_finished_screening_names_what_it_rests_on() {
    let reply = ask(&router(), post("/v1/screen", LISTED)).await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
    let body = reply.json();
    assert_eq!(body["id"], "t1");
    assert_eq!(body["as_of"]["valid"], "2026-10-01");
    assert_eq!(body["truncated"], json!(false));
    assert!(body["engine"].as_str().unwrap().starts_with("highfence "));
    assert_eq!(body["lists"].as_array().unwrap().len(), 2);
    assert_eq!(body["lists"][0]["id"], "US-BIS-EL");
    assert!(body["rules_digest"].is_string());
    assert_eq!(body["matches"][0]["entry"], "el-1");
    assert!(body["verdict"].is_string());
}

#[tokio::test]
async fn the_day_asked_for_comes_before_the_transactions() {
    let reply = ask(&router(), post("/v1/screen?as_of=2024-02-29", LISTED)).await;
    assert_eq!(reply.json()["as_of"]["valid"], "2024-02-29");
    let undated = r#"{"kind":"query","parties":[{"name":"Nobody Known"}]}"#;
    let reply = ask(&router(), post("/v1/screen", undated)).await;
    assert_eq!(reply.json()["as_of"]["valid"], "2026-11-21");
}

#[tokio::test]
async fn the_same_question_has_the_same_bytes_and_tag() {
    let router = router();
    let first = ask(&router, post("/v1/screen", LISTED)).await;
    let second = ask(&router, post("/v1/screen", LISTED)).await;
    assert_eq!(first.bytes, second.bytes);
    let tag = first.header("etag").to_owned();
    assert_eq!(tag, second.header("etag"));
    let other = ask(&router, post("/v1/screen?as_of=2026-10-02", LISTED)).await;
    assert_ne!(tag, other.header("etag"));
    let known = [("content-type", "application/json"), ("if-none-match", tag.as_str())];
    let reply = ask(&router, request(Method::POST, "/v1/screen", LISTED, &known)).await;
    assert_problem(&reply, 412, "unchanged");
    assert_eq!(reply.header("etag"), tag);
}

/// Body, status, kind, pointer of the first error.
const BAD: &[(&str, u16, &str, &str)] = &[
    ("", 400, "malformed", ""),
    ("{", 400, "malformed", ""),
    ("[]", 400, "malformed", ""),
    ("nul", 400, "malformed", ""),
    (r#"{"kind":"export","kind":"import"}"#, 400, "malformed", ""),
    (r#"{"kindd":"export"}"#, 422, "invalid", "/kindd"),
    (r#"{"date":"2026-02-30"}"#, 422, "invalid", "/date"),
    (r#"{"destination":"ZZ"}"#, 422, "invalid", "/destination"),
    (r#"{"parties":[{"name":7}]}"#, 422, "invalid", "/parties/0/name"),
    (r#"{"parties":[{"name":"A","screen":false}]}"#, 422, "invalid", "/parties/0/screen"),
];

#[tokio::test]
async fn bad_documents_are_refused_with_their_place() {
    let router = router();
    for (body, status, kind, pointer) in BAD {
        let reply = ask(&router, post("/v1/screen", *body)).await;
        assert_problem(&reply, *status, kind);
        assert_eq!(reply.json()["errors"][0]["pointer"], *pointer, "{body}");
    }
    let reply = ask(&router, post("/v1/screen", vec![0xff, 0xfe, b'{'])).await;
    assert_problem(&reply, 400, "malformed");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_problem(&ask(&router, post("/v1/screen", deep)).await, 400, "malformed");
    let large = format!(r#"{{"id":"{}"}}"#, "x".repeat(5 << 20));
    assert_problem(&ask(&router, post("/v1/screen", large)).await, 413, "too-large");
}

#[tokio::test]
async fn bad_parameters_types_paths_and_methods_have_their_own_answers() {
    let router = router();
    let ask = async |request| ask(&router, request).await;
    assert_problem(&ask(post("/v1/screen?as_of=2026-02-30", LISTED)).await, 422, "invalid");
    assert_problem(&ask(post("/v1/screen?as_off=2026-02-20", LISTED)).await, 422, "invalid");
    assert_problem(&ask(post("/v1/screen?profile=none", LISTED)).await, 422, "invalid");
    let xml = request(Method::POST, "/v1/screen", "<a/>", &[("content-type", "text/xml")]);
    assert_problem(&ask(xml).await, 415, "media-type");
    assert_problem(&ask(get("/v1/nothing")).await, 404, "not-found");
    let wrong = ask(get("/v1/screen")).await;
    assert_problem(&wrong, 405, "method");
    assert_eq!(wrong.header("allow"), "POST");
}

#[tokio::test]
async fn a_request_id_is_kept_where_it_is_a_plain_word() {
    let router = router();
    let kept = request(Method::GET, "/healthz", "", &[("x-request-id", "order-17.b")]);
    assert_eq!(ask(&router, kept).await.header("x-request-id"), "order-17.b");
    let odd = request(Method::GET, "/healthz", "", &[("x-request-id", "a b\"c")]);
    assert_ne!(ask(&router, odd).await.header("x-request-id"), "a b\"c");
}
