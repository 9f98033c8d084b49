//! Many rows: streamed, in order, each with its own answer; and files.

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;

use super::support::{LISTED, ask, assert_problem, request, router, service, settings};

const NDJSON: [(&str, &str); 1] = [("content-type", "application/x-ndjson")];

fn rows(bytes: &[u8]) -> Vec<Value> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

async fn stream(path: &str, body: impl Into<Body>) -> Vec<Value> {
    let reply = ask(&router(), request(Method::POST, path, body, &NDJSON)).await;
    assert_eq!(reply.status, 200);
    rows(&reply.bytes)
}

#[tokio::test]
async fn a_bad_row_costs_that_row_alone() {
    let listed = LISTED.replace('\n', " ");
    let long = format!(r#"{{"id":"{}"}}"#, "x".repeat(2 << 20));
    let lines = [
        listed.as_str(),
        "{",
        "",
        r#"{"kind":"export","kind":"import"}"#,
        "[1]",
        long.as_str(),
        r#"{"kindd":"export"}"#,
        r#"{"id":"p7","name":"Bogdan Kovalenkin"}"#,
    ];
    let mut bytes = lines.join("\n").into_bytes();
    bytes.extend_from_slice(b"\n\xff\xfe\n");
    bytes.extend_from_slice(listed.as_bytes());
    let answers = stream("/v1/screen:batch", bytes).await;
    let status: Vec<&str> = answers.iter().map(|a| a["status"].as_str().unwrap()).collect();
    let (yes, no) = ("screened", "cannot_screen");
    assert_eq!(status, [yes, no, no, no, no, no, yes, no, yes]);
    let numbers: Vec<u64> = answers.iter().map(|a| a["row"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=9).collect::<Vec<_>>());
    let lines: Vec<u64> = answers.iter().map(|a| a["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [1, 2, 4, 5, 6, 7, 8, 9, 10], "line 3 is blank");
    assert_eq!(answers[0]["screening"], answers[8]["screening"]);
    assert_eq!(answers[6]["screening"]["id"], "p7");
    assert_eq!(answers[6]["screening"]["matches"][0]["entry"], "sdn-1");
    assert_eq!(answers[5]["errors"][0]["pointer"], "/kindd");
    assert!(answers.iter().filter(|a| a["status"] == no).all(|a| a.get("screening").is_none()));
}

#[tokio::test]
async fn ten_thousand_rows_answer_in_order() {
    let row = |n: usize| match n % 100 {
        99 => "{oops".to_owned(),
        0 => format!(r#"{{"id":"{n}","name":"Bogdan Kovalenkin"}}"#),
        _ => format!(r#"{{"id":"{n}","name":"Party Number{n} Trading"}}"#),
    };
    let text: Vec<String> = (0..10_000).map(row).collect();
    let answers = stream("/v1/screen:batch?view=brief", text.join("\n")).await;
    assert_eq!(answers.len(), 10_000);
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer["row"], n + 1);
        let bad = n % 100 == 99;
        assert_eq!(answer["status"], if bad { "cannot_screen" } else { "screened" });
        if !bad {
            assert_eq!(answer["screening"]["id"], n.to_string());
            let found = !answer["screening"]["matches"].as_array().unwrap().is_empty();
            assert_eq!(found, n % 100 == 0, "{answer}");
        }
    }
}

fn form(fields: &[(&str, &str)]) -> (String, String) {
    let boundary = "frontier";
    let mut body = String::new();
    for (name, text) in fields {
        body.push_str(&format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n{text}\r\n"
        ));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    (body, format!("multipart/form-data; boundary={boundary}"))
}

#[tokio::test]
async fn a_file_comes_back_with_its_columns_and_ours() {
    let csv = "Customer;Land;Note\nBogdan Kovalenkin;Russia;x\nHarmless Bakery;Germany;y\n;DE;z\n";
    let (body, kind) = form(&[("file", csv)]);
    let headers = [("content-type", kind.as_str())];
    let path = "/v1/screen:batch?format=csv";
    let reply = ask(&router(), request(Method::POST, path, body, &headers)).await;
    let text = String::from_utf8(reply.bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[0].starts_with("Customer,Land,Note,hf_row,hf_verdict,"), "{text}");
    assert!(lines[1].starts_with("Bogdan Kovalenkin,Russia,x,1,"), "{text}");
    assert!(lines[1].contains("KOVALENKIN"), "{text}");
    assert!(lines[3].starts_with(",DE,z,3,cannot_"), "{text}");
}

#[tokio::test]
async fn a_row_that_cannot_be_determined_says_why() {
    let (body, kind) = form(&[("file", "name,country\n###,DE\nHarmless Bakery,DE\n")]);
    let headers = [("content-type", kind.as_str())];
    let path = "/v1/screen:batch?format=csv";
    let reply = ask(&router(), request(Method::POST, path, body, &headers)).await;
    let mut table = csv::Reader::from_reader(reply.bytes.as_slice());
    let names = table.headers().unwrap().clone();
    let place = |name: &str| names.iter().position(|known| known == name).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| rows[row][place(name)].to_owned();
    assert_eq!(cell(0, "hf_verdict"), "cannot_determine");
    assert!(cell(0, "hf_reasons").contains("no letters"), "{rows:?}");
    assert_eq!(
        (cell(1, "hf_verdict").as_str(), cell(1, "hf_reasons").as_str()),
        ("no_license_required", "")
    );
}

#[tokio::test]
async fn files_and_forms_that_cannot_be_read_are_refused() {
    let table = "name\nA B\n";
    let document = "{\"name\":\"A B\"}\n";
    let cases: [(&[(&str, &str)], &str); 12] = [
        (&[("file", "")], "no row"),
        (&[("file", "a,b\n1,2\n")], "no column holds the name"),
        (&[("wrong", "x")], "`wrong`"),
        (
            &[("file", "name\nA B\n"), ("mapping", "[columns]\nnone = \"party.name\"")],
            "no column `none`",
        ),
        (&[("file", table), ("file", table)], "field `file`: stands twice"),
        (&[("file", table), ("mapping", ""), ("mapping", "")], "field `mapping`: stands twice"),
        (&[("file", table), ("files", "x")], "field `files`: means nothing here"),
        (&[("mapping", "")], "field `file`: is missing"),
        (&[("file", document), ("mapping", "")], "field `mapping`: is for tables"),
        (&[("file", table), ("sheet", "x")], "no workbook"),
        (&[("file", "[{\"name\":\"A B\"}]")], "JSON array"),
        (&[("file", "name,Consingee\nA B,C D\n")], "did you mean `consignee`"),
    ];
    for (fields, why) in cases {
        let (body, kind) = form(fields);
        let headers = [("content-type", kind.as_str())];
        let reply = ask(&router(), request(Method::POST, "/v1/screen:batch", body, &headers)).await;
        assert_problem(&reply, 400, "malformed");
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(why) || why == "no row", "{detail}");
    }
    let headers = [("content-type", "multipart/form-data")];
    let reply = ask(&router(), request(Method::POST, "/v1/screen:batch", "x", &headers)).await;
    assert_problem(&reply, 400, "malformed");
}

async fn upload(
    router: &axum::Router,
    path: &str,
    fields: &[(&str, &str)],
) -> super::support::Reply {
    let (body, kind) = form(fields);
    ask(router, request(Method::POST, path, body, &[("content-type", kind.as_str())])).await
}

#[tokio::test]
async fn a_file_of_three_megabytes_is_read_and_one_beyond_the_limit_is_refused() {
    let note = "x".repeat(1 << 20);
    let file = format!("name,comment\nA B,{note}\nC D,{note}\nBogdan Kovalenkin,{note}\n");
    let reply = upload(&router(), "/v1/screen:batch?view=brief", &[("file", &file)]).await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
    let answers = rows(&reply.bytes);
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[2]["screening"]["matches"][0]["entry"], "sdn-1");

    let mut settings = settings();
    settings.limits.upload_bytes = 1 << 20;
    let router = highfence::http::router(&service(settings));
    let reply = upload(&router, "/v1/screen:batch", &[("file", &file)]).await;
    assert_problem(&reply, 413, "too-large");
    assert!(reply.json()["detail"].as_str().unwrap().contains("1048576 bytes"), "{reply:?}");
}

#[tokio::test]
async fn the_deadline_binds_files() {
    let mut settings = settings();
    settings.limits.deadline = std::time::Duration::ZERO;
    let router = highfence::http::router(&service(settings));
    let reply = upload(&router, "/v1/screen:batch", &[("file", "name\nA B\n")]).await;
    assert_problem(&reply, 503, "deadline");
    assert!(!reply.header("retry-after").is_empty());
}

#[tokio::test]
async fn a_body_that_is_no_row_is_refused_at_once() {
    let cases = [
        ("[{\"name\":\"A B\"},{\"name\":\"C D\"}]", "JSON array"),
        ("[\n{\"name\":\"A B\"},\n{\"name\":\"C D\"}\n]\n", "JSON array"),
        ("", "no row"),
        ("\n \n", "no row"),
    ];
    for (body, why) in cases {
        let reply = ask(&router(), request(Method::POST, "/v1/screen:batch", body, &NDJSON)).await;
        assert_problem(&reply, 400, "malformed");
        assert!(reply.json()["detail"].as_str().unwrap().contains(why), "{reply:?}");
    }
    let path = "/v1/screen:batch?format=csv";
    let reply = ask(&router(), request(Method::POST, path, "{\"name\":\"A B\"}", &NDJSON)).await;
    assert_problem(&reply, 422, "invalid");
}

#[tokio::test]
async fn a_row_keeps_the_callers_id_number_or_text() {
    let lines = [
        r#"{"id":17,"kind":"query","parties":[{"id":3,"name":"A B"}]}"#,
        r#"{"id":18,"name":"C D"}"#,
        r#"{"id":19,"name":"C D","countri":"DE"}"#,
        r#"{"id":"x","name":"C D","name":"E F"}"#,
        r#"{"id":20,"name":"#,
    ];
    let answers = stream("/v1/screen:batch?view=brief", lines.join("\n")).await;
    let ids: Vec<&Value> = answers
        .iter()
        .map(|a| if a["status"] == "screened" { &a["screening"]["id"] } else { &a["id"] })
        .collect();
    assert_eq!(
        ids,
        ["17", "18", "19", "x"].map(Value::from).iter().chain([&Value::Null]).collect::<Vec<_>>()
    );
    let table = "id,name,destination\n7,A B,DE\n8,C D,Atlantis\n";
    let reply = upload(&router(), "/v1/screen:batch", &[("file", table)]).await;
    let answers = rows(&reply.bytes);
    assert_eq!((&answers[0]["screening"]["id"], &answers[1]["id"]), (&"7".into(), &"8".into()));
    assert_eq!((&answers[0]["line"], &answers[1]["line"]), (&2.into(), &3.into()));
    let error = &answers[1]["errors"][0];
    assert_eq!(error["pointer"], "/destination");
    let detail = error["detail"].as_str().unwrap();
    assert!(detail.starts_with("column `destination`: \"Atlantis\""), "{detail}");
}

/// The counted verdicts of a kind.
async fn counted(router: &axum::Router, verdict: &str) -> u64 {
    let text = ask(router, super::support::get("/metrics")).await;
    let text = String::from_utf8(text.bytes).unwrap();
    let head = format!("highfence_verdicts_total{{verdict=\"{verdict}\"}} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&head));
    line.map_or(0, |count| count.parse().unwrap())
}

#[tokio::test]
async fn verdicts_of_rows_are_counted() {
    let router = router();
    let lines = "{\"name\":\"Harmless Bakery\"}\n{\n{\"name\":\"Pine Foods\"}\n";
    ask(&router, request(Method::POST, "/v1/screen:batch", lines, &NDJSON)).await;
    assert_eq!(counted(&router, "no_license_required").await, 2);
    upload(&router, "/v1/screen:batch", &[("file", "name\nHarmless Bakery\n###\n")]).await;
    assert_eq!(counted(&router, "no_license_required").await, 3);
    assert_eq!(counted(&router, "cannot_determine").await, 1);
}

#[tokio::test]
async fn every_answer_names_what_it_rests_on() {
    let csv = "Name,Bestelltext,Größe\nHarmless Bakery,x,y\n";
    let file = upload(&router(), "/v1/screen:batch?format=csv", &[("file", csv)]).await;
    let line = request(Method::POST, "/v1/screen:batch?view=brief", "{\"name\":\"A B\"}", &NDJSON);
    let streamed = ask(&router(), line).await;
    let lists = "US-BIS-EL 2026-11-01 (20 days), US-OFAC-SDN 2026-11-18 (3 days)";
    for reply in [&file, &streamed] {
        assert_eq!(reply.header("x-highfence-lists"), lists);
        assert_eq!(reply.header("x-highfence-truncated"), "false");
        assert_eq!(
            reply.header("x-highfence-engine"),
            concat!("highfence/", env!("CARGO_PKG_VERSION"))
        );
        assert!(!reply.header("x-highfence-basis").is_empty());
        assert!(reply.headers.contains_key("x-highfence-rules"));
    }
    let columns: Value = serde_json::from_str(file.header("x-highfence-columns")).unwrap();
    assert_eq!(columns["read"], serde_json::json!([["Name", "party.name"]]));
    assert_eq!(columns["not_read"], serde_json::json!(["Bestelltext", "Größe"]));
    let mut table = csv::Reader::from_reader(file.bytes.as_slice());
    let names = table.headers().unwrap().clone();
    let row = table.records().next().unwrap().unwrap();
    let cell = |name: &str| row[names.iter().position(|known| known == name).unwrap()].to_owned();
    assert_eq!(cell("hf_lists"), lists);
    assert_eq!(cell("hf_engine"), concat!("highfence ", env!("CARGO_PKG_VERSION")));
    assert_eq!(cell("hf_line"), "2");
}

#[tokio::test]
async fn a_service_that_stops_says_which_rows_have_no_answer() {
    let service = service(settings());
    let router = highfence::http::router(&service);
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<String, std::io::Error>>(4);
    sender.send(Ok("{\"name\":\"A B\"}\n\n{\"name\":\"C D\"}\n".to_owned())).await.unwrap();
    let body = Body::from_stream(tokio_stream::wrappers::ReceiverStream::new(receiver));
    let call = request(Method::POST, "/v1/screen:batch?view=brief", body, &NDJSON);
    let response = tower::ServiceExt::oneshot(router, call).await.unwrap();
    service.stop();
    let mut parts = response.into_body().into_data_stream();
    let mut text = Vec::new();
    while let Some(part) = tokio_stream::StreamExt::next(&mut parts).await {
        match part {
            Ok(bytes) => text.extend_from_slice(&bytes),
            Err(_) => break,
        }
    }
    let answers = rows(&text);
    assert_eq!(answers.len(), 3, "{answers:?}");
    assert_eq!((&answers[2]["row"], &answers[2]["line"]), (&3.into(), &4.into()));
    let detail = answers[2]["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("stopping") && detail.contains("were not screened"), "{detail}");
    drop(sender);
}
