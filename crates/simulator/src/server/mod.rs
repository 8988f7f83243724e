//! A running simulator: its state, listener and routes.

mod build;
mod listener;
mod router;

use std::{net::SocketAddr, sync::Arc};

use tokio::{net::TcpListener, task::JoinSet};

use crate::{clock::Clock, engine, settings::Options, state::SimulatorState, storage::StateError};

/// A running simulator. Dropping it stops it.
pub struct Simulator {
    address: SocketAddr,
    state: Arc<SimulatorState>,
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
        let listener =
            TcpListener::bind(options.listen).await.map_err(|error| StartError::Listen(options.listen, error))?;
        let address = listener.local_addr().map_err(|error| StartError::Listen(options.listen, error))?;
        let scenario = options.scenario.take();
        let state = build::build_state(options, address)?;
        if let Some(scenario) = scenario {
            scenario.apply(&state).await.map_err(StartError::Scenario)?;
        }
        // Jobs that an earlier run left unfinished.
        let unfinished = state.storage.jobs.jobs().into_iter().filter(|job| !job.stage.is_terminal());
        unfinished.for_each(|job| engine::start(&state, &job.id));
        let mut server = JoinSet::new();
        server.spawn(listener::accept(listener, router::router(state.clone()), state.clone()));
        Ok(Self { address, state, _server: server })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its base URL for clients on this machine.
    pub fn url(&self) -> String {
        build::reachable_origin(self.address)
    }

    /// Its clock.
    pub fn clock(&self) -> &Arc<Clock> {
        &self.state.clock
    }
}
