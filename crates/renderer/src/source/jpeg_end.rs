/// Whether a JPEG file has its end mark after the picture's data.
///
/// The decoder fills what is missing of a cut-off file with grey and reports nothing. Inside the picture's data the end
/// mark's two bytes cannot occur, but a thumbnail in the head may hold one; so the head is walked mark by mark first.
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
    // Not laid out as expected: the decoder has the word.
    true
}
