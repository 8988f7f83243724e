use std::fmt;
use std::io;
use std::net::SocketAddr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderValue, Uri};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use percent_encoding::percent_decode_str;
use tokio::net::TcpStream;
use tower::Service as _;
use url::Url;

use crate::loopback::is_plainly_private;

/// A proxy that the operator names, and through which https connections to the internet are tunnelled (`CONNECT`). TLS runs
/// through the tunnel, so the proxy sees host names and no key. `Debug` shows nothing of it, because it may hold a password.
#[derive(Clone)]
pub struct HttpsProxy {
    url: Url,
    address: Uri,
    authorization: Option<HeaderValue>,
}

impl fmt::Debug for HttpsProxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HttpsProxy(…)")
    }
}

impl HttpsProxy {
    /// Reads `http://user:password@host:port`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, as a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        const FORM: &str = "Use the form http://user:password@host:port; user and password may be absent.";
        let url = Url::parse(text).map_err(|_| format!("It is not a URL. {FORM}"))?;
        let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        let host = url.host_str().filter(|_| is_bare && url.scheme() == "http").ok_or(FORM)?;
        let port = url.port_or_known_default().unwrap_or(80);
        let address = format!("http://{host}:{port}").parse().map_err(|_| FORM)?;
        let authorization = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) => {
                let decoded = |text| percent_decode_str(text).collect::<Vec<u8>>();
                let pair = [decoded(user), decoded(password.unwrap_or_default())].join(&b':');
                let value = format!("Basic {}", BASE64_STANDARD.encode(pair));
                let mut value = HeaderValue::from_str(&value).map_err(|_| FORM)?;
                value.set_sensitive(true);
                Some(value)
            }
        };
        Ok(Self { url, address, authorization })
    }

    /// A connector that asks this proxy for a tunnel.
    pub fn tunnel(&self, connector: HttpConnector) -> Tunnel<HttpConnector> {
        let tunnel = Tunnel::new(self.address.clone(), connector);
        match &self.authorization {
            Some(authorization) => tunnel.with_auth(authorization.clone()),
            None => tunnel,
        }
    }

    /// A tunnel to exactly this address.
    ///
    /// # Errors
    ///
    /// The proxy cannot be reached, or refuses.
    pub async fn connect(&self, address: SocketAddr) -> io::Result<TcpStream> {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        let target = format!("https://{address}").parse::<Uri>().map_err(io::Error::other)?;
        let stream = self.tunnel(connector).call(target).await.map_err(io::Error::other)?;
        Ok(stream.into_inner())
    }
}

/// Configures a client for one server: through the proxy if there is one and the server is not on a private network, and
/// never through a proxy of the environment.
pub fn direct_or(
    builder: reqwest::ClientBuilder,
    proxy: Option<&HttpsProxy>,
    server: Option<&Url>,
) -> reqwest::ClientBuilder {
    let builder = builder.no_proxy();
    let is_private = server.is_some_and(is_plainly_private);
    match proxy.filter(|_| !is_private).and_then(|proxy| reqwest::Proxy::https(proxy.url.clone()).ok()) {
        Some(proxy) => builder.proxy(proxy),
        None => builder,
    }
}
