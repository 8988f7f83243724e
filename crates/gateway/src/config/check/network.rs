use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use http::HeaderName;
use http::header::COOKIE;
use url::Url;

use super::list;
use crate::loopback::{is_loopback_url, is_plainly_private};

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

/// A URL whose scheme is https, or http where that is allowed.
fn secure_url(text: &str, plain_http_hosts: &[String], refusal: &str) -> Result<Url, String> {
    if !text.contains("://") {
        return Err("It is not a URL: it has no scheme, such as https://.".into());
    }
    let url = Url::parse(text).map_err(|error| format!("It is not a URL: {error}."))?;
    let is_listed = || plain_http_hosts.iter().any(|host| Some(host.as_str()) == url.host_str());
    match url.scheme() {
        "https" => {}
        "http" if is_loopback_url(&url) || is_listed() => {}
        "http" => return Err(refusal.into()),
        scheme => return Err(format!("Its scheme is {scheme}. Use https, or http on this machine.")),
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err("Use scheme, host and port only.".into());
    }
    Ok(url)
}

/// Scheme, host and port only. `http` is allowed on this machine only, since tokens would be readable on a network.
fn origin_url(text: &str) -> Result<Url, String> {
    let refusal = "It must be https unless the host is this machine, or tokens would be readable on the network.";
    let url = secure_url(text, &[], refusal)?;
    if url.path() == "/" { Ok(url) } else { Err("Use scheme, host and port only.".into()) }
}

/// How callers reach the gateway: an origin, and a path if a proxy serves the gateway below one.
pub fn public_url(text: &str) -> Result<Url, String> {
    let refusal = "It must be https unless the host is this machine, or tokens would be readable on the network.";
    let mut url = secure_url(text, &[], refusal)?;
    let path = url.path().trim_end_matches('/').to_owned();
    let is_plain = |segment: &str| {
        !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
    };
    if !path.is_empty() && !path.split('/').skip(1).all(is_plain) {
        return Err("Its path may have letters, digits and -._~ between single slashes only.".into());
    }
    url.set_path(&path);
    Ok(url)
}

const PLAIN_HTTP: &str = "It must be https, unless the host is this machine or a private one that \
                          AKOOL_GATEWAY_PLAIN_HTTP_HOSTS lists.";

/// A server that the gateway calls: scheme, host and port only.
pub fn server_url(text: &str, plain_http_hosts: &[String]) -> Result<Url, String> {
    let url = secure_url(text, plain_http_hosts, PLAIN_HTTP)?;
    if url.path() == "/" { Ok(url) } else { Err("Use scheme, host and port only.".into()) }
}

/// A server that the gateway calls below a path, if it has one.
pub fn endpoint_url(text: &str, plain_http_hosts: &[String]) -> Result<Url, String> {
    secure_url(text, plain_http_hosts, PLAIN_HTTP)
}

/// A URL that is fetched: https, or http where that is allowed.
pub fn fetched_url(text: &str, plain_http_hosts: &[String]) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "It is not a URL.".to_owned())?;
    let is_listed = plain_http_hosts.iter().any(|host| Some(host.as_str()) == url.host_str());
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && (is_loopback_url(&url) || is_listed));
    if !url.username().is_empty() || url.password().is_some() || url.host_str().is_none() {
        return Err("Use an https URL without user name and password.".into());
    }
    if is_safe { Ok(url) } else { Err(PLAIN_HTTP.into()) }
}

/// Hosts that may be spoken to without TLS. Only names and addresses that the internet does not have: the API key must not
/// cross it in the clear.
pub fn plain_http_hosts(text: &str) -> Result<Vec<String>, String> {
    list(text, |entry| {
        let name = host(entry)?;
        let is_private =
            !name.contains('*') && Url::parse(&format!("http://{name}/")).is_ok_and(|url| is_private_name(&url));
        if is_private {
            Ok(name)
        } else {
            Err("It is a host of the internet. Use a name without dots, one that ends with .internal, .local or .svc, or a \
                 private address."
                .into())
        }
    })
}

fn is_private_name(url: &Url) -> bool {
    match url.domain() {
        Some(name) => !name.contains('.') || [".internal", ".local", ".svc"].iter().any(|end| name.ends_with(end)),
        None => is_plainly_private(url),
    }
}

/// Names of request headers.
pub fn request_headers(text: &str) -> Result<Vec<HeaderName>, String> {
    list(text, |entry| match entry.parse::<HeaderName>() {
        Ok(COOKIE) => Err("Cookies are never read, and pages cannot set this header.".into()),
        Ok(name) if name.as_str() != "*" => Ok(name),
        _ => Err("It is not the name of a header. List the exact names.".into()),
    })
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
