use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{body::Body, http::HeaderMap};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinSet,
};

use super::dispatch::dispatch;
use crate::{
    fault::{FaultAnswer, Observation},
    http::{BreakableStream, ConnectionHandle, Disconnect},
    route::Route,
    sessions::Sessions,
};

const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// Connections that may wait to be accepted; the system may allow fewer. Many tests begin at once.
const WAITING_CONNECTIONS: u32 = 4096;

/// Listens on an address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A simulator can start again while connections of the last one linger. On Windows it would let two have one address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING_CONNECTIONS)
}

/// Accepts connections and serves them until it is dropped.
pub async fn accept(listener: TcpListener, sessions: Arc<Sessions>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, sessions.clone()));
                }
                Err(error) => {
                    // Usually out of file descriptors: waits for some to be released.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, sessions: Arc<Sessions>) {
    // Small answers must not wait until earlier ones are acknowledged.
    drop(stream.set_nodelay(true));
    let connection = ConnectionHandle::new();
    let observation = Observation { path: "", headers: &HeaderMap::new(), body: "", json: &Value::Null };
    // A connection belongs to no session yet.
    let state = &sessions.default_session().state;
    if let Some(fault) = state.script.faults.hit(Route::Connection, &observation, &state.random) {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
        match fault.answer {
            FaultAnswer::Close {} => return,
            FaultAnswer::Reset {} => connection.end(Disconnect::Reset),
            _ => std::future::pending().await,
        }
    }
    let service = service_fn({
        let connection = connection.clone();
        move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(connection.clone());
            let sessions = sessions.clone();
            async move { Ok::<_, Infallible>(dispatch(&sessions, request).await) }
        }
    });
    let io = TokioIo::new(BreakableStream::new(stream, connection));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    if let Err(error) = builder.serve_connection(io, service).await {
        tracing::debug!(%error, "a connection ended");
    }
}
