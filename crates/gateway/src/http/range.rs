use std::ops::Range;

use http::HeaderMap;
use http::header::{IF_NONE_MATCH, IF_RANGE, RANGE};
use http_range_header::{EndPosition, StartPosition, parse_range_header};

/// The part of a file that a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum RangeRequest {
    /// The whole file.
    All,
    /// These bytes.
    Part(Range<u64>),
    /// No byte of the file.
    Unsatisfiable,
}

/// Reads `Range` and `If-Range`. A header that is not a single valid range of bytes, or is for another version of the file,
/// is ignored, as RFC 9110 allows.
pub fn requested_range(headers: &HeaderMap, tag: &str, size: u64) -> RangeRequest {
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
    if start < end { RangeRequest::Part(start..end) } else { RangeRequest::Unsatisfiable }
}

/// Whether the caller has this version of the file already, by `If-None-Match`.
pub fn matches_tag(headers: &HeaderMap, tag: &str) -> bool {
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
    fn ranges_follow_the_standard() {
        let table = [
            ("bytes=0-0", RangeRequest::Part(0..1)),
            ("bytes=2-4", RangeRequest::Part(2..5)),
            ("bytes=8-", RangeRequest::Part(8..10)),
            ("bytes=8-99999999999999999999", RangeRequest::All),
            ("bytes=8-18446744073709551615", RangeRequest::Part(8..10)),
            ("bytes=-3", RangeRequest::Part(7..10)),
            ("bytes=-30", RangeRequest::Part(0..10)),
            ("bytes=10-", RangeRequest::Unsatisfiable),
            ("bytes=10-12", RangeRequest::Unsatisfiable),
            ("bytes=18446744073709551615-", RangeRequest::Unsatisfiable),
            ("bytes=4-2", RangeRequest::All),
            ("bytes=0-1,3-4", RangeRequest::All),
            ("bytes=", RangeRequest::All),
            ("bytes=a-b", RangeRequest::All),
            ("lines=0-1", RangeRequest::All),
        ];
        for (range, expected) in table {
            assert_eq!(requested_range(&headers(&[("range", range)]), TAG, 10), expected, "{range}");
        }
        assert_eq!(requested_range(&headers(&[("range", "bytes=0-")]), TAG, 0), RangeRequest::Unsatisfiable);
        assert_eq!(requested_range(&headers(&[]), TAG, 10), RangeRequest::All);
        let with = |tag| requested_range(&headers(&[("range", "bytes=0-0"), ("if-range", tag)]), TAG, 10);
        assert_eq!(
            (with(TAG), with("\"other\""), with("W/\"abc\"")),
            (RangeRequest::Part(0..1), RangeRequest::All, RangeRequest::All)
        );
    }

    #[test]
    fn the_tag_tells_whether_the_caller_has_the_file() {
        for (known, expected) in
            [(TAG, true), ("W/\"abc\"", true), ("\"x\", \"abc\"", true), ("*", true), ("\"x\"", false)]
        {
            assert_eq!(matches_tag(&headers(&[("if-none-match", known)]), TAG), expected, "{known}");
        }
    }
}
