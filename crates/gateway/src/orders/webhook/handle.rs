use std::time::Duration;

use akool_contract::JobRecord;
use bytes::Bytes;
use tokio::sync::broadcast;

use super::envelope;
use crate::app::App;
use crate::orders::stored::Stored;
use crate::orders::submit::{FoundJob, found};
use crate::telemetry::metrics::CreateOutcome;
use akool_ledger::{AttemptStatus, BatchSoFar, RecoveredJob, ReplicaEvent};

/// How often to look whether a create that is under way has ended, should nobody tell.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
const LONGEST_PAUSE_SECONDS: u64 = 60;
/// How often a vendor in trouble is asked about a job that was reported: for about an hour.
const MOST_QUESTIONS: u32 = 64;
/// How often a vendor is asked that does not show a job yet which it has reported.
const MOST_QUESTIONS_ABOUT_NOTHING: u32 = 6;

/// Does what a report on an attempt's own URL calls for. There may be no second report, so a ledger in trouble is waited for.
pub async fn handle_webhook(app: &App, attempt: i64, url: &str, body: &Bytes) {
    let mut news = app.ledger.subscribe();
    let mut faults = 0;
    loop {
        match app.ledger.status(attempt).await {
            Ok(None | Some(AttemptStatus::Refused)) => return,
            Ok(Some(AttemptStatus::Accepted { vendor_ids })) => return look_at(app, vendor_ids),
            Ok(Some(AttemptStatus::Unknown { subject })) => return recover(app, attempt, &subject, url, body).await,
            // The report was quicker than the answer, which may yet be lost. It ends in any case: what stays under way is
            // called unknown after a while.
            Ok(Some(AttemptStatus::UnderWay)) => {
                let _ = tokio::time::timeout(LOOK_AGAIN, settled(&mut news, attempt)).await;
            }
            Err(fault) => {
                tracing::error!(%fault, "a report waits, because the ledger cannot be read");
                pause(&mut faults).await;
            }
        }
    }
}

/// Waits, each time longer.
async fn pause(tries: &mut u32) {
    let seconds = 1_u64.checked_shl(*tries).map_or(LONGEST_PAUSE_SECONDS, |seconds| seconds.min(LONGEST_PAUSE_SECONDS));
    *tries = tries.saturating_add(1).min(LONGEST_PAUSE_SECONDS as u32);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

/// Whoever asks the vendor for all may be another gateway.
fn look_at(app: &App, vendor_ids: Vec<String>) {
    for vendor_id in vendor_ids {
        app.watches.wake_for(&vendor_id);
        app.ledger.publish(&ReplicaEvent::Reported { vendor_id });
    }
}

/// Until an attempt has ended, here or at another gateway; at once when that may have been missed.
async fn settled(news: &mut broadcast::Receiver<ReplicaEvent>, attempt: i64) {
    loop {
        match news.recv().await {
            Ok(ReplicaEvent::Settled { attempt: settled }) if settled == attempt => return,
            Ok(ReplicaEvent::Missed) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// A create whose answer was lost: the report names a job, and the job itself says whether it came from this attempt,
/// because the vendor keeps the URL it was created with.
async fn recover(app: &App, attempt: i64, subject: &str, url: &str, body: &Bytes) {
    let Some(vendor_id) = app.job_id_in_report(body) else { return };
    let Some(record) = insist(app, &vendor_id, url).await else { return };
    let FoundJob { vendor_id, charged, job } = found(app, subject, vendor_id, record);
    let mut faults = 0;
    loop {
        let recovered = RecoveredJob { vendor_id: vendor_id.clone(), charged };
        let job = job.clone();
        let answer = move |batch: Option<BatchSoFar>| match batch {
            Some(so_far) => Stored::with_recovered(so_far, job).encode(),
            None => Stored::Created(Box::new(job)).encode(),
        };
        match app.ledger.recover(attempt, recovered, answer, app.clock.now_ms()).await {
            Ok(is_news) => {
                if is_news {
                    app.metrics.ended(CreateOutcome::Recovered, charged);
                    tracing::info!("a create whose answer was lost has been found");
                }
                return;
            }
            Err(fault) => {
                tracing::error!(%fault, "a create whose answer was lost has been found and waits to be written down");
                pause(&mut faults).await;
            }
        }
    }
}

/// The job, if it is the one that was created with this URL. There may be no second report, so a vendor in trouble is asked
/// again, and so is one that does not show the job yet.
async fn insist(app: &App, vendor_id: &str, url: &str) -> Option<JobRecord> {
    let (mut tries, mut in_vain) = (0, 0);
    for _ in 0..MOST_QUESTIONS {
        let record = match app.fetch_results(&[vendor_id]).await {
            Ok(list) => list.result.into_iter().find(|record| record.id.as_deref() == Some(vendor_id)),
            Err(fault) if fault.is_not_found() => None,
            Err(_) => {
                pause(&mut tries).await;
                continue;
            }
        };
        if let Some(record) = record {
            return Some(record).filter(|record| record.webhook_url.as_deref() == Some(url));
        }
        in_vain += 1;
        if in_vain == MOST_QUESTIONS_ABOUT_NOTHING {
            return None;
        }
        pause(&mut tries).await;
    }
    None
}

impl App {
    fn job_id_in_report(&self, body: &[u8]) -> Option<String> {
        let client_id = self.client_id.as_ref()?;
        envelope::job_id(body, client_id.reveal(), self.vendor.api_key().reveal())
    }
}
