use tracing_subscriber::EnvFilter;

use crate::config::explain::shown;

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
/// This program and those of its libraries that write to the log.
const LOG_TARGETS: [&str; 13] = [
    "akool_gateway",
    "akool_ledger",
    "hyper",
    "hyper_util",
    "hyper_rustls",
    "rustls",
    "rustls_platform_verifier",
    "reqwest",
    "object_store",
    "tokio_postgres",
    "postgres",
    "tower_http",
    "axum",
];

/// A `tracing` filter. A misspelt level would silently be taken as the name of a crate, so names are checked, too.
pub fn log_filter(text: &str) -> Result<(), String> {
    for directive in text.split(',').map(str::trim).filter(|directive| !directive.is_empty()) {
        let (target, level) = directive.split_once('=').unwrap_or(
            match LEVELS.iter().any(|level| directive.eq_ignore_ascii_case(level)) {
                true => ("", directive),
                false => (directive, "trace"),
            },
        );
        if !LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known)) {
            return Err(format!("{} is not a log level. The levels are {}.", shown(level), LEVELS.join(", ")));
        }
        let part = target.split(['[', ':']).next().unwrap_or_default();
        if !part.is_empty() && !LOG_TARGETS.contains(&part) {
            return Err(format!(
                "{} is neither a log level ({}) nor a part of this program that writes to the log ({}).",
                shown(part),
                LEVELS.join(", "),
                LOG_TARGETS.join(", ")
            ));
        }
    }
    EnvFilter::try_new(text).map(drop).map_err(|_| "It is not a log filter.".into())
}
