//! A running simulator: its sessions, listener and routes.

mod build;
mod dispatch;
mod listener;
mod router;

use std::{net::SocketAddr, sync::Arc};

use tokio::task::JoinSet;

use crate::{
    clock::Clock,
    engine,
    job::JobPlan,
    recording::{RecordError, RecordingError},
    sessions::Sessions,
    settings::Options,
    storage::StateError,
};

/// A running simulator. Dropping it stops it.
pub struct Simulator {
    address: SocketAddr,
    sessions: Arc<Sessions>,
    // Dropping the set ends the server and every connection.
    _server: JoinSet<()>,
}

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is in use or not of this machine.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// The state file cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
    /// TLS for downloading pictures cannot be set up.
    #[error("cannot set up the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// The server cannot be recorded.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The recording cannot be replayed.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// The scenario is invalid.
    #[error("the scenario cannot be applied: {0}")]
    Scenario(String),
}

impl Simulator {
    /// Starts a simulator in the current tokio runtime.
    ///
    /// # Errors
    ///
    /// See [`StartError`].
    pub async fn start(mut options: Options) -> Result<Self, StartError> {
        let listener = listener::listen(options.listen).map_err(|error| StartError::Listen(options.listen, error))?;
        let address = listener.local_addr().map_err(|error| StartError::Listen(options.listen, error))?;
        let scenario = options.scenario.take();
        let idle = options.session_idle;
        let sessions = Arc::new(Sessions::new(build::build_shared(options, address)?)?);
        let state = &sessions.default_session().state;
        if let Some(scenario) = scenario {
            scenario.apply(state).await.map_err(StartError::Scenario)?;
        }
        // Jobs that an earlier run left unfinished.
        let unfinished = state.storage.jobs.jobs().into_iter().filter(|job| !job.stage.is_terminal());
        unfinished.for_each(|job| engine::start(state, &job.id));
        let mut server = JoinSet::new();
        server.spawn(listener::accept(listener, sessions.clone()));
        server.spawn(dispatch::end_idle_sessions(sessions.clone(), idle));
        Ok(Self { address, sessions, _server: server })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its base URL for clients on this machine.
    pub fn url(&self) -> String {
        build::reachable_origin(self.address)
    }

    /// Replaces the plans of the default session.
    pub(crate) fn plan_next(&self, plans: Vec<JobPlan>) {
        let script = &self.sessions.default_session().state.script;
        script.plans.clear();
        plans.into_iter().for_each(|plan| script.plans.add(plan));
    }

    /// Sets the balance of the default session.
    pub(crate) fn set_credits(&self, credits: i64) -> Result<(), StateError> {
        self.sessions.default_session().state.storage.jobs.change_account(|account| account.credits = credits)
    }

    /// The clock of the default session.
    pub fn clock(&self) -> &Arc<Clock> {
        &self.sessions.default_session().state.clock
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.sessions.stop();
    }
}
