//! Capabilities: values that carry their own permission. Their holder may use them, and only this gateway can make them.

mod content_id;
mod file_url;
mod job_handle;
pub mod keyring;
mod public_urls;
mod upload_ticket;
mod webhook_url;

pub use content_id::ContentIds;
pub use file_url::{FileId, FileUrls};
pub use job_handle::JobHandles;
pub use public_urls::PublicUrls;
pub use upload_ticket::{UploadTicket, UploadTickets};
pub use webhook_url::WebhookUrls;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// The longest life of a capability, and so of a previous master secret.
pub const MAXIMUM_LIFETIME_SECONDS: u64 = 8 * 24 * 60 * 60;

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Strict: without padding, and with one spelling for each sequence of bytes.
fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

/// Seconds since 1970 in five bytes.
fn pack_seconds(seconds: u64) -> [u8; 5] {
    let [_, _, _, a, b, c, d, e] = seconds.to_be_bytes();
    [a, b, c, d, e]
}

fn unpack_seconds(bytes: [u8; 5]) -> u64 {
    let [a, b, c, d, e] = bytes;
    u64::from_be_bytes([0, 0, 0, a, b, c, d, e])
}
