mod error;
mod options;
mod trial;

pub use error::DatabaseUrlError;

use std::error::Error as _;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, TargetSessionAttrs};

use self::options::{Options, ssl_mode};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A server that acknowledges nothing for so long is given up.
const UNACKNOWLEDGED_TIMEOUT: Duration = Duration::from_secs(10);

/// Where the PostgreSQL database is and how to log in. `Debug` shows nothing of it, because it holds a password.
#[derive(Clone)]
pub struct DatabaseUrl {
    pub(super) config: Config,
    /// The certificate authorities for the server; those of the system when absent.
    pub(super) root_certificates: Option<PathBuf>,
    /// The schema of the tables; the user's default when absent.
    pub(super) schema: Option<String>,
    /// Concurrent transactions.
    pub(super) connections: usize,
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DatabaseUrl(…)")
    }
}

impl DatabaseUrl {
    /// Parses a URL as hosting providers give it.
    ///
    /// # Errors
    ///
    /// What is wrong with it, as a sentence that shows nothing of the URL but names of options.
    ///
    /// ```
    /// use akool_ledger::DatabaseUrl;
    ///
    /// assert!(DatabaseUrl::parse("postgresql://gateway:secret@localhost/gateway").is_ok());
    /// assert!(DatabaseUrl::parse("mysql://gateway@localhost/gateway").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, DatabaseUrlError> {
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            let scheme = text.split_once("://").map(|(scheme, _)| scheme).filter(|scheme| is_scheme(scheme));
            return Err(DatabaseUrlError::Scheme { scheme: scheme.map(str::to_owned) });
        }
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let options = Options::parse(address, query)?;
        let mut config = Config::from_str(&format!("{address}?{}", options.rest)).map_err(|error| {
            match error.source().map(ToString::to_string).filter(|text| text.starts_with("invalid value for option")) {
                Some(problem) => DatabaseUrlError::InvalidOption { problem },
                None => DatabaseUrlError::Incomplete,
            }
        })?;
        let is_name = |host: &Host| !matches!(host, Host::Tcp(name) if name.contains(['@', '#', '%']));
        if config.get_hosts().is_empty() || !config.get_hosts().iter().all(is_name) {
            return Err(DatabaseUrlError::Host);
        }
        config.ssl_mode(ssl_mode(options.ssl_mode.as_deref(), config.get_hosts())?);
        set_defaults(&mut config);
        let Options { root_certificates, schema, connections, .. } = options;
        Ok(Self { config, root_certificates, schema, connections })
    }
}

fn set_defaults(config: &mut Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(UNACKNOWLEDGED_TIMEOUT);
    }
    config.keepalives_idle(UNACKNOWLEDGED_TIMEOUT);
    if config.get_application_name().is_none() {
        config.application_name("akool-gateway");
    }
    if config.get_hosts().len() > 1 {
        // Of a primary and its standbys, the one that accepts writes.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
}

fn is_scheme(text: &str) -> bool {
    text.len() <= 32
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b':'))
}
