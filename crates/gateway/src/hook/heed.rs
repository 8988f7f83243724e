use std::time::Duration;

use akool_contract::ResultList;
use bytes::Bytes;
use tokio::sync::broadcast;

use super::envelope;
use crate::app::App;
use crate::ledger::{News, Standing};
use crate::metrics::CreateEnd;
use crate::pay::found;

/// How often to look whether a create that is under way has ended, should nobody tell.
const PATIENCE: u32 = 60;
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Between two questions about a job that was reported.
const PAUSES_SECONDS: [u64; 5] = [1, 2, 4, 8, 16];

/// Does what a report on an attempt's own URL calls for.
pub async fn heed(app: &App, attempt: i64, url: &str, body: &Bytes) {
    let mut news = app.ledger.news();
    for _ in 0..PATIENCE {
        let Ok(Some(standing)) = app.ledger.standing(attempt).await else { return };
        match standing {
            Standing::Accepted { vendor_ids } => return look_at(app, vendor_ids),
            Standing::Unknown { subject } => return recover(app, attempt, &subject, url, body).await,
            Standing::Refused => return,
            // The report was quicker than the answer, which may yet be lost.
            Standing::UnderWay => {
                let _ = tokio::time::timeout(LOOK_AGAIN, settled(&mut news, attempt)).await;
            }
        }
    }
}

/// Whoever asks the vendor for all may be another gateway.
fn look_at(app: &App, vendor_ids: Vec<String>) {
    for vendor_id in vendor_ids {
        app.watches.wake_for(&vendor_id);
        app.ledger.tell(&News::Reported { vendor_id });
    }
}

/// Until an attempt has ended, here or at another gateway; at once when that may have been missed.
async fn settled(news: &mut broadcast::Receiver<News>, attempt: i64) {
    loop {
        match news.recv().await {
            Ok(News::Settled { attempt: settled }) if settled == attempt => return,
            Ok(News::Missed) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// A create whose answer was lost: the report names a job, and the job itself says whether it came from this attempt,
/// because the vendor keeps the URL it was created with.
async fn recover(app: &App, attempt: i64, subject: &str, url: &str, body: &Bytes) {
    let Some(vendor_id) = app.job_id_in_report(body) else { return };
    let Some(list) = insist(app, &vendor_id).await else { return };
    let ours = list
        .result
        .into_iter()
        .find(|record| record.id.as_deref() == Some(&vendor_id) && record.webhook_url.as_deref() == Some(url));
    let Some(record) = ours else { return };
    let found = found(app, subject, vendor_id, record);
    let charged = found.charged;
    match app.ledger.recover(attempt, found, app.clock.now_ms()).await {
        Ok(true) => {
            app.metrics.ended(CreateEnd::Recovered, charged);
            tracing::info!("a create whose answer was lost has been found");
        }
        Ok(false) => {}
        Err(fault) => {
            tracing::error!(%fault, "a create whose answer was lost has been found and could not be written down")
        }
    }
}

/// There may be no second report, so a vendor in trouble is asked again.
async fn insist(app: &App, vendor_id: &str) -> Option<ResultList> {
    for seconds in PAUSES_SECONDS {
        match app.look_up(&[vendor_id]).await {
            Ok(list) => return Some(list),
            Err(fault) if fault.is_not_found() => return None,
            Err(_) => tokio::time::sleep(Duration::from_secs(seconds)).await,
        }
    }
    app.look_up(&[vendor_id]).await.ok()
}

impl App {
    fn job_id_in_report(&self, body: &[u8]) -> Option<String> {
        let client_id = self.client_id.as_ref()?;
        envelope::job_id(body, client_id.reveal(), self.vendor.api_key().reveal())
    }
}
