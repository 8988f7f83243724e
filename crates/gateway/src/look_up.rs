use akool_contract::{JobRecord, JobStatus, ResultList};

use crate::app::App;
use crate::vendor::VendorFault;

impl App {
    /// Asks the vendor about jobs, by its own ids. Credits that it gave back for failed ones go back to their budgets, and videos that have
    /// been copied are shown where the copies are.
    pub async fn look_up(&self, vendor_ids: &[&str]) -> Result<ResultList, VendorFault> {
        let mut list = self.observe(self.vendor.results(vendor_ids).await)?;
        let refunded: Vec<String> =
            list.result.iter().filter(|record| was_refunded(record)).filter_map(|record| record.id.clone()).collect();
        if !refunded.is_empty()
            && let Err(fault) = self.ledger.refund(refunded, self.clock.now_ms()).await
        {
            tracing::error!(%fault, "credits could not be given back to a budget");
        }
        self.keep_results(&mut list).await;
        Ok(list)
    }
}

fn was_refunded(record: &JobRecord) -> bool {
    record.job_status() == JobStatus::Failed && record.deduction_credit == Some(0.0)
}
