//! Values that carry their own permission: whoever has one may use it, and nobody can make one without our key.

mod content_id;
mod file_url;
mod hook_url;
mod job_handle;
pub mod keyring;
mod public_urls;
mod upload_ticket;

pub use content_id::ContentIds;
pub use file_url::{FileId, FileUrls};
pub use hook_url::HookUrls;
pub use job_handle::JobHandles;
pub use public_urls::PublicUrls;
pub use upload_ticket::{UploadTicket, UploadTickets};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Nothing sealed with a previous master secret is read after this, since nothing lives longer.
pub const MAXIMUM_LIFETIME_SECONDS: u64 = 8 * 24 * 60 * 60;

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Strict: no padding, no second spelling of the same bytes.
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
