//! Real sockets on the loopback: slow senders, idle connections, the end with grace.

use std::time::Duration;

use highfence::http::{self, server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::support::{LISTED, service, settings};

struct Running {
    address: std::net::SocketAddr,
    stop: watch::Sender<bool>,
    ended: JoinHandle<()>,
}

async fn start(settings: http::Settings) -> Running {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let service = service(settings);
    let (stop, stopped) = watch::channel(false);
    let router = http::router(&service);
    let listener = server::Listener { socket, router, tls: None, limits: service.limits };
    Running { address, stop, ended: tokio::spawn(server::serve(listener, stopped)) }
}

/// Sends `head` and `body`, and reads until the service closes the connection.
async fn exchange(address: std::net::SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

fn screening() -> String {
    format!(
        "POST /v1/screen HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{LISTED}",
        LISTED.len()
    )
}

#[tokio::test]
async fn a_body_that_does_not_come_is_answered_and_ended() {
    let mut settings = settings();
    settings.limits.body_time = Duration::from_millis(50);
    let running = start(settings).await;
    let head =
        "POST /v1/screen HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\nconnection: close\r\n\r\n{";
    let answer = exchange(running.address, head).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("urn:highfence:problem:slow-request"), "{answer}");
}

#[tokio::test]
async fn a_head_that_does_not_come_ends_the_connection() {
    let mut settings = settings();
    settings.limits.head_time = Duration::from_millis(50);
    let running = start(settings).await;
    let answer = exchange(running.address, "POST /v1/screen HTTP/1.1\r\nhost:").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[tokio::test]
async fn idle_and_slow_connections_do_not_keep_others_from_an_answer() {
    // HIGHFENCE_SLOW asks for as many as the service is held to; they need 4,000 open files.
    let count = if std::env::var_os("HIGHFENCE_SLOW").is_some() { 2_000 } else { 200 };
    let running = start(settings()).await;
    let mut held = Vec::new();
    for number in 0..count {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        if number % 2 == 0 {
            stream
                .write_all(b"POST /v1/screen HTTP/1.1\r\ncontent-length: 9\r\n\r\n{")
                .await
                .unwrap();
        }
        held.push(stream);
    }
    for _ in 0..20 {
        let answer = exchange(running.address, &screening()).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
}

#[tokio::test]
async fn a_running_request_ends_before_the_service_does() {
    let running = start(settings()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let text = screening();
    let (first, rest) = text.split_at(text.len() - 10);
    stream.write_all(first.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    running.stop.send(true).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(TcpStream::connect(running.address).await.is_err(), "takes new connections");
    stream.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    running.ended.await.unwrap();
}

#[tokio::test]
async fn a_body_announced_as_too_large_is_refused_before_it_comes() {
    let running = start(settings()).await;
    for path in ["/v1/screen", "/v1/match", "/match/default"] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 999999999\r\nexpect: 100-continue\r\n\
             connection: close\r\n\r\n"
        );
        // Nothing of the body is sent: a service that waits for it does not answer.
        let answer = tokio::time::timeout(Duration::from_secs(5), exchange(running.address, &head));
        let answer = answer.await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
    }
}
