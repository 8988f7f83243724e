//! The sessions of a server, each with a state of its own.

mod named;
mod session;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

pub use named::{SESSION_HEADER, named_by_credential, named_by_url, named_in_token_request};
pub use session::{InUse, Session};

use crate::{
    settings::SessionName,
    state::{Shared, SimulatorState},
    storage::StateError,
};

/// Most named sessions at a time.
pub const MAXIMUM_SESSIONS: usize = 1000;

/// The default session and the named ones.
pub struct Sessions {
    shared: Shared,
    default: Arc<Session>,
    named: Mutex<HashMap<SessionName, Arc<Session>>>,
}

/// Why a session was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There are too many.
    #[error("there are already {MAXIMUM_SESSIONS} sessions; end some with DELETE /_control/session")]
    TooMany,
    /// The state could not be built.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Sessions {
    /// Opens the default session.
    ///
    /// # Errors
    ///
    /// When the state file cannot be used.
    pub fn new(shared: Shared) -> Result<Self, StateError> {
        let default = Arc::new(Session::new(shared.default_session()?));
        Ok(Self { shared, default, named: Mutex::default() })
    }

    /// The session of requests that name none.
    pub fn default_session(&self) -> &Arc<Session> {
        &self.default
    }

    /// The API key of all sessions.
    pub fn api_key(&self) -> &str {
        &self.shared.options.credentials.api_key
    }

    /// A session for a request, opened if there is none of this name.
    ///
    /// # Errors
    ///
    /// See [`OpenError`].
    pub fn open(&self, name: &SessionName) -> Result<InUse, OpenError> {
        let mut named = self.lock();
        if let Some(session) = named.get(name) {
            return Ok(session.clone().enter());
        }
        if named.len() >= MAXIMUM_SESSIONS {
            return Err(OpenError::TooMany);
        }
        let session = Arc::new(Session::new(self.shared.named_session(name)?));
        named.insert(name.clone(), session.clone());
        Ok(session.enter())
    }

    /// A session for a request, if there is one of this name.
    pub fn existing(&self, name: &SessionName) -> Option<InUse> {
        self.lock().get(name).map(|session| session.clone().enter())
    }

    /// The named sessions in order, with the time since each was last used.
    pub fn list(&self) -> Vec<(SessionName, Arc<SimulatorState>, std::time::Duration)> {
        let mut list: Vec<_> = self
            .lock()
            .iter()
            .map(|(name, session)| (name.clone(), session.state.clone(), session.idle_for(Instant::now())))
            .collect();
        list.sort_by(|left, right| left.0.cmp(&right.0));
        list
    }

    /// Ends a session: its jobs stop, and everything in it is forgotten. False when there is none of this name.
    pub fn end(&self, name: &SessionName) -> bool {
        let ended = self.lock().remove(name);
        ended.map(|session| session.state.tasks.abort_all()).is_some()
    }

    /// Ends the sessions that have had no request for longer than the option allows.
    pub fn end_idle(&self) {
        let (idle, now) = (self.shared.options.session_idle, Instant::now());
        self.lock().retain(|name, session| {
            let is_kept = session.idle_for(now) < idle;
            if !is_kept {
                tracing::info!(session = %name, "an idle session ended");
                session.state.tasks.abort_all();
            }
            is_kept
        });
    }

    /// Stops the jobs of all sessions.
    pub fn stop(&self) {
        self.default.state.tasks.abort_all();
        self.lock().drain().for_each(|(_, session)| session.state.tasks.abort_all());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionName, Arc<Session>>> {
        self.named.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
