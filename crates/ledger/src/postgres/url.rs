use std::error::Error as _;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use url::form_urlencoded;

use super::connect::{Connector, reason};
use super::{CONNECTIONS, pooler};

/// The usual fault of a URL that was put together by hand.
const IN_PASSWORDS: &str = "In the password, write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25.";
const CONNECT: Duration = Duration::from_secs(5);
/// A server that acknowledges nothing for so long is given up.
const SILENCE: Duration = Duration::from_secs(10);
/// For trying the database out.
const TRIAL: Duration = Duration::from_secs(20);

/// Where the database is and how to log in. It holds a password, so it shows nothing.
#[derive(Clone)]
pub struct DatabaseUrl {
    pub(super) config: Config,
    /// Who signed the server's certificate; the system's authorities when absent.
    pub(super) root_certificates: Option<PathBuf>,
    /// Where the tables are; the user's usual place when absent.
    pub(super) schema: Option<String>,
    /// Transactions at a time.
    pub(super) connections: usize,
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DatabaseUrl(…)")
    }
}

impl DatabaseUrl {
    /// Reads a URL as hosting companies give it. What is said about a wrong one repeats nothing of it but the names of
    /// options.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(match text.split_once("://") {
                Some((scheme, _)) if is_scheme(scheme) => {
                    format!("It begins with {scheme}://; it must be a URL that begins with postgresql://.")
                }
                _ => "It is not a URL that begins with postgresql://.".into(),
            });
        }
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let options = Options::read(address, query)?;
        let mut config = Config::from_str(&format!("{address}?{}", options.rest)).map_err(|error| {
            match error.source().map(ToString::to_string).filter(|told| told.starts_with("invalid value for option")) {
                Some(told) => format!("It cannot be used: {told}. {IN_PASSWORDS}"),
                None => format!(
                    "It is not a complete database URL: postgresql://user:password@host:5432/name. {IN_PASSWORDS}"
                ),
            }
        })?;
        let is_name = |host: &Host| !matches!(host, Host::Tcp(name) if name.contains(['@', '#', '%']));
        if config.get_hosts().is_empty() || !config.get_hosts().iter().all(is_name) {
            return Err(format!("It names no host that can be reached. {IN_PASSWORDS}"));
        }
        config.ssl_mode(ssl_mode_for(options.ssl_mode.as_deref(), config.get_hosts())?);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        config.keepalives_idle(SILENCE);
        if config.get_application_name().is_none() {
            config.application_name("akool-gateway");
        }
        if config.get_hosts().len() > 1 {
            // Of a primary and its standbys, the one that can be written to.
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        let Options { root_certificates, schema, connections, .. } = options;
        Ok(Self { config, root_certificates, schema, connections })
    }

    /// Whether the database can be reached and logged in to, now.
    pub fn try_out(&self) -> Result<(), String> {
        let connector = Connector::new(self).map_err(|fault| format!("It cannot be used: {fault}."))?;
        let schema = self.schema.clone();
        // On a thread of its own, because the library brings its own runtime, which must not run inside another.
        let (report, reported) = mpsc::channel();
        std::thread::spawn(move || report.send(try_out(&connector, schema.as_deref())));
        match reported.recv_timeout(TRIAL) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Timeout) => Err("The database does not give two connections at a time; the gateway \
                                                   needs up to five. Raise the limit of the user or of the pooler."
                .into()),
            Err(RecvTimeoutError::Disconnected) => Err("The database cannot be used.".into()),
        }
    }
}

fn try_out(connector: &Connector, schema: Option<&str>) -> Result<(), String> {
    let unusable = |error| format!("The database cannot be used: {}.", reason(&error));
    if pooler::shares_sessions(connector).map_err(unusable)? {
        return Err(POOLED.into());
    }
    let mut client = connector.connect().map_err(unusable)?;
    let current = client.query_one("SELECT current_schema()::text", &[]).map_err(unusable)?;
    match (current.try_get::<_, Option<String>>(0).map_err(unusable)?, schema) {
        (None, Some(_)) => {
            Err("The database has no schema of the name that its option schema gives; create it.".into())
        }
        (None, None) => Err("The user has no schema to make tables in; give the option schema.".into()),
        (Some(_), _) => Ok(()),
    }
}

