use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use url::Url;

use super::list;
use crate::loopback::is_loopback_url;

/// An address to listen on: an IP address and a port, or `localhost` and a port.
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
            "It has no address. Use 127.0.0.1:{port} for this machine only, or 0.0.0.0:{port} for all networks."
        ));
    }
    if let Ok(address) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
        return Err(format!("It has no port, as in {}.", SocketAddr::new(address, 8080)));
    }
    Err(match text.rsplit_once(':') {
        _ if text.contains("://") => "It is a URL. Leave out the scheme and the path.".into(),
        Some((host, number)) if port(number).is_some() && !host.is_empty() => {
            "It is a host name. Use one of this machine's IP addresses.".into()
        }
        _ => "It is not an IP address with a port.".into(),
    })
}

/// Scheme, host and port only. `http` is allowed on this machine only, since tokens would be readable on a network.
pub fn origin_url(text: &str) -> Result<Url, String> {
    if !text.contains("://") {
        return Err("It is not a URL: it has no scheme, such as https://.".into());
    }
    let url = Url::parse(text).map_err(|error| format!("It is not a URL: {error}."))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback_url(&url) => {}
        "http" => {
            return Err(
                "It must be https unless the host is this machine, or tokens would be readable on the network.".into(),
            );
        }
        scheme => return Err(format!("Its scheme is {scheme}. Use https, or http on this machine.")),
    }
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !is_bare || !url.username().is_empty() || url.password().is_some() {
        return Err("Use scheme, host and port only.".into());
    }
    Ok(url)
}

/// A URL that is fetched: https, or http from this machine.
pub fn fetched_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "It is not a URL.".to_owned())?;
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback_url(&url));
    if !is_safe || !url.username().is_empty() || url.password().is_some() || url.host_str().is_none() {
        return Err("Use an https URL without user name and password. http is allowed on this machine only.".into());
    }
    Ok(url)
}

/// A list of origins exactly as browsers send them, so that they can be compared as text.
pub fn origins(text: &str) -> Result<Vec<String>, String> {
    list(text, origin)
}

fn origin(text: &str) -> Result<String, String> {
    if text.contains('*') {
        return Err("A star would allow every page. List the exact origins.".into());
    }
    if text == "null" {
        return Err("Any page can have the origin null. List the exact origins.".into());
    }
    if text.contains(char::is_whitespace) || text.contains(';') {
        return Err("Separate the origins with commas.".into());
    }
    if let Some((scheme, rest)) = text.split_once("://")
        && APP_SCHEMES.contains(&scheme)
    {
        return app_origin(text, rest);
    }
    let canonical = origin_url(text)?.origin().ascii_serialization();
    if canonical == text { Ok(canonical) } else { Err(format!("Write it as browsers send it: {canonical}.")) }
}

/// The schemes of pages that come with a browser extension or an app. Their origins name one extension or app on the
/// visitor's machine; nothing of them travels over the network, so they need no TLS.
const APP_SCHEMES: [&str; 6] = ["chrome-extension", "moz-extension", "capacitor", "ionic", "tauri", "app"];

/// `chrome-extension://` and the extension's id, `capacitor://localhost`: a host in lower case and nothing more. The URL
/// standard gives these schemes no origin of their own, so the text itself is checked.
fn app_origin(text: &str, host: &str) -> Result<String, String> {
    let is_host_character = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
    if host.is_empty() || !host.chars().all(is_host_character) {
        return Err(
            "Use the scheme and the host only, in lower case, such as chrome-extension:// and the extension's id."
                .into(),
        );
    }
    Ok(text.to_owned())
}

/// A list of host names. `*.shop.example` stands for all hosts below that name.
pub fn hosts(text: &str) -> Result<Vec<String>, String> {
    list(text, host)
}

fn host(text: &str) -> Result<String, String> {
    if text.contains("://") || text.contains('/') {
        return Err("Use the host name only, without scheme and path.".into());
    }
    let name = text.strip_prefix("*.").unwrap_or(text);
    if name.contains('*') || (name != text && !name.contains('.')) {
        return Err("A star can only stand for all hosts below a name, as in *.shop.example.".into());
    }
    match Url::parse(&format!("https://{name}/")) {
        Ok(url) if url.host_str() == Some(name) && url.port().is_none() => Ok(text.to_owned()),
        Ok(url) if url.port().is_some() => Err("Leave out the port.".into()),
        Ok(url) => Err(format!("Write it as {}.", url.host_str().unwrap_or_default())),
        Err(_) => Err("It is not a host name.".into()),
    }
}
