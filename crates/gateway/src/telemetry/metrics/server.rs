use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

use crate::app::Shared;

const CONTENT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// A monitoring system is one or two.
const MAXIMUM_CONNECTIONS: usize = 16;
const DEADLINE: Duration = Duration::from_secs(10);

/// Serves `GET /metrics`, and nothing else, until it is dropped.
pub fn serve(listener: TcpListener, app: Shared) -> impl Future<Output = ()> {
    let router = Router::new().route("/metrics", get(metrics)).with_state(app);
    async move {
        let slots = std::sync::Arc::new(tokio::sync::Semaphore::new(MAXIMUM_CONNECTIONS));
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

async fn metrics(State(app): State<Shared>) -> impl IntoResponse {
    ([(CONTENT_TYPE, CONTENT), (CACHE_CONTROL, "no-store")], app.metrics.write(&app))
}
