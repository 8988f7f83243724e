/// Whether `text` is an absolute http(s) URL with a host, without credentials, white space or control characters.
///
/// Checks the syntax only; whether Akool can reach the address is unknown here. Reads byte by byte, because a full URL
/// parser, or even the standard library's string search, would be larger than the rest of the validator.
pub fn is_public_url_syntax(text: &str) -> bool {
    if text.chars().any(is_never_allowed) {
        return false;
    }
    let Some(rest) = after_scheme(text.as_bytes()) else {
        return false;
    };
    is_host_and_port(rest.iter().copied().take_while(|byte| !matches!(byte, b'/' | b'?' | b'#')))
}

fn is_never_allowed(character: char) -> bool {
    matches!(character, '\0'..=' ' | '\\' | '\u{7f}'..='\u{a0}' | '\u{2000}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{3000}' | '\u{feff}')
}

fn after_scheme(bytes: &[u8]) -> Option<&[u8]> {
    let (h, t1, t2, p, rest) = match bytes {
        [h, t1, t2, p, b':', b'/', b'/', rest @ ..] => (h, t1, t2, p, rest),
        [h, t1, t2, p, b's' | b'S', b':', b'/', b'/', rest @ ..] => (h, t1, t2, p, rest),
        _ => return None,
    };
    let is_http = matches!((h, t1, t2, p), (b'h' | b'H', b't' | b'T', b't' | b'T', b'p' | b'P'));
    is_http.then_some(rest)
}

/// `example.com`, `example.com:8080`, `[::1]`, `[::1]:8080`.
fn is_host_and_port(authority: impl Iterator<Item = u8>) -> bool {
    let mut host_length = 0;
    let mut in_brackets = false;
    let mut after_brackets = false;
    let mut port: Option<u32> = None;
    for byte in authority {
        match (byte, port) {
            (b'0'..=b'9', Some(number)) if number <= 65_535 => port = Some(number * 10 + u32::from(byte - b'0')),
            (_, Some(_)) => return false,
            (b'[', None) if host_length == 0 && !after_brackets => in_brackets = true,
            (b']', None) if in_brackets => {
                in_brackets = false;
                after_brackets = true;
            }
            (_, None) if in_brackets => {
                if !(byte.is_ascii_hexdigit() || byte == b':' || byte == b'.') {
                    return false;
                }
                host_length += 1;
            }
            (b':', None) => port = Some(0),
            (b'@' | b'<' | b'>' | b'"' | b'^' | b'|' | b'%' | b'`' | b'{' | b'}' | b'[' | b']', None) => return false,
            (_, None) if after_brackets => return false,
            (_, None) => host_length += 1,
        }
    }
    host_length > 0 && !in_brackets && port.is_none_or(|number| number <= 65_535)
}
