use std::fmt;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use url::form_urlencoded;

use super::connect::{Connector, reason};
use crate::Secret;

const CONNECT: Duration = Duration::from_secs(5);
/// A server that acknowledges nothing for so long is given up.
const SILENCE: Duration = Duration::from_secs(10);

/// Where the database is and how to log in. It holds a password, so it shows nothing.
#[derive(Clone)]
pub struct DatabaseUrl {
    pub(super) config: Config,
    /// Who signed the server's certificate; the system's authorities when absent.
    pub(super) root_certificates: Option<PathBuf>,
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DatabaseUrl(…)")
    }
}

impl DatabaseUrl {
    /// Reads a URL. What is said about a wrong one repeats nothing of it.
    pub fn parse(text: &Secret) -> Result<Self, String> {
        let text = text.reveal();
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err("It is not a URL that begins with postgresql://.".into());
        }
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let (mut ssl_mode, mut root_certificates) = (None, None);
        // These two mean here what they mean to the database's own programs, which the library does not know in full.
        let mut rest = Vec::new();
        for pair in query.split('&') {
            match form_urlencoded::parse(pair.as_bytes()).next() {
                Some((name, value)) if name == "sslmode" => ssl_mode = Some(value.into_owned()),
                Some((name, value)) if name == "sslrootcert" => root_certificates = Some(PathBuf::from(&*value)),
                _ => rest.push(pair),
            }
        }
        let mut config = Config::from_str(&format!("{address}?{}", rest.join("&")))
            .map_err(|_| "It is not a complete database URL.".to_owned())?;
        config.ssl_mode(ssl_mode_for(ssl_mode.as_deref(), config.get_hosts())?);
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
        Ok(Self { config, root_certificates })
    }

    /// Whether the database can be reached and logged in to, now.
    pub fn try_out(&self) -> Result<(), String> {
        let connector = Connector::new(self).map_err(|fault| format!("It cannot be used: {fault}."))?;
        // On a thread of its own, because the library brings its own runtime, which must not run inside another.
        let tried = std::thread::spawn(move || connector.connect().map(drop).map_err(|error| reason(&error))).join();
        match tried {
            Ok(outcome) => outcome.map_err(|reason| format!("The database cannot be used: {reason}.")),
            Err(_) => Err("The database cannot be used.".into()),
        }
    }
}

/// Beyond this machine the password and the book travel encrypted, unless that is plainly not wanted.
fn ssl_mode_for(asked: Option<&str>, hosts: &[Host]) -> Result<SslMode, String> {
    match asked {
        Some("disable") => Ok(SslMode::Disable),
        // The certificate is always checked in full.
        Some("require" | "verify-ca" | "verify-full") => Ok(SslMode::Require),
        Some(_) => {
            Err("Its sslmode must be disable or verify-full; what lies between can be talked out of TLS.".into())
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
