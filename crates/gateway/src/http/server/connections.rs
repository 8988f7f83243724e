use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::http::rate_limit::counted;

/// More than one gateway is asked for at a time.
const MOST: usize = 8192;
/// Files that are no callers' connections: the ledger, calls to the vendor, uploads, logs.
const OTHER_FILES: u64 = 64;
/// When there is no room, this share of all connections is closed at once, so that not every new one has to search.
const SHARE_CLOSED: usize = 16;
/// A connection that has a request under way is not idle since any time.
const BUSY: u64 = u64::MAX;
/// How long a new connection may wait for another one to become idle.
const PATIENCE: Duration = Duration::from_millis(100);

/// How many connections there may be, by how many files this process may open. Half as many again go to the vendor and to
/// files that are served.
pub fn maximum() -> usize {
    #[cfg(unix)]
    let files = rlimit::getrlimit(rlimit::Resource::NOFILE).map_or(1024, |(soft, _)| soft);
    #[cfg(not(unix))]
    let files = u64::MAX;
    let connections = files.saturating_sub(OTHER_FILES) / 3 * 2;
    usize::try_from(connections).unwrap_or(MOST).clamp(16, MOST)
}

/// The connections of all callers. When there is no room for a new one, the longest idle ones are closed; an address that holds as
/// many as it may gives up one of its own.
pub struct Connections {
    most: usize,
    most_per_address: usize,
    started: Instant,
    open: Mutex<Open>,
    closed: Notify,
}

#[derive(Default)]
struct Open {
    next: u64,
    by_number: HashMap<u64, Arc<Connection>>,
    by_address: HashMap<[u8; 8], usize>,
}

struct Connection {
    address: Option<[u8; 8]>,
    /// Milliseconds since the gateway started; [`BUSY`] while a request is under way.
    idle_since_ms: AtomicU64,
    evicted: CancellationToken,
}

/// A place for one connection; dropping it makes room.
pub struct Place {
    connections: Arc<Connections>,
    number: u64,
    connection: Arc<Connection>,
}

impl Connections {
    /// So many in all, and so many from one address.
    pub fn new(most: usize, most_per_address: usize) -> Arc<Self> {
        let open = Mutex::default();
        Arc::new(Self { most, most_per_address, started: Instant::now(), open, closed: Notify::new() })
    }

    /// A place for a connection. A trusted proxy's is not counted for its address. There is none when the address holds as
    /// many as it may and all of them are busy.
    pub fn place(self: &Arc<Self>, peer: IpAddr, is_trusted: bool) -> Option<Place> {
        let address = (!is_trusted).then(|| counted(peer.to_canonical()));
        let mut open = self.lock();
        if let Some(address) = address
            && open.by_address.get(&address).is_some_and(|count| *count >= self.most_per_address)
        {
            let own = |connection: &Connection| connection.address == Some(address);
            if open.evict(1, own) == 0 {
                return None;
            }
        }
        let number = open.next;
        open.next += 1;
        if let Some(address) = address {
            *open.by_address.entry(address).or_default() += 1;
        }
        let idle_since_ms = AtomicU64::new(self.now_ms());
        let connection = Arc::new(Connection { address, idle_since_ms, evicted: CancellationToken::new() });
        open.by_number.insert(number, connection.clone());
        Some(Place { connections: self.clone(), number, connection })
    }

    /// Waits until there is room for one more, and makes it where connections are idle.
    pub async fn room(&self) {
        loop {
            let closed = self.closed.notified();
            if self.lock().by_number.len() < self.most {
                return;
            }
            let evicted = self.make_room();
            let _ = tokio::time::timeout(PATIENCE, closed).await;
            if evicted > 0 {
                // They are on their way out.
                return;
            }
        }
    }

    /// Closes the longest idle connections, and says how many.
    pub fn make_room(&self) -> usize {
        self.lock().evict((self.most / SHARE_CLOSED).max(1), |_| true)
    }

    fn now_ms(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Open {
    /// Closes up to so many of the longest idle connections, and says how many.
    fn evict(&mut self, count: usize, is_meant: impl Fn(&Connection) -> bool) -> usize {
        let mut idle: Vec<(u64, u64)> = self
            .by_number
            .iter()
            .filter(|(_, connection)| is_meant(connection) && !connection.evicted.is_cancelled())
            .map(|(number, connection)| (connection.idle_since_ms.load(Ordering::Acquire), *number))
            .filter(|(idle_since_ms, _)| *idle_since_ms != BUSY)
            .collect();
        if idle.len() > count {
            idle.select_nth_unstable(count);
            idle.truncate(count);
        }
        for (_, number) in &idle {
            if let Some(connection) = self.by_number.get(number) {
                connection.evicted.cancel();
            }
        }
        idle.len()
    }
}

impl Place {
    /// Notes that a request is under way until what is returned is dropped.
    pub fn busy(self: &Arc<Self>) -> Busy {
        self.connection.idle_since_ms.store(BUSY, Ordering::Release);
        Busy(self.clone())
    }

    /// Whether a request is under way.
    pub fn is_busy(&self) -> bool {
        self.connection.idle_since_ms.load(Ordering::Acquire) == BUSY
    }

    /// Waits until this connection has to make room for another.
    pub async fn evicted(&self) {
        self.connection.evicted.cancelled().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        open.by_number.remove(&self.number);
        if let Some(address) = self.connection.address
            && let Some(count) = open.by_address.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                open.by_address.remove(&address);
            }
        }
        drop(open);
        self.connections.closed.notify_waiters();
    }
}

/// Lives as long as a request, its answer's body included.
pub struct Busy(Arc<Place>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.connection.idle_since_ms.store(self.0.connections.now_ms(), Ordering::Release);
    }
}

/// An answer's body with what shows that its connection is busy.
pub struct BusyBody {
    body: Body,
    _busy: Busy,
}

impl BusyBody {
    pub fn new(body: Body, busy: Busy) -> Self {
        Self { body, _busy: busy }
    }
}

impl hyper::body::Body for BusyBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
