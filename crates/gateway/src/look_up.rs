use std::collections::HashSet;
use std::sync::MutexGuard;

use akool_contract::{JobRecord, JobStatus, ResultList};

use crate::app::App;
use crate::vendor::VendorFault;

impl App {
    /// Asks the vendor about jobs, by its own ids. Credits that it gave back for failed ones go back to their budgets, and videos that have
    /// been copied are shown where the copies are.
    pub async fn look_up(&self, vendor_ids: &[&str]) -> Result<ResultList, VendorFault> {
        let mut list = self.observe(self.vendor.results(vendor_ids).await)?;
        let refunded = list.result.iter().filter(|record| was_refunded(record)).filter_map(|record| record.id.clone());
        self.give_back(refunded.collect()).await;
        self.keep_results(&mut list).await;
        Ok(list)
    }

    /// Gives credits back to budgets. What cannot be written down now is given back with the next ones: nobody looks at a
    /// failed job again.
    async fn give_back(&self, refunded: HashSet<String>) {
        let mut waiting = std::mem::take(&mut *self.refunds());
        waiting.extend(refunded);
        if waiting.is_empty() {
            return;
        }
        if let Err(fault) = self.ledger.refund(waiting.iter().cloned().collect(), self.clock.now_ms()).await {
            tracing::error!(%fault, "credits could not be given back to a budget; trying again");
            self.refunds().extend(waiting);
        }
    }

    fn refunds(&self) -> MutexGuard<'_, HashSet<String>> {
        self.refunds_waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

fn was_refunded(record: &JobRecord) -> bool {
    record.job_status() == JobStatus::Failed && record.deduction_credit == Some(0.0)
}
