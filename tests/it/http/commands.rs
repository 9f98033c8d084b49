//! The program as a user starts it: a batch that was cut off, records that replay, and what is left
//! of a service that is killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use highfence::audit::{Asked, verify};
use serde_json::Value;

/// A few list entries.
const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/http/list.toml");

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_highfence"));
    command.stdin(Stdio::null());
    command
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("highfence-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn batch(input: &Path, output: &Path, more: &[&str]) -> Output {
    let mut command = program();
    command.args(["screen", "--exit-zero", "--only-lists", LIST, "--batch"]).arg(input);
    command.arg("-o").arg(output).args(more).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_batch_that_was_cut_off_goes_on_where_it_ended() {
    let folder = folder("resume");
    let (input, output) = (folder.join("in.csv"), folder.join("out.ndjson"));
    let part = folder.join("out.ndjson.part");
    let names: String = (0..20).map(|n| format!("Alder Optics {n},DE\n")).collect();
    std::fs::write(&input, format!("name,country\nVTB Bank,RU\n{names}")).unwrap();
    let whole = batch(&input, &output, &[]);
    assert!(whole.status.success(), "{}", said(&whole));
    let wanted = std::fs::read(&output).unwrap();
    assert!(!part.exists());

    // Where OUT cannot be put in place, the part file is left: as if the end had come just before.
    std::fs::remove_file(&output).unwrap();
    std::fs::create_dir(&output).unwrap();
    assert!(!batch(&input, &output, &[]).status.success());
    let kept = std::fs::read_to_string(&part).unwrap();
    std::fs::remove_dir(&output).unwrap();
    let lines: Vec<&str> = kept.lines().collect();
    assert_eq!(lines.len(), 22, "the basis, and one line for every row");

    // Eight answers and half of the ninth; the eighth is marked, to tell it from one made anew.
    let marked = lines[8].replace("\"id\":null", "\"id\":\"kept\"");
    assert_ne!(marked, lines[8]);
    let half = &lines[9][..lines[9].len() / 2];
    let cut = format!("{}\n{marked}\n{half}", lines[..8].join("\n"));
    std::fs::write(&part, &cut).unwrap();
    let rest = batch(&input, &output, &["--resume"]);
    assert!(rest.status.success(), "{}", said(&rest));
    assert!(said(&rest).contains("8 rows were answered before"), "{}", said(&rest));
    assert!(!part.exists());
    // But for the mark, the bytes are those of a batch that was not cut off.
    let text = std::fs::read_to_string(&output).unwrap();
    assert_eq!(text.matches("\"id\":\"kept\"").count(), 1);
    assert_eq!(text.replace("\"id\":\"kept\"", "\"id\":null").as_bytes(), wanted);

    // Another file is another batch.
    std::fs::write(&part, &cut).unwrap();
    std::fs::write(&input, format!("name,country\n{names}")).unwrap();
    let other = batch(&input, &output, &["--resume"]);
    assert_eq!(other.status.code(), Some(3), "{}", said(&other));
    assert!(said(&other).contains("was made from another"), "{}", said(&other));
}

/// A service of its own process.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(records: &Path) -> Self {
        let mut child = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--only-lists", LIST, "--records"])
            .arg(records)
            .env("HIGHFENCE_LOG", "error")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert!(lines.read_line(&mut line).unwrap() > 0, "the service did not start");
            if let Some(address) = line.trim().strip_prefix("listening on http://") {
                break address.to_owned();
            }
        };
        thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self { child, address }
    }

    fn post(&self, path: &str, body: &str) -> Option<(u16, String)> {
        post(&self.address, path, body)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status and body of an answer that came whole.
fn post(address: &str, path: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len()).ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, body.to_owned()))
}

fn shipment(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","kind":"export","date":"2026-10-01","ship_from":"US","destination":"DE",
        "parties":[{{"name":"VTB Bank","role":"end_user","country":"RU"}}],
        "items":[{{"description":"Ball bearings","eccn":"EAR99"}}]}}"#
    )
}

fn replay(records: &Path, more: &[&str]) -> (Option<i32>, Value) {
    let output = program().args(["replay", "--format", "json"]).arg(records).args(more).output();
    let output = output.unwrap();
    let answer = serde_json::from_slice(&output.stdout);
    (output.status.code(), answer.unwrap_or_else(|error| panic!("{error}: {}", said(&output))))
}

