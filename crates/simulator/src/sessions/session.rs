use std::{
    ops::Deref,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use axum::Router;

use crate::state::SimulatorState;

/// A session: its state, its routes, and when it was last used.
pub struct Session {
    /// Its state.
    pub state: Arc<SimulatorState>,
    /// Its routes, once it has had a request.
    pub router: OnceLock<Router>,
    usage: Mutex<Usage>,
}

struct Usage {
    requests: usize,
    last: Instant,
}

impl Session {
    /// A session that is used for the first time now.
    pub fn new(state: SimulatorState) -> Self {
        let usage = Mutex::new(Usage { requests: 0, last: Instant::now() });
        Self { state: Arc::new(state), router: OnceLock::new(), usage }
    }

    /// Marks the start of a request; its end is when the result is dropped.
    pub fn enter(self: Arc<Self>) -> InUse {
        self.usage().requests += 1;
        InUse(self)
    }

    /// Real time since the last request ended; zero during one.
    pub fn idle_for(&self, now: Instant) -> Duration {
        let usage = self.usage();
        if usage.requests > 0 { Duration::ZERO } else { now.saturating_duration_since(usage.last) }
    }

    fn usage(&self) -> MutexGuard<'_, Usage> {
        self.usage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session during a request, which keeps it from counting as idle.
pub struct InUse(Arc<Session>);

impl Deref for InUse {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.0
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        let mut usage = self.0.usage();
        usage.requests -= 1;
        usage.last = Instant::now();
    }
}
