use akool_contract::media::UploadFormat;

use super::super::Refusal;
use super::flac_frame::FrameHeader;
use super::{check_shape, flac_frame, mpeg};

const MAGIC: &[u8] = b"fLaC";
pub const STREAM_INFO_BYTES: usize = 34;
const SEEK_POINT_BYTES: usize = 18;

const STREAM_INFO: u8 = 0;
const SEEK_TABLE: u8 = 3;
const LAST: u8 = 0x80;

/// The first block of every FLAC file.
pub struct StreamInfo<'a> {
    bytes: &'a [u8],
}

impl<'a> StreamInfo<'a> {
    /// Reads the block's content.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        (bytes.len() == STREAM_INFO_BYTES).then_some(Self { bytes })
    }

    pub fn check(&self) -> Result<(), Refusal> {
        check_shape(self.rate(), self.channels())
    }

    fn rate(&self) -> u32 {
        super::be32(self.bytes, 10).unwrap_or_default() >> 12
    }

    pub fn channels(&self) -> u32 {
        (u32::from(self.bytes[12]) >> 1 & 0b111) + 1
    }

    pub fn bits(&self) -> u32 {
        (u32::from(self.bytes[12]) << 4 & 0b1_0000 | u32::from(self.bytes[13]) >> 4) + 1
    }

    fn samples(&self) -> u64 {
        super::be64(self.bytes, 10).unwrap_or_default() & 0xF_FFFF_FFFF
    }
}

/// Rewrites a FLAC file with the blocks that decoding needs and its complete frames.
pub fn without_metadata(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let damaged = Refusal::Damaged(UploadFormat::Flac);
    let bytes = mpeg::after_tags(bytes);
    let mut rest = bytes.strip_prefix(MAGIC).ok_or(damaged)?;
    let (mut info, mut seek_points) = (None, None);
    loop {
        let (kind, length) = match rest {
            [kind, a, b, c, ..] => (*kind, usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c)),
            _ => return Err(Refusal::CutOff(UploadFormat::Flac)),
        };
        let content = rest.get(4..4 + length).ok_or(Refusal::CutOff(UploadFormat::Flac))?;
        match kind & !LAST {
            STREAM_INFO if info.is_none() => info = Some(StreamInfo::read(content).ok_or(damaged)?),
            SEEK_TABLE if length % SEEK_POINT_BYTES == 0 => seek_points = Some(content),
            _ => {}
        }
        rest = &rest[4 + length..];
        if kind & LAST != 0 {
            break;
        }
    }
    let info = info.ok_or(damaged)?;
    info.check()?;

    let (length, samples) = frames(rest, &info);
    if length == 0 {
        return Err(Refusal::NoSound(UploadFormat::Flac));
    }
    if samples < info.samples() {
        return Err(Refusal::CutOff(UploadFormat::Flac));
    }
    let mut written = MAGIC.to_vec();
    let last = if seek_points.is_none() { LAST } else { 0 };
    written.extend_from_slice(&[STREAM_INFO | last, 0, 0, STREAM_INFO_BYTES as u8]);
    written.extend_from_slice(info.bytes);
    if let Some(points) = seek_points {
        let [_, length @ ..] = (points.len() as u32).to_be_bytes();
        written.push(SEEK_TABLE | LAST);
        written.extend_from_slice(&length);
        written.extend_from_slice(points);
    }
    written.extend_from_slice(&rest[..length]);
    Ok(written)
}

/// The total length of the complete frames here, and the number of their samples.
fn frames(bytes: &[u8], info: &StreamInfo<'_>) -> (usize, u64) {
    let (mut at, mut samples) = (0, 0);
    let mut first: Option<FrameHeader> = None;
    while let Some((header, length)) = flac_frame::read(&bytes[at..], info) {
        if first.as_ref().is_some_and(|first| !header.is_like(first)) {
            break;
        }
        samples += u64::from(header.samples);
        at += length;
        first.get_or_insert(header);
    }
    (at, samples)
}
