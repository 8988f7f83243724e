use super::Failure;
use crate::byte_reader::ByteReader;

const FRAME_HEADER: u8 = 3;
const FRAME: u8 = 6;

/// Checks that AV1 data holds only one frame. With more, the decoder would keep up to eight pictures in memory.
pub(super) fn check_one_frame(data: &[u8]) -> Result<(), Failure> {
    match count_frames(ByteReader(data)).ok_or(Failure::Broken)? {
        0 => Err(Failure::Broken),
        1 => Ok(()),
        _ => Err(Failure::Unsupported("has layers")),
    }
}

fn count_frames(mut data: ByteReader) -> Option<u32> {
    let mut frames = 0;
    while !data.0.is_empty() {
        let head = data.u8()?;
        let (kind, has_extension, has_length) = (head >> 3 & 15, head & 4 != 0, head & 2 != 0);
        if has_extension {
            data.u8()?;
        }
        let length = if has_length { read_length(&mut data)? } else { data.0.len() };
        data.cut(length)?;
        frames += u32::from(matches!(kind, FRAME_HEADER | FRAME));
    }
    Some(frames)
}

/// Seven bits a byte, the lowest first.
fn read_length(data: &mut ByteReader) -> Option<usize> {
    let mut length = 0_u64;
    for place in 0..8 {
        let byte = data.u8()?;
        length |= u64::from(byte & 0x7f) << (place * 7);
        if byte & 0x80 == 0 {
            return usize::try_from(length).ok();
        }
    }
    None
}
