//! What costs credits: orders, and what came of them.

pub mod audio_update;
pub mod batch;
pub mod create;
mod error;
pub mod media_policy;
pub mod order;
pub mod public_record;
pub mod refund;
mod stored;
mod submit;
pub mod webhook;

pub use error::OrderError;
pub use stored::{EarlierFailure, VariationError, Variations};

use std::sync::Arc;

use akool_ledger::{BudgetLimits, Ledger, Millicredits};
use tokio_util::task::TaskTracker;

use crate::Clock;
use crate::auth::token::Claims;
use crate::capability::{JobHandles, PublicUrls};
use crate::orders::public_record::Owner;
use crate::telemetry::metrics::Metrics;
use crate::vendor::Vendor;

/// Takes orders, and knows what callers may still spend.
pub struct Orders {
    pub ledger: Arc<Ledger>,
    pub vendor: Arc<Vendor>,
    pub job_handles: Arc<JobHandles>,
    pub urls: Arc<PublicUrls>,
    pub metrics: Arc<Metrics>,
    pub clock: Clock,
    /// The limits that hold for every token.
    pub daily_limits: BudgetLimits,
    /// Orders under way, which a stop waits for even if their callers have hung up.
    pub under_way: TaskTracker,
}

impl Orders {
    /// How much a caller may spend.
    fn budget_limits(&self, caller: &Claims) -> BudgetLimits {
        BudgetLimits {
            token: caller.limits.max_credits.and_then(Millicredits::from_credits),
            token_creates: caller.limits.max_creates,
            ..self.daily_limits
        }
    }

    /// What a caller may still spend; nothing where no limit applies.
    ///
    /// # Errors
    ///
    /// The ledger cannot be read.
    pub async fn remaining(&self, caller: &Claims) -> Result<Option<Millicredits>, OrderError> {
        let limits = self.budget_limits(caller);
        let remaining = self.ledger.remaining(&caller.jti, &caller.sub, limits, self.clock.now_ms()).await;
        remaining.map_err(OrderError::Ledger)
    }

    fn owner<'a>(&'a self, subject: &'a str, ordered_at_ms: u64) -> Owner<'a> {
        Owner { job_handles: &self.job_handles, subject, ordered_at_ms }
    }

    /// Waits until every order under way has ended.
    pub async fn finished(&self) {
        self.under_way.close();
        self.under_way.wait().await;
    }
}
