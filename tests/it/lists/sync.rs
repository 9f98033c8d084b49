//! Fetching, against a server of the test's own on the loopback address.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use highfence::lists::sources::{FetchOptions, Fetched, Validators, fetch, parse};

/// Serves the answers one after the other, and gives the requests it got.
fn serve(answers: Vec<String>) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/list.csv", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let mut requests = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut request = String::new();
            while !request.ends_with("\r\n\r\n") {
                if reader.read_line(&mut request).unwrap() == 0 {
                    break;
                }
            }
            requests.push(request.to_lowercase());
            stream.write_all(answer.as_bytes()).unwrap();
        }
        requests
    });
    (address, server)
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

fn options() -> FetchOptions {
    FetchOptions { tries: 3, pause: Duration::from_millis(1), timeout: Duration::from_secs(10) }
}

#[test]
fn a_failed_try_is_repeated_and_an_unchanged_file_is_not_sent_again() {
    let (url, server) = serve(vec![
        answer("503 Service Unavailable", "", "busy"),
        answer("200 OK", "etag: \"v1\"\r\n", "the list"),
        answer("304 Not Modified", "", ""),
    ]);
    let mut seen = 0;
    let first =
        fetch(&url, &Validators::default(), &options(), &mut |read, _| seen = read).unwrap();
    let Fetched::New(bytes, validators) = first else { panic!("a new file") };
    assert_eq!((bytes.as_slice(), seen), (b"the list".as_slice(), 8));
    assert_eq!(validators.etag.as_deref(), Some("\"v1\""));
    let second = fetch(&url, &validators, &options(), &mut |_, _| {}).unwrap();
    assert_eq!(second, Fetched::Unchanged);
    let requests = server.join().unwrap();
    assert!(requests[2].contains("if-none-match: \"v1\""), "{}", requests[2]);
}

#[test]
fn what_cannot_be_had_is_said() {
    let (url, server) = serve(vec![answer("404 Not Found", "", "nothing")]);
    let error = fetch(&url, &Validators::default(), &options(), &mut |_, _| {}).unwrap_err();
    assert!(error.contains("404"), "not worth another try: {error}");
    server.join().unwrap();
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\nhalf".to_owned();
    let (url, server) = serve(vec![cut.clone(), cut.clone(), cut]);
    let error = fetch(&url, &Validators::default(), &options(), &mut |_, _| {}).unwrap_err();
    assert!(error.contains("(try 3)"), "{error}");
    server.join().unwrap();
}

#[test]
fn a_sources_file_is_checked() {
    let error = parse("my.toml", "schema = 1\n[[source]]\nid = \"X\"\ncolour = 1\n").unwrap_err();
    assert!(error.to_string().contains("my.toml: line"), "{error}");
}
