//! Rewrites sounds with their frames and what is needed to decode and time them, and nothing else.
//!
//! Nothing is decoded. The content of frames stays unchanged. Bytes before, between and after frames are removed, and so are
//! all texts and pictures of a container.

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

/// Limits of the channels and samples per second of recorded sound.
const MAXIMUM_CHANNELS: u32 = 8;
const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;

/// Rewrites a sound. Its format can differ from that of its first bytes, since an ID3 tag can precede AAC and FLAC, too.
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

/// The name of AAC with this channel configuration, which is not one or two channels.
const fn surround_aac(channels: u32) -> &'static str {
    match channels {
        3 => "3.0 AAC sounds",
        4 => "4.0 AAC sounds",
        5 => "5.0 AAC sounds",
        6 => "5.1 AAC sounds",
        7 => "7.1 AAC sounds",
        _ => "AAC sounds with channels of their own arrangement",
    }
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
