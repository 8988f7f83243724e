use std::net::IpAddr;

use http::{HeaderMap, HeaderValue};

use crate::http::rate_limit::{Peer, TrustedProxies, counted};

const PROXY: &str = "10.0.0.1";
const STRANGER: &str = "9.9.9.9";

pub fn seeds() -> Vec<Vec<u8>> {
    [
        "1.1.1.1",
        "6.6.6.6, 1.1.1.1",
        "6.6.6.6\n1.1.1.1, 10.0.0.2",
        "2001:db8::7",
        "::ffff:1.2.3.4, 10.0.0.9",
        "unknown, _x",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

/// Each line is one header.
pub fn run(bytes: &[u8]) {
    let proxies = TrustedProxies::parse("10.0.0.0/8").expect("a list");
    let address = |text: &str| text.parse::<IpAddr>().expect("an address");
    let headers = headers_of(bytes);
    assert_eq!(
        proxies.caller(Peer(address(STRANGER)), &headers),
        address(STRANGER),
        "an untrusted peer sets its own address"
    );

    let caller = proxies.caller(Peer(address(PROXY)), &headers);
    let _ = counted(caller);
    let written = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let named = written.flat_map(|value| value.split(',')).filter_map(|name| name.trim().parse::<IpAddr>().ok());
    let is_named = named.map(|address| address.to_canonical()).any(|address| address == caller);
    assert!(is_named || caller == address(PROXY), "{caller} is not in the headers");

    // Callers can only add entries to the left of those of the proxies. Once the proxies have named an address, they are ignored.
    if !caller.to_string().starts_with("10.") {
        let mut spoofed = HeaderMap::new();
        spoofed.append("x-forwarded-for", HeaderValue::from_static("7.7.7.7, 10.0.0.3"));
        for value in headers.get_all("x-forwarded-for") {
            spoofed.append("x-forwarded-for", value.clone());
        }
        assert_eq!(proxies.caller(Peer(address(PROXY)), &spoofed), caller);
    }
}

fn headers_of(bytes: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in bytes.split(|byte| *byte == b'\n').take(64) {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append("x-forwarded-for", value);
        }
    }
    headers
}
