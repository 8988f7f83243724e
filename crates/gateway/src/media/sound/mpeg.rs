//! MP3 and ADTS AAC: frames that follow one another without a container, often between tags.

use akool_contract::media::{Sniffed, UploadFormat};
use memchr::memchr;

use super::super::Refusal;
use super::be32;

/// If more than this is between two frames, the file is not a sound.
const SYNC_BYTES: usize = 4;
const APE_HEADER_BYTES: usize = 32;

/// The bytes after the tags at the beginning of a file.
pub fn after_tags(mut bytes: &[u8]) -> &[u8] {
    while let Some(length) = tag_length(bytes) {
        bytes = bytes.get(length..).unwrap_or_default();
        // Programs leave space after their tags.
        let padding = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes = &bytes[padding..];
    }
    bytes
}

/// The length of the tag here, if there is one.
fn tag_length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'I', b'D', b'3', 2..=4, _, flags, a, b, c, d, ..] => {
            let size = [a, b, c, d].into_iter().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7F));
            let footer = if flags & 0x10 != 0 { 10 } else { 0 };
            Some(10 + size + footer)
        }
        [b'A', b'P', b'E', b'T', b'A', b'G', b'E', b'X', ..] => {
            let size = super::le32(bytes, 12)? as usize;
            let is_header = super::le32(bytes, 20)? & 0x2000_0000 != 0;
            // Its size counts all but the header; a footer by itself has its tag behind it.
            Some(if is_header { size.saturating_add(APE_HEADER_BYTES) } else { APE_HEADER_BYTES })
        }
        _ => None,
    }
}

