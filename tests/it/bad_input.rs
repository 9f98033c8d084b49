//! Bad requests: each gets an error that names the place and the fix, and never a verdict.

use highfence::model::{AsOf, Date, Edition, Level, ListEntry};
use highfence::wire::transaction::from_bytes;

use crate::engine::engine_over;

/// The request must be refused with every one of `wanted` in its problems.
#[track_caller]
fn refused(request: &str, wanted: &[&str]) {
    let problems = from_bytes(request.as_bytes()).expect_err(request);
    let text: String = problems.iter().map(|p| format!("{p}\n")).collect();
    for part in wanted {
        assert!(text.contains(part), "{request}\nsaid:\n{text}\nbut not `{part}`");
    }
}

#[test]
fn malformed_documents() {
    refused("", &["empty"]);
    refused("{", &["no JSON document", "line 1"]);
    refused("[]", &["must be an object"]);
    refused("\"x\"", &["must be an object"]);
    refused("{\"parties\": [], \"parties\": []}", &["`parties` stands twice"]);
    refused(&format!("{{\"facts\": {}1{}}}", "[".repeat(70), "]".repeat(70)), &["nested deeper"]);
    let error = from_bytes(b"{\"id\": \"\xff\"}").unwrap_err();
    assert!(error[0].detail.contains("UTF-8"), "{error:?}");
}

