use akool_ledger::{Millicredits, Outcome};
use aws_lc_rs::digest;
use serde::Serialize;

use crate::capability::PublicUrls;
use crate::orders::public_record::Owner;
use crate::orders::stored::StoredAnswer;
use crate::vendor::{Vendor, VendorError};

/// What a caller asks for and may pay for.
pub trait Order: Send + Sync + 'static {
    /// What the vendor answers.
    type Answer: Send;
    /// What the caller is told.
    type Reply: Send + 'static;

    /// Whether it is a batch, of one variation or of several.
    const IS_BATCH: bool = false;

    /// How many videos it asks for.
    fn count(&self) -> u32 {
        1
    }

    /// Videos of one kind cost the same.
    fn kind(&self) -> String;

    /// The published price of one video.
    fn estimate(&self) -> Millicredits;

    /// A digest that tells two orders apart: by what was understood, so that white space and the order of fields make no
    /// difference, nor does the URL under which an upload is served this time.
    fn fingerprint(&self, urls: &PublicUrls) -> Vec<u8>;

    /// Sends it to the vendor, once. Webhooks about it go to `webhook_url`.
    fn send(
        &self,
        vendor: &Vendor,
        webhook_url: Option<String>,
    ) -> impl Future<Output = Result<Self::Answer, VendorError>> + Send;

    /// Turns the vendor's answer into what is recorded and what the caller is told.
    ///
    /// # Errors
    ///
    /// The answer names no job, so the outcome is not known.
    fn settle(&self, answer: Self::Answer, owner: &Owner<'_>) -> Result<Settlement<Self::Reply>, VendorError>;

    /// The reply in a stored answer, if it is the answer to an order of this type.
    fn reply_of(stored: StoredAnswer) -> Option<Self::Reply>;
}

/// How an order ended.
pub struct Settlement<Reply> {
    /// For the ledger: one outcome for each video, of which the first one holds the stored answer.
    pub outcomes: Vec<Outcome>,
    /// For the caller.
    pub reply: Reply,
}

/// A digest of what is sent.
pub(super) fn fingerprint_of(request: &impl Serialize) -> Vec<u8> {
    let json = serde_json::to_vec(request).unwrap_or_default();
    digest::digest(&digest::SHA256, &json).as_ref().to_vec()
}
