/// Whether a JPEG file has its end marker after the picture's data.
///
/// The decoder silently fills the missing part of a truncated file with grey. The two bytes of the end marker cannot occur
/// inside the picture's data, but a thumbnail in the header may contain them, so the header is read marker by marker first.
pub(crate) fn is_complete(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, mark]) = bytes.get(at..at + 2) {
        match mark {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xd9 => return false,
            _ => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else { return false };
                at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
                if mark == 0xda {
                    return bytes.get(at..).is_some_and(|data| data.windows(2).any(|pair| pair == [0xff, 0xd9]));
                }
            }
        }
    }
    // An unexpected layout is left to the decoder.
    true
}
