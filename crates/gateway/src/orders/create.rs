use akool_contract::{CreateRequest, JobRecord, price};
use akool_ledger::{Millicredits, Outcome};

use crate::auth::limits::model;
use crate::capability::PublicUrls;
use crate::orders::order::{Order, Settlement, fingerprint_of};
use crate::orders::public_record::Owner;
use crate::orders::stored::StoredAnswer;
use crate::vendor::{Vendor, VendorError};

/// An order for a new video.
pub struct CreateOrder(pub CreateRequest);

impl Order for CreateOrder {
    type Answer = JobRecord;
    type Reply = JobRecord;

    fn kind(&self) -> String {
        let Self(request) = self;
        format!("{} {} {}", model(request), request.resolution.as_str(), request.video_length.seconds())
    }

    fn estimate(&self) -> Millicredits {
        let credits = price::credits(self.0.resolution, self.0.video_length).unwrap_or_default();
        Millicredits(i64::from(credits) * 1000)
    }

    fn fingerprint(&self, urls: &PublicUrls) -> Vec<u8> {
        let Self(request) = self;
        fingerprint_of(&CreateRequest {
            image_url: urls.comparable(&request.image_url),
            audio_url: request.audio_url.as_deref().map(|url| urls.comparable(url)),
            ..request.clone()
        })
    }

    async fn send(&self, vendor: &Vendor, webhook_url: Option<String>) -> Result<JobRecord, VendorError> {
        vendor.create(&CreateRequest { webhookurl: webhook_url, ..self.0.clone() }).await
    }

    fn settle(&self, record: JobRecord, owner: &Owner<'_>) -> Result<Settlement<JobRecord>, VendorError> {
        settle_job(record, owner)
    }

    fn reply_of(stored: StoredAnswer) -> Option<JobRecord> {
        job_of(stored)
    }
}

/// The settlement of an order for one video.
pub(super) fn settle_job(record: JobRecord, owner: &Owner<'_>) -> Result<Settlement<JobRecord>, VendorError> {
    let job = owner.job(record).ok_or(VendorError::InvalidResponse)?;
    let answer = StoredAnswer::Created(Box::new(job.record.clone())).encode();
    let outcome = Outcome::Accepted { vendor_id: job.vendor_id, charged: job.charged, answer: Some(answer) };
    Ok(Settlement { outcomes: vec![outcome], reply: job.record })
}

pub(super) fn job_of(stored: StoredAnswer) -> Option<JobRecord> {
    match stored {
        StoredAnswer::Created(job) => Some(*job),
        _ => None,
    }
}
