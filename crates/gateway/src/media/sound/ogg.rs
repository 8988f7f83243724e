use akool_contract::media::{Unusable, UploadFormat};
use crc::{Algorithm, Crc};
use memchr::memmem;

use super::super::Refusal;
use super::{be32, le32, xiph};

const MAGIC: &[u8] = b"OggS";
const HEAD_BYTES: usize = 27;
const MAXIMUM_SEGMENTS: usize = 255;

const CONTINUED: u8 = 1;
const FIRST: u8 = 2;
const LAST: u8 = 4;

const PAGE_SUM: Crc<u32> = Crc::<u32>::new(&Algorithm {
    width: 32,
    poly: 0x04C1_1DB7,
    init: 0,
    refin: false,
    refout: false,
    xorout: 0,
    check: 0x89A1_897F,
    residue: 0,
});

/// Rewrites the first recording of sound in the file, with empty comments, new page numbers and new checksums.
pub fn without_metadata(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let damaged = Refusal::Damaged(UploadFormat::Ogg);
    let mut recording: Option<Recording> = None;
    let mut is_at_start = true;
    let mut refusal = Refusal::NoSound(UploadFormat::Ogg);
    for page in (Pages { bytes, at: 0 }) {
        // Parallel streams all begin before any of them continues.
        is_at_start &= page.flags & FIRST != 0;
        if page.flags & FIRST != 0 && is_at_start {
            match Recording::begin(&page) {
                Ok(found) if recording.is_none() => recording = Some(found),
                Ok(_) => {}
                Err(fault @ Refusal::Format(unusable)) if unusable == VIDEO => return Err(fault),
                Err(fault) => refusal = fault,
            }
            continue;
        }
        let Some(recording) = &mut recording else { return Err(refusal) };
        if page.serial == recording.serial {
            // A stream that reuses the number of one that has ended is another recording.
            if page.flags & FIRST != 0 {
                break;
            }
            recording.take(&page).ok_or(damaged)?;
            if page.flags & LAST != 0 {
                break;
            }
        } else if page.flags & FIRST != 0 && recording.has_frames {
            break;
        }
    }
    let recording = recording.ok_or(refusal)?;
    if ends_in_a_page(bytes) {
        return Err(Refusal::CutOff(UploadFormat::Ogg));
    }
    if recording.has_frames { Ok(recording.written) } else { Err(Refusal::NoSound(UploadFormat::Ogg)) }
}

const VIDEO: Unusable = Unusable::video("Ogg videos");

struct Page<'a> {
    flags: u8,
    granule: [u8; 8],
    serial: u32,
    segments: &'a [u8],
    content: &'a [u8],
}

struct Pages<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Pages<'a> {
    type Item = Page<'a>;

    fn next(&mut self) -> Option<Page<'a>> {
        loop {
            self.at += memmem::find(self.bytes.get(self.at..)?, MAGIC)?;
            let page = &self.bytes[self.at..];
            let count = usize::from(*page.get(HEAD_BYTES - 1)?);
            let Some(segments) = page.get(HEAD_BYTES..HEAD_BYTES + count) else {
                self.at += MAGIC.len();
                continue;
            };
            let start = HEAD_BYTES + count;
            let end = start + segments.iter().map(|length| usize::from(*length)).sum::<usize>();
            let (Some(content), Some(0)) = (page.get(start..end), page.get(4)) else {
                self.at += MAGIC.len();
                continue;
            };
            // A damaged page is skipped completely, so that the checksum of every byte is computed once.
            self.at += end;
            if le32(page, 22) != Some(page_sum(&page[..end])) {
                continue;
            }
            return Some(Page {
                flags: page[5],
                granule: page[6..14].try_into().unwrap_or_default(),
                serial: be32(page, 14)?,
                segments,
                content,
            });
        }
    }
}

/// Whether the file ends before its last page does.
fn ends_in_a_page(bytes: &[u8]) -> bool {
    let Some(last) = memmem::rfind(bytes, MAGIC).map(|at| &bytes[at..]) else { return false };
    let Some(count) = last.get(HEAD_BYTES - 1) else { return true };
    let segments = last.get(HEAD_BYTES..HEAD_BYTES + usize::from(*count));
    let end = segments.map(|segments| {
        HEAD_BYTES + usize::from(*count) + segments.iter().map(|length| usize::from(*length)).sum::<usize>()
    });
    end.is_none_or(|end| end > last.len())
}

