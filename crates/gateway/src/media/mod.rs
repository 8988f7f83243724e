//! Uploaded pictures and sounds. Their formats are detected from their bytes, never from what the caller declares, and
//! their metadata is removed.

mod exif;
mod jpeg;
mod media_type;
mod picture;
mod refusal;
mod sound;

use akool_contract::media::{MediaKind, SNIFF_BYTES, Sniffed, UploadFormat};
use bytes::Bytes;

pub use media_type::MediaType;
pub use refusal::Refusal;

/// Checks the first bytes of a file, so that a file that will be refused need not be sent completely.
pub fn refuse_early(so_far: &[u8]) -> Result<(), Refusal> {
    if so_far.len() < SNIFF_BYTES {
        return Ok(());
    }
    sniff(so_far).map(drop)
}

/// Removes the metadata of a file. Returns its format and the rewritten file.
pub fn without_metadata(bytes: Bytes) -> Result<(MediaType, Bytes), Refusal> {
    let format = sniff(&bytes)?;
    let (format, rewritten) = match format.kind() {
        MediaKind::Picture => (format, picture::without_metadata(format, bytes)?),
        MediaKind::Sound => sound::without_metadata(format, &bytes)?,
    };
    Ok((MediaType::from(format), rewritten))
}

fn sniff(bytes: &[u8]) -> Result<UploadFormat, Refusal> {
    match UploadFormat::sniff(bytes) {
        Sniffed::Upload(format) => Ok(format),
        Sniffed::Other(unusable) => Err(Refusal::Format(unusable)),
        Sniffed::Unknown if bytes.is_empty() => Err(Refusal::Empty),
        Sniffed::Unknown => Err(Refusal::Unknown),
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}
