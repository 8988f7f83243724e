use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::NamedTempFile;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A certificate for some hosts that no system trusts, and servers that have it.
pub struct TlsServer {
    acceptor: TlsAcceptor,
    root: NamedTempFile,
}

impl TlsServer {
    pub fn for_hosts(hosts: &[&str]) -> Self {
        let hosts: Vec<String> = hosts.iter().map(ToString::to_string).collect();
        let made = rcgen::generate_simple_self_signed(hosts).expect("a certificate");
        let root = NamedTempFile::new().expect("a file");
        std::fs::write(root.path(), made.cert.pem()).expect("it can be written");
        let certificate = CertificateDer::from(made.cert.der().to_vec());
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![certificate], key))
            .expect("a certificate with its key");
        Self { acceptor: TlsAcceptor::from(Arc::new(config)), root }
    }

    /// For `SSL_CERT_FILE`: a program that reads it trusts the certificate.
    pub fn root(&self) -> &str {
        self.root.path().to_str().expect("text")
    }

    /// Ends TLS before a plain server, and gives the port on loopback.
    pub async fn before(&self, url: &str) -> u16 {
        let target = url.strip_prefix("http://").expect("an http URL").split('/').next().expect("a host").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let acceptor = self.acceptor.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (acceptor, target) = (acceptor.clone(), target.clone());
                tokio::spawn(async move {
                    let Ok(mut near) = acceptor.accept(near).await else { return };
                    let Ok(mut far) = TcpStream::connect(target).await else { return };
                    let _ = copy_bidirectional(&mut near, &mut far).await;
                });
            }
        });
        port
    }
}
