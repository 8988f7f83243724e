/// The units of a byte stream whose units each begin after a start code (0, 0, 1).
pub(crate) fn units(stream: &[u8]) -> Vec<&[u8]> {
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some(window) = stream.get(at..at + 3) {
        if window == [0, 0, 1] {
            starts.push(at + 3);
            at += 3;
        } else {
            // Within a unit three bytes never look like a start code, so whole steps are safe over a large third byte.
            at += if window[2] > 1 { 3 } else { 1 };
        }
    }
    let ends = starts.iter().skip(1).map(|next| next - 3).chain([stream.len()]);
    starts.iter().zip(ends).map(|(&start, end)| trim(&stream[start..end])).filter(|unit| !unit.is_empty()).collect()
}

/// A unit never ends in a zero; what follows it belongs to the next start code.
fn trim(unit: &[u8]) -> &[u8] {
    let end = unit.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    &unit[..end]
}

#[cfg(test)]
mod tests {
    use super::units;

    #[test]
    fn short_and_long_start_codes_separate_units() {
        let stream = [0, 0, 0, 1, 0x67, 5, 0, 0, 1, 0x68, 9, 9, 0, 0, 0, 1, 0x65, 0, 0, 3, 1];
        let parts: Vec<&[u8]> = units(&stream);
        assert_eq!(parts, [&[0x67, 5][..], &[0x68, 9, 9], &[0x65, 0, 0, 3, 1]]);
    }

    #[test]
    fn a_stream_without_a_start_code_has_no_units() {
        assert!(units(&[1, 2, 3]).is_empty());
        assert!(units(&[]).is_empty());
    }
}
