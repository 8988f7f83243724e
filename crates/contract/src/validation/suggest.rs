/// The known name closest to an unknown one, if it is close enough to be a typing error: the same letters in another case
/// (`webhookUrl`), without the underscores (`imageUrl`), or with up to two adjacent letters changed, missing, swapped or
/// added (`promt`, `resolutoin`).
pub fn nearest(unknown: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let mut nearest = None;
    let mut least = 3;
    for name in known {
        let difference = difference(unknown, name);
        if difference < least {
            least = difference;
            nearest = Some(name);
        }
    }
    nearest
}

/// The length of the part in which two names differ, ignoring case and separators.
fn difference(left: &str, right: &str) -> usize {
    let (left, right) = (letters(left), letters(right));
    let before = left.iter().zip(&right).take_while(is_same).count();
    let after = left.iter().rev().zip(right.iter().rev()).take_while(is_same).count();
    // In `aa` and `aaa` the common prefix and suffix overlap.
    left.len().max(right.len()) - (before + after).min(left.len().min(right.len()))
}

fn letters(name: &str) -> Vec<u8> {
    let mut letters = Vec::new();
    for byte in name.bytes() {
        if !matches!(byte, b'_' | b'-') {
            letters.push(byte.to_ascii_lowercase());
        }
    }
    letters
}

fn is_same((left, right): &(&u8, &u8)) -> bool {
    left == right
}
