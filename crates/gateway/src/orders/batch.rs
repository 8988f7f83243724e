use std::collections::HashSet;

use akool_contract::{BatchRequest, BatchResult, BusinessCode, Model, Resolution, VideoLength, price};
use akool_ledger::{Millicredits, Outcome};

use crate::capability::PublicUrls;
use crate::orders::order::{Order, Settlement, fingerprint_of};
use crate::orders::public_record::Owner;
use crate::orders::stored::{StoredAnswer, VariationError, Variations};
use crate::vendor::{Vendor, VendorError};

/// The highest price of the published table, for models that it does not list.
const CREDITS_PER_SECOND: f64 = 6.0;

/// An order for several variations of one video. Each has an outcome of its own.
pub struct BatchOrder {
    request: BatchRequest,
    /// What the vendor's list says of its model.
    unit_credit: Option<f64>,
}

impl BatchOrder {
    /// `models` is what the vendor says of its models, if it is known.
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
}

impl Order for BatchOrder {
    type Answer = BatchResult;
    type Reply = Variations;

    const IS_BATCH: bool = true;

    fn count(&self) -> u32 {
        self.request.count
    }

    fn kind(&self) -> String {
        let BatchRequest { model_name, resolution, video_length, generate_audio, .. } = &self.request;
        let model = model_name.as_deref().unwrap_or("default");
        let sound = if *generate_audio == Some(true) { "sound" } else { "silent" };
        format!("batch {model} {} {video_length} {sound}", resolution.to_ascii_lowercase())
    }

    /// The vendor's pages disagree on whether the unit of a model's price is a second or a video; this reserves the more.
    fn estimate(&self) -> Millicredits {
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

    fn fingerprint(&self, urls: &PublicUrls) -> Vec<u8> {
        fingerprint_of(&BatchRequest {
            image_url: urls.comparable(&self.request.image_url),
            last_image_url: self.request.last_image_url.as_deref().map(|url| urls.comparable(url)),
            ..self.request.clone()
        })
    }

    /// The vendor reports every variation to the same URL.
    async fn send(&self, vendor: &Vendor, webhook_url: Option<String>) -> Result<BatchResult, VendorError> {
        vendor.create_batch(&BatchRequest { webhookurl: webhook_url, ..self.request.clone() }).await
    }

    /// A variation that the vendor says nothing about is unknown.
    fn settle(&self, result: BatchResult, owner: &Owner<'_>) -> Result<Settlement<Variations>, VendorError> {
        let count = self.request.count as usize;
        let mut variations = Variations::default();
        let mut outcomes = Vec::with_capacity(count);
        let mut seen = HashSet::new();
        let jobs = result.created.into_iter().filter_map(|record| owner.job(record));
        for job in jobs.filter(|job| seen.insert(job.vendor_id.clone())).take(count) {
            outcomes.push(Outcome::Accepted { vendor_id: job.vendor_id, charged: job.charged, answer: None });
            variations.jobs.push(job.record);
        }
        let refused = result.errors.len().min(count - outcomes.len());
        for _ in 0..count - outcomes.len() - refused {
            outcomes.push(Outcome::Unknown(None));
            variations.errors.push(VariationError::Unknown);
        }
        let mut may_be_retried = true;
        for error in result.errors.into_iter().take(refused) {
            let code = error.code.map_or(BusinessCode::CREATE_FAILED, BusinessCode);
            may_be_retried &= !VendorError::refused(code.0).is_about_the_request();
            outcomes.push(Outcome::Refused(None));
            variations.errors.push(VariationError::Refused(code.0));
        }
        // Nothing was made, and only for reasons of the moment: then the same key may try again, and no answer is stored.
        let is_final = refused < count || !may_be_retried;
        if let Some(Outcome::Accepted { answer, .. } | Outcome::Unknown(answer) | Outcome::Refused(answer)) =
            outcomes.first_mut()
            && is_final
        {
            *answer = Some(StoredAnswer::Variations(variations.clone()).encode());
        }
        Ok(Settlement { outcomes, reply: variations })
    }

    fn reply_of(stored: StoredAnswer) -> Option<Variations> {
        match stored {
            StoredAnswer::Variations(variations) => Some(variations),
            _ => None,
        }
    }
}
