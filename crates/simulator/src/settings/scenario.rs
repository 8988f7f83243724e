use serde::{Deserialize, Serialize};

use super::NamedScenario;
use crate::{account::SubscriptionPlan, fault::Fault, job::JobPlan};

/// A set-up as one JSON object. Absent parts stay as they are.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// A built-in scenario that the other parts are added to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<NamedScenario>,
    /// The clock.
    #[serde(default)]
    pub clock: ClockChange,
    /// The account.
    #[serde(default)]
    pub account: AccountChange,
    /// How coming jobs will go.
    #[serde(default)]
    pub plans: Vec<JobPlan>,
    /// The faults.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

/// A change of the clock, applied in this order: speed, stop or start, set, step.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockChange {
    /// Factor against real time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// Whether the clock is stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<bool>,
    /// Sets the clock forward to this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now_ms: Option<i64>,
    /// Steps the clock forward by so much.
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
    /// Whether every call is answered with code 1200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub banned: Option<bool>,
}
