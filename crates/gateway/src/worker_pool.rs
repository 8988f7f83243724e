use std::cell::Cell;
use std::future::Future;
use std::net::TcpStream;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// One gateway does not keep more workers busy.
const MAX_WORKERS: usize = 16;

thread_local! {
    /// The number of the worker that runs on this thread; 0 on other threads.
    static NUMBER: Cell<usize> = const { Cell::new(0) };
}

/// The number of workers.
pub fn count() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MAX_WORKERS)
}

/// The number of the current worker, from 1; 0 on other threads.
pub fn number() -> usize {
    NUMBER.with(Cell::get)
}

type Serving = Pin<Box<dyn Future<Output = ()>>>;
type Dispatch = Box<dyn FnOnce() -> Serving + Send>;

/// Threads that serve connections, each with its own runtime, so that a request and its call to the vendor never wait for
/// another thread to wake up. A connection stays with its worker.
///
/// Measured against tokio's own scheduler with one shared transport, in turns on a two-core machine with 32 connections: a
/// poll costs 113 µs of processor time here and 147 µs there, a create 306 µs and 303 µs. Polls are most of what a gateway
/// does, so the pool stays.
pub struct WorkerPool {
    workers: Vec<Worker>,
    connections: TaskTracker,
    /// Cancelled when the pool is dropped; ends connections that are still open.
    cancelled: CancellationToken,
}

struct Worker {
    dispatches: mpsc::UnboundedSender<Dispatch>,
    busy: Arc<AtomicUsize>,
}

impl WorkerPool {
    /// Starts the workers.
    pub fn start() -> std::io::Result<Self> {
        let (connections, cancelled) = (TaskTracker::new(), CancellationToken::new());
        let workers = (1..=count())
            .map(|number| Worker::start(number, connections.clone(), cancelled.clone()))
            .collect::<Result<_, _>>()?;
        Ok(Self { workers, connections, cancelled })
    }

    /// Dispatches a connection to the worker with the fewest. `serve_connection` runs there, in its runtime.
    pub fn dispatch<Served>(
        &self,
        stream: TcpStream,
        serve_connection: impl FnOnce(tokio::net::TcpStream) -> Served + Send + 'static,
    ) where
        Served: Future<Output = ()> + 'static,
    {
        let Some(worker) = self.workers.iter().min_by_key(|worker| worker.busy.load(Ordering::Relaxed)) else { return };
        worker.busy.fetch_add(1, Ordering::Relaxed);
        let busy = Busy(worker.busy.clone());
        let tracked = self.connections.token();
        let dispatch: Dispatch = Box::new(move || {
            Box::pin(async move {
                let _guards = (busy, tracked);
                if let Ok(stream) = tokio::net::TcpStream::from_std(stream) {
                    serve_connection(stream).await;
                }
            })
        });
        // It fails only if the worker has stopped. Then the connection is closed.
        let _ = worker.dispatches.send(dispatch);
    }

    /// Waits until every connection has ended.
    pub async fn finished(&self) {
        self.connections.close();
        self.connections.wait().await;
    }
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        self.cancelled.cancel();
    }
}

/// Counts a connection while it exists.
struct Busy(Arc<AtomicUsize>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Worker {
    fn start(number: usize, connections: TaskTracker, cancelled: CancellationToken) -> std::io::Result<Self> {
        let (dispatches, mut received) = mpsc::unbounded_channel::<Dispatch>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name(format!("worker-{number}")).spawn(move || {
            NUMBER.with(|own| own.set(number));
            let local = tokio::task::LocalSet::new();
            local.block_on(&runtime, async {
                let serve = async {
                    while let Some(dispatch) = received.recv().await {
                        tokio::task::spawn_local(dispatch());
                    }
                    connections.wait().await;
                };
                tokio::select! {
                    () = serve => {}
                    () = cancelled.cancelled() => {}
                }
            });
        })?;
        Ok(Self { dispatches, busy: Arc::default() })
    }
}
