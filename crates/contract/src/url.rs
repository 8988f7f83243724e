/// Whether `text` is an absolute http(s) URL with a host, without credentials, white space or control characters.
///
/// Syntax only: whether the vendor can reach it is not knowable here. Written by hand because a full URL parser would
/// weigh more than the rest of the module.
pub fn is_public_url_syntax(text: &str) -> bool {
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return false;
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = split_port(authority);
    !host.is_empty()
        && !host.contains(['@', ':', '<', '>', '"', '^', '|', '%', '`', '{', '}'])
        && port.is_none_or(|digits| digits.parse::<u16>().is_ok())
}

/// Splits `host:port`; the brackets of an IPv6 literal are taken off.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    if let Some((literal, after)) = authority.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        let is_ipv6 = !literal.is_empty() && literal.chars().all(|c| c.is_ascii_hexdigit() || c == ':' || c == '.');
        return match (is_ipv6, after.strip_prefix(':')) {
            (false, _) => ("", None),
            (true, Some(port)) => ("ipv6", Some(port)),
            (true, None) if after.is_empty() => ("ipv6", None),
            (true, None) => ("", None),
        };
    }
    match authority.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    }
}
