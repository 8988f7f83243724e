use serde::{Deserialize, Serialize};

use crate::{account::SubscriptionPlan, fault::Fault, job::JobPlan};

/// A set-up as one JSON object; what is left out stays as it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The clock.
    #[serde(default)]
    pub clock: ClockChange,
    /// The account.
    #[serde(default)]
    pub account: AccountChange,
    /// How coming jobs will go.
    #[serde(default)]
    pub plans: Vec<JobPlan>,
    /// What goes wrong.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

/// A change of the clock, made in this order: speed, stop or start, set, step.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockChange {
    /// Factor against real time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// Stop or go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<bool>,
    /// Forward to a moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now_ms: Option<i64>,
    /// Forward by so much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_ms: Option<i64>,
}

/// A change of the account.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// The balance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<i64>,
    /// The plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<SubscriptionPlan>,
    /// Whether every call is answered 1200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub banned: Option<bool>,
}
