use http::{HeaderMap, HeaderName};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// Version, trace id, parent id and flags, with hyphens between them.
const LENGTH: usize = 2 + 1 + 32 + 1 + 16 + 1 + 2;

/// The trace that a request belongs to, by the W3C Trace Context header of the caller. It only goes into our own spans: calls
/// to the vendor have a fixed set of headers.
#[derive(Debug, PartialEq, Eq)]
pub struct TraceContext<'a> {
    pub trace_id: &'a str,
    pub parent_id: &'a str,
}

impl<'a> TraceContext<'a> {
    /// Reads the header. One that does not follow the standard is ignored, as the standard says.
    pub fn of(headers: &'a HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(TRACEPARENT).iter();
        let (Some(value), None) = (values.next(), values.next()) else { return None };
        let text = value.to_str().ok()?;
        let (version, rest) = (text.get(..2)?, text.get(LENGTH..)?);
        // A later version may append fields.
        let has_end = rest.is_empty() || (version != "00" && rest.starts_with('-'));
        let mut fields = text.get(..LENGTH)?.split('-');
        let (_, trace_id, parent_id, flags) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let is_id = |id: &str, length: usize| is_hex(id, length) && id.bytes().any(|byte| byte != b'0');
        let is_valid = has_end && version != "ff" && is_hex(version, 2) && is_hex(flags, 2);
        (is_valid && is_id(trace_id, 32) && is_id(parent_id, 16)).then_some(Self { trace_id, parent_id })
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE_ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn trace_id(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(TRACEPARENT, value.parse().expect("a header"));
        }
        TraceContext::of(&headers).map(|context| context.trace_id.to_owned())
    }

    #[test]
    fn a_trace_is_continued_only_by_a_header_as_the_standard_has_it() {
        let good = format!("00-{TRACE_ID}-00f067aa0ba902b7-01");
        assert_eq!(trace_id(&[&good]).as_deref(), Some(TRACE_ID));
        let later = format!("01-{TRACE_ID}-00f067aa0ba902b7-01-more");
        assert_eq!(trace_id(&[&later]).as_deref(), Some(TRACE_ID));
        let corpus = [
            String::new(),
            "00".into(),
            format!("ff-{TRACE_ID}-00f067aa0ba902b7-01"),
            format!("{good}-more"),
            format!("01-{TRACE_ID}-00f067aa0ba902b7-01more"),
            good.to_uppercase(),
            format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
            format!("00-{TRACE_ID}-0000000000000000-01"),
            format!("00-{TRACE_ID}-00f067aa0ba902b7-0x"),
            format!("00_{TRACE_ID}_00f067aa0ba902b7_01"),
        ];
        for value in &corpus {
            assert_eq!(trace_id(&[value]), None, "{value}");
        }
        assert_eq!(trace_id(&[&good, &good]), None);
    }
}