fn page_sum(page: &[u8]) -> u32 {
    let mut digest = PAGE_SUM.digest();
    digest.update(&page[..22]);
    digest.update(&[0; 4]);
    digest.update(&page[26..]);
    digest.finalize()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Codec {
    Vorbis,
    Opus,
    Flac,
}

/// The output of the chosen recording.
struct Recording {
    codec: Codec,
    serial: u32,
    written: Vec<u8>,
    pages: u32,
    /// The number of header packets that are still expected, and the bytes of the next one so far.
    headers: Vec<Vec<u8>>,
    partial: Vec<u8>,
    is_in_frames: bool,
    has_frames: bool,
    extra_headers: usize,
}

impl Recording {
    fn begin(page: &Page<'_>) -> Result<Self, Refusal> {
        let packet = page.content;
        let (codec, head) = if let Some(head) = xiph::vorbis_head(packet) {
            (Codec::Vorbis, head?)
        } else if let Some(head) = xiph::opus_head(packet) {
            (Codec::Opus, head?)
        } else if let Some(head) = xiph::ogg_flac_head(packet) {
            (Codec::Flac, head?)
        } else {
            return Err(match packet {
                [0x80, b't', b'h', b'e', b'o', ..] | [b'B', b'B', b'C', b'D', ..] | [b'O', b'V', b'P', b'8', ..] => {
                    Refusal::Format(VIDEO)
                }
                [b'S', b'p', b'e', b'e', b'x', ..] => Refusal::sound("Speex sounds"),
                _ => Refusal::sound("Ogg sounds of this coding"),
            });
        };
        let mut recording = Self {
            codec,
            serial: page.serial,
            written: Vec::new(),
            pages: 0,
            headers: Vec::new(),
            partial: Vec::new(),
            is_in_frames: false,
            has_frames: false,
            extra_headers: 0,
        };
        recording.write(FIRST, [0; 8], &[head.len() as u8], &head);
        Ok(recording)
    }

    /// Adds the next page of this recording.
    fn take(&mut self, page: &Page<'_>) -> Option<()> {
        if self.is_in_frames {
            self.has_frames |= !page.segments.is_empty();
            self.write(page.flags & (CONTINUED | LAST), page.granule, page.segments, page.content);
            return Some(());
        }
        let mut content = page.content;
        for (index, length) in page.segments.iter().enumerate() {
            let (piece, rest) = content.split_at(usize::from(*length));
            self.partial.extend_from_slice(piece);
            content = rest;
            if usize::from(*length) == MAXIMUM_SEGMENTS {
                continue;
            }
            let packet = std::mem::take(&mut self.partial);
            if self.take_header(packet)? {
                self.write_headers();
                // Frames begin on a new page.
                return (index + 1 == page.segments.len()).then_some(());
            }
        }
        Some(())
    }

    /// Adds a header packet. Returns whether it is the last one.
    fn take_header(&mut self, packet: Vec<u8>) -> Option<bool> {
        match self.codec {
            Codec::Vorbis if self.headers.is_empty() => {
                packet.starts_with(b"\x03vorbis").then(|| self.headers.push(xiph::vorbis_comments()))?;
                Some(false)
            }
            Codec::Vorbis => {
                packet.starts_with(b"\x05vorbis").then(|| self.headers.push(packet))?;
                Some(true)
            }
            Codec::Opus => {
                packet.starts_with(b"OpusTags").then(|| self.headers.push(xiph::opus_comments()))?;
                Some(true)
            }
            Codec::Flac => {
                // Blocks of a FLAC file, up to the one that is marked as the last.
                let kind = *packet.first()?;
                self.extra_headers += 1;
                let is_last = kind & 0x80 != 0;
                if is_last {
                    self.headers.push(xiph::ogg_flac_comments());
                }
                (kind != 0xFF && self.extra_headers < 128).then_some(is_last)
            }
        }
    }

    fn write_headers(&mut self) {
        let (mut segments, mut content) = (Vec::new(), Vec::new());
        for packet in std::mem::take(&mut self.headers) {
            segments.extend(std::iter::repeat_n(255, packet.len() / 255));
            segments.push((packet.len() % 255) as u8);
            content.extend_from_slice(&packet);
        }
        let mut content = content.as_slice();
        let mut flags = 0;
        for page in segments.chunks(MAXIMUM_SEGMENTS) {
            let (piece, rest) = content.split_at(page.iter().map(|length| usize::from(*length)).sum());
            content = rest;
            // A page on which no packet ends has no timestamp.
            let ends_none = page.iter().all(|length| *length == 255);
            self.write(flags, if ends_none { [0xFF; 8] } else { [0; 8] }, page, piece);
            flags = if page.last() == Some(&255) { CONTINUED } else { 0 };
        }
        self.is_in_frames = true;
    }

    fn write(&mut self, flags: u8, granule: [u8; 8], segments: &[u8], content: &[u8]) {
        let start = self.written.len();
        self.written.extend_from_slice(MAGIC);
        self.written.extend_from_slice(&[0, flags]);
        self.written.extend_from_slice(&granule);
        // Any serial number works, since there is one stream.
        self.written.extend_from_slice(&1_u32.to_le_bytes());
        self.written.extend_from_slice(&self.pages.to_le_bytes());
        self.written.extend_from_slice(&[0; 4]);
        self.written.push(segments.len() as u8);
        self.written.extend_from_slice(segments);
        self.written.extend_from_slice(content);
        let sum = page_sum(&self.written[start..]);
        self.written[start + 22..start + 26].copy_from_slice(&sum.to_le_bytes());
        self.pages += 1;
    }
}
