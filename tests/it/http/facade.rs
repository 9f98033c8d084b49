//! The wire format of yente, as its clients use it.

use axum::http::Method;
use highfence::model::{Date, Edition, ListEntry, PartyKind, Provenance};
use serde_json::{Value, json};

use super::support::{
    Reply, ask, assert_problem, get, post, request, router, service, settings, sources,
};

fn router_of(settings: highfence::http::Settings) -> axum::Router {
    highfence::http::router(&service(settings))
}

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
    // A body has room for more ids than an address.
    let mut ids: Vec<String> = (0..2_000).map(|number| format!("other-{number}")).collect();
    ids.push("us-ofac-sdn-sdn-1".to_owned());
    let mut body = person();
    body["params"] = json!({ "exclude_entity_ids": ids, "include_datasets": null });
    assert_eq!(total("/match/default", &body).await, 0);
    let many = format!("/match/default?{}", "exclude_entity_ids=x&".repeat(51));
    assert_eq!(matched(&many, &person()).await.status, 200, "one id, however often");
    let many: Vec<String> = (0..51).map(|number| format!("exclude_entity_ids={number}")).collect();
    let reply = matched(&format!("/match/default?{}", many.join("&")), &person()).await;
    assert_problem(&reply, 422, "invalid");
    let mut body = person();
    body["queries"]["q"]["filters"] = json!({ "countries": [["de", "fr"]] });
    assert_eq!(total("/match/default", &body).await, 0);
    let mut body = person();
    body["queries"]["q"]["schema"] = json!("Vessel");
    assert_eq!(total("/match/default", &body).await, 0);
    // A schema that tells no kind is answered with all of them.
    for schema in ["Thing", "LegalEntity"] {
        body["queries"]["q"]["schema"] = json!(schema);
        body["queries"]["q"]["properties"] = json!({ "name": ["Bogdan Kovalenkin"] });
        assert_eq!(total("/match/default", &body).await, 1, "{schema}");
    }
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

