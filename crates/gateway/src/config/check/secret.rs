use crate::Secret;

const MIN_SECRET_LENGTH: usize = 32;
const MIN_DISTINCT_CHARACTERS: usize = 10;
/// Words in secrets that were copied from an example.
const SAMPLE_WORDS: [&str; 7] = ["change", "example", "sample", "secret", "password", "replace", "your-"];

/// A secret that keys or permissions depend on: long, random and not a sample.
pub fn strong_secret(secret: &Secret) -> Result<(), String> {
    let text = secret.reveal();
    let mut characters: Vec<char> = text.chars().collect();
    if characters.len() < MIN_SECRET_LENGTH {
        return Err(format!("It is too short. Use at least {MIN_SECRET_LENGTH} characters."));
    }
    let lower = text.to_ascii_lowercase();
    if SAMPLE_WORDS.iter().any(|word| lower.contains(word)) {
        return Err("It looks like a sample. Generate one of your own.".into());
    }
    characters.sort_unstable();
    characters.dedup();
    if characters.len() < MIN_DISTINCT_CHARACTERS {
        return Err("It is too regular to be random. Generate one.".into());
    }
    Ok(())
}

/// A strong secret that callers send in a header.
pub fn strong_bearer(secret: &Secret) -> Result<(), String> {
    strong_secret(secret).and_then(|()| header_safe(secret))
}

/// A key that is sent in a header.
pub fn header_safe(secret: &Secret) -> Result<(), String> {
    let text = secret.reveal();
    if text.len() < 8 {
        return Err("It is too short to be a key.".into());
    }
    let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_visible {
        Ok(())
    } else {
        Err("It contains a space or a character outside ASCII, which cannot be sent in a header.".into())
    }
}
