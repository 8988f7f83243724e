use tracing_subscriber::filter::{LevelFilter, Targets};

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

/// A filter of log lines, such as `info,hyper=debug`; an empty text is `info`. A misspelt level would silently be taken as the
/// name of a crate, so names are checked, too.
pub fn log_filter(text: &str) -> Result<Targets, String> {
    let directives: Vec<_> = text.split(',').map(str::trim).filter(|directive| !directive.is_empty()).collect();
    if directives.is_empty() {
        return Ok(Targets::new().with_default(LevelFilter::INFO));
    }
    let mut filter = Targets::new();
    for directive in directives {
        let (target, level) = directive.split_once('=').unwrap_or(match level_of(directive) {
            Some(_) => ("", directive),
            None => (directive, "trace"),
        });
        let (target, level) = (target.trim(), level.trim());
        let Some(level) = level_of(level) else {
            return Err(format!("{} is not a log level. The levels are {}.", shown(level), LEVELS.join(", ")));
        };
        let part = target.split(':').next().unwrap_or_default();
        if !part.is_empty() && !LOG_TARGETS.contains(&part) {
            return Err(format!(
                "{} is neither a log level ({}) nor a part of this program that writes to the log ({}).",
                shown(part),
                LEVELS.join(", "),
                LOG_TARGETS.join(", ")
            ));
        }
        filter = if target.is_empty() { filter.with_default(level) } else { filter.with_target(target, level) };
    }
    Ok(filter)
}

/// The library would also take numbers, and an empty text.
fn level_of(name: &str) -> Option<LevelFilter> {
    LEVELS.iter().find(|level| level.eq_ignore_ascii_case(name))?.parse().ok()
}
