mod chunks;
mod connections;
mod request_head;

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

use self::connections::{BusyBody, Connections, Place};
use self::request_head::RequestHead;
use crate::http::rate_limit::{Peer, RateLimiters};
use crate::worker_pool::WorkerPool;

/// Between two warnings about an address that wants more connections than it may have.
const WARNING_INTERVAL: Duration = Duration::from_secs(60);
/// After a failed accept, which most likely means that no file descriptor is free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections and serves them.
pub struct HttpServer {
    pub listener: TcpListener,
    pub workers: WorkerPool,
    pub router: Router,
    pub rate_limiters: Arc<RateLimiters>,
    /// How many connections one address may hold; half of all when absent.
    pub address_connections: Option<usize>,
    /// For a request's head, and for the pause between two requests on a connection.
    pub head_deadline: Duration,
}

impl HttpServer {
    /// Accepts connections until `stop` completes. Then the connections finish what is under way and close; the worker pool
    /// that serves them is returned.
    pub async fn accept_until(self, stop: impl Future<Output = ()>) -> WorkerPool {
        let (stopping, stopped) = watch::channel(());
        let maximum = connections::maximum();
        let connections = Connections::new(maximum, self.address_connections.unwrap_or(maximum / 2));
        let mut warned_at: Option<Instant> = None;
        tokio::pin!(stop);
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
                        // Give connections time to end instead of spinning.
                        connections.make_room();
                        tokio::select! {
                            () = &mut stop => break,
                            () = tokio::time::sleep(ACCEPT_PAUSE) => continue,
                        }
                    }
                },
            };
            let Some(place) = self.place(&connections, address, &mut warned_at) else { continue };
            let Ok(stream) = stream.into_std() else { continue };
            let (router, stopped, head_deadline) = (self.router.clone(), stopped.clone(), self.head_deadline);
            let peer = Peer(address.ip());
            self.workers
                .dispatch(stream, move |stream| serve(stream, peer, Arc::new(place), router, head_deadline, stopped));
        }
        drop(self.listener);
        drop(stopped);
        let _ = stopping.send(());
        self.workers
    }

    fn place(
        &self,
        connections: &Arc<Connections>,
        address: SocketAddr,
        warned_at: &mut Option<Instant>,
    ) -> Option<Place> {
        let is_trusted = self.rate_limiters.trusts(address.ip().to_canonical());
        let place = connections.place(address.ip(), is_trusted);
        if place.is_none() && warned_at.is_none_or(|at| at.elapsed() >= WARNING_INTERVAL) {
            *warned_at = Some(Instant::now());
            tracing::warn!(
                "an address wants more connections than it may have; if it is a proxy, name it in AKOOL_GATEWAY_TRUSTED_PROXIES"
            );
        }
        place
    }
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
