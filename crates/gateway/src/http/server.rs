use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt as _;
use url::Url;

use crate::Clock;
use crate::Settings;
use crate::app::{App, Shared};
use crate::archive::{copy_videos, find_unwatched};
use crate::background::{hear, resolve};
use crate::capability::MAXIMUM_LIFETIME_SECONDS;
use crate::config::{explain, explain_chain};
use crate::http::connections::{self, BusyBody, Connections, Place};
use crate::http::rate_limit::Peer;
use crate::http::request_head::RequestHead;
use crate::http::router::router;
use crate::live::poll;
use crate::storage::StorageError;
use crate::telemetry::metrics;
use crate::worker_pool::WorkerPool;
use akool_ledger::LedgerError;

const SWEEP_INTERVAL: Duration = Duration::from_secs(600);
/// Between two complaints about an address that wants more connections than it may have.
const BETWEEN_COMPLAINTS: Duration = Duration::from_secs(60);

/// A gateway that listens.
pub struct Server {
    listener: TcpListener,
    local: SocketAddr,
    metrics: Option<TcpListener>,
    address_connections: Option<usize>,
    workers: WorkerPool,
    app: Shared,
    router: Router,
}

/// Why the gateway cannot start although its configuration is in order.
#[derive(Debug)]
pub enum StartError {
    /// An address cannot be listened on.
    Listen {
        /// The variable that names it.
        variable: &'static str,
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// Threads cannot be started, or a socket is not what it seems.
    Io(std::io::Error),
    /// TLS towards the vendor cannot be set up.
    Tls(String),
    /// The book in the data folder cannot be opened.
    Ledger(String),
    /// The folder or the bucket for files cannot be used.
    Storage(String),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Listen { variable, address, error } => {
                let reason = explain(error);
                write!(
                    formatter,
                    "The gateway cannot start: it cannot listen on {address}: {reason}. Change {variable}."
                )
            }
            Self::Io(error) => write!(formatter, "The gateway cannot start: {}.", explain(error)),
            Self::Ledger(problem) => {
                write!(
                    formatter,
                    "The gateway cannot start: its database cannot be used: {problem}. See DATABASE_URL, or AKOOL_GATEWAY_DATA_DIR without it."
                )
            }
            Self::Storage(problem) => {
                write!(
                    formatter,
                    "The gateway cannot start: the storage for files cannot be used: {problem}. See AKOOL_GATEWAY_S3_BUCKET and its companions, or AKOOL_GATEWAY_DATA_DIR without it."
                )
            }
            Self::Tls(problem) => write!(formatter, "The gateway cannot start: TLS cannot be set up: {problem}."),
        }
    }
}

impl std::error::Error for StartError {}

impl From<std::io::Error> for StartError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<LedgerError> for StartError {
    fn from(fault: LedgerError) -> Self {
        Self::Ledger(match fault {
            LedgerError::FolderInUse { .. } => format!(
                "{fault}; stop it, give this one a folder of its own (AKOOL_GATEWAY_DATA_DIR), or let both share a \
                 PostgreSQL database (DATABASE_URL)"
            ),
            other => explain_chain(&other),
        })
    }
}

impl From<StorageError> for StartError {
    fn from(fault: StorageError) -> Self {
        Self::Storage(fault.to_string())
    }
}

impl From<reqwest::Error> for StartError {
    fn from(error: reqwest::Error) -> Self {
        Self::Tls(error.to_string())
    }
}

impl Server {
    /// Takes the address and opens folders. From here on connections queue; [`Server::run`] serves them.
    pub async fn bind(settings: Settings, clock: Clock) -> Result<Self, StartError> {
        let listener = listen("AKOOL_GATEWAY_LISTEN", settings.listen).await?;
        let local = listener.local_addr()?;
        let metrics = match settings.metrics_listen {
            Some(address) => Some(listen("AKOOL_GATEWAY_METRICS_LISTEN", address).await?),
            None => None,
        };
        let public_url = settings.public_url.clone().unwrap_or_else(|| local_url(local));
        let app = Arc::new(App::assemble(&settings, &public_url, local, clock).await?);
        let router = router(app.clone(), settings.page_dir.as_deref());
        let address_connections = settings.address_connections;
        Ok(Self { listener, local, metrics, address_connections, workers: WorkerPool::start()?, app, router })
    }

    /// Where it listens.
    pub fn local_url(&self) -> String {
        format!("http://{}", self.local)
    }

    /// Where a monitoring system may ask, if anywhere.
    pub fn metrics_url(&self) -> Option<String> {
        let address = self.metrics.as_ref()?.local_addr().ok()?;
        Some(format!("http://{address}/metrics"))
    }

    /// Serves until `stop` completes, then lets what is under way finish.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = watch::channel(());
        let most = connections::maximum();
        let connections = Connections::new(most, self.address_connections.unwrap_or(most / 2));
        let chores = [
            tokio::spawn(sweep(self.app.clone())),
            tokio::spawn(check_key(self.app.clone())),
            tokio::spawn(poll(self.app.clone())),
            tokio::spawn(hear(self.app.clone())),
            tokio::spawn(resolve(self.app.clone())),
            tokio::spawn(find_unwatched(self.app.clone())),
        ];
        let copying = tokio::spawn(copy_videos(self.app.clone()));
        let metrics = self.metrics.map(|listener| tokio::spawn(metrics::serve(listener, self.app.clone())));
        let head_deadline = self.app.deadlines.head;

