use serde::{Deserialize, Serialize};

/// How long a job takes, and whether it fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobTimeline {
    /// Time in status 1, on the simulator's clock.
    pub queue_ms: i64,
    /// Least time in status 2; rendering may take longer.
    pub processing_ms: i64,
    /// How long its video can be fetched; seven days by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_lifetime_ms: Option<i64>,
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
        Self { queue_ms: 1500, processing_ms: 2600, result_lifetime_ms: None, failure: None }
    }
}
