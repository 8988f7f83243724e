use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Where the time comes from, so that a test can let ten minutes pass without waiting for them.
#[derive(Clone, Debug)]
pub struct Clock {
    started: Instant,
    /// Added to the system's time.
    ahead_seconds: Arc<AtomicU64>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { started: Instant::now(), ahead_seconds: Arc::default() }
    }
}

impl Clock {
    /// Since this clock was made; never goes back, whatever happens to the system's time.
    pub fn running(&self) -> Duration {
        self.started.elapsed() + Duration::from_secs(self.ahead_seconds.load(Ordering::Relaxed))
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        system.as_millis() as u64 + self.ahead_seconds.load(Ordering::Relaxed) * 1000
    }

    /// Seconds since 1970.
    pub fn now_seconds(&self) -> u64 {
        self.now_ms() / 1000
    }

    /// Lets time pass for everyone who shares this clock.
    pub fn advance(&self, by: Duration) {
        self.ahead_seconds.fetch_add(by.as_secs(), Ordering::Relaxed);
    }
}
