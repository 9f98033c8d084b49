//! The wire format of yente, as its clients use it.

use axum::http::Method;
use serde_json::{Value, json};

use super::support::{Reply, ask, assert_problem, get, post, request, router};

fn person() -> Value {
    json!({ "queries": { "q": { "schema": "Person", "properties": {
        "firstName": ["Bogdan"], "lastName": ["Kovalenkin"], "birthDate": ["1965"] } } },
        "weights": {}, "config": {} })
}

async fn matched(path: &str, body: &Value) -> Reply {
    ask(&router(), post(path, body.to_string())).await
}

#[tokio::test]
async fn a_match_has_every_field_that_clients_read() {
    for path in ["/match/default", "/match/sanctions", "/match/us_ofac_sdn"] {
        let reply = matched(path, &person()).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
        assert_eq!(reply.header("x-batch-size"), "1");
        let body = reply.json();
        assert_eq!(body["limit"], 5);
        let answer = &body["responses"]["q"];
        assert_eq!(answer["status"], 200);
        assert_eq!(answer["total"], json!({ "value": 1, "relation": "eq" }));
        let result = &answer["results"][0];
        for key in [
            "id",
            "caption",
            "schema",
            "properties",
            "datasets",
            "referents",
            "target",
            "first_seen",
            "last_seen",
            "last_change",
            "score",
            "match",
            "explanations",
        ] {
            assert!(result.get(key).is_some(), "{key} is missing: {result}");
        }
        assert_eq!(result["match"], true);
        assert_eq!(result["target"], true);
        assert_eq!(result["datasets"], json!(["us_ofac_sdn"]));
        assert_eq!(result["last_seen"].as_str().unwrap().len(), 19);
        assert!(result["explanations"]["name_match"]["score"].as_f64().unwrap() > 0.7);
    }
}

#[tokio::test]
async fn scopes_and_exclusions_hold() {
    let total = async |path: &str, body: &Value| {
        matched(path, body).await.json()["responses"]["q"]["total"]["value"].clone()
    };
    assert_eq!(total("/match/us_bis_el", &person()).await, 0);
    assert_eq!(total("/match/default?exclude_dataset=us_ofac_sdn", &person()).await, 0);
    assert_eq!(total("/match/default?include_dataset=us_ofac_sdn", &person()).await, 1);
    assert_eq!(total("/match/default?topics=sanction", &person()).await, 1);
    assert_eq!(total("/match/default?topics=export.control", &person()).await, 0);
    assert_eq!(total("/match/default?exclude_schema=Person", &person()).await, 0);
    assert_eq!(total("/match/default?exclude_entity_ids=us-ofac-sdn-sdn-1", &person()).await, 0);
    assert_eq!(total("/match/default?exclude_entity_ids=US-OFAC-SDN:sdn-1", &person()).await, 0);
    assert_eq!(total("/match/default?changed_since=2026-01-01", &person()).await, 0);
    let mut body = person();
    body["params"] = json!({ "exclude_datasets": ["us_ofac_sdn"] });
    assert_eq!(total("/match/default", &body).await, 0);
    let mut body = person();
    body["queries"]["q"]["filters"] = json!({ "countries": [["de", "fr"]] });
    assert_eq!(total("/match/default", &body).await, 0);
    let mut body = person();
    body["queries"]["q"]["schema"] = json!("Vessel");
    assert_eq!(total("/match/default", &body).await, 0);
}

#[tokio::test]
async fn what_yente_refuses_is_refused_and_so_is_what_cannot_be_searched() {
    let query = |query: Value| json!({ "queries": { "q": query } });
    let cases = [
        ("/match/nothing", person(), 404),
        ("/match/default?algorithm=guess", person(), 400),
        ("/match/default?limit=501", person(), 422),
        ("/match/default?threshold=1.5", person(), 422),
        ("/match/default", json!({ "queries": {} }), 400),
        ("/match/default", json!({}), 422),
        ("/match/default", query(json!({ "properties": { "name": "A" } })), 422),
        ("/match/default", query(json!({ "schema": "Ownership", "properties": {} })), 400),
        ("/match/default", query(json!({ "schema": "Spaceship", "properties": {} })), 400),
        // yente would answer with an empty list, which reads as "not listed".
        ("/match/default", query(json!({ "schema": "Person", "properties": {} })), 422),
    ];
    for (path, body, status) in cases {
        let reply = matched(path, &body).await;
        assert_eq!(reply.status.as_u16(), status, "{path} {body}");
        assert!(reply.json()["detail"].is_string(), "{path} {body}");
    }
    let many: serde_json::Map<String, Value> =
        (0..101).map(|n| (n.to_string(), person()["queries"]["q"].clone())).collect();
    assert_eq!(matched("/match/default", &json!({ "queries": many })).await.status, 400);
}