/// Rewrites the bytes after the leading tags.
pub fn without_metadata(guess: UploadFormat, bytes: &[u8]) -> Result<(UploadFormat, Vec<u8>), Refusal> {
    let start = first_frame(bytes).ok_or(match UploadFormat::sniff(bytes) {
        Sniffed::Other(unusable) => Refusal::Format(unusable),
        Sniffed::Upload(found @ (UploadFormat::Mp3 | UploadFormat::Aac)) => Refusal::CutOff(found),
        _ => Refusal::NoSound(guess),
    })?;
    let bytes = &bytes[start..];
    let first = Frame::read(bytes).ok_or(Refusal::NoSound(guess))?;
    first.check(bytes)?;
    let (frames, is_cut_off) = frames(bytes, first);
    let format = if first.kind == Kind::Aac { UploadFormat::Aac } else { UploadFormat::Mp3 };
    if is_cut_off || told_frames(&frames).is_some_and(|told| told > frames.len() as u32) {
        return Err(Refusal::CutOff(format));
    }
    let mut written = Vec::with_capacity(bytes.len());
    for frame in &frames {
        written.extend_from_slice(frame);
    }
    if format == UploadFormat::Mp3 {
        rewrite_info(&mut written, &frames);
    }
    if written.is_empty() { Err(Refusal::NoSound(format)) } else { Ok((format, written)) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mp3,
    Mp2,
    Mp1,
    Aac,
}

/// The header of a frame: what all frames of a recording have in common, and the length of this frame.
#[derive(Clone, Copy)]
struct Frame {
    kind: Kind,
    /// Version, layer and sampling rate; for AAC also profile and channels.
    common: u32,
    length: usize,
}

impl Frame {
    fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.first() != Some(&0xFF) {
            return None;
        }
        match UploadFormat::sniff(bytes) {
            Sniffed::Upload(UploadFormat::Aac) => Self::read_aac(bytes),
            Sniffed::Upload(UploadFormat::Mp3) | Sniffed::Other(_) => Self::read_mpeg(bytes),
            _ => None,
        }
    }

    fn read_aac(bytes: &[u8]) -> Option<Self> {
        let head = be32(bytes, 0)?;
        let length = (be32(bytes, 2)? >> 5 & 0x1FFF) as usize;
        let head_length = if head & 0x1_0000 == 0 { 9 } else { 7 };
        (length > head_length).then_some(Self { kind: Kind::Aac, common: head & 0xFFFE_FDC0, length })
    }

    fn read_mpeg(bytes: &[u8]) -> Option<Self> {
        const BIT_RATES: [[usize; 14]; 5] = [
            [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
            [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
            [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
            [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
            [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
        ];
        let head = be32(bytes, 0)?;
        let (is_first_version, layer) = (head >> 19 & 0b11 == 0b11, 4 - (head >> 17 & 0b11));
        let table = match (is_first_version, layer) {
            (true, _) => layer as usize - 1,
            (false, 1) => 3,
            (false, _) => 4,
        };
        let bit_rate = BIT_RATES.get(table)?.get((head >> 12 & 0xF) as usize - 1)? * 1000;
        let rate = [44_100, 48_000, 32_000].get((head >> 10 & 0b11) as usize)?
            >> match head >> 19 & 0b11 {
                0b11 => 0,
                0b10 => 1,
                _ => 2,
            };
        let padding = (head >> 9 & 1) as usize;
        let (kind, length) = match layer {
            1 => (Kind::Mp1, (12 * bit_rate / rate + padding) * 4),
            2 => (Kind::Mp2, 144 * bit_rate / rate + padding),
            _ => (Kind::Mp3, if is_first_version { 144 } else { 72 } * bit_rate / rate + padding),
        };
        Some(Self { kind, common: head & 0xFFFE_0C00, length })
    }

    /// Whether it can be decoded.
    fn check(self, bytes: &[u8]) -> Result<(), Refusal> {
        match self.kind {
            Kind::Mp3 => Ok(()),
            Kind::Mp2 => Err(Refusal::sound("MP2 sounds")),
            Kind::Mp1 => Err(Refusal::sound("MP1 sounds")),
            Kind::Aac => {
                let head = be32(bytes, 0).unwrap_or_default();
                let (profile, channels) = (head >> 14 & 0b11, head >> 6 & 0b111);
                if profile != 1 {
                    return Err(Refusal::sound("AAC sounds of another profile than LC"));
                }
                if channels != 1 && channels != 2 {
                    return Err(Refusal::sound(super::surround_aac(channels)));
                }
                if bytes.get(6).is_some_and(|byte| byte & 0b11 != 0) {
                    return Err(Refusal::sound("AAC sounds with several blocks in a frame"));
                }
                Ok(())
            }
        }
    }

    fn is_like(self, other: Self) -> bool {
        self.kind == other.kind && self.common == other.common
    }
}

/// The position of the first frame that is followed by a similar frame or the end.
fn first_frame(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr(0xFF, bytes.get(at..)?)?;
        if Frame::read(&bytes[at..]).is_some_and(|frame| is_followed(bytes, at, frame)) {
            return Some(at);
        }
        at += 1;
    }
}

/// Whether the frame here is complete and followed by a similar frame, a tag or the end.
fn is_followed(bytes: &[u8], at: usize, frame: Frame) -> bool {
    let Some(rest) = bytes.get(at + frame.length..) else { return false };
    rest.is_empty()
        || is_tag(rest)
        || rest.len() >= SYNC_BYTES && Frame::read(rest).is_some_and(|next| next.is_like(frame))
}

fn is_tag(bytes: &[u8]) -> bool {
    tag_length(bytes).is_some() || bytes.starts_with(b"TAG") || bytes.starts_with(b"LYRICSBEGIN")
}

/// The frames of the recording that begins here, without the bytes between them, and whether the last one lacks its end.
fn frames(bytes: &[u8], first: Frame) -> (Vec<&[u8]>, bool) {
    let mut frames = Vec::new();
    let (mut at, mut is_in_step) = (0, true);
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(length) = tag_length(rest) {
            at = at.saturating_add(length);
            is_in_step = false;
            continue;
        }
        match Frame::read(rest).filter(|frame| frame.is_like(first)) {
            Some(frame) if frame.length <= rest.len() && (is_in_step || is_followed(bytes, at, frame)) => {
                frames.push(&rest[..frame.length]);
                at += frame.length;
                is_in_step = true;
            }
            Some(frame) if frame.length > rest.len() && is_in_step => return (frames, true),
            _ => {
                // To the next possible start of a frame. A tag is skipped completely.
                let next = memchr::memchr3(0xFF, b'I', b'A', &rest[1..]).map_or(rest.len(), |offset| offset + 1);
                at += next;
                is_in_step = false;
            }
        }
    }
    (frames, false)
}

/// The number of frames behind the info frame, as it tells.
fn told_frames(frames: &[&[u8]]) -> Option<u32> {
    let first = frames.first()?;
    let tag = &first[info_tag(first)?..];
    let has_number = be32(tag, 4)? & 1 != 0;
    be32(tag, 8).filter(|_| has_number).map(|told| told.saturating_add(1))
}

/// The place of the tag in an info frame.
fn info_tag(frame: &[u8]) -> Option<usize> {
    let head = be32(frame, 0)?;
    let (is_first_version, is_mono) = (head >> 19 & 0b11 == 0b11, head >> 6 & 0b11 == 0b11);
    let side_bytes = match (is_first_version, is_mono) {
        (true, false) => 32,
        (true, true) | (false, false) => 17,
        (false, true) => 9,
    };
    let checked = if head & 0x1_0000 == 0 { 2 } else { 0 };
    [4 + side_bytes, 4 + side_bytes + checked]
        .into_iter()
        .find(|tag| matches!(frame.get(*tag..tag + 4), Some(b"Xing" | b"Info")))
}

/// Rewrites the info frame that encoders write first. It contains the length of the recording and the delays at its beginning
/// and end, which stay; the rest is cleared. The older kind of this frame has nothing that is needed and is removed.
fn rewrite_info(written: &mut Vec<u8>, frames: &[&[u8]]) {
    const LAME_BYTES: usize = 36;
    let Some(first) = frames.first() else { return };
    let head = be32(first, 0).unwrap_or_default();
    let (is_first_version, is_mono) = (head >> 19 & 0b11 == 0b11, head >> 6 & 0b11 == 0b11);
    let side_bytes = match (is_first_version, is_mono) {
        (true, false) => 32,
        (true, true) | (false, false) => 17,
        (false, true) => 9,
    };
    if first.get(36..40) == Some(b"VBRI".as_slice()) && frames.len() > 1 {
        written.drain(..first.len());
        return;
    }
    let Some(tag) = info_tag(first) else { return };
    let mut kept = vec![0; first.len()];
    kept[..4].copy_from_slice(&first[..4]);
    // Without a checksum, since the content has changed.
    kept[1] |= 1;
    let tag_out = 4 + side_bytes;
    let whole_bytes = written.len() as u32;
    let content = info_content(&first[tag..], frames.len() as u32 - 1, whole_bytes, LAME_BYTES);
    if let Some(place) = kept.get_mut(tag_out..tag_out + content.len()) {
        place.copy_from_slice(&content);
    }
    written[..kept.len()].copy_from_slice(&kept);
}

/// The known fields of the tag: the numbers of frames and bytes, the seek table and the delays.
fn info_content(tag: &[u8], frames: u32, whole_bytes: u32, lame_bytes: usize) -> Vec<u8> {
    let flags = be32(tag, 4).unwrap_or_default() & 0xF;
    let mut content =
        [&tag[..4], &(flags & !8 | 3).to_be_bytes(), &frames.to_be_bytes(), &whole_bytes.to_be_bytes()].concat();
    let mut at = 8 + 4 * (flags & 0b11).count_ones() as usize;
    if flags & 4 != 0 {
        let table = tag.get(at..at + 100).map_or_else(|| vec![0; 100], <[u8]>::to_vec);
        content.extend_from_slice(&table);
        at += 100;
    }
    at += if flags & 8 != 0 { 4 } else { 0 };
    let Some(lame) = tag.get(at..at + lame_bytes) else { return content };
    let Some(name) = lame.get(..4).filter(|name| matches!(*name, b"LAME" | b"Lavf" | b"Lavc" | b"L3.9")) else {
        return content;
    };
    let mut extension = vec![0; lame_bytes];
    extension[..4].copy_from_slice(name);
    extension[21..24].copy_from_slice(&lame[21..24]);
    content.extend_from_slice(&extension);
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_bit_rates_gives_the_lengths_that_encoders_write() {
        for (head, length) in [
            ([0xFF, 0xFB, 0x90, 0x64], 417),
            ([0xFF, 0xFB, 0x92, 0x64], 418),
            ([0xFF, 0xF3, 0x40, 0xC4], 104),
            ([0xFF, 0xF3, 0x44, 0xC4], 96),
            ([0xFF, 0xE3, 0x18, 0xC4], 72),
        ] {
            assert_eq!(Frame::read(&head).map(|frame| frame.length), Some(length), "{head:?}");
        }
    }
}
