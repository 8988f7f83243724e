//! The orientation, which is the only part of an EXIF block that a picture needs.

use bytes::Bytes;

/// The tag of the orientation.
const ORIENTATION_TAG: u16 = 0x0112;
/// The orientation of a picture that is neither turned nor mirrored.
const UPRIGHT: u16 = 1;

/// The orientation in the first directory of an EXIF block. `None` if the picture is upright.
pub fn orientation(tiff: &[u8]) -> Option<u16> {
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
        .filter(|value| (1..=8).contains(value) && *value != UPRIGHT)
}

/// An EXIF block with an orientation only.
pub fn only(orientation: u16) -> Bytes {
    let [high, low] = orientation.to_be_bytes();
    let mut block = vec![b'M', b'M', 0, 42, 0, 0, 0, 8, 0, 1];
    block.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, high, low, 0, 0]);
    block.extend_from_slice(&[0, 0, 0, 0]);
    block.into()
}