#[tokio::test]
async fn search_pages_and_filters() {
    let router = router();
    let found = ask(&router, get("/search/default?q=zhengfu&limit=5")).await.json();
    assert_eq!(found["results"][0]["caption"], "Zhengfu Quanta Microsystems Co., Ltd.");
    assert_eq!(found["limit"], 5);
    let all = ask(&router, get("/search/default")).await.json();
    assert_eq!(all["total"]["value"], 3);
    let page = ask(&router, get("/search/default?limit=1&offset=2")).await.json();
    assert_eq!(page["results"][0]["id"], all["results"][2]["id"]);
    let german = ask(&router, get("/search/default?filter=countries:de")).await.json();
    assert_eq!(german["total"]["value"], 1);
    assert_eq!(all["facets"]["datasets"]["values"][0]["count"], 2);
    assert_eq!(ask(&router, get("/search/default?offset=9500")).await.status, 422);
    assert_eq!(ask(&router, get("/search/none?q=a")).await.status, 404);
    assert_eq!(ask(&router, get("/search/default?filter=planet:x")).await.status, 400);
}

#[tokio::test]
async fn entities_have_their_listing_and_their_other_id() {
    let router = router();
    let id = "us-ofac-sdn-sdn-1";
    let nested = ask(&router, get(&format!("/entities/{id}"))).await.json();
    assert_eq!(nested["properties"]["sanctions"][0]["schema"], "Sanction");
    let plain = ask(&router, get(&format!("/entities/{id}?nested=false"))).await.json();
    assert!(plain["properties"].get("sanctions").is_none());
    let moved = ask(&router, get("/entities/US-OFAC-SDN:sdn-1")).await;
    assert_eq!(moved.status, 308);
    assert_eq!(moved.header("location"), format!("/entities/{id}"));
    let adjacent = ask(&router, get(&format!("/entities/{id}/adjacent"))).await.json();
    assert_eq!(adjacent["adjacent"]["sanctions"]["total"]["value"], 1);
    let one = ask(&router, get(&format!("/entities/{id}/adjacent/sanctions"))).await.json();
    assert_eq!(one["results"].as_array().unwrap().len(), 1);
    assert_eq!(ask(&router, get("/entities/none")).await.status, 404);
}

#[tokio::test]
async fn reconciliation_answers_queries_suggests_and_extends() {
    let router = router();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let manifest = ask(&router, get("/reconcile/default")).await.json();
    assert!(manifest["defaultTypes"].as_array().unwrap().len() > 3);
    let body = "queries=%7B%22q0%22%3A%7B%22query%22%3A%22Tarnowski%20Optics%22%7D%7D";
    let reply = ask(&router, request(Method::POST, "/reconcile/default", body, &form)).await;
    let found = reply.json();
    assert_eq!(found["q0"]["result"][0]["id"], "us-bis-el-el-2", "{found}");
    let body = "extend=%7B%22ids%22%3A%5B%22us-bis-el-el-2%22%5D%2C%22properties%22%3A%5B%7B%22id%22%3A%22country%22%7D%5D%7D";
    let reply = ask(&router, request(Method::POST, "/reconcile/default", body, &form)).await;
    assert_eq!(reply.json()["rows"]["us-bis-el-el-2"]["country"][0]["str"], "de");
    let suggested = ask(&router, get("/reconcile/default/suggest/entity?prefix=tarn")).await;
    assert_eq!(suggested.json()["result"][0]["id"], "us-bis-el-el-2");
    let bad = ask(&router, request(Method::POST, "/reconcile/default", "queries=%7B", &form)).await;
    assert_problem(&bad, 400, "malformed");
}

#[tokio::test]
async fn updates_need_their_token() {
    let router = router();
    assert_problem(&ask(&router, post("/updatez", "")).await, 403, "forbidden");
    assert_problem(&ask(&router, post("/updatez?token=", "")).await, 403, "forbidden");
    assert_problem(&ask(&router, get("/updatez")).await, 405, "method");
}

/// A country as a client may write it, and as it comes back.
const COUNTRIES: [(&str, &str); 5] =
    [("ru", "ru"), ("RU", "ru"), ("Russia", "ru"), ("South Korea", "kr"), ("Atlantis", "Atlantis")];

#[tokio::test]
async fn countries_are_read_by_code_and_by_name() {
    for (written, told) in COUNTRIES {
        let mut body = person();
        body["queries"]["q"]["properties"]["country"] = json!([written]);
        let answer = matched("/match/default", &body).await.json();
        let query = &answer["responses"]["q"]["query"]["properties"];
        assert_eq!(query["country"], json!([told]), "{written}");
    }
}
