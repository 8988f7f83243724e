use serde::{Deserialize, Serialize};

/// How long a job takes, and whether it fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobTimeline {
    /// Time in status 1, on the simulator's clock.
    pub queue_ms: i64,
    /// Least time in status 2; rendering may take longer.
    pub processing_ms: i64,
    /// The failure at its end, if it fails.
    pub failure: Option<Failure>,
}

/// Why a job failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The reason, for people.
    pub reason: String,
    /// A business code.
    pub code: i64,
}

impl Default for JobTimeline {
    fn default() -> Self {
        Self { queue_ms: 1500, processing_ms: 2600, failure: None }
    }
}
