/// A bucket name that every S3 server accepts, and that can be part of a host name that a certificate covers.
pub fn bucket(text: &str) -> Result<String, String> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let is_name = (3..=63).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-');
    if is_plain && is_name {
        Ok(text.to_owned())
    } else {
        Err("It is not a bucket name. Use 3 to 63 of a-z, 0-9 and hyphens.".into())
    }
}

/// A region name.
pub fn region(text: &str) -> Result<String, String> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if is_plain { Ok(text.to_owned()) } else { Err("It is not a region. Use a-z, 0-9 and hyphens.".into()) }
}
