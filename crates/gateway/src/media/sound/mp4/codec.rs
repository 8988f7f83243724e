use super::super::super::Refusal;
use super::super::bits::Bits;
use super::super::flac::{STREAM_INFO_BYTES, StreamInfo};
use super::super::{be16, be32, check_shape};
use super::DAMAGED;
use super::boxes::{Boxes, child};

const AAC_LC: u32 = 2;
const SBR: u32 = 5;
const PARAMETRIC_STEREO: u32 = 29;
const AAC_RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/// The codec of the samples, as it will be written.
pub struct Codec {
    /// The name of the entry.
    pub kind: [u8; 4],
    pub channels: u16,
    pub rate: u32,
    /// The boxes in the entry.
    pub configuration: Vec<u8>,
}

impl Codec {
    /// Reads the first entry of a table of sample descriptions.
    pub fn read(table: &[u8]) -> Result<Self, Refusal> {
        let entry = Boxes::new(table.get(8..).ok_or(DAMAGED)?).next().ok_or(DAMAGED)?;
        let content = entry.content;
        let (version, channels) = (be16(content, 8).ok_or(DAMAGED)?, be16(content, 16).ok_or(DAMAGED)?);
        let rate = be32(content, 24).ok_or(DAMAGED)? >> 16;
        // Fields that QuickTime adds to an entry.
        let inside = match version {
            1 => content.get(44..),
            2 => content.get(64..),
            _ => content.get(28..),
        }
        .ok_or(DAMAGED)?;
        let find = |kind| child(inside, kind).or_else(|| child(child(inside, b"wave")?, kind));
        match &entry.kind {
            b"mp4a" => Self::mpeg4(find(b"esds").ok_or(DAMAGED)?, channels, rate),
            b".mp3" => Self { kind: *b".mp3", channels, rate, configuration: Vec::new() }.checked(),
            b"alac" => Self::alac(find(b"alac").ok_or(DAMAGED)?),
            b"Opus" => Self::opus(find(b"dOps").ok_or(DAMAGED)?),
            b"fLaC" => Self::flac(find(b"dfLa").ok_or(DAMAGED)?, rate),
            b"samr" | b"sawb" | b"sawp" => Err(Refusal::sound("AMR sounds")),
            b"enca" | b"drms" => Err(Refusal::sound("Protected M4A sounds")),
            b"ac-3" | b"ec-3" | b"ac-4" => Err(Refusal::sound("Dolby Digital sounds")),
            _ => Err(Refusal::sound("M4A sounds of this coding")),
        }
    }

    fn checked(self) -> Result<Self, Refusal> {
        check_shape(self.rate, u32::from(self.channels))?;
        Ok(self)
    }

    fn mpeg4(descriptors: &[u8], channels: u16, rate: u32) -> Result<Self, Refusal> {
        let stream = descriptor(descriptors.get(4..).ok_or(DAMAGED)?, 3).ok_or(DAMAGED)?;
        // An id, then flags that tell which fields precede the next descriptor.
        let flags = *stream.get(2).ok_or(DAMAGED)?;
        let mut at = 3;
        at += if flags & 0x80 != 0 { 2 } else { 0 };
        at += if flags & 0x40 != 0 { 1 + usize::from(*stream.get(at).ok_or(DAMAGED)?) } else { 0 };
        at += if flags & 0x20 != 0 { 2 } else { 0 };
        let decoder = descriptor(stream.get(at..).ok_or(DAMAGED)?, 4).ok_or(DAMAGED)?;
        let kind = *decoder.first().ok_or(DAMAGED)?;
        let specific = decoder.get(13..).and_then(|rest| descriptor(rest, 5));
        match kind {
            0x40 | 0x67 => {
                let (channels, rate, specific) = aac(specific.ok_or(DAMAGED)?)?;
                Self { kind: *b"mp4a", channels, rate, configuration: esds(0x40, &specific) }.checked()
            }
            0x69 | 0x6B => Self { kind: *b"mp4a", channels, rate, configuration: esds(kind, &[]) }.checked(),
            _ => Err(Refusal::sound("M4A sounds of this coding")),
        }
    }

    fn alac(cookie: &[u8]) -> Result<Self, Refusal> {
        const COOKIE_BYTES: usize = 24;
        let cookie = cookie.get(4..4 + COOKIE_BYTES).ok_or(DAMAGED)?;
        let (channels, rate) = (u16::from(cookie[9]), be32(cookie, 20).ok_or(DAMAGED)?);
        let configuration = boxed(b"alac", &[&[0; 4], cookie].concat());
        Self { kind: *b"alac", channels, rate, configuration }.checked()
    }

