use std::sync::{Mutex, MutexGuard, PoisonError};

use akool_contract::BusinessCode;
use serde::{Deserialize, Serialize};

use super::{Failure, JobTimeline};
use crate::fault::{Observation, When};

/// How matching jobs will go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobPlan {
    /// How many jobs it applies to; 0 for all.
    #[serde(default = "one")]
    pub count: u32,
    /// Which create requests it applies to.
    #[serde(default)]
    pub when: When,
    /// Time in status 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_ms: Option<i64>,
    /// Least time in status 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_ms: Option<i64>,
    /// How long its video can be fetched; seven days when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_lifetime_ms: Option<i64>,
    /// The job fails with this reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail: Option<String>,
    /// The failure's business code; 1015 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_code: Option<i64>,
    /// The job is not created: a single create is answered with this, and in a batch the item goes to `errorList`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refuse: Option<JobRefusal>,
    /// How often it was applied.
    #[serde(default)]
    pub hits: u32,
}

/// Why a job is not created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobRefusal {
    /// Business code.
    pub code: i64,
    /// The message.
    pub msg: String,
}

/// How a job that is being created will go.
#[derive(Debug, Default)]
pub struct Forecast {
    /// Its timeline.
    pub timeline: JobTimeline,
    /// The refusal, if the job is not created.
    pub refused: Option<JobRefusal>,
}

const fn one() -> u32 {
    1
}

impl JobPlan {
    fn apply(&self, timeline: &mut JobTimeline) {
        if let Some(queue_ms) = self.queue_ms {
            timeline.queue_ms = queue_ms.max(0);
        }
        if let Some(processing_ms) = self.processing_ms {
            timeline.processing_ms = processing_ms.max(0);
        }
        timeline.result_lifetime_ms = self.result_lifetime_ms;
        if let Some(reason) = &self.fail {
            let code = self.fail_code.unwrap_or(BusinessCode::CREATE_FAILED.0);
            timeline.failure = Some(Failure { reason: reason.clone(), code });
        }
    }
}

/// The active plans. The first that matches applies to a job.
#[derive(Default)]
pub struct JobPlans(Mutex<Vec<JobPlan>>);

impl JobPlans {
    /// Adds a plan.
    pub fn add(&self, plan: JobPlan) {
        self.lock().push(JobPlan { hits: 0, ..plan });
    }

    /// All plans, including used ones.
    pub fn all(&self) -> Vec<JobPlan> {
        self.lock().clone()
    }

    /// Removes all plans.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// How a job that is being created will go.
    pub fn forecast(&self, observation: &Observation<'_>) -> Forecast {
        let mut forecast = Forecast::default();
        let mut plans = self.lock();
        let plan =
            plans.iter_mut().find(|plan| (plan.count == 0 || plan.hits < plan.count) && plan.when.holds(observation));
        if let Some(plan) = plan {
            plan.hits += 1;
            plan.apply(&mut forecast.timeline);
            forecast.refused = plan.refuse.clone();
        }
        forecast
    }

    fn lock(&self) -> MutexGuard<'_, Vec<JobPlan>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
