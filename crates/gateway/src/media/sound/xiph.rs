//! The header packets that Vorbis, Opus and FLAC have in Ogg, WebM and MP4 files.

use super::super::Refusal;
use super::flac::{STREAM_INFO_BYTES, StreamInfo};
use super::{check_shape, le16, le32};

/// The vendor string, which a comment packet must have.
const NO_COMMENTS: [u8; 8] = [0; 8];
const VORBIS_HEAD_BYTES: usize = 30;
const OPUS_HEAD_BYTES: usize = 19;

/// A Vorbis recording's first packet, checked.
pub fn vorbis_head(packet: &[u8]) -> Option<Result<Vec<u8>, Refusal>> {
    let head = packet.strip_prefix(b"\x01vorbis")?;
    let (channels, rate) = (*head.get(4)?, le32(head, 5)?);
    let head = packet.get(..VORBIS_HEAD_BYTES)?.to_vec();
    Some(check_shape(rate, u32::from(channels)).map(|()| head))
}

/// A Vorbis recording's second packet, without comments.
pub fn vorbis_comments() -> Vec<u8> {
    [b"\x03vorbis".as_slice(), &NO_COMMENTS, &[1]].concat()
}

/// An Opus recording's first packet, checked.
pub fn opus_head(packet: &[u8]) -> Option<Result<Vec<u8>, Refusal>> {
    let head = packet.strip_prefix(b"OpusHead")?;
    let (version, channels, family) = (*head.first()?, *head.get(1)?, *head.get(10)?);
    Some(if version >> 4 != 0 || !(1..=2).contains(&channels) || family != 0 {
        Err(Refusal::sound("Opus sounds with more than two channels"))
    } else {
        Ok(opus_head_of(channels, le16(head, 2)?, le32(head, 4)?, le16(head, 8)?))
    })
}

/// An Opus recording's first packet.
pub fn opus_head_of(channels: u8, pre_skip: u16, rate: u32, gain: u16) -> Vec<u8> {
    let mut head = b"OpusHead\x01".to_vec();
    head.push(channels);
    head.extend_from_slice(&pre_skip.to_le_bytes());
    head.extend_from_slice(&rate.to_le_bytes());
    head.extend_from_slice(&gain.to_le_bytes());
    head.push(0);
    debug_assert_eq!(head.len(), OPUS_HEAD_BYTES);
    head
}

/// An Opus recording's second packet, without comments.
pub fn opus_comments() -> Vec<u8> {
    [b"OpusTags".as_slice(), &NO_COMMENTS].concat()
}

/// The first packet of FLAC in Ogg, checked; it announces one more.
pub fn ogg_flac_head(packet: &[u8]) -> Option<Result<Vec<u8>, Refusal>> {
    let head = packet.strip_prefix(b"\x7FFLAC\x01")?;
    let info = head.get(7..)?.get(4..4 + STREAM_INFO_BYTES)?;
    if head.get(3..7)? != b"fLaC" || head.get(7)? & 0x7F != 0 {
        return None;
    }
    let kept = [b"\x7FFLAC\x01\0\0\x01fLaC\0\0\0\x22".as_slice(), info].concat();
    Some(StreamInfo::read(info)?.check().map(|()| kept))
}

/// The second packet of FLAC in Ogg: a last block of comments, without any.
pub fn ogg_flac_comments() -> Vec<u8> {
    [[0x84, 0, 0, 8].as_slice(), &NO_COMMENTS].concat()
}