const POOLED: &str = "It leads to a pooler in transaction mode (as PgBouncer has it), which takes away the locks, notices and \
                      prepared statements that the gateway needs. Give the server's own address, or the pooler's in \
                      session mode.";

/// What stands behind the question mark.
struct Options {
    ssl_mode: Option<String>,
    root_certificates: Option<PathBuf>,
    schema: Option<String>,
    connections: usize,
    /// What the library understands by itself.
    rest: String,
}

/// Options that the library understands.
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
/// Options for other programs' own pools and caches, which mean nothing here.
const OPTIONS_OF_OTHERS: [&str; 9] = [
    "pool_timeout",
    "socket_timeout",
    "statement_cache_size",
    "uselibpqcompat",
    "sslaccept",
    "max_idle_connection_lifetime",
    "max_connection_lifetime",
    "prepareThreshold",
    "prepared_statements",
];

impl Options {
    fn read(address: &str, query: &str) -> Result<Self, String> {
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
                // These mean here what they mean to the database's own programs, which the library does not know in full.
                ("sslmode", mode) => options.ssl_mode = Some(mode.into()),
                ("ssl", "true" | "1") => options.ssl_mode = Some("verify-full".into()),
                ("ssl", "false" | "0") => options.ssl_mode = Some("disable".into()),
                // The system's authorities, which are the default.
                ("sslrootcert", "system") => {}
                ("sslrootcert", file) => options.root_certificates = Some(file.into()),
                ("schema", schema) if !schema.is_empty() => options.schema = Some(schema.into()),
                ("connection_limit", limit) => options.connections = connections(limit)?,
                ("pgbouncer", "false" | "0") => {}
                ("pgbouncer", _) => {
                    return Err(format!("Its option pgbouncer says so: {POOLED} Leave that option out then."));
                }
                (name, _) if OPTIONS_OF_OTHERS.contains(&name) => {}
                (name, _) if LIBRARY_OPTIONS.contains(&name) => rest.push(pair),
                (name, _) if is_option_name(name) => {
                    // A password with a question mark in it ends up here, and nothing of it is repeated.
                    if !address.contains('@') {
                        return Err(format!("It is not a complete database URL. {IN_PASSWORDS}"));
                    }
                    return Err(format!("It has the option {name}, which is not understood; leave that option out."));
                }
                _ => {
                    return Err(format!(
                        "It has an option that is not understood; leave that option out. {IN_PASSWORDS}"
                    ));
                }
            }
        }
        options.rest = rest.join("&");
        Ok(options)
    }
}

/// One connection is for what gateways tell each other.
fn connections(limit: &str) -> Result<usize, String> {
    let limit = limit.parse::<usize>().ok().filter(|limit| *limit >= 2);
    let limit = limit.ok_or("Its option connection_limit must be 2 or more; the gateway uses up to 5 connections.")?;
    Ok((limit - 1).min(CONNECTIONS))
}

fn is_scheme(text: &str) -> bool {
    text.len() <= 32
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b':'))
}

fn is_option_name(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Beyond this machine the password and the book travel encrypted, unless that is plainly not wanted.
fn ssl_mode_for(asked: Option<&str>, hosts: &[Host]) -> Result<SslMode, String> {
    match asked {
        Some("disable") => Ok(SslMode::Disable),
        // The certificate is always checked in full.
        Some("require" | "verify-ca" | "verify-full") => Ok(SslMode::Require),
        Some(other) => Err(format!(
            "Its sslmode is {}; it must be disable or verify-full, since what lies between can be talked out of TLS.",
            if is_option_name(other) { other } else { "another one" }
        )),
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
