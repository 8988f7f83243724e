//! The single checks; each gives a sentence that says what is wrong.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use url::Url;

use super::explain::{explain, shown};
use crate::Secret;
use crate::auth::session::KeySet;
use crate::loopback::is_loopback_url;

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

/// A strong secret that callers send in a header.
pub fn strong_bearer(secret: &Secret) -> Result<(), String> {
    strong_secret(secret).and_then(|()| header_safe(secret))
}

/// A key that will travel in a header.
pub fn header_safe(secret: &Secret) -> Result<(), String> {
    let text = secret.reveal();
    if text.len() < 8 {
        return Err("It is too short to be a key.".into());
    }
    let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_visible {
        Ok(())
    } else {
        Err("It holds a space or a character beyond ASCII, which cannot be sent in a header.".into())
    }
}

/// Somewhere to listen: an IP address and a port, or this machine by its name.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let port = |text: &str| text.parse::<u16>().ok();
    if let Some(port) = text.strip_prefix("localhost:").and_then(port) {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    if let Some(port) = port(text.strip_prefix(':').unwrap_or(text)) {
        return Err(format!(
            "It has no address: 127.0.0.1:{port} is for this machine only, 0.0.0.0:{port} for all networks."
        ));
    }
    if let Ok(address) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
        return Err(format!("It has no port, as in {}.", SocketAddr::new(address, 8080)));
    }
    Err(match text.rsplit_once(':') {
        _ if text.contains("://") => "It is a URL; leave the scheme and the path out.".into(),
        Some((host, number)) if port(number).is_some() && !host.is_empty() => {
            "It names a host; give one of this machine's IP addresses.".into()
        }
        _ => "It is not an IP address with a port.".into(),
    })
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
    if !text.contains("://") {
        return Err("It is not a URL: it has no scheme, such as https://.".into());
    }
    let url = Url::parse(text).map_err(|error| format!("It is not a URL: {error}."))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback_url(&url) => {}
        "http" => {
            return Err("Beyond this machine it must be https, or tokens would travel in the clear.".into());
        }
        scheme => return Err(format!("Its scheme is {scheme}; only https can be used, and http on this machine.")),
    }
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !is_bare || !url.username().is_empty() || url.password().is_some() {
        return Err("Give scheme, host and port only.".into());
    }
    Ok(url)
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
    let bytes = std::fs::read(text).map_err(|error| format!("The file cannot be read: {}.", explain(&error)))?;
    match KeySet::parse(&bytes) {
        Some(_) => Ok(PathBuf::from(text)),
        None => {
            Err("The file holds no key set with an RSA (2048 bits or more), P-256 or Ed25519 key for signing.".into())
        }
    }
}

/// A list of origins exactly as browsers send them, so that comparing them is comparing text.
pub fn origins(text: &str) -> Result<Vec<String>, String> {
    list(text, origin)
}

/// A list whose every faulty entry is named.
fn list<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        match read(entry) {
            Ok(value) => values.push(value),
            Err(problem) => problems.push(format!("{}: {problem}", shown(entry))),
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems.join(" ")) }
}

fn origin(text: &str) -> Result<String, String> {
    if text.contains('*') {
        return Err("A star lets every page in; list the exact origins.".into());
    }
    if text == "null" {
        return Err("The origin null is everybody's; list the exact origins.".into());
    }
    if text.contains(char::is_whitespace) || text.contains(';') {
        return Err("Separate the origins by commas.".into());
    }
    let canonical = origin_url(text)?.origin().ascii_serialization();
    if canonical == text { Ok(canonical) } else { Err(format!("Write it as browsers do: {canonical}.")) }
}

/// Names of hosts, and of all hosts below a name: `*.shop.example`.
pub fn hosts(text: &str) -> Result<Vec<String>, String> {
    list(text, host)
}

fn host(text: &str) -> Result<String, String> {
    if text.contains("://") || text.contains('/') {
        return Err("Give the name of the host only, without scheme and path.".into());
    }
    let name = text.strip_prefix("*.").unwrap_or(text);
    if name.contains('*') || (name != text && !name.contains('.')) {
        return Err("A star can only stand for all hosts below a name, as in *.shop.example.".into());
    }
    match Url::parse(&format!("https://{name}/")) {
        Ok(url) if url.host_str() == Some(name) && url.port().is_none() => Ok(text.to_owned()),
        Ok(url) if url.port().is_some() => Err("Leave the port out.".into()),
        Ok(url) => Err(format!("Write it as {}.", url.host_str().unwrap_or_default())),
        Err(_) => Err("It is not the name of a host.".into()),
    }
}

/// A filter for the log. A word that is no level would silently name a part of the program that does not exist.
pub fn log_filter(text: &str) -> Result<(), String> {
    for directive in text.split(',').map(str::trim).filter(|directive| !directive.is_empty()) {
        let (target, level) = directive.split_once('=').unwrap_or(
            match LEVELS.iter().any(|level| directive.eq_ignore_ascii_case(level)) {
                true => ("", directive),
                false => (directive, "trace"),
            },
        );
        if !LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known)) {
            return Err(format!("{} is not a level; the levels are {}.", shown(level), LEVELS.join(", ")));
        }
        let part = target.split(['[', ':']).next().unwrap_or_default();
        if !part.is_empty() && !LOGGING_PARTS.contains(&part) {
            return Err(format!(
                "{} is neither a level ({}) nor a part of this program that writes a log ({}).",
                shown(part),
                LEVELS.join(", "),
                LOGGING_PARTS.join(", ")
            ));
        }
    }
    EnvFilter::try_new(text).map(drop).map_err(|_| "It is not a filter for the log.".into())
}

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
/// This program and the libraries in it that write a log.
const LOGGING_PARTS: [&str; 13] = [
    "akool_gateway",
    "akool_ledger",
    "hyper",
    "hyper_util",
    "hyper_rustls",
    "rustls",
    "rustls_platform_verifier",
    "reqwest",
    "object_store",
    "tokio_postgres",
    "postgres",
    "tower_http",
    "axum",
];

/// A whole number of seconds in a range.
pub fn seconds(text: &str, least: u64, most: u64) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (least..=most).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| format!("It is not a whole number of seconds, {least} to {most}."))
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

/// How many days of jobs may be listed: Akool keeps none longer than seven.
pub fn history_days(text: &str) -> Result<u32, String> {
    text.parse().ok().filter(|days| *days <= 7).ok_or_else(|| "It is not a number of days, 0 to 7.".into())
}

/// A folder that is there and can be read.
pub fn readable_folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    std::fs::read_dir(&path).map_err(|error| format!("The folder cannot be read: {}.", explain(&error)))?;
    Ok(path)
}

/// A folder that is there, or can be made, and can be written to.
pub fn writable_folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    try_writing(&path).map_err(|error| format!("The folder cannot be used: {}.", explain(&error)))?;
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
