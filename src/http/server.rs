//! Connections: accepted, bounded in number and time, ended with grace.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use super::limits::Limits;

/// Most bytes of the head of a request.
const HEAD_BYTES_MAX: usize = 64 << 10;

/// One listening socket with what answers on it.
pub struct Listener {
    /// The socket.
    pub socket: TcpListener,
    /// The routes.
    pub router: Router,
    /// TLS, where configured.
    pub tls: Option<TlsAcceptor>,
    /// Limits.
    pub limits: Limits,
}

/// The address of the caller, for handlers.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// `http` or `https`, for handlers that tell where they are.
#[derive(Debug, Clone, Copy)]
pub struct Scheme(pub &'static str);

/// Serves until `stop` turns true; then takes no new connection, lets running requests end within
/// the limit, and returns.
pub async fn serve(listener: Listener, mut stop: watch::Receiver<bool>) {
    let Listener { socket, router, tls, limits } = listener;
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(HEAD_BYTES_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(limits.head_time))
        .max_concurrent_streams(64)
        .max_header_list_size(32 << 10);
    let builder = Arc::new(builder);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&socket, &places) => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let (router, tls) = (router.clone(), tls.clone());
        let (builder, watcher) = (Arc::clone(&builder), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            let scheme = Scheme(if tls.is_some() { "https" } else { "http" });
            let service = hyper::service::service_fn(move |request: Request<Incoming>| {
                let mut request = request.map(axum::body::Body::new);
                request.extensions_mut().insert(Peer(peer));
                request.extensions_mut().insert(scheme);
                router.clone().oneshot(request)
            });
            let ended = match tls {
                None => {
                    let served = builder.serve_connection(TokioIo::new(stream), service);
                    watcher.watch(served.into_owned()).await
                }
                Some(tls) => {
                    let shaken = tokio::time::timeout(limits.head_time, tls.accept(stream)).await;
                    let Ok(Ok(stream)) = shaken else { return };
                    let served = builder.serve_connection(TokioIo::new(stream), service);
                    watcher.watch(served.into_owned()).await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "connection ended");
            }
        });
    }
    drop(socket);
    let waited = tokio::time::timeout(limits.shutdown_time, graceful.shutdown()).await;
    if waited.is_err() {
        tracing::warn!("some requests did not end in time and were cut off");
    }
}

type Accepted = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

/// The next connection, once there is a place for it.
async fn accept(socket: &TcpListener, places: &Arc<Semaphore>) -> Option<Accepted> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match socket.accept().await {
        Ok((stream, peer)) => {
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(error) => {
            tracing::warn!(%error, "connection not accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}
