use akool_contract::media::UploadFormat;

use super::super::Refusal;
use super::{check_shape, le16, le32};

const HEAD_BYTES: usize = 12;
/// The format chunk of plain samples. Other formats add an empty extension.
const FORMAT_BYTES: u32 = 16;
const OTHER_FORMAT_BYTES: u32 = 18;
const EXTENSIBLE_FORMAT_BYTES: u32 = 40;
/// What follows the tag in the identifier of an extensible format.
const EXTENSIBLE_SUFFIX: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
/// Programs that do not know the final size write sizes from here on.
const UNKNOWN_SIZE: u32 = 0x7FFF_0000;

const PCM: u16 = 1;
const FLOAT: u16 = 3;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;
const EXTENSIBLE: u16 = 0xFFFE;

/// Rewrites a WAV file with a plain header and its samples.
pub fn without_metadata(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut format = None;
    let mut at = HEAD_BYTES;
    while let (Some(id), Some(size)) = (bytes.get(at..at + 4), le32(bytes, at + 4)) {
        let start = at + 8;
        if id == b"data" {
            let format: Format = format.ok_or(Refusal::Damaged(UploadFormat::Wav))?;
            let samples = samples(bytes, start, size)?;
            return format.write(samples);
        }
        // Only these bytes, since a chunk can claim to be longer than the file.
        if id == b"fmt " && format.is_none() {
            let content = bytes.get(start..).unwrap_or_default();
            let content = &content[..content.len().min(size as usize)];
            format = Some(Format::read(content).ok_or(Refusal::Damaged(UploadFormat::Wav))??);
        }
        at = start.saturating_add(size as usize).saturating_add(size as usize % 2);
    }
    Err(if at > bytes.len() { Refusal::CutOff(UploadFormat::Wav) } else { Refusal::NoSound(UploadFormat::Wav) })
}

/// The samples that begin here. A recorder that was switched off leaves their size at zero or at a very large value.
fn samples(bytes: &[u8], start: usize, size: u32) -> Result<&[u8], Refusal> {
    let rest = bytes.get(start..).unwrap_or_default();
    if size >= UNKNOWN_SIZE || size == 0 && !ends_in_chunks(rest) {
        return Ok(rest);
    }
    rest.get(..size as usize).ok_or(Refusal::CutOff(UploadFormat::Wav))
}

/// Whether the rest consists of chunks exactly, and so contains no samples.
fn ends_in_chunks(mut rest: &[u8]) -> bool {
    while let Some(size) = le32(rest, 4) {
        let is_name = rest[..4].iter().all(|byte| (b' '..=b'~').contains(byte));
        let end = (size as usize).saturating_add(8).saturating_add(size as usize % 2);
        match rest.get(end..) {
            Some(next) if is_name => rest = next,
            _ => return false,
        }
    }
    rest.is_empty()
}

/// The mask of loudspeakers if it fits the channels and a plain format does not mean it anyway; else 0.
fn unusual_loudspeakers(mask: u32, channels: u16) -> u32 {
    let usual = match channels {
        1 => 0x4,
        2 => 0x3,
        6 => 0x3F,
        _ => 0,
    };
    if mask.count_ones() == u32::from(channels) && mask != usual { mask } else { 0 }
}

struct Format {
    tag: u16,
    channels: u16,
    rate: u32,
    bits: u16,
    /// The loudspeakers of the channels, where they are others than those of a plain format; else 0.
    loudspeakers: u32,
}

impl Format {
    fn read(chunk: &[u8]) -> Option<Result<Self, Refusal>> {
        let mut tag = le16(chunk, 0)?;
        let (channels, rate, bits) = (le16(chunk, 2)?, le32(chunk, 4)?, le16(chunk, 14)?);
        let mut loudspeakers = 0;
        if tag == EXTENSIBLE {
            loudspeakers = unusual_loudspeakers(le32(chunk, 20)?, channels);
            tag = le16(chunk, 24)?;
        }
        let format = Self { tag, channels, rate, bits, loudspeakers };
        Some(format.check().map(|()| format))
    }

    fn check(&self) -> Result<(), Refusal> {
        match (self.tag, self.bits) {
            (PCM, 8 | 16 | 24 | 32) | (FLOAT, 32 | 64) | (A_LAW | MU_LAW, 8) => {}
            (PCM | FLOAT | A_LAW | MU_LAW, _) => {
                return Err(Refusal::sound("WAV sounds with samples of an unusual size"));
            }
            _ => return Err(Refusal::sound("Compressed WAV sounds")),
        }
        check_shape(self.rate, u32::from(self.channels))
    }

    fn write(&self, samples: &[u8]) -> Result<Vec<u8>, Refusal> {
        let block = self.channels * (self.bits / 8);
        let samples = &samples[..samples.len() - samples.len() % usize::from(block)];
        if samples.is_empty() {
            return Err(Refusal::NoSound(UploadFormat::Wav));
        }
        let padding = samples.len() % 2;
        let size = samples.len() as u32;
        let is_extensible = self.loudspeakers != 0;
        let format_bytes = match self.tag {
            _ if is_extensible => EXTENSIBLE_FORMAT_BYTES,
            PCM => FORMAT_BYTES,
            _ => OTHER_FORMAT_BYTES,
        };
        let mut written = Vec::with_capacity(samples.len() + 64);
        written.extend_from_slice(b"RIFF");
        written.extend_from_slice(&(4 + 8 + format_bytes + 8 + size + padding as u32).to_le_bytes());
        written.extend_from_slice(b"WAVEfmt ");
        written.extend_from_slice(&format_bytes.to_le_bytes());
        written.extend_from_slice(&if is_extensible { EXTENSIBLE } else { self.tag }.to_le_bytes());
        written.extend_from_slice(&self.channels.to_le_bytes());
        written.extend_from_slice(&self.rate.to_le_bytes());
        written.extend_from_slice(&self.rate.saturating_mul(u32::from(block)).to_le_bytes());
        written.extend_from_slice(&block.to_le_bytes());
        written.extend_from_slice(&self.bits.to_le_bytes());
        if is_extensible {
            written.extend_from_slice(&22_u16.to_le_bytes());
            written.extend_from_slice(&self.bits.to_le_bytes());
            written.extend_from_slice(&self.loudspeakers.to_le_bytes());
            written.extend_from_slice(&self.tag.to_le_bytes());
            written.extend_from_slice(&EXTENSIBLE_SUFFIX);
        }
        written.resize(HEAD_BYTES + 8 + format_bytes as usize, 0);
        written.extend_from_slice(b"data");
        written.extend_from_slice(&size.to_le_bytes());
        written.extend_from_slice(samples);
        written.resize(written.len() + padding, 0);
        Ok(written)
    }
}
