//! Connections to the vendor, by hyper-util's client.
//!
//! # Why no other client
//!
//! Three were measured with callgrind in one build of the `dist` profile, over 16 connections:
//!
//! | client | instructions of a poll in the gateway |
//! |---|--:|
//! | this one, which starts a task for each request | 153 500 |
//! | `hyper::client::conn::http1` with a pool of its own, driven by the request that uses it | 144 600 |
//! | HTTP/2 with prior knowledge, one connection for each worker | 164 800 |
//!
//! The system calls of a poll are the same over HTTP/1, and take a third of its processor time. Over 32 connections, on a machine
//! that others used too, the processor time was 109.5 µs with this client and 109.1 µs with the pool (medians of 21 turns): no
//! gain was seen that would pay for 120 more lines where credits are spent. With HTTP/2 it was 143 µs, and 135 µs with this
//! client (9 turns), a difference within the noise. A connection that breaks would leave every create on it unknown.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;

use super::VendorError;
use super::connector::Connector;
use crate::HttpsProxy;

/// No honest answer of this family comes near it.
const MAXIMUM_ANSWER_BYTES: usize = 1024 * 1024;
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
/// Shorter than servers keep idle connections, so that none is closed just as a create goes out on it.
const KEPT_IDLE: Duration = Duration::from_secs(15);

/// Connections to the vendor, kept and used again. It follows no redirects, which would carry the key to any host that one
/// names. It uses no proxy of the environment; one that the operator names gets a tunnel with TLS inside.
pub struct Transport {
    client: legacy::Client<HttpsConnector<Connector>, Full<Bytes>>,
    deadline: Duration,
}

/// An answer, all of it.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// What the system's roots vouch for.
pub fn tls_settings() -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_platform_verifier())
        .map_err(|error| error.to_string())?;
    Ok(builder.with_no_client_auth())
}

impl Transport {
    /// `is_plain` allows http. The settings have checked for which hosts.
    pub fn new(tls: &ClientConfig, is_plain: bool, proxy: Option<&HttpsProxy>, deadline: Duration) -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(CONNECT_DEADLINE.min(deadline)));
        let builder = HttpsConnectorBuilder::new().with_tls_config(tls.clone());
        let builder = if is_plain { builder.https_or_http() } else { builder.https_only() };
        let client = legacy::Client::builder(TokioExecutor::new())
            // Only what no byte of was written: a kept connection that the other side has closed meanwhile. Nothing else is
            // ever sent a second time, because money moves once.
            .retry_canceled_requests(true)
            // Requests are small: copied behind their heads they cost one plain write.
            .http1_writev(false)
            .pool_idle_timeout(KEPT_IDLE)
            .pool_timer(TokioTimer::new())
            .build(builder.enable_http1().wrap_connector(Connector::new(http, proxy)));
        Self { client, deadline }
    }

    /// Sends once and reads the answer, capped, within the deadline.
    pub async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Answer, VendorError> {
        let exchange = async {
            let response = self.client.request(request).await.map_err(|error| match error.is_connect() {
                true => VendorError::Unreachable,
                false => VendorError::ConnectionLost,
            })?;
            let (head, mut incoming) = response.into_parts();
            let mut body = Vec::new();
            while let Some(frame) = incoming.frame().await {
                let Ok(chunk) = frame.map_err(|_| VendorError::ConnectionLost)?.into_data() else { continue };
                if body.len() + chunk.len() > MAXIMUM_ANSWER_BYTES {
                    return Err(VendorError::InvalidResponse);
                }
                body.extend_from_slice(&chunk);
            }
            Ok(Answer { status: head.status, headers: head.headers, body })
        };
        tokio::time::timeout(self.deadline, exchange).await.unwrap_or(Err(VendorError::Timeout))
    }
}
