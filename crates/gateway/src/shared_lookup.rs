use std::future::Future;
use std::panic::resume_unwind;
use std::time::Duration;

use moka::future::Cache;

use crate::Clock;

/// A failure is cached for as long as it took to happen, up to this. Callers do not wait one after the other for a server
/// that does not answer, and a failure that came at once is retried at once.
const MAX_FAILURE_AGE: Duration = Duration::from_secs(30);

/// A value from elsewhere that many callers need. At most one lookup runs at a time and all callers share it. A value is
/// cached while it is fresh, and a failure for a short while.
///
/// `moka` caches the value and lets one lookup run at a time. How old the value is follows from our own [`Clock`] and not
/// from the cache's time to live, so that tests can let minutes pass, and so that an old value remains available while
/// the source is down.
pub struct SharedLookup<T, E> {
    fresh_for: Duration,
    cache: Cache<(), Lookup<T, E>>,
}

/// The last lookup.
#[derive(Clone)]
struct Lookup<T, E> {
    outcome: Result<T, E>,
    last_good: Option<Seen<T>>,
    started_at: Duration,
    valid_until: Duration,
}

/// The last value that was looked up successfully.
#[derive(Clone, Debug)]
pub struct Seen<T> {
    pub value: T,
    /// By [`Clock::running`].
    pub at: Duration,
}

impl<T, E> SharedLookup<T, E>
where
    T: Clone + Send + Sync + 'static,
    E: Clone + Send + Sync + 'static,
{
    /// `fresh_for`: how long a value is served without another lookup.
    pub fn new(fresh_for: Duration) -> Self {
        Self { fresh_for, cache: Cache::new(1) }
    }

    /// The last good value, however old.
    pub async fn last_good(&self) -> Option<Seen<T>> {
        self.cache.get(&()).await.and_then(|lookup| lookup.last_good)
    }

    /// A fresh value.
    ///
    /// # Errors
    ///
    /// The failure of this lookup, or of one a moment ago.
    pub async fn get<Fetch>(&self, clock: &Clock, fetch: impl FnOnce() -> Fetch) -> Result<T, E>
    where
        Fetch: Future<Output = Result<T, E>> + Send + 'static,
    {
        let now = clock.clone();
        self.run(clock, fetch(), move |lookup| now.running() >= lookup.valid_until).await
    }

    /// A fresh value, or the last good one if the lookup fails.
    ///
    /// # Errors
    ///
    /// The lookup failed, and none has succeeded before.
    pub async fn get_or_last_good<Fetch>(&self, clock: &Clock, fetch: impl FnOnce() -> Fetch) -> Result<T, E>
    where
        Fetch: Future<Output = Result<T, E>> + Send + 'static,
    {
        match self.get(clock, fetch).await {
            Ok(value) => Ok(value),
            Err(fault) => self.last_good().await.map(|seen| seen.value).ok_or(fault),
        }
    }

    /// The outcome of the last lookup, or of a new one if the last one started at least `interval` ago.
    ///
    /// # Errors
    ///
    /// The failure of that lookup.
    pub async fn refresh<Fetch>(&self, interval: Duration, clock: &Clock, fetch: impl FnOnce() -> Fetch) -> Result<T, E>
    where
        Fetch: Future<Output = Result<T, E>> + Send + 'static,
    {
        let now = clock.clone();
        self.run(clock, fetch(), move |lookup| now.running() >= lookup.started_at + interval).await
    }

    async fn run(
        &self,
        clock: &Clock,
        fetch: impl Future<Output = Result<T, E>> + Send + 'static,
        is_stale: impl Fn(&Lookup<T, E>) -> bool + Send + 'static,
    ) -> Result<T, E> {
        if let Some(lookup) = self.cache.get(&()).await.filter(|lookup| !is_stale(lookup)) {
            return lookup.outcome;
        }
        let (cache, clock, fresh_for) = (self.cache.clone(), clock.clone(), self.fresh_for);
        // On a task of its own: when a caller hangs up, the others keep waiting for the same lookup.
        let lookup = tokio::spawn(async move {
            let previous = cache.clone();
            let started = async move {
                let last_good = previous.get(&()).await.and_then(|lookup| lookup.last_good);
                look_up(fetch, last_good, fresh_for, &clock).await
            };
            cache.entry(()).or_insert_with_if(started, is_stale).await.into_value()
        });
        match lookup.await {
            Ok(lookup) => lookup.outcome,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The runtime shuts down, and this task with it.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

async fn look_up<T: Clone, E>(
    fetch: impl Future<Output = Result<T, E>>,
    last_good: Option<Seen<T>>,
    fresh_for: Duration,
    clock: &Clock,
) -> Lookup<T, E> {
    let started_at = clock.running();
    let outcome = fetch.await;
    let now = clock.running();
    let (last_good, valid_for) = match &outcome {
        Ok(value) => (Some(Seen { value: value.clone(), at: now }), fresh_for),
        Err(_) => (last_good, now.saturating_sub(started_at).min(MAX_FAILURE_AGE)),
    };
    Lookup { outcome, last_good, started_at, valid_until: now + valid_for }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn rule_06_callers_share_one_lookup_even_if_the_first_hangs_up() {
        let lookup = Arc::new(SharedLookup::<usize, ()>::new(Duration::from_secs(60)));
        let (clock, count, gate) = (Clock::default(), Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let fetch = {
            let (count, gate) = (count.clone(), gate.clone());
            move || {
                let (count, gate) = (count.clone(), gate.clone());
                async move {
                    let number = count.fetch_add(1, Ordering::Relaxed);
                    gate.notified().await;
                    Ok(number)
                }
            }
        };
        let first = {
            let (lookup, clock, fetch) = (lookup.clone(), clock.clone(), fetch.clone());
            tokio::spawn(async move { lookup.get(&clock, fetch).await })
        };
        while count.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        first.abort();
        let second = lookup.get(&clock, fetch.clone());
        gate.notify_one();
        assert_eq!(second.await, Ok(0));
        assert_eq!(lookup.get(&clock, fetch.clone()).await, Ok(0), "it is fresh");
        clock.advance(Duration::from_secs(60));
        gate.notify_one();
        assert_eq!(lookup.get(&clock, fetch).await, Ok(1), "it is stale");
    }

    #[tokio::test]
    async fn threat_27_a_failure_is_cached_for_as_long_as_it_took_and_the_last_value_remains() {
        let lookup = SharedLookup::<u32, &str>::new(Duration::ZERO);
        let clock = Clock::default();
        assert_eq!(lookup.get(&clock, || std::future::ready(Ok(7))).await, Ok(7));
        let slow = clock.clone();
        let fails_slowly = || async move {
            slow.advance(Duration::from_secs(10));
            Err("timeout")
        };
        assert_eq!(lookup.get(&clock, fails_slowly).await, Err("timeout"));
        assert_eq!(lookup.get(&clock, || std::future::ready(Ok(8))).await, Err("timeout"), "too early to retry");
        assert_eq!(lookup.get_or_last_good(&clock, || std::future::ready(Ok(8))).await, Ok(7));
        clock.advance(Duration::from_secs(10));
        assert_eq!(lookup.get(&clock, || std::future::ready(Ok(8))).await, Ok(8));
    }
}
