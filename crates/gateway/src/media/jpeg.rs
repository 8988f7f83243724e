use bytes::Bytes;
use img_parts::jpeg::{Jpeg, JpegSegment, markers};

const EXIF_PREFIX: &[u8] = b"Exif\0\0";
const ICC_PREFIX: &[u8] = b"ICC_PROFILE\0";
const ORIENTATION_TAG: u16 = 0x0112;

/// Rewrites a JPEG with what decodes it, its colour profile and its orientation; no place, camera, thumbnail or comment,
/// and nothing after its end.
pub fn without_metadata(bytes: Bytes) -> Option<Bytes> {
    let mut jpeg = Jpeg::from_bytes(bytes).ok()?;
    let orientation = jpeg
        .segments()
        .iter()
        .filter(|segment| segment.marker() == markers::APP1)
        .find_map(|segment| orientation(segment.contents().strip_prefix(EXIF_PREFIX)?));
    let segments = jpeg.segments_mut();
    segments.retain(is_needed);
    if let Some(orientation) = orientation.filter(|orientation| *orientation != 1) {
        // Right after JFIF's own header, which has to come first.
        let place = usize::from(segments.first().is_some_and(|segment| segment.marker() == markers::APP0));
        segments.insert(place, JpegSegment::new_with_contents(markers::APP1, exif_with(orientation)));
    }
    let encoded = jpeg.encoder().bytes();
    end_of_image(&encoded).map(|end| encoded.slice(..end))
}

fn is_needed(segment: &JpegSegment) -> bool {
    match segment.marker() {
        markers::APP0 => segment.contents().starts_with(b"JFIF\0"),
        markers::APP2 => segment.contents().starts_with(ICC_PREFIX),
        // How the colours are coded; without it some pictures turn green.
        markers::APP14 => segment.contents().starts_with(b"Adobe"),
        markers::APP1 | markers::APP3..=markers::APP13 | markers::APP15 | markers::COM => false,
        _ => true,
    }
}

/// The orientation in the first directory of an EXIF block.
fn orientation(tiff: &[u8]) -> Option<u16> {
    let is_little = match tiff.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let short = |at: usize| {
        let pair = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let directory = (if is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }) as usize;
    let entries = usize::from(short(directory)?);
    (0..entries)
        .map(|entry| directory + 2 + entry * 12)
        .find(|at| short(*at) == Some(ORIENTATION_TAG))
        .and_then(|at| short(at + 8))
        .filter(|value| (1..=8).contains(value))
}

/// An EXIF block that holds nothing but an orientation.
fn exif_with(orientation: u16) -> Bytes {
    let [high, low] = orientation.to_be_bytes();
    let mut block = EXIF_PREFIX.to_vec();
    block.extend_from_slice(&[b'M', b'M', 0, 42, 0, 0, 0, 8, 0, 1]);
    block.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, high, low, 0, 0]);
    block.extend_from_slice(&[0, 0, 0, 0]);
    block.into()
}

/// Where the picture really ends. A file may go on after it, which viewers ignore and other programs read as something
/// else; the library keeps such a tail, so the scans are walked here.
fn end_of_image(jpeg: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let offset = jpeg.get(at..)?.windows(2).position(|pair| {
            // In a scan, FF 00 is a data byte and FF D0 to FF D7 are restart marks; FF FF is padding.
            matches!(pair, [0xFF, marker] if !matches!(marker, 0x00 | 0xD0..=0xD7 | 0xFF))
        })?;
        let marker_at = at + offset;
        if jpeg[marker_at + 1] == markers::EOI {
            return Some(marker_at + 2);
        }
        let length = u16::from_be_bytes(jpeg.get(marker_at + 2..marker_at + 4)?.try_into().ok()?);
        at = marker_at + 2 + usize::from(length.max(2));
    }
}
