use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _, stream};
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, HOST, TRANSFER_ENCODING, USER_AGENT};
use http::{Request, Response};
use http_body_util::{BodyDataStream, BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_util::task::AbortOnDropHandle;
use url::{Host, Url};

use super::Network;
use super::address::is_public;
use crate::loopback::is_loopback_url;
use crate::media::MediaType;
use crate::vendor::tls_settings;

const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
/// For the response head, and between two pieces of the body.
const READ_DEADLINE: Duration = Duration::from_secs(30);
/// Enough to recognise a video.
const SNIFF_BYTES: usize = 16;
const OUR_NAME: &str = concat!("akool-gateway/", env!("CARGO_PKG_VERSION"));

/// Why a video is not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Its URL is not like those of results: https, the default port, and no user name.
    #[error("its URL is not like those of results")]
    Url,
    /// The host has an address that is not on the public internet.
    #[error("its host has an address that is not on the public internet")]
    PrivateAddress,
    /// The host cannot be reached, or the connection broke.
    #[error("its host cannot be reached, or the connection broke")]
    Network,
    /// The response is not a complete file.
    #[error("its host did not respond with a complete file")]
    Response,
    /// The file is not a video.
    #[error("the file is not a video")]
    NotAVideo,
}

/// Fetches finished videos.
///
/// Their URLs come from the vendor's responses, so an attacker who can change a response, or DNS, chooses the host. Therefore
/// the name is resolved once, all its addresses must be public, and the connection goes to one of these addresses. There are
/// no redirects, no proxy that judges addresses for us, no retries, and no credentials.
///
/// This is hyper and not reqwest with a resolver of our own: reqwest does not resolve literal addresses, so they would need a
/// second check elsewhere, and it gives no access to the connection, so no test could prove which address it goes to.
pub struct Fetcher {
    network: Arc<dyn Network>,
    tls: Arc<ClientConfig>,
    /// Whether the vendor is a simulator on this machine, whose videos are on this machine, too.
    allows_loopback: bool,
    /// Hosts that the operator has listed for plain http, if the vendor is a simulator on one of them.
    plain_http_hosts: Vec<String>,
}

/// A video that is being received.
pub struct Video {
    head: Option<Bytes>,
    rest: BodyDataStream<Incoming>,
    _connection: AbortOnDropHandle<()>,
}

