use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};

use crate::Clock;

/// A failure counts for as long as it took to happen, but not longer: a server that says nothing is not waited for by one
/// caller after the other, and one that fails at once costs nothing to ask again.
const LONGEST_FAILURE: Duration = Duration::from_secs(30);

/// An answer from elsewhere that many callers want. It is asked for once at a time, whichever callers wait for it and whichever
/// stops waiting; it is kept while it is fresh; and a failure is kept, too, for a short while.
pub struct SharedLookup<T, E> {
    fresh_for: Duration,
    state: Arc<Mutex<State<T, E>>>,
}

struct State<T, E> {
    seen: Option<Seen<T>>,
    failed: Option<Failed<E>>,
    under_way: Option<Shared<BoxFuture<'static, Result<T, E>>>>,
}

/// The last good answer.
#[derive(Clone, Debug)]
pub struct Seen<T> {
    pub value: T,
    /// By [`Clock::running`].
    pub at: Duration,
}

struct Failed<E> {
    fault: E,
    until: Duration,
}

impl<T, E> SharedLookup<T, E>
where
    T: Clone + Send + Sync + 'static,
    E: Clone + Send + Sync + 'static,
{
    /// With answers that stay fresh for so long.
    pub fn new(fresh_for: Duration) -> Self {
        Self { fresh_for, state: Arc::new(Mutex::new(State { seen: None, failed: None, under_way: None })) }
    }

    /// The last good answer, however old.
    pub fn seen(&self) -> Option<Seen<T>> {
        lock(&self.state).seen.clone()
    }

    /// Whether it is being asked for now.
    pub fn is_under_way(&self) -> bool {
        lock(&self.state).under_way.is_some()
    }

    /// A fresh answer, or the failure to get one.
    pub async fn get<Fetch>(&self, clock: &Clock, fetch: impl FnOnce() -> Fetch) -> Result<T, E>
    where
        Fetch: Future<Output = Result<T, E>> + Send + 'static,
    {
        let is_fresh = |seen: &&Seen<T>| clock.running().saturating_sub(seen.at) < self.fresh_for;
        if let Some(seen) = lock(&self.state).seen.as_ref().filter(is_fresh) {
            return Ok(seen.value.clone());
        }
        self.refresh(clock, fetch).await
    }

    /// An answer that is asked for now, or was being asked for already.
    pub async fn refresh<Fetch>(&self, clock: &Clock, fetch: impl FnOnce() -> Fetch) -> Result<T, E>
    where
        Fetch: Future<Output = Result<T, E>> + Send + 'static,
    {
        let answer = {
            let mut state = lock(&self.state);
            match (&state.under_way, &state.failed) {
                (Some(under_way), _) => under_way.clone(),
                (None, Some(failed)) if clock.running() < failed.until => return Err(failed.fault.clone()),
                (None, _) => {
                    let answer = noting(self.state.clone(), clock.clone(), fetch()).boxed().shared();
                    state.under_way = Some(answer.clone());
                    // On a task of its own: a caller who hangs up must not leave the others to begin anew.
                    tokio::spawn(answer.clone());
                    answer
                }
            }
        };
        answer.await
    }
}

async fn noting<T: Clone, E: Clone>(
    state: Arc<Mutex<State<T, E>>>,
    clock: Clock,
    fetch: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let began = clock.running();
    let outcome = fetch.await;
    let now = clock.running();
    let mut state = lock(&state);
    state.under_way = None;
    match &outcome {
        Ok(value) => {
            state.seen = Some(Seen { value: value.clone(), at: now });
            state.failed = None;
        }
        Err(fault) => {
            let until = now + now.saturating_sub(began).min(LONGEST_FAILURE);
            state.failed = Some(Failed { fault: fault.clone(), until });
        }
    }
    outcome
}

fn lock<T, E>(state: &Mutex<State<T, E>>) -> MutexGuard<'_, State<T, E>> {
    state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
