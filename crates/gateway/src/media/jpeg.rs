use akool_contract::media::{Unusable, UploadFormat};
use img_parts::jpeg::markers;

use super::{Refusal, exif};

const EXIF_PREFIX: &[u8] = b"Exif\0\0";
const ICC_PREFIX: &[u8] = b"ICC_PROFILE\0";
const ADOBE_PREFIX: &[u8] = b"Adobe";
const JFIF_PREFIX: &[u8] = b"JFIF\0";

const DAMAGED: Refusal = Refusal::Damaged(UploadFormat::Jpeg);
const CUT_OFF: Refusal = Refusal::CutOff(UploadFormat::Jpeg);

/// Rewrites a JPEG with the segments that decoding needs, its colour profile and its orientation. Location, camera,
/// thumbnail, comments and bytes after its end are removed.
pub fn without_metadata(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut written = vec![markers::P, markers::SOI];
    let mut head = Head::default();
    let mut at = 2;
    loop {
        let (marker, start) = next_marker(bytes, at).ok_or(CUT_OFF)?;
        if marker == markers::EOI {
            break;
        }
        at = start;
        // Markers without content.
        if matches!(marker, 0x01..=0xBF | 0xD0..=markers::SOI) {
            continue;
        }
        let length = usize::from(super::be16(bytes, at).ok_or(CUT_OFF)?);
        let content = bytes.get(at..).and_then(|rest| rest.get(2..length)).ok_or(CUT_OFF)?;
        at += length.max(2);
        head.take(marker, content, &mut written)?;
        if marker == markers::SOS {
            let end = scan_end(bytes, at).ok_or(CUT_OFF)?;
            written.extend_from_slice(&bytes[at..end]);
            at = end;
        }
    }
    if !head.has_scan {
        return Err(DAMAGED);
    }
    written.extend_from_slice(&[markers::P, markers::EOI]);
    head.insert(&mut written);
    Ok(written)
}

/// The next marker, and where its content begins. Stray bytes are skipped.
fn next_marker(bytes: &[u8], from: usize) -> Option<(u8, usize)> {
    let mut at = from;
    loop {
        at += memchr::memchr(markers::P, bytes.get(at..)?)?;
        let fill = bytes[at..].iter().take_while(|byte| **byte == markers::P).count();
        at += fill;
        match *bytes.get(at)? {
            0 => at += 1,
            marker => return Some((marker, at + 1)),
        }
    }
}

/// Where the coded samples that begin here end. In them, FF 00 is a data byte and FF D0 to FF D7 are restart markers.
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr(markers::P, bytes.get(at..)?)?;
        match *bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            markers::P => at += 1,
            _ => return Some(at),
        }
    }
}

/// The segments that must come first, as far as they have been read.
#[derive(Default)]
struct Head {
    jfif: Option<Vec<u8>>,
    orientation: Option<u16>,
    has_scan: bool,
}

impl Head {
    fn take(&mut self, marker: u8, content: &[u8], written: &mut Vec<u8>) -> Result<(), Refusal> {
        let kept = match marker {
            markers::APP0 => {
                // Without the thumbnail.
                if let Some(known) = content.get(..12).filter(|content| content.starts_with(JFIF_PREFIX)) {
                    self.jfif.get_or_insert_with(|| [known, &[0, 0]].concat());
                }
                return Ok(());
            }
            markers::APP1 => {
                let found = content.strip_prefix(EXIF_PREFIX).and_then(exif::orientation);
                self.orientation = self.orientation.or(found);
                return Ok(());
            }
            markers::APP2 if content.starts_with(ICC_PREFIX) => content.len(),
            // The colour encoding; without it some pictures turn green.
            markers::APP14 if content.starts_with(ADOBE_PREFIX) => 12,
            markers::SOF0..=markers::SOF2 => frame_length(content)?,
            // The following scans, with tables between them.
            0xC3 | 0xC5..=0xC7 | 0xCB | 0xCD..=0xCF => {
                return Err(Refusal::Format(Unusable::picture("Lossless and hierarchical JPEG pictures")));
            }
            0xC9 | 0xCA | 0xCC => return Err(Refusal::Format(Unusable::picture("Arithmetic-coded JPEG pictures"))),
            markers::DHT => tables_length(content, |table| {
                let codes = table.get(1..17)?.iter().map(|count| usize::from(*count)).sum::<usize>();
                Some(17 + codes)
            }),
            markers::DQT => tables_length(content, |table| Some(if table.first()? >> 4 == 0 { 65 } else { 129 })),
            markers::DRI => 2,
            // The number of rows, if the frame header does not have it.
            0xDC => 2,
            markers::SOS => {
                self.has_scan = true;
                4 + 2 * usize::from(*content.first().ok_or(DAMAGED)?)
            }
            _ => return Ok(()),
        };
        let content = content.get(..kept).ok_or(DAMAGED)?;
        write(written, marker, content);
        Ok(())
    }

    /// Writes the segments that must come first.
    fn insert(&self, written: &mut Vec<u8>) {
        let mut middleware = Vec::new();
        if let Some(jfif) = &self.jfif {
            write(&mut middleware, markers::APP0, jfif);
        }
        if let Some(orientation) = self.orientation {
            write(&mut middleware, markers::APP1, &[EXIF_PREFIX, &exif::only(orientation)].concat());
        }
        written.splice(2..2, middleware);
    }
}

fn write(written: &mut Vec<u8>, marker: u8, content: &[u8]) {
    written.extend_from_slice(&[markers::P, marker]);
    written.extend_from_slice(&(content.len() as u16 + 2).to_be_bytes());
    written.extend_from_slice(content);
}

/// The length of a frame header, which has the bits of a sample and the components of a pixel.
fn frame_length(content: &[u8]) -> Result<usize, Refusal> {
    match content {
        [8, _, _, _, _, parts, ..] => Ok(6 + 3 * usize::from(*parts)),
        [12, ..] => Err(Refusal::Format(Unusable::picture("12-bit JPEG pictures"))),
        _ => Err(DAMAGED),
    }
}

/// The length of the tables in a segment.
fn tables_length(content: &[u8], length_of_one: impl Fn(&[u8]) -> Option<usize>) -> usize {
    let mut at = 0;
    while let Some(length) = content.get(at..).filter(|rest| !rest.is_empty()).and_then(&length_of_one) {
        if at + length > content.len() {
            break;
        }
        at += length;
    }
    at
}
