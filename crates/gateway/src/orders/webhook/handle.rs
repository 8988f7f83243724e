use std::sync::Arc;
use std::time::Duration;

use akool_contract::JobRecord;
use bytes::Bytes;
use tokio::sync::broadcast;

use super::envelope;
use crate::Secret;
use crate::orders::Orders;
use crate::orders::public_record::{OwnedJob, Owner};
use crate::orders::stored::StoredAnswer;
use crate::telemetry::Chain;
use crate::telemetry::metrics::CreateOutcome;
use akool_ledger::{AttemptStatus, BatchSoFar, RecoveredJob, ReplicaEvent};

/// How often the status of an order under way is read if no event announces its outcome.
const STATUS_INTERVAL: Duration = Duration::from_secs(1);
const LONGEST_PAUSE_SECONDS: u64 = 60;
/// How often a failing vendor is asked about a reported job: for about an hour.
const MAXIMUM_REQUESTS: u32 = 64;
/// How often the vendor is asked that does not show a reported job yet.
const MAXIMUM_NOT_FOUND: u32 = 6;

/// Handles webhooks of the vendor.
pub struct Webhooks {
    pub orders: Arc<Orders>,
    /// Webhooks are signed with it; without it a lost order cannot be recovered.
    pub client_id: Option<Secret>,
}

impl Webhooks {
    /// Does what a webhook on an attempt's own URL calls for, and returns the jobs to poll now. There may be no second
    /// webhook, so a failing ledger is waited for.
    pub async fn handle(&self, attempt: i64, url: &str, body: &Bytes) -> Vec<String> {
        let orders = &self.orders;
        let ledger = &orders.ledger;
        let mut events = ledger.subscribe();
        let mut failures = 0;
        loop {
            match ledger.status(attempt).await {
                Ok(None | Some(AttemptStatus::Refused)) => return Vec::new(),
                Ok(Some(AttemptStatus::Accepted { vendor_ids })) => return vendor_ids,
                Ok(Some(AttemptStatus::Unknown { subject, created_at_ms })) => {
                    self.recover(attempt, orders.owner(&subject, created_at_ms), url, body).await;
                    return Vec::new();
                }
                // The webhook was quicker than the answer, which may yet be lost. It ends in any case: what stays under way
                // becomes unknown after a while.
                Ok(Some(AttemptStatus::UnderWay)) => {
                    let _ = tokio::time::timeout(STATUS_INTERVAL, settled(&mut events, attempt)).await;
                }
                Err(error) => {
                    tracing::error!(error = %Chain(&error), "a webhook waits, because the ledger cannot be read");
                    pause(&mut failures).await;
                }
            }
        }
    }

    /// An order whose answer was lost: the webhook names a job, and the job itself says whether it came from this attempt,
    /// because the vendor keeps the URL it was created with.
    async fn recover(&self, attempt: i64, owner: Owner<'_>, url: &str, body: &Bytes) {
        let orders = &self.orders;
        let Some(vendor_id) = self.job_id(body) else { return };
        let Some(record) = self.find_job(&vendor_id, url).await else { return };
        let Some(OwnedJob { vendor_id, charged, record }) = owner.job(record) else { return };
        let mut failures = 0;
        loop {
            let recovered = RecoveredJob { vendor_id: vendor_id.clone(), charged };
            let record = record.clone();
            let answer = move |batch: Option<BatchSoFar>| match batch {
                Some(so_far) => StoredAnswer::with_recovered(so_far, record).encode(),
                None => StoredAnswer::Created(Box::new(record)).encode(),
            };
            match orders.ledger.recover(attempt, recovered, answer, orders.clock.now_ms()).await {
                Ok(is_new) => {
                    if is_new {
                        orders.metrics.ended(CreateOutcome::Recovered, charged);
                        tracing::info!("an order whose answer was lost has been recovered");
                    }
                    return;
                }
                Err(error) => {
                    tracing::error!(error = %Chain(&error), "an order whose answer was lost has been found and waits to be recorded");
                    pause(&mut failures).await;
                }
            }
        }
    }

    /// The job, if it is the one that was created with this URL. There may be no second webhook, so a failing vendor is
    /// asked again, and so is one that does not show the job yet.
    async fn find_job(&self, vendor_id: &str, url: &str) -> Option<JobRecord> {
        let (mut failures, mut not_found) = (0, 0);
        for _ in 0..MAXIMUM_REQUESTS {
            let record = match self.orders.vendor.results(&[vendor_id]).await {
                Ok(list) => list.result.into_iter().find(|record| record.id.as_deref() == Some(vendor_id)),
                Err(error) if error.is_not_found() => None,
                Err(_) => {
                    pause(&mut failures).await;
                    continue;
                }
            };
            if let Some(record) = record {
                return Some(record).filter(|record| record.webhook_url.as_deref() == Some(url));
            }
            not_found += 1;
            if not_found == MAXIMUM_NOT_FOUND {
                return None;
            }
            pause(&mut failures).await;
        }
        None
    }

    fn job_id(&self, body: &[u8]) -> Option<String> {
        let client_id = self.client_id.as_ref()?;
        envelope::job_id(body, client_id.reveal(), self.orders.vendor.api_key().reveal())
    }
}

/// Waits longer after each failure.
async fn pause(failures: &mut u32) {
    let seconds =
        1_u64.checked_shl(*failures).map_or(LONGEST_PAUSE_SECONDS, |seconds| seconds.min(LONGEST_PAUSE_SECONDS));
    *failures = failures.saturating_add(1).min(LONGEST_PAUSE_SECONDS as u32);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

/// Waits until an attempt has ended, here or at another gateway. Returns at once if that event may have been missed.
async fn settled(events: &mut broadcast::Receiver<ReplicaEvent>, attempt: i64) {
    loop {
        match events.recv().await {
            Ok(ReplicaEvent::Settled { attempt: settled }) if settled == attempt => return,
            Ok(ReplicaEvent::Missed) | Err(_) => return,
            Ok(_) => {}
        }
    }
}
