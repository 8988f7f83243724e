use std::error::Error;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower::Service;

use crate::HttpsProxy;

/// Connects directly, or for https through the operator's proxy.
#[derive(Clone)]
pub struct Connector {
    http: HttpConnector,
    tunnel: Option<Tunnel<HttpConnector>>,
}

impl Connector {
    /// Plain http never goes through the proxy, which would see the key.
    pub fn new(http: HttpConnector, proxy: Option<&HttpsProxy>) -> Self {
        Self { tunnel: proxy.map(|proxy| proxy.tunnel(http.clone())), http }
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = Box<dyn Error + Send + Sync>;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.http.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        match &mut self.tunnel {
            Some(tunnel) if target.scheme() == Some(&Scheme::HTTPS) => {
                let connecting = tunnel.call(target);
                Box::pin(async move { Ok(connecting.await?) })
            }
            _ => {
                let connecting = self.http.call(target);
                Box::pin(async move { Ok(connecting.await?) })
            }
        }
    }
}
