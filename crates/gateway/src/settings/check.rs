//! The single checks; each gives a sentence that says what is wrong.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use url::Url;

use crate::Secret;
use crate::loopback::is_loopback_url;
use crate::session::KeySet;

const MINIMUM_SECRET_LENGTH: usize = 32;
const MINIMUM_DISTINCT_CHARACTERS: usize = 10;
/// Words of secrets that were copied from an example.
const SAMPLE_WORDS: [&str; 7] = ["change", "example", "sample", "secret", "password", "replace", "your-"];

/// A secret that this program's own safety hangs on.
pub fn strong_secret(secret: &Secret) -> Result<(), String> {
    let text = secret.reveal();
    let mut characters: Vec<char> = text.chars().collect();
    if characters.len() < MINIMUM_SECRET_LENGTH {
        return Err(format!("It is too short; it needs {MINIMUM_SECRET_LENGTH} characters or more."));
    }
    let lower = text.to_ascii_lowercase();
    if SAMPLE_WORDS.iter().any(|word| lower.contains(word)) {
        return Err("It looks like a sample; make one of your own.".into());
    }
    characters.sort_unstable();
    characters.dedup();
    if characters.len() < MINIMUM_DISTINCT_CHARACTERS {
        return Err("It is too regular to be random; make one with a generator.".into());
    }
    Ok(())
}

/// A key that will travel in a header.
pub fn header_safe(secret: &Secret) -> Result<(), String> {
    let text = secret.reveal();
    if text.len() < 8 {
        return Err("It is too short to be a key.".into());
    }
    let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_visible { Ok(()) } else { Err("It holds characters that cannot be sent in a header.".into()) }
}

pub fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "It is not an address with a port.".into())
}

pub fn positive(text: &str) -> Result<u64, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "It is not a positive whole number.".into())
}

pub fn credits(text: &str) -> Result<f64, String> {
    let credits: Option<f64> = text.parse().ok();
    credits.filter(|credits| (0.0..=1e9).contains(credits)).ok_or_else(|| "It is not a number of credits.".into())
}

pub fn rate(text: &str) -> Result<NonZeroU32, String> {
    text.parse().map_err(|_| "It is not a positive whole number.".into())
}

pub fn switch(text: &str) -> Result<bool, String> {
    match text {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err("It is a switch: 1 or 0.".into()),
    }
}

/// Scheme, host and port and nothing else. `http` is for this machine only: beyond it, tokens would travel in the clear.
pub fn origin_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "It is not a URL.".to_owned())?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !is_bare || !url.username().is_empty() || url.password().is_some() {
        return Err("Give scheme, host and port only.".into());
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback_url(&url) => Ok(url),
        "http" => Err("Beyond this machine it must be https.".into()),
        _ => Err("It must be an https URL.".into()),
    }
}

/// Something that is fetched: https, or http from this machine.
pub fn fetched_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "It is not a URL.".to_owned())?;
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback_url(&url));
    if !is_safe || !url.username().is_empty() || url.password().is_some() || url.host_str().is_none() {
        return Err("Give an https URL without user name and password; http is for this machine only.".into());
    }
    Ok(url)
}

/// A JSON Web Key Set with a key that can be used.
pub fn key_set_file(text: &str) -> Result<PathBuf, String> {
    let bytes = std::fs::read(text).map_err(|error| format!("The file cannot be read: {}.", error.kind()))?;
    match KeySet::parse(&bytes) {
        Some(_) => Ok(PathBuf::from(text)),
        None => {
            Err("The file holds no key set with an RSA (2048 bits or more), P-256 or Ed25519 key for signing.".into())
        }
    }
}

/// A list of origins exactly as browsers send them, so that comparing them is comparing text.
pub fn origins(text: &str) -> Result<Vec<String>, String> {
    text.split(',').map(str::trim).filter(|entry| !entry.is_empty()).map(origin).collect()
}

fn origin(text: &str) -> Result<String, String> {
    if text.contains('*') {
        return Err("A star lets every page in; list the exact origins.".into());
    }
    if text == "null" {
        return Err("The origin null is everybody's; list the exact origins.".into());
    }
    let url = origin_url(text).map_err(|problem| format!("In this list: {problem}"))?;
    let canonical = url.origin().ascii_serialization();
    if canonical == text { Ok(canonical) } else { Err(format!("Write origins as browsers do: {canonical}")) }
}

pub fn hosts(text: &str) -> Result<Vec<String>, String> {
    text.split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(|host| match Url::parse(&format!("https://{host}/")) {
            Ok(url) if url.host_str() == Some(host) => Ok(host.to_owned()),
            _ => Err("List plain host names in lower case.".to_owned()),
        })
        .collect()
}

/// A bucket's name as every server takes it, and as a part of a host name that a certificate covers.
pub fn bucket(text: &str) -> Result<String, String> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let is_name = (3..=63).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-');
    if is_plain && is_name {
        Ok(text.to_owned())
    } else {
        Err("It is not a bucket's name: a-z, 0-9 and hyphens.".into())
    }
}

pub fn region(text: &str) -> Result<String, String> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if is_plain { Ok(text.to_owned()) } else { Err("It is not a region: a-z, 0-9 and hyphens.".into()) }
}

/// Between one day and ten years.
pub fn days(text: &str) -> Result<NonZeroU32, String> {
    let days: Option<NonZeroU32> = text.parse().ok();
    days.filter(|days| days.get() <= 3650).ok_or_else(|| "It is not a number of days, 1 to 3650.".into())
}

/// A folder that is there and can be read.
pub fn readable_folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    std::fs::read_dir(&path).map_err(|error| format!("The folder cannot be read: {}.", error.kind()))?;
    Ok(path)
}

/// A folder that is there, or can be made, and can be written to.
pub fn writable_folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    try_writing(&path).map_err(|error| format!("The folder cannot be used: {}.", error.kind()))?;
    Ok(path)
}

fn try_writing(path: &Path) -> std::io::Result<()> {
    let is_new = !path.exists();
    std::fs::create_dir_all(path)?;
    if is_new {
        private(path)?;
    }
    let probe = path.join(format!(".probe-{}", std::process::id()));
    std::fs::write(&probe, b"")?;
    std::fs::remove_file(probe)
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn private(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
