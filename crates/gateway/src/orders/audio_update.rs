use akool_contract::{AudioUpdateRequest, JobRecord};
use akool_ledger::Millicredits;

use crate::capability::PublicUrls;
use crate::orders::create::{job_of, settle_job};
use crate::orders::order::{Order, Settlement, fingerprint_of};
use crate::orders::public_record::Owner;
use crate::orders::stored::StoredAnswer;
use crate::vendor::{Vendor, VendorError};

/// The published price of new sound for the longest video. The request does not say how long this one is.
const ESTIMATE: Millicredits = Millicredits(10_000);

/// An order for new sound for a video, which is named by the vendor's id.
pub struct AudioUpdateOrder(pub AudioUpdateRequest);

impl Order for AudioUpdateOrder {
    type Answer = JobRecord;
    type Reply = JobRecord;

    fn kind(&self) -> String {
        "audio".into()
    }

    fn estimate(&self) -> Millicredits {
        ESTIMATE
    }

    fn fingerprint(&self, urls: &PublicUrls) -> Vec<u8> {
        let Self(request) = self;
        fingerprint_of(&AudioUpdateRequest { audio_url: urls.comparable(&request.audio_url), ..request.clone() })
    }

    /// The vendor takes no webhook URL here.
    async fn send(&self, vendor: &Vendor, _: Option<String>) -> Result<JobRecord, VendorError> {
        vendor.update_audio(&self.0).await
    }

    fn settle(&self, record: JobRecord, owner: &Owner<'_>) -> Result<Settlement<JobRecord>, VendorError> {
        settle_job(record, owner)
    }

    fn reply_of(stored: StoredAnswer) -> Option<JobRecord> {
        job_of(stored)
    }
}
