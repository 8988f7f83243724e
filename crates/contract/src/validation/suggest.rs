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
    let (left_length, right_length) = (left.clone().count(), right.clone().count());
    let before = left.clone().zip(right.clone()).take_while(is_same).count();
    let after = left.rev().zip(right.rev()).take_while(is_same).count();
    // In `aa` and `aaa` the common prefix and suffix overlap.
    left_length.max(right_length) - (before + after).min(left_length.min(right_length))
}

fn letters(name: &str) -> impl DoubleEndedIterator<Item = u8> + Clone {
    name.bytes().filter(|byte| !matches!(byte, b'_' | b'-')).map(|byte| byte.to_ascii_lowercase())
}

fn is_same((left, right): &(u8, u8)) -> bool {
    left == right
}
