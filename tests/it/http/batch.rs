//! Many rows: streamed, in order, each with its own answer; and files.

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;

use super::support::{LISTED, ask, assert_problem, request, router};

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
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[("file", "")], "no row"),
        (&[("file", "a,b\n1,2\n")], "no column holds the name"),
        (&[("wrong", "x")], "`wrong`"),
        (
            &[("file", "name\nA B\n"), ("mapping", "[columns]\nnone = \"party.name\"")],
            "no column `none`",
        ),
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
