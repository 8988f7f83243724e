//! Checks of single values. Each error is a sentence that says what is wrong with the value.

mod bucket;
mod log_filter;
mod network;
mod number;
mod path;
mod secret;

pub use bucket::{bucket, region};
pub use log_filter::log_filter;
pub use network::{
    address, endpoint_url, fetched_url, hosts, origins, plain_http_hosts, public_url, request_headers, server_url,
};
pub use number::{credits, days, history_days, positive, rate, seconds, switch};
pub use path::{key_set_file, readable_folder, writable_folder};
pub use secret::{header_safe, strong_bearer, strong_secret};

use super::explain::shown;

/// Reads a comma-separated list and names every faulty entry.
fn list<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        match read(entry) {
            Ok(value) => values.push(value),
            Err(problem) => problems.push(format!("{}: {problem}", shown(entry))),
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems.join(" ")) }
}
