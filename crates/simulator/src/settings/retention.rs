use std::time::Duration;

/// What is forgotten, so that a simulator can run for weeks.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// Age from which ended jobs are forgotten, on the simulator's clock.
    pub job_age: Duration,
    /// Most jobs of a session; beyond that the oldest ended ones are forgotten.
    pub jobs: usize,
    /// Most bytes of media in memory, in all sessions together, and as many in a state file; beyond that the oldest are
    /// forgotten.
    pub media_bytes: usize,
}

impl Default for Retention {
    fn default() -> Self {
        Self { job_age: Duration::from_secs(30 * 24 * 3600), jobs: 10_000, media_bytes: 1024 * 1024 * 1024 }
    }
}
