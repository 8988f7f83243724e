use akool_contract::{AudioUpdateRequest, CreateRequest, JobRecord, price};
use aws_lc_rs::digest;
use serde::Serialize;

use crate::auth::limits::model;
use crate::capability::PublicUrls;
use crate::orders::Orders;
use crate::vendor::VendorError;
use akool_ledger::{Millicredits, Reserved};

/// The published price of new sound for the longest video; how long this one is, the request does not say.
const AUDIO_UPDATE_CREDITS: u32 = 10;

/// Something that costs credits.
#[derive(Clone, Debug)]
pub enum Wish {
    /// A new video.
    Create(CreateRequest),
    /// New sound for a video, which is named by the vendor's id.
    AudioUpdate(AudioUpdateRequest),
}

impl Wish {
    /// Wishes of one kind cost the same.
    pub fn kind(&self) -> String {
        match self {
            Self::Create(request) => {
                format!("{} {} {}", model(request), request.resolution.as_str(), request.video_length.seconds())
            }
            Self::AudioUpdate(_) => "audio".into(),
        }
    }

    /// The published price.
    pub fn estimate(&self) -> Millicredits {
        let credits = match self {
            Self::Create(request) => price::credits(request.resolution, request.video_length).unwrap_or_default(),
            Self::AudioUpdate(_) => AUDIO_UPDATE_CREDITS,
        };
        Millicredits(i64::from(credits) * 1000)
    }

    /// Tells two orders apart: by what was understood, so that white space and the order of fields make no difference, nor
    /// the URL under which an upload is served this time.
    pub fn fingerprint(&self, urls: &PublicUrls) -> Vec<u8> {
        match self {
            Self::Create(request) => fingerprint_of(&CreateRequest {
                image_url: urls.comparable(&request.image_url),
                audio_url: request.audio_url.as_deref().map(|url| urls.comparable(url)),
                ..request.clone()
            }),
            Self::AudioUpdate(request) => fingerprint_of(&AudioUpdateRequest {
                audio_url: urls.comparable(&request.audio_url),
                ..request.clone()
            }),
        }
    }

    /// Asks the vendor, once.
    pub async fn send(&self, orders: &Orders, reserved: &Reserved) -> Result<JobRecord, VendorError> {
        match self {
            Self::Create(request) => {
                let request = CreateRequest { webhookurl: orders.report_url(reserved), ..request.clone() };
                orders.vendor.create(&request).await
            }
            Self::AudioUpdate(request) => orders.vendor.update_audio(request).await,
        }
    }
}

/// A digest of what is sent.
pub fn fingerprint_of(request: &impl Serialize) -> Vec<u8> {
    let json = serde_json::to_vec(request).unwrap_or_default();
    digest::digest(&digest::SHA256, &json).as_ref().to_vec()
}

impl Orders {
    /// The vendor reports to a URL that belongs to this attempt alone; where it cannot reach us it gets none.
    pub fn report_url(&self, reserved: &Reserved) -> Option<String> {
        self.urls.webhook(reserved.id(), self.clock.now_seconds())
    }
}