impl Fetcher {
    /// With TLS that trusts the certificates of the system.
    pub fn new(
        network: Arc<dyn Network>,
        allows_loopback: bool,
        plain_http_hosts: Vec<String>,
    ) -> Result<Self, String> {
        let mut tls = tls_settings()?;
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { network, tls: Arc::new(tls), allows_loopback, plain_http_hosts })
    }

    /// Starts to fetch a video. Its first bytes have been checked.
    ///
    /// # Errors
    ///
    /// See [`FetchError`].
    pub async fn fetch(&self, url: &Url) -> Result<Video, FetchError> {
        let plan = self.plan(url)?;
        let address = self.resolve(&plan).await?;
        let connecting = tokio::time::timeout(CONNECT_DEADLINE, self.network.connect(address)).await;
        let stream = connecting.ok().and_then(Result::ok).ok_or(FetchError::Network)?;
        let (response, connection) = match &plan.tls_name {
            None => request(stream, url).await?,
            Some(name) => {
                let handshake = TlsConnector::from(self.tls.clone()).connect(name.clone(), stream);
                let handshake = tokio::time::timeout(CONNECT_DEADLINE, handshake).await;
                request(handshake.ok().and_then(Result::ok).ok_or(FetchError::Network)?, url).await?
            }
        };
        check(&response)?;
        let mut rest = response.into_body().into_data_stream();
        let mut head = BytesMut::new();
        while head.len() < SNIFF_BYTES {
            head.extend_from_slice(&next(&mut rest).await.ok_or(FetchError::NotAVideo)??);
        }
        if !MediaType::is_video(&head) {
            return Err(FetchError::NotAVideo);
        }
        Ok(Video { head: Some(head.freeze()), rest, _connection: connection })
    }

    fn plan<'a>(&self, url: &'a Url) -> Result<Plan<'a>, FetchError> {
        let is_bare = url.username().is_empty() && url.password().is_none();
        let host = url.host().filter(|_| is_bare).ok_or(FetchError::Url)?;
        match url.scheme() {
            "https" if url.port().is_none() => {
                let name = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
                let tls_name = ServerName::try_from(name).map_err(|_| FetchError::Url)?;
                Ok(Plan { host, port: 443, tls_name: Some(tls_name), is_allowed: is_public })
            }
            "http" if self.allows_loopback && is_loopback_url(url) => {
                Ok(Plan { host, port: url.port().unwrap_or(80), tls_name: None, is_allowed: is_loopback })
            }
            "http" if self.plain_http_hosts.iter().any(|listed| Some(listed.as_str()) == url.host_str()) => {
                Ok(Plan { host, port: url.port().unwrap_or(80), tls_name: None, is_allowed: |_| true })
            }
            _ => Err(FetchError::Url),
        }
    }

    /// The address to connect to. A name with a single private address is refused, since public hosts have none.
    async fn resolve(&self, plan: &Plan<'_>) -> Result<SocketAddr, FetchError> {
        let addresses = match plan.host {
            Host::Ipv4(address) => vec![SocketAddr::new(address.into(), plan.port)],
            Host::Ipv6(address) => vec![SocketAddr::new(address.into(), plan.port)],
            Host::Domain(name) => {
                let resolving = tokio::time::timeout(CONNECT_DEADLINE, self.network.resolve(name, plan.port)).await;
                resolving.ok().and_then(Result::ok).ok_or(FetchError::Network)?
            }
        };
        if addresses.iter().any(|address| !(plan.is_allowed)(address.ip())) {
            return Err(FetchError::PrivateAddress);
        }
        // Many machines have no IPv6 route to the internet.
        let chosen = addresses.iter().find(|address| address.is_ipv4()).or(addresses.first());
        chosen.copied().ok_or(FetchError::Network)
    }
}

struct Plan<'a> {
    host: Host<&'a str>,
    port: u16,
    tls_name: Option<ServerName<'static>>,
    is_allowed: fn(IpAddr) -> bool,
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

async fn request<S>(stream: S, url: &Url) -> Result<(Response<Incoming>, AbortOnDropHandle<()>), FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|_| FetchError::Network)?;
    let connection = AbortOnDropHandle::new(tokio::spawn(async move {
        let _ = connection.await;
    }));
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = Request::get(&url[url::Position::BeforePath..url::Position::AfterQuery])
        .header(HOST, authority)
        .header(ACCEPT, "video/mp4, */*;q=0.1")
        .header(USER_AGENT, OUR_NAME)
        .body(Empty::<Bytes>::new())
        .map_err(|_| FetchError::Url)?;
    let asking = tokio::time::timeout(READ_DEADLINE, sender.send_request(request)).await;
    let response = asking.ok().and_then(Result::ok).ok_or(FetchError::Network)?;
    Ok((response, connection))
}

/// Accepts a complete file whose end can be detected.
fn check(response: &Response<Incoming>) -> Result<(), FetchError> {
    let headers = response.headers();
    let has_end = headers.contains_key(CONTENT_LENGTH) || headers.contains_key(TRANSFER_ENCODING);
    let is_plain = headers.get(CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
    if response.status() == 200 && has_end && is_plain { Ok(()) } else { Err(FetchError::Response) }
}

async fn next(pieces: &mut BodyDataStream<Incoming>) -> Option<Result<Bytes, FetchError>> {
    match tokio::time::timeout(READ_DEADLINE, pieces.next()).await {
        Ok(piece) => piece.map(|piece| piece.map_err(|_| FetchError::Network)),
        Err(_) => Some(Err(FetchError::Network)),
    }
}

impl Video {
    /// All bytes of the video.
    pub fn into_pieces(self) -> impl Stream<Item = Result<Bytes, FetchError>> {
        stream::unfold(self, |mut video| async move {
            let piece = match video.head.take() {
                Some(head) => Some(Ok(head)),
                None => next(&mut video.rest).await,
            };
            piece.map(|piece| (piece, video))
        })
    }
}

#[cfg(test)]
mod tests;
