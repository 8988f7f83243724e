//! Sounds are written anew with their frames and what it takes to decode and time them, and nothing else.
//!
//! Nothing is decoded here. What a frame itself holds stays as it is; what stands before, between and behind frames, and every
//! part of a container that is for people, goes.

mod bits;
mod flac;
mod flac_frame;
mod mp4;
mod mpeg;
mod ogg;
mod wav;
mod webm;
mod xiph;

use akool_contract::media::UploadFormat;
use bytes::Bytes;

use super::Refusal;

/// As many channels and samples a second as sound is recorded in.
const MAXIMUM_CHANNELS: u32 = 8;
const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;

/// Rewrites a sound. What it really is may differ from what its first bytes say: an ID3 tag can stand before AAC and FLAC, too.
pub fn without_metadata(format: UploadFormat, bytes: &[u8]) -> Result<(UploadFormat, Bytes), Refusal> {
    let rewritten = match format {
        UploadFormat::Mp3 | UploadFormat::Aac => {
            let bytes = mpeg::after_tags(bytes);
            return match UploadFormat::sniff(bytes) {
                akool_contract::media::Sniffed::Upload(UploadFormat::Flac) => {
                    flac::without_metadata(bytes).map(|bytes| (UploadFormat::Flac, bytes.into()))
                }
                _ => mpeg::without_metadata(format, bytes).map(|(format, bytes)| (format, bytes.into())),
            };
        }
        UploadFormat::Wav => wav::without_metadata(bytes)?,
        UploadFormat::M4a => mp4::without_metadata(bytes)?,
        UploadFormat::Ogg => ogg::without_metadata(bytes)?,
        UploadFormat::Flac => flac::without_metadata(bytes)?,
        UploadFormat::Webm => webm::without_metadata(bytes)?,
        UploadFormat::Png | UploadFormat::Jpeg | UploadFormat::Webp => return Err(Refusal::Damaged(format)),
    };
    Ok((format, rewritten.into()))
}

fn check_shape(rate: u32, channels: u32) -> Result<(), Refusal> {
    if !(1..=MAXIMUM_CHANNELS).contains(&channels) {
        return Err(Refusal::sound("Sounds with more than eight channels"));
    }
    if !RATES.contains(&rate) {
        return Err(Refusal::sound("Sounds with fewer than 4000 or more than 384000 samples a second"));
    }
    Ok(())
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    be16(bytes, at).map(u16::swap_bytes)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    be32(bytes, at).map(u32::swap_bytes)
}
