use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{Router, body::Body, http::HeaderMap};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tower::ServiceExt;

use crate::{
    account::Account,
    clock::Clock,
    connection::{BreakableStream, Ending, Line},
    effects::Catalogue,
    engine,
    fault::{FaultAnswer, Faults, Seen},
    fetch::Fetcher,
    ids::Random,
    journal::Journal,
    options::Options,
    plan::Plans,
    render_job::Renders,
    route::Route,
    routes,
    state::{Database, Kept, Shelf, StateError, Store},
    webhook::Hooks,
    world::{Progress, World},
};

/// The vendor's example account.
const UID: i64 = 101_400;
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// A running simulator; it ends when this is dropped.
pub struct Simulator {
    address: SocketAddr,
    world: Arc<World>,
    // Dropping the set ends the server and every connection.
    _server: JoinSet<()>,
}

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// The state file.
    #[error(transparent)]
    State(#[from] StateError),
    /// TLS for fetching pictures.
    #[error("cannot set up the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// The scenario.
    #[error("the scenario does not work: {0}")]
    Scenario(String),
}

impl Simulator {
    /// Starts one inside the running tokio runtime.
    pub async fn start(mut options: Options) -> Result<Self, StartError> {
        let listener =
            TcpListener::bind(options.listen).await.map_err(|error| StartError::Listen(options.listen, error))?;
        let address = listener.local_addr().map_err(|error| StartError::Listen(options.listen, error))?;
        let scenario = options.scenario.take();
        let world = build_world(options, address)?;
        if let Some(scenario) = scenario {
            scenario.apply(&world).await.map_err(StartError::Scenario)?;
        }
        // Jobs a former run left unfinished.
        let unfinished = world.store.jobs().into_iter().filter(|job| !job.stage.is_terminal());
        unfinished.for_each(|job| engine::start(&world, &job.id));
        let mut server = JoinSet::new();
        server.spawn(accept(listener, routes::router(world.clone()), world.clone()));
        Ok(Self { address, world, _server: server })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where clients on this machine reach it.
    pub fn url(&self) -> String {
        reachable(self.address)
    }

    /// Its time.
    pub fn clock(&self) -> &Arc<Clock> {
        &self.world.clock
    }
}

fn build_world(options: Options, address: SocketAddr) -> Result<Arc<World>, StartError> {
    let database = options.state.as_deref().map(Database::open).transpose()?.map(Arc::new);
    let kept = database.as_ref().map(|database| database.load()).transpose()?.unwrap_or_default();
    let Kept { account, jobs, clock_ms } = kept;
    let start_ms = options.start_ms.or_else(|| clock_ms.filter(|kept_ms| *kept_ms > Clock::real_now_ms()));
    let clock = Clock::start(start_ms, options.speed, options.stopped);
    let random = Random::new(options.seed);
    let account = account.unwrap_or_else(|| Account {
        uid: UID,
        team_id: random.object_id(clock.now_ms()),
        credits: options.credits,
        plan: options.plan,
        banned: false,
    });
    let origin = options.public_url.clone().unwrap_or_else(|| reachable(address));
    let store = Store::new(account, jobs, database.clone(), clock.clone());
    // Written down at once, so that the account stays the same even when nothing happens before the next start.
    store.change_account(|_| {})?;
    Ok(Arc::new(World {
        origin: origin.trim_end_matches('/').to_owned(),
        random,
        store,
        shelf: Shelf::new(database),
        catalogue: Catalogue::new(),
        renders: Renders::new(options.parallel_renders),
        fetcher: Fetcher::new()?,
        hooks: Hooks::new()?,
        faults: Faults::default(),
        plans: Plans::default(),
        journal: Journal::new(options.control),
        progress: Progress::default(),
        clock,
        options,
    }))
}

/// An origin clients on this machine can use, also when it listens on every address.
fn reachable(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    format!("http://{address}")
}

async fn accept(listener: TcpListener, router: Router, world: Arc<World>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, router.clone(), world.clone()));
                }
                Err(error) => {
                    // Out of file descriptors, usually: wait for some to come back.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, router: Router, world: Arc<World>) {
    // Small answers must not wait for the acknowledgement of earlier ones.
    drop(stream.set_nodelay(true));
    let line = Line::new();
    let seen = Seen { path: "", headers: &HeaderMap::new(), body: "", json: &Value::Null };
    if let Some(fault) = world.faults.hit(Route::Connection, &seen, &world.random) {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
        match fault.answer {
            FaultAnswer::Close {} => return,
            FaultAnswer::Reset {} => line.end(Ending::Reset),
            _ => std::future::pending().await,
        }
    }
    let service = service_fn({
        let line = line.clone();
        move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(line.clone());
            router.clone().oneshot(request)
        }
    });
    let io = TokioIo::new(BreakableStream::new(stream, line));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    if let Err(error) = builder.serve_connection(io, service).await {
        tracing::debug!(%error, "a connection ended");
    }
}