#[test]
fn records_of_screenings_rows_and_searches_replay() {
    let folder = folder("replay");
    let records = folder.join("decisions.ndjson");
    {
        let service = Running::start(&records);
        let (status, _) = service.post("/v1/screen", &shipment("one")).unwrap();
        assert_eq!(status, 200);
        let rows = format!(
            "{}\n{{oops\n{}\n",
            r#"{"id":"r1","name":"Arkady Rotenberg"}"#, r#"{"id":"r2","name":"Alder Optics"}"#
        );
        let (status, text) = service.post("/v1/screen:batch?view=brief", &rows).unwrap();
        assert_eq!((status, text.matches("\"status\":\"screened\"").count()), (200, 2), "{text}");
        let search = r#"{"queries":[{"name":"VTB Bank"},{"name":"Alder Optics"}],"limit":3}"#;
        assert_eq!(service.post("/v1/match?as_of=2026-01-05", search).unwrap().0, 200);
        assert_eq!(service.post("/v1/match", r#"{"name":"Alder Optics"}"#).unwrap().0, 200);
        assert_eq!(service.post("/v1/match", "{").unwrap().0, 400);
    }
    let bytes = std::fs::read(&records).unwrap();
    let (kept, breaks) = verify(&bytes);
    assert_eq!(breaks, Vec::new());
    let told: Vec<(Asked, &str)> =
        kept.iter().map(|record| (record.subject.asked, record.subject.verdict.as_str())).collect();
    assert_eq!(told.len(), 5, "a bad row and a bad call are no decisions: {told:?}");
    assert_eq!(told[3..], [(Asked::Match, "matched"), (Asked::Match, "not_matched")]);
    assert_eq!(kept[1].subject.request["parties"][0]["name"], "Arkady Rotenberg");
    assert_eq!(kept[3].subject.valid, "2026-01-05");

    let (code, answer) = replay(&records, &["--only-lists", LIST]);
    assert_eq!((code, &answer["summary"]["same"]), (Some(0), &Value::from(5)), "{answer}");
    assert_eq!(answer["summary"]["last"], kept[4].hash);

    // Other lists are told from another verdict.
    let other = folder.join("other.toml");
    let text = std::fs::read_to_string(LIST).unwrap().replace("VTB BANK OAO", "VTB OAO");
    std::fs::write(&other, text.replace("BANK VTB OAO", "BANK VTB")).unwrap();
    let (code, answer) = replay(&records, &["--only-lists", other.to_str().unwrap()]);
    assert_eq!(code, Some(3));
    let words: Vec<&Value> =
        answer["findings"].as_array().unwrap().iter().map(|f| &f["outcome"]).collect();
    assert_eq!(words, vec!["other_basis"; 5], "{answer}");

    // A verdict changed in the file breaks the chain, and does not replay.
    let text = String::from_utf8(bytes).unwrap();
    let first = &kept[0].subject.result_sha256;
    std::fs::write(&records, text.replace(first.as_str(), &"0".repeat(64))).unwrap();
    let (code, answer) = replay(&records, &["--only-lists", LIST]);
    assert_eq!(code, Some(3));
    assert_eq!(
        (&answer["summary"]["broken"], &answer["summary"]["different"]),
        (&1.into(), &1.into())
    );
    let (code, answer) = replay(&records, &["--verify"]);
    assert_eq!((code, &answer["summary"]["different"]), (Some(3), &Value::from(0)));
}

/// Kills the service while calls run; every call that was answered has its record.
#[test]
fn no_answer_is_lost_to_a_kill() {
    let rounds = if std::env::var_os("HIGHFENCE_SLOW").is_some() { 100 } else { 2 };
    let records = folder("killed").join("decisions.ndjson");
    let mut answered = Vec::new();
    for round in 0..rounds {
        let mut service = Running::start(&records);
        let (begun, address) = (Arc::new(AtomicUsize::new(0)), service.address.clone());
        let asking: Vec<_> = (0..3)
            .map(|thread| {
                let (begun, address) = (Arc::clone(&begun), address.clone());
                thread::spawn(move || {
                    let mut known = Vec::new();
                    for number in 0..1_000 {
                        let id = format!("{round}-{thread}-{number}");
                        match post(&address, "/v1/screen", &shipment(&id)) {
                            Some((200, _)) => known.push(id),
                            _ => break,
                        }
                        begun.fetch_add(1, Ordering::SeqCst);
                    }
                    known
                })
            })
            .collect();
        while begun.load(Ordering::SeqCst) < 5 + round % 7 {
            thread::sleep(Duration::from_millis(1));
        }
        service.child.kill().unwrap();
        for one in asking {
            answered.extend(one.join().unwrap());
        }
    }
    // The next start removes a line that was cut off, and nothing else.
    drop(Running::start(&records));
    let (kept, breaks) = verify(&std::fs::read(&records).unwrap());
    assert_eq!(breaks, Vec::new());
    let kept: std::collections::BTreeSet<&str> =
        kept.iter().filter_map(|record| record.subject.request["id"].as_str()).collect();
    assert!(answered.len() >= rounds * 5);
    let lost: Vec<&String> = answered.iter().filter(|id| !kept.contains(id.as_str())).collect();
    assert_eq!(lost, Vec::<&String>::new());
    println!("{} answers in {rounds} rounds, none without its record", answered.len());
}
