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

/// More would not be kept busy by what one gateway is asked.
const MOST: usize = 16;

thread_local! {
    /// Which worker this thread is; 0 is everything that is none.
    static NUMBER: Cell<usize> = const { Cell::new(0) };
}

/// How many workers there are.
pub fn count() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST)
}

/// Which worker runs this, from 1; 0 outside of them.
pub fn number() -> usize {
    NUMBER.with(Cell::get)
}

type Conversation = Pin<Box<dyn Future<Output = ()>>>;
type Opening = Box<dyn FnOnce() -> Conversation + Send>;

/// Threads that each serve their connections by themselves, so that a request and its call to the vendor never wait for
/// another thread to be woken. A connection stays with the worker it was given to.
pub struct WorkerPool {
    workers: Vec<Worker>,
    conversations: TaskTracker,
    /// Ends what has not ended by itself.
    over: CancellationToken,
}

struct Worker {
    openings: mpsc::UnboundedSender<Opening>,
    busy: Arc<AtomicUsize>,
}

impl WorkerPool {
    /// Starts them.
    pub fn start() -> std::io::Result<Self> {
        let (conversations, over) = (TaskTracker::new(), CancellationToken::new());
        let workers = (1..=count())
            .map(|number| Worker::start(number, conversations.clone(), over.clone()))
            .collect::<Result<_, _>>()?;
        Ok(Self { workers, conversations, over })
    }

    /// Gives a connection to the worker that has the fewest. `converse` makes the conversation there, in its runtime.
    pub fn give<Talk>(&self, stream: TcpStream, converse: impl FnOnce(tokio::net::TcpStream) -> Talk + Send + 'static)
    where
        Talk: Future<Output = ()> + 'static,
    {
        let Some(worker) = self.workers.iter().min_by_key(|worker| worker.busy.load(Ordering::Relaxed)) else { return };
        worker.busy.fetch_add(1, Ordering::Relaxed);
        let busy = Busy(worker.busy.clone());
        let tracked = self.conversations.token();
        let opening: Opening = Box::new(move || {
            Box::pin(async move {
                let _kept = (busy, tracked);
                if let Ok(stream) = tokio::net::TcpStream::from_std(stream) {
                    converse(stream).await;
                }
            })
        });
        // It fails when the worker is gone, and then so is the connection.
        let _ = worker.openings.send(opening);
    }

    /// Waits until every connection has ended.
    pub async fn finished(&self) {
        self.conversations.close();
        self.conversations.wait().await;
    }
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        self.over.cancel();
    }
}

/// Counts as long as it lives.
struct Busy(Arc<AtomicUsize>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Worker {
    fn start(number: usize, conversations: TaskTracker, over: CancellationToken) -> std::io::Result<Self> {
        let (openings, mut opened) = mpsc::unbounded_channel::<Opening>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name(format!("worker-{number}")).spawn(move || {
            NUMBER.with(|own| own.set(number));
            let local = tokio::task::LocalSet::new();
            local.block_on(&runtime, async {
                let serve = async {
                    while let Some(open) = opened.recv().await {
                        tokio::task::spawn_local(open());
                    }
                    conversations.wait().await;
                };
                tokio::select! {
                    () = serve => {}
                    () = over.cancelled() => {}
                }
            });
        })?;
        Ok(Self { openings, busy: Arc::default() })
    }
}
