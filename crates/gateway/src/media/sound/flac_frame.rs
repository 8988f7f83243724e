//! A FLAC frame does not contain its length, so its bits are parsed to find its end. No sample is computed.

use crc::{CRC_8_SMBUS, CRC_16_UMTS, Crc};

use super::bits::Bits;
use super::flac::StreamInfo;

const HEADER_SUM: Crc<u8> = Crc::<u8>::new(&CRC_8_SMBUS);
const FRAME_SUM: Crc<u16> = Crc::<u16>::new(&CRC_16_UMTS);

/// The header of a frame.
pub struct FrameHeader {
    /// The number of samples in each channel.
    pub samples: u32,
    channels: u32,
    bits: u32,
    /// The channel that holds the difference of two channels and needs one bit more.
    side: Option<u32>,
}

impl FrameHeader {
    /// Whether both frames belong to one recording.
    pub fn is_like(&self, other: &Self) -> bool {
        self.channels == other.channels && self.bits == other.bits
    }
}

/// Reads the frame here and its length in bytes. `None` if there is no complete frame.
pub fn read(bytes: &[u8], info: &StreamInfo<'_>) -> Option<(FrameHeader, usize)> {
    let mut bits = Bits::new(bytes);
    let header = read_header(&mut bits, bytes, info)?;
    for channel in 0..header.channels {
        let width = header.bits + u32::from(header.side == Some(channel));
        skip_channel(&mut bits, header.samples, width)?;
    }
    let end = bits.next_byte();
    let sum = super::be16(bytes, end)?;
    (FRAME_SUM.checksum(&bytes[..end]) == sum).then_some((header, end + 2))
}

fn read_header(bits: &mut Bits<'_>, bytes: &[u8], info: &StreamInfo<'_>) -> Option<FrameHeader> {
    // Fourteen bits of sync, a reserved bit, and whether all blocks have the same size.
    if bits.read(15)? != 0b111_1111_1111_1100 {
        return None;
    }
    bits.skip(1)?;
    let (size_code, rate_code) = (bits.read(4)?, bits.read(4)?);
    let (channel_code, bits_code) = (bits.read(4)?, bits.read(3)?);
    if bits.flag()? {
        return None;
    }
    // The number of the frame or sample, encoded like a character in UTF-8.
    let lead = bits.read(8)?;
    let following = match lead {
        0..=0x7F => 0,
        0xC0..=0xFE => (lead as u8).leading_ones() as usize - 1,
        _ => return None,
    };
    bits.skip(8 * following)?;
    let samples = match size_code {
        0 => return None,
        1 => 192,
        2..=5 => 576 << (size_code - 2),
        6 => bits.read(8)? + 1,
        7 => bits.read(16)? + 1,
        _ => 256 << (size_code - 8),
    };
    match rate_code {
        12 => bits.skip(8)?,
        13 | 14 => bits.skip(16)?,
        15 => return None,
        _ => {}
    }
    let sum_at = bits.next_byte();
    if u32::from(HEADER_SUM.checksum(bytes.get(..sum_at)?)) != bits.read(8)? {
        return None;
    }
    let (channels, side) = match channel_code {
        0..=7 => (channel_code + 1, None),
        8 | 10 => (2, Some(1)),
        9 => (2, Some(0)),
        _ => return None,
    };
    let width = *[info.bits(), 8, 12, 0, 16, 20, 24, 32].get(bits_code as usize)?;
    (width != 0 && channels == info.channels()).then_some(FrameHeader { samples, channels, bits: width, side })
}

fn skip_channel(bits: &mut Bits<'_>, samples: u32, mut width: u32) -> Option<()> {
    if bits.flag()? {
        return None;
    }
    let kind = bits.read(6)?;
    if bits.flag()? {
        width = width.checked_sub(bits.unary()? + 1).filter(|width| *width > 0)?;
    }
    let (width, all) = (width as usize, samples as usize);
    match kind {
        0 => bits.skip(width),
        1 => bits.skip(width.checked_mul(all)?),
        8..=12 => {
            let order = kind - 8;
            bits.skip(width * order as usize)?;
            skip_residual(bits, samples, order)
        }
        32..=63 => {
            let order = kind - 31;
            bits.skip(width * order as usize)?;
            let precision = bits.read(4)? as usize + 1;
            if precision == 16 {
                return None;
            }
            bits.skip(5 + precision * order as usize)?;
            skip_residual(bits, samples, order)
        }
        _ => None,
    }
}

fn skip_residual(bits: &mut Bits<'_>, samples: u32, order: u32) -> Option<()> {
    let parameter_bits = match bits.read(2)? {
        0 => 4,
        1 => 5,
        _ => return None,
    };
    let parts_log = bits.read(4)?;
    let in_part = samples >> parts_log;
    if in_part << parts_log != samples || in_part < order {
        return None;
    }
    for part in 0..1_u32 << parts_log {
        let count = if part == 0 { in_part - order } else { in_part };
        let parameter = bits.read(parameter_bits)?;
        if parameter == (1 << parameter_bits) - 1 {
            let width = bits.read(5)? as usize;
            bits.skip(width * count as usize)?;
        } else {
            for _ in 0..count {
                bits.unary()?;
                bits.skip(parameter as usize)?;
            }
        }
    }
    Some(())
}
