use std::ops::Range;

use http::HeaderMap;
use http::header::{IF_NONE_MATCH, IF_RANGE, RANGE};
use http_range_header::{EndPosition, StartPosition, parse_range_header};

/// What of a file a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum RangeRequest {
    /// All of it.
    All,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that it does not have.
    Nothing,
}

/// Reads `Range`. What is not one plain range of bytes, or is meant for another state of the file, is left out of
/// account, as the standard allows: then all of it is the answer.
pub fn wanted(headers: &HeaderMap, tag: &str, size: u64) -> RangeRequest {
    let text = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    if headers.contains_key(IF_RANGE) && text(IF_RANGE) != Some(tag) {
        return RangeRequest::All;
    }
    let Some(Ok(parsed)) = text(RANGE).map(parse_range_header) else { return RangeRequest::All };
    let [range] = parsed.ranges.as_slice() else { return RangeRequest::All };
    let start = match range.start {
        StartPosition::Index(start) => start,
        StartPosition::FromLast(length) => size.saturating_sub(length),
    };
    let end = match range.end {
        EndPosition::Index(last) if last < start => return RangeRequest::All,
        EndPosition::Index(last) => last.saturating_add(1).min(size),
        EndPosition::LastByte => size,
    };
    if start < end { RangeRequest::Part(start..end) } else { RangeRequest::Nothing }
}

/// Whether the caller has the file already.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "\"abc\"";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect()
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let table = [
            ("bytes=0-0", RangeRequest::Part(0..1)),
            ("bytes=2-4", RangeRequest::Part(2..5)),
            ("bytes=8-", RangeRequest::Part(8..10)),
            ("bytes=8-99999999999999999999", RangeRequest::All),
            ("bytes=8-18446744073709551615", RangeRequest::Part(8..10)),
            ("bytes=-3", RangeRequest::Part(7..10)),
            ("bytes=-30", RangeRequest::Part(0..10)),
            ("bytes=10-", RangeRequest::Nothing),
            ("bytes=10-12", RangeRequest::Nothing),
            ("bytes=18446744073709551615-", RangeRequest::Nothing),
            ("bytes=4-2", RangeRequest::All),
            ("bytes=0-1,3-4", RangeRequest::All),
            ("bytes=", RangeRequest::All),
            ("bytes=a-b", RangeRequest::All),
            ("lines=0-1", RangeRequest::All),
        ];
        for (range, expected) in table {
            assert_eq!(wanted(&headers(&[("range", range)]), TAG, 10), expected, "{range}");
        }
        assert_eq!(wanted(&headers(&[("range", "bytes=0-")]), TAG, 0), RangeRequest::Nothing);
        assert_eq!(wanted(&headers(&[]), TAG, 10), RangeRequest::All);
        let with = |tag| wanted(&headers(&[("range", "bytes=0-0"), ("if-range", tag)]), TAG, 10);
        assert_eq!(
            (with(TAG), with("\"other\""), with("W/\"abc\"")),
            (RangeRequest::Part(0..1), RangeRequest::All, RangeRequest::All)
        );
    }

    #[test]
    fn what_the_caller_has_is_told_by_its_tag() {
        for (known, expected) in
            [(TAG, true), ("W/\"abc\"", true), ("\"x\", \"abc\"", true), ("*", true), ("\"x\"", false)]
        {
            assert_eq!(is_known(&headers(&[("if-none-match", known)]), TAG), expected, "{known}");
        }
    }
}
