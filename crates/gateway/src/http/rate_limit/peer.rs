use std::net::IpAddr;

use http::HeaderMap;
use ipnet::IpNet;

/// The address at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads a list of addresses and networks.
    pub fn parse(text: &str) -> Result<Self, String> {
        let network = |entry: &str| {
            let parsed = entry.parse::<IpNet>().or_else(|_| entry.parse::<IpAddr>().map(IpNet::from));
            parsed.map_err(|_| format!("{entry:?} is not an IP address or a network such as 10.0.0.0/8."))
        };
        text.split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .map(network)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The caller behind a connection. `X-Forwarded-For` is read from the right, where our own proxy wrote, and only as
    /// far as one trusted proxy names another; what callers write themselves is further left.
    pub fn caller(&self, peer: Peer, headers: &HeaderMap) -> IpAddr {
        let mut caller = peer.0.to_canonical();
        let written = headers.get_all("x-forwarded-for").iter().rev();
        let named = written.flat_map(|value| value.to_str().unwrap_or_default().rsplit(',').map(str::trim));
        for name in named {
            if !self.trusts(caller) {
                break;
            }
            let Ok(address) = name.parse::<IpAddr>() else { break };
            caller = address.to_canonical();
        }
        caller
    }

    /// Whether it is one of these proxies.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// What is counted as one caller. An IPv6 address counts as its network, since its owner has billions of addresses there.
pub fn counted(address: IpAddr) -> [u8; 8] {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            [0, 0, 0, 0, a, b, c, d]
        }
        IpAddr::V6(address) => {
            let [a, b, c, d, e, f, g, h, ..] = address.octets();
            [a, b, c, d, e, f, g, h]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(trusted: &str, peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().expect("a header"));
        }
        let trusted = TrustedProxies::parse(trusted).expect("a list");
        trusted.caller(Peer(peer.parse().expect("an address")), &headers).to_string()
    }

    #[test]
    fn threat_07_forwarded_for_counts_only_from_trusted_proxies_and_from_the_right() {
        let table: [(&str, &str, &[&str], &str); 9] = [
            ("", "9.9.9.9", &["1.1.1.1"], "9.9.9.9"),
            ("10.0.0.0/8", "9.9.9.9", &["1.1.1.1"], "9.9.9.9"),
            ("10.0.0.0/8", "10.0.0.1", &["1.1.1.1"], "1.1.1.1"),
            ("10.0.0.0/8", "10.0.0.1", &["6.6.6.6, 1.1.1.1"], "1.1.1.1"),
            ("10.0.0.0/8", "10.0.0.1", &["6.6.6.6", "1.1.1.1, 10.0.0.2"], "1.1.1.1"),
            ("10.0.0.0/8", "10.0.0.1", &["10.0.0.3, 1.1.1.1"], "1.1.1.1"),
            ("10.0.0.0/8", "10.0.0.1", &["1.1.1.1, nonsense"], "10.0.0.1"),
            ("10.0.0.0/8", "10.0.0.1", &[], "10.0.0.1"),
            ("::1, 10.0.0.1", "::ffff:10.0.0.1", &["2001:db8::7"], "2001:db8::7"),
        ];
        for (trusted, peer, forwarded, expected) in table {
            assert_eq!(caller(trusted, peer, forwarded), expected, "{trusted} {peer} {forwarded:?}");
        }
        assert!(TrustedProxies::parse("everybody").is_err());
    }

    #[test]
    fn threat_07_addresses_of_one_ipv6_network_count_as_one_caller() {
        let counted = |text: &str| super::counted(text.parse().expect("an address"));
        assert_eq!(counted("2001:db8:1:2::1"), counted("2001:db8:1:2:ffff::9"));
        assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
        assert_ne!(counted("1.2.3.4"), counted("1.2.3.5"));
    }
}
