//! TLS and client certificates on the loopback.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use highfence::http::{self, server, tls};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::support::{service, settings};

struct Files {
    folder: PathBuf,
}

impl Files {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// An authority, a certificate for `localhost` and one for a caller, all of this run.
fn certificates() -> Files {
    let folder = std::env::temp_dir().join(format!("highfence-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let files = Files { folder };
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    std::fs::write(files.path("ca.pem"), authority.pem()).unwrap();
    for name in ["localhost", "caller"] {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let signed = params.signed_by(&key, &authority).unwrap();
        std::fs::write(files.path(&format!("{name}.pem")), signed.pem()).unwrap();
        std::fs::write(files.path(&format!("{name}.key")), key.serialize_pem()).unwrap();
    }
    files
}

fn chain(path: &Path) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_file_iter(path).unwrap().map(Result::unwrap).collect()
}

/// Asks `/healthz` over TLS; an empty text where the connection is refused.
async fn ask(address: std::net::SocketAddr, files: &Files, with_certificate: bool) -> String {
    let mut roots = RootCertStore::empty();
    for certificate in chain(&files.path("ca.pem")) {
        roots.add(certificate).unwrap();
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = if with_certificate {
        let key = PrivateKeyDer::from_pem_file(files.path("caller.key")).unwrap();
        builder.with_client_auth_cert(chain(&files.path("caller.pem")), key).unwrap()
    } else {
        builder.with_no_client_auth()
    };
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let Ok(mut stream) = TlsConnector::from(Arc::new(config)).connect(name, stream).await else {
        return String::new();
    };
    let request =
        b"GET /reconcile/default HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    if stream.write_all(request).await.is_err() {
        return String::new();
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn tls_serves_and_client_certificates_are_demanded_where_asked() {
    let files = certificates();
    for demand in [false, true] {
        let authority = files.path("ca.pem");
        let acceptor = tls::acceptor(
            &files.path("localhost.pem"),
            &files.path("localhost.key"),
            demand.then_some(authority.as_path()),
        )
        .unwrap();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let service = service(settings());
        let (_stop, stopped) = watch::channel(false);
        let router = http::router(&service);
        let listener =
            server::Listener { socket, router, tls: Some(acceptor), limits: service.limits };
        tokio::spawn(server::serve(listener, stopped));
        let known = ask(address, &files, true).await;
        assert!(known.starts_with("HTTP/1.1 200 "), "{demand}: {known}");
        assert!(known.contains("\"https://localhost/entities/\""), "{known}");
        let bare = ask(address, &files, false).await;
        assert_eq!(bare.starts_with("HTTP/1.1 200 "), !demand, "{demand}: {bare}");
    }
}

#[test]
fn damaged_certificates_are_refused_by_name() {
    let files = certificates();
    let missing = files.path("none.pem");
    let key = files.path("localhost.key");
    let error = tls::acceptor(&missing, &key, None).err().unwrap();
    assert!(error.contains("none.pem"), "{error}");
    let error = tls::acceptor(&files.path("localhost.pem"), &files.path("ca.pem"), None).err();
    assert!(error.unwrap().contains("ca.pem"));
}
