use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The source of time. A test can advance it by ten minutes without waiting.
#[derive(Clone, Debug)]
pub struct Clock {
    started: Instant,
    /// Added to the system time.
    ahead_seconds: Arc<AtomicU64>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { started: Instant::now(), ahead_seconds: Arc::default() }
    }
}

impl Clock {
    /// The time since this clock was created. It never goes back, even if the system time does.
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

    /// Advances the clock and all its clones.
    pub fn advance(&self, by: Duration) {
        self.ahead_seconds.fetch_add(by.as_secs(), Ordering::Relaxed);
    }
}
