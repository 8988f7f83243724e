//! Routes that cost credits, and where Akool reports what came of them.

mod create;
mod create_batch;
mod update_audio;
mod webhooks;

use http::HeaderName;

use super::Route;
use crate::http::cors::IGNORED_FIELDS;

pub fn routes() -> Vec<Route> {
    [create::routes(), create_batch::routes(), update_audio::routes(), webhooks::routes()].concat()
}

/// The header of an answer to a request of which something was passed over.
type IgnoredFields = Option<[(HeaderName, String); 1]>;

/// Names what was passed over, to the caller and in the log. The names are this program's own, never the caller's text.
fn report_ignored(fields: &[&str]) -> IgnoredFields {
    if fields.is_empty() {
        return None;
    }
    let fields = fields.join(", ");
    tracing::info!(fields, "fields that Akool ignores on this route were dropped");
    Some([(IGNORED_FIELDS, fields)])
}
