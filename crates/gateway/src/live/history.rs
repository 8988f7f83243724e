use std::collections::HashMap;
use std::sync::Arc;

use akool_contract::JobRecord;
use akool_ledger::{JobsQuery, Ledger, ListedJob};

use super::fetch_results::{FetchedResults, ResultFetcher};
use crate::Clock;
use crate::capability::JobHandles;
use crate::live::LiveError;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Lists the jobs that a subject has created.
pub struct History {
    pub ledger: Arc<Ledger>,
    pub fetcher: Arc<ResultFetcher>,
    pub job_handles: Arc<JobHandles>,
    pub clock: Clock,
    /// How many days back; nothing is listed when it is zero.
    pub days: u32,
}

impl History {
    /// Akool's id of the job that a cursor of this subject names.
    pub fn open_cursor(&self, handle: &str, subject: &str) -> Option<String> {
        self.job_handles.open(handle, subject, self.clock.now_seconds())
    }

    /// A page of the subject's jobs, newest first.
    ///
    /// # Errors
    ///
    /// [`LiveError::Ledger`].
    pub async fn list(&self, subject: &str, before: Option<String>, limit: usize) -> Result<Vec<ListedJob>, LiveError> {
        let created_since_ms = self.clock.now_ms().saturating_sub(u64::from(self.days) * DAY_MS);
        let query = JobsQuery { subject: subject.to_owned(), created_since_ms, before, limit };
        self.ledger.list_jobs(query).await.map_err(LiveError::Ledger)
    }

    /// What Akool says about the jobs, by its own ids. A job that Akool has deleted is missing; one about which there is
    /// no usable answer has no status.
    ///
    /// # Errors
    ///
    /// [`LiveError::Vendor`]: there is no usable answer about any of them.
    pub async fn records(&self, listed: &[ListedJob]) -> Result<HashMap<String, JobRecord>, LiveError> {
        if listed.is_empty() {
            return Ok(HashMap::new());
        }
        let vendor_ids: Vec<&str> = listed.iter().map(|job| job.vendor_id.as_str()).collect();
        let FetchedResults { result, unanswered, .. } = self.fetcher.fetch_results_each(&vendor_ids).await?;
        if let Some((_, error)) = unanswered.first()
            && unanswered.len() == vendor_ids.len()
        {
            return Err((*error).into());
        }
        let without_status =
            unanswered.into_iter().map(|(vendor_id, _)| JobRecord { id: Some(vendor_id), ..JobRecord::default() });
        let records = result.into_iter().chain(without_status);
        Ok(records.filter_map(|record| Some((record.id.clone()?, record))).collect())
    }
}
