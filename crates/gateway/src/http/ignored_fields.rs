use http::HeaderName;

use crate::http::cors::IGNORED_FIELDS;

/// The header of an answer to a request of which something was passed over.
pub type IgnoredFields = Option<[(HeaderName, String); 1]>;

/// Names what was passed over, to the caller and in the log. The names are this program's own, never the caller's text.
pub fn report(fields: &[&str]) -> IgnoredFields {
    if fields.is_empty() {
        return None;
    }
    let fields = fields.join(", ");
    tracing::info!(fields, "fields that Akool ignores on this route were dropped");
    Some([(IGNORED_FIELDS, fields)])
}
