use std::path::PathBuf;

use tokio_postgres::config::{Host, SslMode};
use url::form_urlencoded;

use super::DatabaseUrlError;
use crate::postgres::CONNECTIONS;

/// The options after the question mark of a URL.
pub struct Options {
    pub ssl_mode: Option<String>,
    pub root_certificates: Option<PathBuf>,
    pub schema: Option<String>,
    pub connections: usize,
    /// What `tokio_postgres` reads itself.
    pub rest: String,
}

/// Options that `tokio_postgres` reads.
const LIBRARY_OPTIONS: [&str; 17] = [
    "user",
    "password",
    "dbname",
    "options",
    "application_name",
    "sslnegotiation",
    "host",
    "hostaddr",
    "port",
    "connect_timeout",
    "tcp_user_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "target_session_attrs",
    "channel_binding",
];
/// Options for the pools and caches of other clients, which have no meaning here.
const OTHER_CLIENTS_OPTIONS: [&str; 10] = [
    "pool_timeout",
    "socket_timeout",
    "statement_cache_size",
    "uselibpqcompat",
    "sslaccept",
    "max_idle_connection_lifetime",
    "max_connection_lifetime",
    "prepareThreshold",
    "prepared_statements",
    // Names the integration that made the URL (Supabase).
    "supa",
];

impl Options {
    pub fn parse(address: &str, query: &str) -> Result<Self, DatabaseUrlError> {
        let mut options = Self {
            ssl_mode: None,
            root_certificates: None,
            schema: None,
            connections: CONNECTIONS,
            rest: String::new(),
        };
        let mut rest = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let Some((name, value)) = form_urlencoded::parse(pair.as_bytes()).next() else { continue };
            match (&*name, &*value) {
                // These have the meaning that they have for psql, which `tokio_postgres` does not support in full.
                ("sslmode", mode) => options.ssl_mode = Some(mode.into()),
                ("ssl", "true" | "1") => options.ssl_mode = Some("verify-full".into()),
                ("ssl", "false" | "0") => options.ssl_mode = Some("disable".into()),
                // The certificate authorities of the system are the default.
                ("sslrootcert", "system") => {}
                ("sslrootcert", file) => options.root_certificates = Some(file.into()),
                ("schema", schema) if !schema.is_empty() => options.schema = Some(schema.into()),
                ("connection_limit", limit) => options.connections = connections(limit)?,
                ("pgbouncer", "false" | "0") => {}
                // Encryption by Kerberos, which is never used here.
                ("gssencmode", "disable" | "allow" | "prefer") => {}
                ("pgbouncer", _) => return Err(DatabaseUrlError::PgbouncerOption),
                (name, _) if OTHER_CLIENTS_OPTIONS.contains(&name) => {}
                (name, _) if LIBRARY_OPTIONS.contains(&name) => rest.push(pair),
                // The rest of a password with a question mark in it would be an option. None of it is repeated.
                (name, _) if is_option_name(name) && !address.contains('@') => {
                    return Err(DatabaseUrlError::Incomplete);
                }
                (name, _) => {
                    let name = is_option_name(name).then(|| name.to_owned());
                    return Err(DatabaseUrlError::UnknownOption { name });
                }
            }
        }
        options.rest = rest.join("&");
        Ok(options)
    }
}

/// One of the connections is for the replica events.
fn connections(limit: &str) -> Result<usize, DatabaseUrlError> {
    let limit = limit.parse::<usize>().ok().filter(|limit| *limit >= 2).ok_or(DatabaseUrlError::ConnectionLimit)?;
    Ok((limit - 1).min(CONNECTIONS))
}

fn is_option_name(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Beyond this machine the connection is encrypted, unless the URL disables that.
pub fn ssl_mode(option: Option<&str>, hosts: &[Host]) -> Result<SslMode, DatabaseUrlError> {
    match option {
        Some("disable") => Ok(SslMode::Disable),
        // The certificate is always checked in full.
        Some("require" | "verify-ca" | "verify-full") => Ok(SslMode::Require),
        Some(other) => {
            let mode = if is_option_name(other) { other } else { "another one" };
            Err(DatabaseUrlError::SslMode { mode: mode.to_owned() })
        }
        None if hosts.iter().all(is_this_machine) => Ok(SslMode::Disable),
        None => Ok(SslMode::Require),
    }
}

fn is_this_machine(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}
