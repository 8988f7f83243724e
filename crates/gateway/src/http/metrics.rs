//! The metrics listener: `GET /metrics`, and nothing else.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use akool_ledger::Ledger;
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

use crate::live::Live;
use crate::telemetry::metrics::{CurrentState, Metrics};
use crate::vendor::Vendor;

const CONTENT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// A monitoring system is one or two.
const MAXIMUM_CONNECTIONS: usize = 16;
const DEADLINE: Duration = Duration::from_secs(10);

/// What the metrics are read from.
#[derive(Clone)]
pub struct MetricsState {
    /// The counters.
    pub metrics: Arc<Metrics>,
    /// The open streams and the watched jobs.
    pub live: Arc<Live>,
    /// Whether the ledger is reachable.
    pub ledger: Arc<Ledger>,
    /// Whether the vendor accepts the key.
    pub vendor: Arc<Vendor>,
}

/// Serves until it is dropped.
pub fn serve(listener: TcpListener, state: MetricsState) -> impl Future<Output = ()> {
    let router = Router::new().route("/metrics", get(metrics)).with_state(state);
    async move {
        let slots = Arc::new(tokio::sync::Semaphore::new(MAXIMUM_CONNECTIONS));
        loop {
            let Ok(slot) = slots.clone().acquire_owned().await else { return };
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let service = TowerToHyperService::new(router.clone());
            tokio::spawn(async move {
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(DEADLINE)
                    .max_headers(64)
                    .keep_alive(false)
                    .serve_connection(TokioIo::new(stream), service);
                let _ = tokio::time::timeout(DEADLINE, connection).await;
                drop(slot);
            });
        }
    }
}

async fn metrics(State(state): State<MetricsState>) -> impl IntoResponse {
    let text = state.metrics.write(CurrentState {
        open_streams: state.live.streams.count(),
        watched_jobs: state.live.watches.count(),
        is_ready: state.ledger.is_reachable() && state.vendor.readiness().is_ready(),
    });
    ([(CONTENT_TYPE, CONTENT), (CACHE_CONTROL, "no-store")], text)
}
