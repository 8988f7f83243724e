use std::collections::HashSet;

use akool_contract::{BatchError, BatchRequest, BatchResult, BusinessCode, Model, Resolution, VideoLength, price};

use crate::capability::PublicUrls;
use crate::orders::Orders;
use crate::orders::order::fingerprint_of;
use crate::orders::stored::Stored;
use crate::orders::submit::{found, is_vendor_id};
use crate::vendor::VendorError;
use akool_ledger::Charged;
use akool_ledger::{Millicredits, Outcome, Reserved};

/// The dearest line of the published table, for models that it does not list.
const CREDITS_PER_SECOND: f64 = 6.0;

/// A batch that costs credits.
#[derive(Clone, Debug)]
pub struct BatchWish {
    request: BatchRequest,
    /// What the vendor's list says of its model.
    unit_credit: Option<f64>,
}

impl BatchWish {
    /// A wish for a batch, with what the vendor says of models.
    pub fn new(request: BatchRequest, models: &[Model]) -> Self {
        let model = models.iter().find(|model| model.value.is_some() && model.value == request.model_name);
        let size = model.and_then(|model| {
            model
                .resolutions
                .iter()
                .find(|size| size.value.as_deref().is_some_and(|value| value.eq_ignore_ascii_case(&request.resolution)))
        });
        Self { unit_credit: size.and_then(|size| size.unit_credit), request }
    }

    /// How many variations.
    pub fn count(&self) -> u32 {
        self.request.count
    }

    /// Variations of one kind cost the same.
    pub fn kind(&self) -> String {
        let BatchRequest { model_name, resolution, video_length, generate_audio, .. } = &self.request;
        let model = model_name.as_deref().unwrap_or("default");
        let sound = if *generate_audio == Some(true) { "sound" } else { "silent" };
        format!("batch {model} {} {video_length} {sound}", resolution.to_ascii_lowercase())
    }

    /// What one may cost. The vendor's pages disagree on whether its unit is a second or a video; this holds the more.
    pub fn estimate(&self) -> Millicredits {
        let seconds = f64::from(self.request.video_length);
        let table = Resolution::from_word(&self.request.resolution)
            .zip(VideoLength::from_seconds(seconds))
            .and_then(|(resolution, length)| price::credits(resolution, length))
            .map(f64::from);
        let credits = match (self.unit_credit.map(|unit| unit * seconds), table) {
            (Some(listed), Some(table)) => listed.max(table),
            (listed, table) => listed.or(table).unwrap_or(CREDITS_PER_SECOND * seconds),
        };
        Millicredits::from_credits(credits).unwrap_or_default()
    }

    /// Tells two wishes apart.
    pub fn fingerprint(&self, urls: &PublicUrls) -> Vec<u8> {
        fingerprint_of(&BatchRequest {
            image_url: urls.comparable(&self.request.image_url),
            last_image_url: self.request.last_image_url.as_deref().map(|url| urls.comparable(url)),
            ..self.request.clone()
        })
    }

    /// Asks the vendor, once. It reports every variation to the same URL.
    pub async fn send(&self, orders: &Orders, reserved: &Reserved) -> Result<BatchResult, VendorError> {
        let request = BatchRequest { webhookurl: orders.report_url(reserved), ..self.request.clone() };
        orders.vendor.create_batch(&request).await
    }
}

/// What became of each variation, and the lists as their owner sees them. What the vendor says nothing about is unknown.
pub fn settle_batch(orders: &Orders, subject: &str, count: u32, result: BatchResult) -> (Vec<Outcome>, BatchResult) {
    let count = count as usize;
    let mut shown = BatchResult::default();
    let mut ends = Vec::with_capacity(count);
    let mut seen = HashSet::new();
    let created = result.created.into_iter().filter_map(|record| Some((record.id.clone()?, record)));
    for (vendor_id, record) in created.filter(|(id, _)| is_vendor_id(id) && seen.insert(id.clone())).take(count) {
        let found = found(orders, subject, vendor_id, record);
        shown.created.push(found.job);
        ends.push(Outcome::Accepted { vendor_id: found.vendor_id, charged: found.charged, answer: None });
    }
    let refused: Vec<BatchError> = result.errors.into_iter().take(count - ends.len()).collect();
    for _ in 0..count - ends.len() - refused.len() {
        shown.errors.push(VendorError::ConnectionLost.of_paying().of_a_variation());
        ends.push(Outcome::Unknown(None));
    }
    let mut may_be_tried_again = true;
    for error in &refused {
        let failure = VendorError::Refused {
            code: error.code.map_or(BusinessCode::CREATE_FAILED, BusinessCode),
            retry_after_seconds: None,
        };
        let failure = failure.of_reading().charged(Charged::No);
        may_be_tried_again &= !failure.is_final();
        shown.errors.push(failure.of_a_variation());
        ends.push(Outcome::Refused(None));
    }
    // Nothing came of it, for reasons of the moment: then the same key may try again.
    let is_final = refused.len() < count || !may_be_tried_again;
    if let Some(Outcome::Accepted { answer, .. } | Outcome::Unknown(answer) | Outcome::Refused(answer)) =
        ends.first_mut()
        && is_final
    {
        *answer = Some(Stored::Batch(shown.clone()).encode());
    }
    (ends, shown)
}