/// Address, body beside the queries, status, place, a word of the detail. Each names something that
/// is not there; heeded as it stands it would empty the answer, unheeded it would widen it.
const FILTERS: &[(&str, &str, u16, &str, &str)] = &[
    ("?include_dataset=us_bis_ell", "{}", 404, "?include_dataset", "did you mean `us_bis_el`"),
    ("?include_dataset=US-BIS-EL", "{}", 404, "?include_dataset", "us_bis_el"),
    ("?include_dataset=us_bis_el&include_dataset=x", "{}", 404, "?include_dataset", "`x`"),
    ("?exclude_dataset=us_ofac_sdnn", "{}", 404, "?exclude_dataset", "did you mean `us_ofac_sdn`"),
    ("?topics=zzz", "{}", 400, "?topics", "export.control"),
    ("?topics=sanctions", "{}", 400, "?topics", "did you mean `sanction`"),
    ("?exclude_schema=Persn", "{}", 400, "?exclude_schema", "did you mean `Person`"),
    ("?algorithm=logic-v3", "{}", 400, "?algorithm", "did you mean `logic-v"),
    ("?changed_since=2019-01-01Tzz", "{}", 422, "?changed_since", "2019-01-01Tzz"),
    ("?changed_since=2019-01-01T25:00", "{}", 422, "?changed_since", "no date"),
    ("?changed_since=2019-02-29", "{}", 422, "?changed_since", "no date"),
    (
        "",
        r#"{"params":{"include_datasets":["us_ofac_sdnn"]}}"#,
        404,
        "/params/include_datasets",
        "did you mean",
    ),
    (
        "",
        r#"{"params":{"exclude_datasets":["nowhere"]}}"#,
        404,
        "/params/exclude_datasets",
        "`nowhere`",
    ),
    (
        "",
        r#"{"params":{"include_dataset":"us_bis_el"}}"#,
        422,
        "/params/include_dataset",
        "list of texts",
    ),
    (
        "",
        r#"{"params":{"include_datasts":["us_bis_el"]}}"#,
        422,
        "/params/include_datasts",
        "did you mean",
    ),
    ("", r#"{"params":{"topics":["zzz"]}}"#, 400, "/params/topics", "sanction"),
    ("", r#"{"params":[]}"#, 422, "/params", "an object"),
    ("", r#"{"parms":{}}"#, 422, "/parms", "did you mean `params`"),
    ("", r#"{"filter":{}}"#, 422, "/queries/q/filter", "did you mean `filters`"),
    ("", r#"{"config":{"foo":1}}"#, 400, "/config/foo", "no setting"),
    ("", r#"{"weights":[]}"#, 422, "/weights", "an object"),
    ("", r#"{"filters":"zz"}"#, 422, "/queries/q/filters", "an object"),
    ("", r#"{"filters":{"countries":"zz"}}"#, 422, "/queries/q/filters/countries", "a list"),
    (
        "",
        r#"{"filters":{"countries":[["zz"]]}}"#,
        400,
        "/queries/q/filters/countries",
        "no country",
    ),
    (
        "",
        r#"{"filters":{"datasets":["nowhere"]}}"#,
        404,
        "/queries/q/filters/datasets",
        "`nowhere`",
    ),
    ("", r#"{"filters":{"planet":["x"]}}"#, 400, "/queries/q/filters/planet", "`planet`"),
    (
        "",
        r#"{"filters":{"genders":["mal"]}}"#,
        400,
        "/queries/q/filters/genders",
        "did you mean `male`",
    ),
    ("", r#"{"filters":{"schema":["Passport"]}}"#, 400, "/queries/q/filters/schema", "`Passport`"),
];

#[tokio::test]
async fn a_filter_that_names_nothing_is_refused() {
    for (query, beside, status, pointer, word) in FILTERS {
        let mut body = person();
        for (key, value) in serde_json::from_str::<Value>(beside).unwrap().as_object().unwrap() {
            match key.as_str() {
                "filters" | "filter" => body["queries"]["q"][key] = value.clone(),
                _ => body[key] = value.clone(),
            }
        }
        let reply = matched(&format!("/match/default{query}"), &body).await;
        assert_eq!(reply.status.as_u16(), *status, "{query} {beside}");
        let error = &reply.json()["errors"][0];
        assert_eq!(error["pointer"], *pointer, "{query} {beside}");
        assert!(error["detail"].as_str().unwrap().contains(word), "{error}");
    }
}

/// Properties of a person, and the place at which the call is refused; none is where it is answered.
const SEARCHABLE: &[(&str, &str)] = &[
    (r#"{"name":["!!!"]}"#, "/queries/q/properties/name"),
    (r#"{"name":["Kovalenkin"],"alias":["Bogdan","---"]}"#, "/queries/q/properties/alias"),
    (r#"{"idNumber":["--"]}"#, "/queries/q/properties"),
    (r#"{"address":["!!!"]}"#, "/queries/q/properties"),
    (r#"{"birthDate":["1965"]}"#, "/queries/q/properties"),
    (r#"{"name":["Bogdan Kovalenkin"],"idNumber":["--"]}"#, ""),
    (r#"{"passportNumber":["71 5554433"]}"#, ""),
    // What cannot be read speaks neither for nor against.
    (r#"{"name":["Bogdan Kovalenkin"],"birthDate":["unknown"],"gender":["n/a"]}"#, ""),
    (r#"{"name":["Bogdan Kovalenkin"],"birthDate":["1965-03-02T00:00:00"],"gender":["M"]}"#, ""),
    // Every value of a part of a name is looked for, not the first one alone.
    (r#"{"firstName":["Ignat","Bogdan"],"lastName":["Petrenko","Kovalenkin"]}"#, ""),
];

#[tokio::test]
async fn a_day_or_gender_that_cannot_be_read_lowers_no_score() {
    let mut settings = settings();
    settings.loader = Box::new(|| {
        let mut sources = sources()?;
        let entries = sources.editions.iter_mut().flat_map(|edition| &mut edition.entries);
        entries.for_each(|entry| entry.party.gender = Some("male".to_owned()));
        Ok(sources)
    });
    let router = router_of(settings);
    let score = async |day: &str, gender: &str| {
        let mut body = person();
        let properties = &mut body["queries"]["q"]["properties"];
        *properties =
            json!({ "name": ["Bogdan Kovalenkin"], "birthDate": [day], "gender": [gender] });
        let reply = ask(&router, post("/match/default?cutoff=0", body.to_string())).await;
        reply.json()["responses"]["q"]["results"][0]["score"].as_f64().unwrap()
    };
    let silent = score("", "").await;
    for (day, gender) in [("unknown", "n/a"), ("02/03/1965", "?"), ("1965-13", "unknown")] {
        assert_eq!(score(day, gender).await, silent, "{day} {gender}");
    }
    assert_eq!(score("1965-03-02T00:00:00", "M").await, score("1965-03-02", "male").await);
    assert!(score("1971", "female").await < silent);
}

#[tokio::test]
async fn all_that_was_not_searched_is_named_at_once() {
    for (properties, pointer) in SEARCHABLE {
        let mut body = person();
        body["queries"]["q"]["properties"] = serde_json::from_str(properties).unwrap();
        let reply = matched("/match/default", &body).await;
        if pointer.is_empty() {
            assert_eq!(reply.status, 200, "{properties}");
            assert_eq!(reply.json()["responses"]["q"]["total"]["value"], 1, "{properties}");
        } else {
            assert_problem(&reply, 422, "invalid");
            assert_eq!(reply.json()["errors"][0]["pointer"], *pointer, "{properties}");
        }
    }
    let mut body = person();
    body["queries"]["a/b"] = json!({ "schema": "Person", "properties": { "name": ["..."] } });
    body["queries"]["c"] = json!({ "schema": "Person" });
    let reply = matched("/match/default", &body).await;
    let pointers: Vec<Value> = reply.json()["errors"].as_array().unwrap().clone();
    let pointers: Vec<&str> = pointers.iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/queries/c/properties", "/queries/a~1b/properties/name"]);
}

/// Three lists: one of which the entries have days of their own, one that has a day of publication
/// alone, one of which no day is known and not even what its entry is.
fn undated() -> axum::Router {
    let mut settings = settings();
    settings.loader = Box::new(|| {
        let mut sources = sources()?;
        let mut add = |list: &str, published: Option<Date>, kind: PartyKind| {
            let mut entry = ListEntry::new(list, "1", "Ostrava Turbine Works");
            entry.party.kind = kind;
            let provenance = Provenance { published, ..Provenance::default() };
            let id = list.to_owned();
            sources.editions.push(Edition {
                id,
                provenance,
                entries: vec![entry],
                ..Edition::default()
            });
        };
        add("EU-FSF", Some(Date::constant(2026, 11, 10)), PartyKind::Organization);
        add("UK-SL", None, PartyKind::Unknown);
        Ok(sources)
    });
    router_of(settings)
}

/// Parameters of a search, and how many entries it finds.
const FOUND: &[(&str, u64)] = &[
    ("", 5),
    ("?changed_since=2000-01-01", 5),
    ("?changed_since=2020-05-01T23:59:59", 5),
    // Later than the days of the entries themselves: what has no day is kept.
    ("?changed_since=2026-11-10", 2),
    ("?changed_since=2026-11-10T12", 2),
    ("?changed_since=2026-11-11", 1),
    ("?schema=Company", 4),
    ("?schema=Organization", 4),
    ("?schema=PublicBody", 4),
    ("?schema=LegalEntity", 5),
    ("?schema=Thing", 5),
    ("?schema=Person", 2),
    ("?schema=Vessel", 1),
    ("?filter=schema:Company&filter=schema:Person", 5),
    ("?filter=schema:Company&filter=datasets:us_bis_el&filter_op=AND", 2),
    ("?exclude_schema=Company", 5),
    ("?exclude_schema=Organization", 2),
    ("?countries=Germany", 1),
    ("?q=", 5),
    ("?q=%20", 5),
    ("?q=ostrava&simple=true&fuzzy=false", 2),
    ("?q=%22Ostrava+Turbine%22", 2),
];

#[tokio::test]
async fn a_search_finds_what_the_lists_do_not_tell_against() {
    let router = undated();
    for (query, number) in FOUND {
        let reply = ask(&router, get(&format!("/search/default{query}"))).await;
        assert_eq!(reply.status, 200, "{query}: {}", String::from_utf8_lossy(&reply.bytes));
        assert_eq!(reply.json()["total"]["value"], *number, "{query}");
    }
    let found = ask(&router, get("/search/default?q=ostrava&sort=last_change:desc")).await.json();
    // The day shown is the day that is filtered by.
    assert_eq!(found["results"][0]["last_change"], "2026-11-10T00:00:00");
    assert_eq!(found["results"][1]["last_change"], Value::Null);
    let facets = ask(&router, get("/search/default?facets=identifiers&facets=schema")).await.json();
    assert_eq!(facets["facets"]["identifiers"]["values"][0]["name"], "71 5554433");
    let turbine = json!({ "queries": { "q": { "schema": "Company", "properties": { "name": ["Ostrava Turbine Works"] } } } });
    let path = "/match/default?changed_since=2026-11-10";
    let matched = ask(&router, post(path, turbine.to_string())).await.json();
    assert_eq!(matched["responses"]["q"]["total"]["value"], 2);
}

/// Searches that cannot be made.
const NO_SEARCH: &[(&str, u16)] = &[
    ("/search/default?q=!!!", 400),
    ("/search/default?q=%FF", 400),
    ("/search/default?q=%22Ostrava", 400),
    ("/search/default?q=(Ostrava", 400),
    ("/search/default?q=properties.name:Ostrava", 400),
    ("/search/default?q=a&filter_op=XOR", 400),
    ("/search/default?facets=planets", 400),
    ("/search/default?sort=name:sideways", 400),
    ("/search/default?sort=planet", 400),
    ("/search/default?filter=countries:", 400),
    ("/search/default?countries=zz", 400),
    ("/search/default?datasets=nowhere", 404),
    ("/search/default?schema=Sanction", 400),
    ("/search/default?fuzzy=perhaps", 422),
    ("/reconcile/default/suggest/entity?prefix=!!!", 400),
    ("/reconcile/default/suggest/entity?prefix=%FF", 400),
    ("/reconcile/default/suggest/entity?prefix=a&limit=x", 422),
    ("/reconcile/default/extend/property?type=Persn", 400),
];

#[tokio::test]
async fn a_search_that_cannot_be_made_is_refused() {
    let router = router();
    for (path, status) in NO_SEARCH {
        let reply = ask(&router, get(path)).await;
        assert_eq!(reply.status.as_u16(), *status, "{path}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
}

async fn reconciled(queries: &str) -> Reply {
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = serde_urlencoded::to_string([("queries", queries)]).unwrap();
    ask(&router(), request(Method::POST, "/reconcile/default", body, &form)).await
}

/// A query, the place of its fault, a word of the detail.
const NOT_RECONCILED: &[(&str, &str, &str)] = &[
    (r#"{"query":"!!!"}"#, "/queries/q/query", "no letters"),
    (
        r#"{"query":"Tarnowski","properties":[{"pid":"alias","v":"--"}]}"#,
        "/queries/q/properties",
        "no letters",
    ),
    (r#"{"query":""}"#, "/queries/q/query", "give a name"),
    (r#"{"qeury":"Tarnowski"}"#, "/queries/q/qeury", "did you mean `query`"),
    ("null", "/queries/q", "an object"),
    (r#"{"query":5}"#, "/queries/q/query", "a text"),
    (r#"{"query":"Tarnowski","limit":"5"}"#, "/queries/q/limit", "a whole number"),
    (r#"{"query":"Tarnowski","type":"Persn"}"#, "/queries/q/type", "did you mean `Person`"),
    (r#"{"query":"Tarnowski","type":["Company",5]}"#, "/queries/q/type", "name of a type"),
    (r#"{"query":"Tarnowski","type_strict":"maybe"}"#, "/queries/q/type_strict", "`should`"),
    (r#"{"query":"Tarnowski","properties":{}}"#, "/queries/q/properties", "a list"),
    (
        r#"{"query":"Tarnowski","properties":[{"pid":"contry","v":"de"}]}"#,
        "/queries/q/properties",
        "did you mean `country`",
    ),
    (
        r#"{"query":"Tarnowski","properties":[{"pid":"notes","v":"x"}]}"#,
        "/queries/q/properties",
        "`notes`",
    ),
    (
        r#"{"query":"Tarnowski","properties":[{"pid":"country"}]}"#,
        "/queries/q/properties",
        "a list",
    ),
];

/// A query, the id of its first candidate (none where there is none), whether that is taken for it.
const RECONCILED: &[(&str, &str, bool)] = &[
    (r#"{"query":"Tarnowski Optics GmbH"}"#, "us-bis-el-el-2", true),
    (r#"{"query":"Tarnowski Optics GmbH","type":"Company"}"#, "us-bis-el-el-2", true),
    (r#"{"query":"Tarnowski Optics GmbH","type":[{"id":"Organization"}]}"#, "us-bis-el-el-2", true),
    (r#"{"query":"Tarnowski Optics GmbH","type":"Person"}"#, "", false),
    (
        r#"{"query":"Tarnowski Optics GmbH","type":"Person","type_strict":"should"}"#,
        "us-bis-el-el-2",
        false,
    ),
    (r#"{"properties":[{"pid":"passportNumber","v":"71 5554433"}]}"#, "us-ofac-sdn-sdn-1", true),
    (
        r#"{"properties":[{"pid":"Person:passportNumber","v":["71 5554433"]}]}"#,
        "us-ofac-sdn-sdn-1",
        true,
    ),
    (
        r#"{"properties":[{"pid":"registrationNumber","v":{"id":"71 5554433"}}]}"#,
        "us-ofac-sdn-sdn-1",
        true,
    ),
    (
        r#"{"properties":[{"pid":"name","v":{"id":"x","name":"Tarnowski Optics"}}]}"#,
        "us-bis-el-el-2",
        true,
    ),
    (r#"{"query":"Nobody Hereabouts"}"#, "", false),
];

#[tokio::test]
async fn reconciliation_heeds_all_that_was_asked_or_refuses() {
    for (query, pointer, word) in NOT_RECONCILED {
        // The neighbor is fine; no candidate for one that was not searched would be a lie.
        let reply = reconciled(&format!(r#"{{"n":{{"query":"Tarnowski"}},"q":{query}}}"#)).await;
        assert!([400, 422].contains(&reply.status.as_u16()), "{query}");
        let error = &reply.json()["errors"][0];
        assert_eq!(error["pointer"], *pointer, "{query}");
        assert!(error["detail"].as_str().unwrap().contains(word), "{error}");
    }
    for (query, id, same) in RECONCILED {
        let reply = reconciled(&format!(r#"{{"q":{query}}}"#)).await;
        assert_eq!(reply.status, 200, "{query}: {}", String::from_utf8_lossy(&reply.bytes));
        let best = reply.json()["q"]["result"][0].clone();
        assert_eq!(best["id"].as_str().unwrap_or(""), *id, "{query}: {best}");
        assert_eq!(best["match"].as_bool().unwrap_or(false), *same, "{query}: {best}");
    }
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
    for (from, to) in [
        ("US-OFAC-SDN:sdn-1?nested=false", "us-ofac-sdn-sdn-1?nested=false"),
        ("US-OFAC-SDN:sdn-1/adjacent?limit=1", "us-ofac-sdn-sdn-1/adjacent?limit=1"),
        ("US-OFAC-SDN:sdn-1/adjacent/sanctions", "us-ofac-sdn-sdn-1/adjacent/sanctions"),
    ] {
        let moved = ask(&router, get(&format!("/entities/{from}"))).await;
        assert_eq!(
            (moved.status.as_u16(), moved.header("location")),
            (308, &*format!("/entities/{to}"))
        );
    }
    // Every id that an answer gives can be asked for.
    let listing = nested["properties"]["sanctions"][0]["id"].as_str().unwrap();
    let listed = ask(&router, get(&format!("/entities/{listing}"))).await.json();
    assert_eq!(listed["schema"], "Sanction");
    assert_eq!(listed["properties"]["entity"][0]["id"], id);
    let party = ask(&router, get(&format!("/entities/{listing}/adjacent/entity"))).await.json();
    assert_eq!(party["results"][0]["id"], id);
    for path in ["none.listing", ".listing", "us-ofac-sdn-sdn-1/adjacent/entity"] {
        assert_eq!(ask(&router, get(&format!("/entities/{path}"))).await.status, 404, "{path}");
    }
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
    // No JSON, nothing asked, or more than is answered.
    for body in [
        "queries=%7B",
        "",
        "query=x",
        "queries=%7B%7D&extend=%7B%7D",
        "queries=%7B%7D&queries=%7B%7D",
    ] {
        let bad = ask(&router, request(Method::POST, "/reconcile/default", body, &form)).await;
        assert_problem(&bad, 400, "malformed");
    }
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

#[tokio::test]
async fn a_collection_counts_what_it_holds() {
    let mut settings = settings();
    settings.loader = Box::new(|| {
        let mut sources = sources()?;
        let entries = sources.editions.iter_mut().flat_map(|edition| &mut edition.entries);
        for entry in entries.take(1) {
            entry.removed = Some(Date::constant(2024, 1, 1));
        }
        Ok(sources)
    });
    let router = router_of(settings);
    let catalog = ask(&router, get("/catalog")).await.json();
    for (number, name, count) in [(0, "default", 3), (1, "sanctions", 2)] {
        let dataset = &catalog["datasets"][number];
        assert_eq!((&dataset["name"], &dataset["entity_count"]), (&json!(name), &json!(count)));
        let found = ask(&router, get(&format!("/search/{name}"))).await.json();
        assert_eq!(found["total"]["value"], count, "{name}");
    }
}

/// Address, status, beginning of the answer.
const SCRIPTS: &[(&str, u16, &str)] = &[
    ("/reconcile/default?callback=cb", 200, "/**/cb({"),
    ("/reconcile/default?callback=jQuery1.$_a", 200, "/**/jQuery1.$_a({"),
    ("/reconcile/default/suggest/entity?prefix=tarn&callback=cb", 200, "/**/cb({"),
    ("/reconcile/default/suggest/type?callback=cb", 200, "/**/cb({"),
    ("/reconcile/default?callback=", 200, "{"),
    ("/reconcile/default?callback=alert(1)", 400, "{"),
    ("/reconcile/default?callback=a%3Bb", 400, "{"),
    ("/reconcile/default?callback=1a", 400, "{"),
    ("/reconcile/default?callback=a..b", 400, "{"),
    ("/reconcile/default?callback=%3Cscript%3E", 400, "{"),
    ("/reconcile/nowhere?callback=cb", 404, "{"),
    // Names of parties stand in no address.
    ("/reconcile/default?callback=cb&queries=%7B%7D", 400, "{"),
    ("/reconcile/default?queries=%7B%22q%22%3A%7B%22query%22%3A%22Tarnowski%22%7D%7D", 400, "{"),
    ("/reconcile/default?extend=", 400, "{"),
];

#[tokio::test]
async fn pages_of_other_origins_may_reconcile() {
    let router = router();
    for (path, status, beginning) in SCRIPTS {
        let reply = ask(&router, get(path)).await;
        let text = String::from_utf8_lossy(&reply.bytes).into_owned();
        assert_eq!(reply.status.as_u16(), *status, "{path}: {text}");
        assert!(text.starts_with(beginning), "{path}: {text}");
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
        let script = reply.header("content-type").starts_with("text/javascript");
        assert_eq!(script, beginning.starts_with('/'), "{path}");
        if script {
            assert!(text.ends_with(");") && reply.header("x-content-type-options") == "nosniff");
        }
    }
    for path in ["/search/default", "/v1/lists", "/catalog"] {
        let reply = ask(&router, get(path)).await;
        assert_eq!(reply.header("access-control-allow-origin"), "", "{path}");
    }
}

#[tokio::test]
async fn what_reconciliation_offers_it_takes() {
    let router = router();
    let offered = async |path: &str, key: &str| {
        let all = ask(&router, get(path)).await.json()[key].as_array().unwrap().clone();
        all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let types = offered("/reconcile/default", "defaultTypes").await;
    assert_eq!(types, offered("/reconcile/default/suggest/type", "result").await);
    for name in &types {
        let query = json!({ "q": { "query": "Tarnowski Optics", "type": name } });
        assert_eq!(reconciled(&query.to_string()).await.status, 200, "{name}");
    }
    let columns = offered("/reconcile/default/extend/property", "properties").await;
    assert_eq!(columns, offered("/reconcile/default/suggest/property", "result").await);
    let extend = json!({ "ids": ["us-bis-el-el-2"], "properties": columns.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>() });
    let body = serde_urlencoded::to_string([("extend", extend.to_string())]).unwrap();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let reply = ask(&router, request(Method::POST, "/reconcile/default", body, &form)).await;
    assert_eq!(reply.json()["meta"].as_array().unwrap().len(), columns.len());
    for (extend, pointer) in [
        (r#"{"ids":["x"],"properties":[{"id":"contry"}]}"#, "/extend/properties"),
        (r#"{"ids":"x","properties":[]}"#, "/extend/ids"),
        (r#"{"ids":["x"]}"#, "/extend/properties"),
    ] {
        let body = serde_urlencoded::to_string([("extend", extend)]).unwrap();
        let reply = ask(&router, request(Method::POST, "/reconcile/default", body, &form)).await;
        assert_problem(&reply, 422, "invalid");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{extend}");
    }
}

#[tokio::test]
async fn the_manifest_names_the_host_that_was_asked() {
    let of = async |path: &str, headers: &[(&str, &str)]| {
        let reply = ask(&router(), request(Method::GET, path, "", headers)).await;
        reply.json()["suggest"]["entity"].clone()
    };
    // HTTP/1 names the host in a header, HTTP/2 in the address.
    let first = of("/reconcile/default", &[("host", "lists.example:8443")]).await;
    let second = of("http://lists.example:8443/reconcile/default", &[]).await;
    assert_eq!(first, second);
    assert_eq!(first["service_url"], "http://lists.example:8443/reconcile/default");
    // A key in the address is needed for suggestions too.
    let keyed = of("/reconcile/default?api_key=a%26b", &[]).await;
    assert_eq!(keyed["service_path"], "/suggest/entity?api_key=a%26b");
}