#[test]
fn unknown_keys_with_the_nearest_known_one() {
    refused(r#"{"destinaton": "DE"}"#, &["/destinaton", "did you mean `destination`"]);
    refused(r#"{"parties": [{"name": "A", "contry": "DE"}]}"#, &["/parties/0/contry", "country"]);
    refused(r#"{"items": [{"ecn": "EAR99"}]}"#, &["/items/0/ecn", "eccn"]);
    refused(
        r#"{"parties": [{"name": "A", "screen": false}]}"#,
        &["/parties/0/screen", "no party may be taken out of the screening"],
    );
}

#[test]
fn impossible_values_all_at_once() {
    refused(
        r#"{"date": "2024-02-30", "destination": "Germany", "ship_from": "de",
            "items": [{"us_content_pct": "many", "hs": 8471}]}"#,
        &["/date", "/destination", "/ship_from", "/items/0/us_content_pct", "/items/0/hs"],
    );
    refused(r#"{"items": [{"us_content_pct": 120}]}"#, &["/items/0/us_content_pct", "0 and 100"]);
    refused(r#"{"items": [{"hs": "84"}]}"#, &["/items/0/hs"]);
    refused(
        r#"{"items": [{"cn_controlled_content_pct": 120, "value_usd": -5, "quantity": -1}]}"#,
        &["/items/0/cn_controlled_content_pct", "/items/0/value_usd", "/items/0/quantity"],
    );
}

#[test]
fn a_fact_that_no_one_would_read_is_refused() {
    let facts: [(&str, &str); 14] = [
        (r#"{"is_informed": "yes"}"#, "true, a letter"),
        (r#"{"is_informed": 1}"#, "true, a letter"),
        (r#"{"is_informd": true}"#, "did you mean `is_informed`"),
        (r#"{"red_flags": true}"#, "a text or a list of texts"),
        (r#"{"red_flags": {"a": "refuses end use"}}"#, "a text or a list of texts"),
        (r#"{"red_flags": [{"text": "refuses"}]}"#, "a text or a list of texts"),
        (r#"{"red_flag": ["refuses"]}"#, "did you mean `red_flags`"),
        (r#"{"knowlege": "for a missile"}"#, "did you mean `knowledge`"),
        (r#"{"knowledge": {"text": "for a missile"}}"#, "a text or a list of texts"),
        (r#"{"military_end_use": "yes"}"#, "true or false"),
        (r#"{"debt_maturity_days": "30"}"#, "a number"),
        (r#"{"facility": 7}"#, "an object or a text"),
        (r#"{"broker": {"name": "Huawei"}}"#, "only words"),
        (r#"{"checked": true}"#, "only words"),
    ];
    for (facts, wanted) in facts {
        refused(&format!("{{\"facts\": {facts}}}"), &["/facts/", wanted]);
    }
    for facts in [
        r#"{"is_informed": true, "red_flags": "one", "knowledge": ["a", "b"], "sales note": "x"}"#,
        r#"{"is_informed": [{"date": "2024-01-01"}], "military_end_use": false, "site": null}"#,
        r#"{"facility": "a fab", "uvl_statement": "on file", "documents": {"x": true}}"#,
    ] {
        let read = from_bytes(format!("{{\"facts\": {facts}}}").as_bytes());
        assert!(read.is_ok(), "{facts}: {read:?}");
    }
}

#[test]
fn parameters_of_nothing_but_faults_are_counted_to_the_end() {
    let keys: Vec<String> = (0..50_000).map(|n| format!("\"k{n}\": 1")).collect();
    let text = format!("{{\"items\": [{{\"specs\": {{{}}}}}]}}", keys.join(","));
    assert_eq!(from_bytes(text.as_bytes()).unwrap_err().len(), 50_000);
}

#[test]
fn an_id_is_a_text_or_a_number() {
    let ids = r#"{"id": 4711, "parties": [{"id": 1, "name": "A"}], "items": [{"id": 2}]}"#;
    assert_eq!(from_bytes(ids.as_bytes()).unwrap().id.as_deref(), Some("4711"));
    refused(r#"{"id": 1.5, "items": [{"id": true}]}"#, &["/id", "/items/0/id", "a whole number"]);
}

#[test]
fn a_document_of_nothing_but_faults_is_counted_to_the_end() {
    let keys: Vec<String> = (0..50_000).map(|n| format!("\"k{n}\": 1")).collect();
    let problems = from_bytes(format!("{{{}}}", keys.join(",")).as_bytes()).unwrap_err();
    assert_eq!(problems.len(), 50_000);
    assert!(problems[0].detail.contains("; "), "{:?}", problems[0]);
    assert!(problems[49_999].detail.ends_with("is no key of the transaction"));
}

#[test]
fn a_day_far_off_is_a_slip_of_the_pen() {
    for day in ["0205-03-04", "0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"] {
        refused(&format!("{{\"date\": \"{day}\"}}"), &["/date", day, "1900 to 2100"]);
    }
}

#[test]
fn contradictory_owners() {
    refused(
        r#"{"parties": [{"name": "A", "owners": [{"name": "B", "percent": 70}, {"name": "C", "percent": 60}]}]}"#,
        &["/parties/0/owners", "130"],
    );
    refused(
        r#"{"parties": [{"name": "A", "owners": [{"name": "B", "percent": 50, "owners": [
            {"name": "C", "percent": 50, "owners": [{"name": "B", "percent": 50}]}]}]}]}"#,
        &["owns itself"],
    );
    refused(
        r#"{"parties": [{"name": "A", "owners": [{"name": "B", "percent": -1}]}]}"#,
        &["/parties/0/owners/0/percent"],
    );
}

/// The request is well formed, and what it leaves out must keep it from being released.
#[track_caller]
fn never_released(request: &str) {
    let tx = from_bytes(request.as_bytes()).unwrap_or_else(|p| panic!("{request}: {p:?}"));
    let edition = Edition {
        id: "one".to_owned(),
        entries: vec![ListEntry::new("US-OFAC-SDN", "1", "Example Blocked Bank")],
        ..Edition::default()
    };
    let day = Date::constant(2024, 6, 3);
    let engine = engine_over(vec![edition]);
    let screening = engine.screen(&tx, AsOf::on(day));
    assert!(screening.verdict.level > Level::Advisory, "{request}: {:?}", screening.verdict);
}

#[test]
fn what_cannot_be_screened_is_never_released() {
    let item = r#""items": [{"description": "Torque wrench", "eccn": "EAR99", "origin": "US"}]"#;
    never_released(&format!(r#"{{"destination": "DE", "parties": [], {item}}}"#));
    for name in ["", "   ", "???", "12-34", "\u{200b}\u{200b}", "...", "☃☃☃"] {
        let parties = format!(r#"[{{"name": "{name}", "role": "end_user", "country": "DE"}}]"#);
        never_released(&format!(r#"{{"destination": "DE", "parties": {parties}, {item}}}"#));
    }
    let party = r#""parties": [{"name": "Allgaeu Werkzeug GmbH", "role": "purchaser"}]"#;
    never_released(&format!("{{{party}, {item}}}"));
    never_released(&format!(r#"{{"destination": "DE", {party}}}"#));
    never_released(&format!(r#"{{"destination": "DE", {party}, "items": [{{}}]}}"#));
    let coded = r#"[{"name": "RXhhbXBsZSBCbG9ja2VkIEJhbms=", "role": "payee"}]"#;
    never_released(&format!(r#"{{"kind": "payment", "parties": {coded}}}"#));
}

#[test]
fn an_unread_row_raises_every_verdict_that_rests_on_its_edition() {
    let request = r#"{"date": "2024-06-03", "destination": "DE", "ship_from": "US",
        "parties": [{"name": "Allgaeu Werkzeug GmbH", "role": "purchaser", "country": "DE"}],
        "items": [{"description": "Torque wrench", "eccn": "EAR99", "hs": "8204.11", "origin": "US"}]}"#;
    let tx = from_bytes(request.as_bytes()).unwrap();
    let mut edition = Edition { id: "one".to_owned(), ..Edition::default() };
    edition.entries.push(ListEntry::new("US-OFAC-SDN", "1", "Example Blocked Bank"));
    let day = AsOf::on(Date::constant(2024, 6, 3));
    let engine = engine_over(vec![edition.clone()]);
    let clean = engine.screen(&tx, day);
    assert_eq!(clean.verdict.level, Level::NoLicenseRequired);
    edition.unread.push(highfence::model::UnreadRow {
        place: "line 7".to_owned(),
        reason: "11 columns instead of 12".to_owned(),
    });
    let engine = engine_over(vec![edition]);
    let doubtful = engine.screen(&tx, day);
    assert_eq!(doubtful.verdict.level, Level::HoldForReview);
    let doubts = &doubtful.coverage.doubts;
    assert!(doubts[0].contains("line 7"), "{doubts:?}");
}
