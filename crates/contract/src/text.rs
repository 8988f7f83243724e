//! Text functions without `core::fmt`, which would add several kilobytes to the WebAssembly module.

/// Joins the parts.
pub fn join(parts: &[&str]) -> String {
    let mut joined = String::new();
    for part in parts {
        joined.push_str(part);
    }
    joined
}

/// A whole number in decimal.
pub fn decimal(number: usize) -> String {
    let mut digits = String::new();
    let mut unit = 1;
    while number / unit >= 10 {
        unit *= 10;
    }
    while unit > 0 {
        digits.push(char::from(b'0' + (number / unit % 10) as u8));
        unit /= 10;
    }
    digits
}

/// Reads a whole number of up to six digits, ignoring white space around it.
pub fn whole_number(text: &str) -> Option<f64> {
    let digits = text.trim_ascii().as_bytes();
    if !(1..=6).contains(&digits.len()) {
        return None;
    }
    digits.iter().try_fold(0.0, |number, byte| byte.is_ascii_digit().then(|| number * 10.0 + f64::from(byte - b'0')))
}

/// Whether a text is empty or only ASCII white space.
pub fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte <= b' ')
}
