use std::time::Duration;

use bytes::Bytes;

use super::envelope;
use crate::app::App;
use crate::ledger::{Reserved, Standing};
use crate::pay::accept;

/// How often, a second apart, to look whether a create that is under way has ended.
const PATIENCE: u32 = 60;

/// Does what a report on an attempt's own URL calls for.
pub async fn heed(app: &App, attempt: i64, url: &str, body: &Bytes) {
    for _ in 0..PATIENCE {
        let Ok(Some(standing)) = app.ledger.standing(attempt).await else { return };
        match standing {
            Standing::Accepted { vendor_id } => return app.watches.wake_for(&vendor_id),
            Standing::Unknown { subject } => return recover(app, attempt, &subject, url, body).await,
            Standing::Refused => return,
            // The report was quicker than the answer, which may yet be lost.
            Standing::UnderWay => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
}

/// A create whose answer was lost: the report names a job, and the job itself says whether it came from this attempt,
/// because the vendor keeps the URL it was created with.
async fn recover(app: &App, attempt: i64, subject: &str, url: &str, body: &Bytes) {
    let Some(vendor_id) = app.job_id_in_report(body) else { return };
    let Ok(list) = app.look_up(&[&vendor_id]).await else { return };
    let ours = list
        .result
        .into_iter()
        .find(|record| record.id.as_deref() == Some(&vendor_id) && record.webhook_url.as_deref() == Some(url));
    if let Some(record) = ours {
        accept(app, &Reserved::of(attempt), subject, &vendor_id, record).await;
        tracing::info!("a create whose answer was lost has been found");
    }
}

impl App {
    fn job_id_in_report(&self, body: &[u8]) -> Option<String> {
        let client_id = self.client_id.as_ref()?;
        envelope::job_id(body, client_id.reveal(), self.vendor.api_key().reveal())
    }
}
