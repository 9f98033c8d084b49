//! Decision records: on disk before the answer, chained, replayable.

use std::path::PathBuf;

use highfence::audit::{Log, verify};
use highfence::http::{self, Recorder};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::support::{LISTED, ask, assert_problem, post, service, settings};

fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("highfence-records-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = std::fs::remove_file(&path);
    path
}

async fn recorded(path: &std::path::Path, number: usize) {
    let mut settings = settings();
    settings.recorder = Some(Recorder::start(Log::open(path).unwrap()));
    let router = http::router(&service(settings));
    for _ in 0..number {
        assert_eq!(ask(&router, post("/v1/screen", LISTED)).await.status, 200);
    }
    assert_problem(&ask(&router, post("/v1/screen", "{")).await, 400, "malformed");
}

#[tokio::test]
async fn every_answer_has_its_record_and_the_chain_goes_on_after_a_restart() {
    let path = file("chain.ndjson");
    recorded(&path, 3).await;
    recorded(&path, 2).await;
    let (records, breaks) = verify(&std::fs::read(&path).unwrap());
    assert_eq!((records.len(), breaks), (5, Vec::new()));
    let last = &records[4];
    assert_eq!(last.seq, 5);
    assert_eq!(last.subject.request["id"], "t1");
    assert_eq!(last.subject.valid, "2026-10-01");
    assert_eq!(last.subject.lists.len(), 2);
    assert!(records.iter().all(|r| r.subject.result_sha256 == last.subject.result_sha256));
}

#[tokio::test]
async fn every_tampering_is_found() {
    let path = file("tampered.ndjson");
    recorded(&path, 4).await;
    let bytes = std::fs::read(&path).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let joined =
        |order: &[usize]| order.iter().map(|n| format!("{}\n", lines[*n])).collect::<String>();
    for order in [&[0, 1, 3][..], &[1, 2, 3], &[1, 0, 2, 3], &[0, 1, 1, 2, 3]] {
        assert!(!verify(joined(order).as_bytes()).1.is_empty(), "{order:?}");
    }
    for at in (0..bytes.len()).step_by(3) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(!verify(&changed).1.is_empty(), "byte {at} may be changed");
    }
    std::fs::write(&path, joined(&[0, 2, 3])).unwrap();
    assert!(Log::open(&path).is_err(), "a broken log is written on");
}

#[tokio::test]
async fn a_line_cut_off_by_a_crash_is_removed_and_nothing_else() {
    let path = file("torn.ndjson");
    recorded(&path, 2).await;
    let mut bytes = std::fs::read(&path).unwrap();
    let whole = bytes.len();
    bytes.extend_from_slice(b"{\"seq\":3,\"prev\"");
    std::fs::write(&path, &bytes).unwrap();
    drop(Log::open(&path).unwrap());
    assert_eq!(std::fs::read(&path).unwrap().len(), whole);
    recorded(&path, 1).await;
    assert_eq!(verify(&std::fs::read(&path).unwrap()).0.len(), 3);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn without_a_record_there_is_no_answer() {
    // Every write to this device fails as on a full disk.
    let full = std::path::Path::new("/dev/full");
    let Ok(log) = Log::open_unread(full) else { panic!("no /dev/full") };
    let mut settings = settings();
    settings.recorder = Some(Recorder::start(log));
    let service = service(settings);
    let router = http::router(&service);
    for (path, body) in [("/v1/screen", LISTED), ("/v1/match", r#"{"name":"Bogdan Kovalenkin"}"#)] {
        assert_problem(&ask(&router, post(path, body)).await, 503, "unavailable");
    }
    // A stream of rows has begun before the disk is asked: it breaks off, and says so.
    let row = LISTED.replace('\n', " ");
    let response = router.clone().oneshot(post("/v1/screen:batch", row)).await.unwrap();
    let mut body = response.into_body();
    let (mut text, mut broken) = (Vec::new(), false);
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => text.extend_from_slice(frame.data_ref().unwrap()),
            Err(_) => broken = true,
        }
    }
    let text = String::from_utf8(text).unwrap();
    assert!(broken && text.contains("could not be recorded"), "{text}");
    assert!(!text.contains("\"screened\""), "{text}");
    // The service's own canaries decide nothing and need no record.
    assert_eq!(http::canary::round(&service, &router).await, Vec::<String>::new());
}