        tokio::pin!(stop);
        let mut complained_at: Option<Instant> = None;
        loop {
            let accepted = async {
                connections.room().await;
                self.listener.accept().await
            };
            let (stream, address) = tokio::select! {
                () = &mut stop => break,
                accepted = accepted => match accepted {
                    Ok(accepted) => accepted,
                    Err(_) => {
                        // Out of file descriptors, most likely: give connections time to end instead of spinning.
                        connections.make_room();
                        tokio::select! {
                            () = &mut stop => break,
                            () = tokio::time::sleep(Duration::from_millis(50)) => continue,
                        }
                    }
                },
            };
            let peer = Peer(address.ip());
            let is_trusted = self.app.trusted_proxies.trusts(peer.0.to_canonical());
            let Some(place) = connections.place(peer.0, is_trusted) else {
                if complained_at.is_none_or(|at| at.elapsed() >= BETWEEN_COMPLAINTS) {
                    complained_at = Some(Instant::now());
                    tracing::warn!(
                        "an address wants more connections than it may have; if it is a proxy, name it in AKOOL_GATEWAY_TRUSTED_PROXIES"
                    );
                }
                continue;
            };
            let Ok(stream) = stream.into_std() else { continue };
            let (router, stopped) = (self.router.clone(), stopped.clone());
            self.workers
                .give(stream, move |stream| serve(stream, peer, Arc::new(place), router, head_deadline, stopped));
        }
        drop(self.listener);
        drop(stopped);
        let _ = stopping.send(());
        self.app.stopping.cancel();
        // What is under way at the end of this is in the ledger as sent; the next start finds out about it.
        let finished = async {
            self.workers.finished().await;
            self.app.paying.close();
            self.app.paying.wait().await;
            let _ = copying.await;
        };
        if tokio::time::timeout(self.app.deadlines.drain, finished).await.is_err() {
            tracing::warn!("some requests did not finish in time and are cut off");
        }
        chores.iter().chain(&metrics).for_each(tokio::task::JoinHandle::abort);
    }
}

async fn listen(variable: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| StartError::Listen { variable, address, error })
}

/// One connection. The framework's own loop has no header timer, hence this one.
async fn serve(
    stream: TcpStream,
    peer: Peer,
    place: Arc<Place>,
    router: Router,
    head_deadline: Duration,
    mut stopped: watch::Receiver<()>,
) {
    let _ = stream.set_nodelay(true);
    let served = place.clone();
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let busy = served.busy();
        let answer = router.clone().oneshot(request);
        async move { answer.await.map(|response| response.map(|body| BusyBody::new(body, busy))) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_deadline)
        .max_headers(64)
        // Answers are small: copied behind their heads they cost one plain write.
        .writev(false)
        .serve_connection(TokioIo::new(RequestHead::new(stream)), service);
    tokio::pin!(connection);
    tokio::select! {
        // A peer that breaks off is no news.
        _ = connection.as_mut() => return,
        _ = stopped.changed() => {}
        () = place.evicted() => if !place.is_busy() {
            return;
        },
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

async fn sweep(app: Shared) {
    let mut ticks = tokio::time::interval(SWEEP_INTERVAL);
    // Files were swept when their store was opened. To count them again while the first ones come would count those twice.
    let mut is_opened_now = true;
    loop {
        ticks.tick().await;
        // Of several gateways on one book, one tidies it.
        let tidies = *app.ledger.leadership().borrow();
        if tidies
            && let Err(fault) = app.ledger.delete_expired(app.clock.now_ms(), MAXIMUM_LIFETIME_SECONDS * 1000).await
        {
            tracing::error!(%fault, "the ledger could not be tidied");
        }
        if std::mem::take(&mut is_opened_now) {
            continue;
        }
        match app.files.sweep(app.clock.now_seconds()).await {
            Ok(gone) => tracing::debug!(gone, "expired files deleted"),
            Err(fault) => tracing::error!(%fault, "expired files could not be deleted"),
        }
    }
}

/// Finds out at the start whether the key works, by a call that costs nothing, and then whenever it was refused.
async fn check_key(app: Shared) {
    if app.checks_key_at_start {
        match app.observe(app.vendor.credits().await) {
            Ok(_) => tracing::info!("the vendor takes the API key"),
            // What that means was logged just now.
            Err(fault) if fault.is_about_our_key() => {}
            Err(fault) => tracing::warn!(?fault, "whether the vendor takes the API key is not known yet"),
        }
    }
    probe_refused_key(app).await;
}

/// A load balancer sends nothing to a gateway that is not ready, so no caller would ever find out that the key works
/// again.
async fn probe_refused_key(app: Shared) {
    loop {
        app.readiness.until_refused().await;
        while !app.readiness.is_ready() {
            tokio::time::sleep(app.deadlines.key_probe).await;
            let _ = app.observe(app.vendor.credits().await);
        }
    }
}

fn local_url(address: SocketAddr) -> Url {
    Url::parse(&format!("http://{address}/")).expect("an address makes a URL")
}
