//! The gateway as a whole: it is built from the settings, started and stopped here.

mod assemble;
mod start_error;

pub use start_error::StartError;

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use url::Url;

use crate::background::BackgroundTasks;
use crate::components::Components;
use crate::http::metrics::{self, MetricsState};
use crate::http::router::router;
use crate::http::server::HttpServer;
use crate::worker_pool::WorkerPool;
use crate::{Clock, Settings};
use assemble::assemble;

/// A gateway that listens.
pub struct Gateway {
    local: SocketAddr,
    server: HttpServer,
    metrics_listener: Option<TcpListener>,
    components: Components,
    drain_deadline: Duration,
}

impl Gateway {
    /// Listens on the addresses, opens the ledger and the storage, and builds every component. From here on connections
    /// queue; [`Gateway::run`] serves them.
    ///
    /// # Errors
    ///
    /// An address is taken, or the ledger, the storage or TLS cannot be used.
    pub async fn bind(settings: Settings, clock: Clock) -> Result<Self, StartError> {
        let listener = listen("AKOOL_GATEWAY_LISTEN", settings.listen)?;
        let local = listener.local_addr()?;
        let metrics_listener = match settings.metrics_listen {
            Some(address) => Some(listen("AKOOL_GATEWAY_METRICS_LISTEN", address)?),
            None => None,
        };
        let public_url = settings.public_url.clone().unwrap_or_else(|| local_url(local));
        let (components, state) = assemble(&settings, &public_url, local, clock).await?;
        let server = HttpServer {
            listener,
            workers: WorkerPool::start()?,
            rate_limiters: state.rate_limiters.clone(),
            address_connections: settings.address_connections,
            head_deadline: settings.deadlines.head,
            router: router(state, settings.page_dir.as_deref()),
        };
        Ok(Self { local, server, metrics_listener, components, drain_deadline: settings.deadlines.drain })
    }

    /// The address it listens on, as a URL.
    pub fn local_url(&self) -> String {
        format!("http://{}", self.local)
    }

    /// The URL of the metrics, if they are served.
    pub fn metrics_url(&self) -> Option<String> {
        let address = self.metrics_listener.as_ref()?.local_addr().ok()?;
        Some(format!("http://{address}/metrics"))
    }

    /// Serves until `stop` completes, then lets what is under way finish.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self { server, metrics_listener, components, drain_deadline, .. } = self;
        let mut background = BackgroundTasks::start(&components);
        let Components { metrics, live, ledger, vendor, orders, stopping, .. } = components;
        let metrics_state = MetricsState { metrics, live, ledger, vendor };
        let metrics_server = metrics_listener.map(|listener| tokio::spawn(metrics::serve(listener, metrics_state)));

        let workers = server.accept_until(stop).await;

        stopping.cancel();
        // An order that is cut off here is in the ledger as sent; the next start finds out about it.
        let finished = async {
            workers.finished().await;
            orders.finished().await;
            background.finished().await;
        };
        if tokio::time::timeout(drain_deadline, finished).await.is_err() {
            tracing::warn!("some requests did not finish in time and are cut off");
        }
        if let Some(server) = metrics_server {
            server.abort();
        }
    }
}

/// Connections that may wait to be accepted; the system may allow fewer. `TcpListener::bind` has room for 128, and of a larger
/// burst some would be slow or reset.
const WAITING_CONNECTIONS: u32 = 4096;

fn listen(variable: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
    let listener = socket.and_then(|socket| {
        // As `TcpListener::bind` does: a gateway can start again while connections of the last one linger. On Windows it would
        // let two gateways have one address.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(WAITING_CONNECTIONS)
    });
    listener.map_err(|error| StartError::Listen { variable, address, error })
}

fn local_url(address: SocketAddr) -> Url {
    Url::parse(&format!("http://{address}/")).expect("an address makes a URL")
}
