use std::hash::{BuildHasher as _, Hash, RandomState};
use std::num::NonZeroU32;
use std::time::Duration;

use akool_contract::BusinessCode;
use governor::clock::Clock as GovernorClock;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use http::StatusCode;

use super::RateLimitState;
use crate::Clock;
use crate::http::error::ApiError;
use akool_ledger::Charged;

/// Keys share this many states. However many keys come by, memory stays as it is.
const SLOTS: usize = 16 * 1024;

/// Limits each key to so many calls a minute, of which a sixth may come at once.
pub struct Limiter {
    name: &'static str,
    per_minute: u32,
    limiter: RateLimiter<u64, Slots, Monotonic, StateInformationMiddleware>,
    hasher: RandomState,
    clock: Clock,
}

impl Limiter {
    /// A limiter under this name.
    pub fn new(name: &'static str, per_minute: NonZeroU32, clock: &Clock) -> Self {
        let burst = NonZeroU32::new(per_minute.get() / 6).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(per_minute).allow_burst(burst);
        let slots = Slots((0..SLOTS).map(|_| InMemoryState::default()).collect());
        let limiter = RateLimiter::new(quota, slots, Monotonic(clock.clone()));
        Self { name, per_minute: per_minute.get(), limiter, hasher: RandomState::new(), clock: clock.clone() }
    }

    /// Counts one call of `key`.
    pub fn count(&self, key: &impl Hash) -> Result<RateLimitState, ApiError> {
        match self.limiter.check_key(&self.hasher.hash_one(key)) {
            Ok(snapshot) => Ok(RateLimitState {
                policy: self.name,
                per_minute: self.per_minute,
                left: snapshot.remaining_burst_capacity(),
            }),
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.clock.running());
                Err(too_many(wait.as_secs() + 1))
            }
        }
    }
}

fn too_many(seconds: u64) -> ApiError {
    ApiError::new(StatusCode::TOO_MANY_REQUESTS, BusinessCode::TOO_FREQUENT, "Too many requests; wait a moment.")
        .retry_after(seconds)
        .charged(Charged::No)
}

/// Two keys in one slot share its allowance. Which ones do is random and changes with every start, so it cannot be exploited.
struct Slots(Box<[InMemoryState]>);

impl StateStore for Slots {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.0[(*key % SLOTS as u64) as usize].measure_and_replace(&NotKeyed::NonKey, decide)
    }
}

#[derive(Clone, Debug)]
struct Monotonic(Clock);

impl GovernorClock for Monotonic {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.running()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_07_a_million_keys_keep_memory_flat() {
        let limiter = Limiter::new("test", NonZeroU32::MIN, &Clock::default());
        let refused = (0..1_000_000_u32).filter(|key| limiter.count(key).is_err()).count();
        // One call a minute in each slot, so almost all the keys met a slot that others had used: nothing was added for
        // them, and there is nothing that could have been, since the slots are all the state there is.
        assert!(refused >= 1_000_000 - SLOTS, "{refused}");
        assert_eq!(size_of::<InMemoryState>() * SLOTS, 128 * 1024);
    }
}
