use std::net::IpAddr;

use url::{Host, Url};

/// Whether the host of a URL is a loopback name or address. Nothing is resolved.
pub fn is_loopback_url(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_loopback_name(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).to_canonical().is_loopback(),
        None => false,
    }
}

/// Whether the host of a URL is obviously unreachable from the internet. Nothing is resolved, so a name with a private address
/// is not noticed. Use it to save credits, not as a security check.
pub fn is_plainly_private(url: &Url) -> bool {
    let address = match url.host() {
        Some(Host::Domain(name)) => {
            return is_loopback_name(name) || name.ends_with(".local") || name.ends_with(".internal");
        }
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).to_canonical(),
        None => return true,
    };
    match address {
        IpAddr::V4(address) => {
            address.is_loopback() || address.is_private() || address.is_link_local() || address.is_unspecified()
        }
        IpAddr::V6(address) => {
            address.is_loopback()
                || address.is_unicast_link_local()
                || address.is_unique_local()
                || address.is_unspecified()
        }
    }
}

/// Whether a `Host` header names this machine. The name of a page that rebinds it to 127.0.0.1 does not.
pub fn is_loopback_authority(authority: &str) -> bool {
    Url::parse(&format!("http://{authority}/")).is_ok_and(|url| is_loopback_url(&url))
}

fn is_loopback_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
}
