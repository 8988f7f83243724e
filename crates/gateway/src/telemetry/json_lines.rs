use std::fmt;
use std::io;

use serde::Serialize;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber, span};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// Writes log lines as JSON, one object a line: time, level, the line's own fields, the module, and under `span` the fields
/// of the request on whose behalf the line was written.
///
/// The fields of a span are kept as JSON text and copied into each line. The library's own JSON format parses that text
/// again for every line and for every field that is added, which was a fifth of the instructions of a poll.
#[derive(Clone, Copy, Debug, Default)]
pub struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        line.write_str("{\"timestamp\":\"")?;
        SystemTime.format_time(&mut line)?;
        write!(line, "\",\"level\":\"{}\"", event.metadata().level())?;
        JsonLines.format_fields(line.by_ref(), event)?;
        write_field(&mut line, "target", event.metadata().target())?;
        let span = event.parent().and_then(|id| context.span(id)).or_else(|| context.lookup_current());
        if let Some(span) = span {
            write!(line, ",\"span\":{{\"name\":\"{}\"", span.name())?;
            if let Some(fields) = span.extensions().get::<FormattedFields<N>>() {
                line.write_str(&fields.fields)?;
            }
            line.write_char('}')?;
        }
        line.write_str("}\n")
    }
}

impl<'writer> FormatFields<'writer> for JsonLines {
    /// Each field begins with a comma, so that fields can be appended to others.
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut visitor = FieldWriter { writer, result: Ok(()) };
        fields.record(&mut visitor);
        visitor.result
    }

    fn add_fields(&self, current: &'writer mut FormattedFields<Self>, fields: &span::Record<'_>) -> fmt::Result {
        self.format_fields(current.as_writer(), fields)
    }
}

struct FieldWriter<'writer> {
    writer: Writer<'writer>,
    result: fmt::Result,
}

impl FieldWriter<'_> {
    fn write(&mut self, field: &Field, value: impl Serialize) {
        if self.result.is_ok() {
            self.result = write_field(&mut self.writer, field.name(), value);
        }
    }
}

impl Visit for FieldWriter<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.write(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.write(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.write(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.write(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.write(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.write(field, format_args!("{value:?}"));
    }
}

/// Names are those of the program's own source, so they need no escaping.
fn write_field(writer: &mut Writer<'_>, name: &str, value: impl Serialize) -> fmt::Result {
    write!(writer, ",\"{}\":", name.strip_prefix("r#").unwrap_or(name))?;
    serde_json::to_writer(Utf8(writer), &value).map_err(|_| fmt::Error)
}

/// Lets the JSON library, which writes bytes, write to the log library, which takes text.
struct Utf8<'a, 'writer>(&'a mut Writer<'writer>);

impl io::Write for Utf8<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        self.0.write_str(text).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no panic").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn rule_09_lines_are_json_whatever_is_in_them() {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .event_format(JsonLines)
            .fmt_fields(JsonLines)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::error_span!("request", route = "/a\"b", subject = tracing::field::Empty);
            span.record("subject", "12ab");
            span.in_scope(|| {
                tracing::info!(status = 200, took = 1.5, is_late = false, path = "\n\u{1}", "it \"ended\"")
            });
            tracing::warn!(r#type = -1, "outside");
        });
        let written = String::from_utf8(lines.0.lock().expect("no panic").clone()).expect("text");
        let written: Vec<Value> = written.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let [inside, outside] = &written[..] else { panic!("two lines: {written:?}") };
        let fields = |value: &Value, names: &[&str]| names.iter().map(|name| value[*name].clone()).collect::<Vec<_>>();
        assert_eq!(
            fields(inside, &["level", "status", "took", "is_late", "path", "message"]),
            [json!("INFO"), json!(200), json!(1.5), json!(false), json!("\n\u{1}"), json!("it \"ended\"")]
        );
        assert_eq!(inside["span"], json!({ "name": "request", "route": "/a\"b", "subject": "12ab" }));
        assert_eq!(fields(outside, &["level", "type", "message"]), [json!("WARN"), json!(-1), json!("outside")]);
        assert_eq!(outside.get("span"), None);
        assert!(inside["timestamp"].as_str().is_some_and(|time| time.ends_with('Z')), "{inside}");
    }
}
