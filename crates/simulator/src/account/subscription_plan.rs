use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// The subscription of the simulated account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum SubscriptionPlan {
    /// No 10 s videos and no premium model.
    Free,
    /// Everything.
    Pro,
}