    fn opus(head: &[u8]) -> Result<Self, Refusal> {
        const HEAD_BYTES: usize = 11;
        let head = head.get(..HEAD_BYTES).filter(|head| head[0] == 0).ok_or(DAMAGED)?;
        if !(1..=2).contains(&head[1]) || head[10] != 0 {
            return Err(Refusal::sound("Opus sounds with more than two channels"));
        }
        let configuration = boxed(b"dOps", head);
        Ok(Self { kind: *b"Opus", channels: u16::from(head[1]), rate: 48_000, configuration })
    }

    fn flac(blocks: &[u8], rate: u32) -> Result<Self, Refusal> {
        let info = blocks.get(4..).filter(|blocks| blocks.first().is_some_and(|kind| kind & 0x7F == 0));
        let info = info.and_then(|blocks| blocks.get(4..4 + STREAM_INFO_BYTES)).ok_or(DAMAGED)?;
        let read = StreamInfo::read(info).ok_or(DAMAGED)?;
        read.check()?;
        let configuration =
            boxed(b"dfLa", &[[0, 0, 0, 0, 0x80, 0, 0, STREAM_INFO_BYTES as u8].as_slice(), info].concat());
        Ok(Self { kind: *b"fLaC", channels: read.channels() as u16, rate, configuration })
    }
}

/// The content of the descriptor here, if it is of this kind.
fn descriptor(bytes: &[u8], kind: u8) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(&[kind])?;
    let mut length = 0;
    for (at, byte) in rest.iter().enumerate().take(4) {
        length = length << 7 | usize::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return rest.get(at + 1..)?.get(..length);
        }
    }
    None
}

/// The channels, the samples per second, and a minimal configuration.
fn aac(specific: &[u8]) -> Result<(u16, u32, Vec<u8>), Refusal> {
    let read = || {
        let mut bits = Bits::new(specific);
        let object = |bits: &mut Bits<'_>| match bits.read(5)? {
            31 => Some(32 + bits.read(6)?),
            object => Some(object),
        };
        let rate = |bits: &mut Bits<'_>| match bits.read(4)? {
            15 => bits.read(24),
            index => AAC_RATES.get(index as usize).copied(),
        };
        let (outer, core_rate, channels) = (object(&mut bits)?, rate(&mut bits)?, bits.read(4)?);
        if !matches!(outer, SBR | PARAMETRIC_STEREO) {
            return Some((outer, None, core_rate, channels, bits.flag()?));
        }
        let whole_rate = rate(&mut bits)?;
        Some((object(&mut bits)?, Some((outer, whole_rate)), core_rate, channels, bits.flag()?))
    };
    let (object, extension, core_rate, channels, is_short) = read().ok_or(DAMAGED)?;
    if object != AAC_LC || is_short {
        return Err(Refusal::sound("AAC sounds of another profile than LC and HE"));
    }
    if !matches!(channels, 1 | 2) {
        return Err(Refusal::sound(super::super::surround_aac(channels)));
    }
    let mut written = BitWriter::default();
    if let Some((outer, whole_rate)) = extension {
        written.write(outer, 5);
        written.write_rate(core_rate);
        written.write(channels, 4);
        written.write_rate(whole_rate);
        written.write(AAC_LC, 5);
    } else {
        written.write(AAC_LC, 5);
        written.write_rate(core_rate);
        written.write(channels, 4);
    }
    // Frames of the usual length, without dependencies and extensions.
    written.write(0, 3);
    Ok((channels as u16, extension.map_or(core_rate, |(_, whole_rate)| whole_rate), written.bytes()))
}

#[derive(Default)]
struct BitWriter {
    bits: u128,
    count: u32,
}

impl BitWriter {
    fn write(&mut self, value: u32, count: u32) {
        self.bits = self.bits << count | u128::from(value);
        self.count += count;
    }

    fn write_rate(&mut self, rate: u32) {
        match AAC_RATES.iter().position(|known| *known == rate) {
            Some(index) => self.write(index as u32, 4),
            None => {
                self.write(15, 4);
                self.write(rate, 24);
            }
        }
    }

    fn bytes(self) -> Vec<u8> {
        let count = self.count.div_ceil(8);
        let bits = self.bits << (count * 8 - self.count);
        bits.to_be_bytes()[16 - count as usize..].to_vec()
    }
}

/// Encodes a box.
pub fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes(), kind.as_slice(), content].concat()
}

/// The descriptors of MPEG-4, with the object type and its configuration only.
fn esds(kind: u8, specific: &[u8]) -> Vec<u8> {
    let tagged = |tag: u8, content: &[u8]| [&[tag, content.len() as u8], content].concat();
    // An audio stream; buffer size and bit rates unknown.
    let mut decoder = vec![kind, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    if !specific.is_empty() {
        decoder.extend(tagged(5, specific));
    }
    let stream = [&[0, 1, 0], tagged(4, &decoder).as_slice(), &tagged(6, &[2])].concat();
    boxed(b"esds", &[&[0; 4], tagged(3, &stream).as_slice()].concat())
}
