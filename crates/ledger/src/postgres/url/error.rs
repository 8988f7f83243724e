use thiserror::Error;

use crate::PostgresError;
use crate::postgres::tls::TlsError;

/// Why a database URL cannot be used. The messages are sentences for the operator, and show nothing of the URL but names
/// of options.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DatabaseUrlError {
    /// It is no PostgreSQL URL.
    #[error("{}", scheme_message(scheme.as_deref()))]
    Scheme {
        /// The scheme it has instead, if it has one.
        scheme: Option<String>,
    },
    /// A part is missing.
    #[error("It is not a complete database URL: postgresql://user:password@host:5432/name. {ESCAPES}")]
    Incomplete,
    /// An option has an invalid value.
    #[error("It cannot be used: {problem}. {ESCAPES}")]
    InvalidOption {
        /// Which one.
        problem: String,
    },
    /// There is no usable host.
    #[error("It names no host that can be reached. {ESCAPES}")]
    Host,
    /// An option is unknown.
    #[error("{}", option_message(name.as_deref()))]
    UnknownOption {
        /// Its name, unless it may be a part of the password.
        name: Option<String>,
    },
    /// The `sslmode` is unknown or insecure.
    #[error("Its sslmode is {mode}; it must be disable or verify-full, because the other modes can be downgraded.")]
    SslMode {
        /// The mode.
        mode: String,
    },
    /// There are too few connections.
    #[error("Its option connection_limit must be 2 or more; the gateway uses up to 5 connections.")]
    ConnectionLimit,
    /// The option `pgbouncer` says that the URL leads to a pooler.
    #[error("Its option pgbouncer says so: {POOLER} Then remove that option.")]
    PgbouncerOption,
    /// The database is behind a pooler that shares sessions.
    #[error("{POOLER}")]
    Pooler,
    /// TLS cannot be set up.
    #[error("It cannot be used: {0}.")]
    Tls(#[from] TlsError),
    /// The database cannot be reached, or refuses the login. The source says why.
    #[error("The database cannot be used")]
    Unusable(#[source] PostgresError),
    /// The database gives no second connection.
    #[error(
        "The database does not give two connections at a time; the gateway needs up to five. Raise the limit of the \
             user or of the pooler."
    )]
    Connections,
    /// The schema does not exist.
    #[error("The database has no schema of the name that its option schema gives; create it.")]
    MissingSchema,
    /// The user has no schema.
    #[error("The user has no schema to create tables in; add the option schema.")]
    NoSchema,
    /// The test of the connection was broken off.
    #[error("The database cannot be tested.")]
    Untested,
}

/// The usual mistake in a URL that was put together by hand.
const ESCAPES: &str = "In the password, write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25.";

const POOLER: &str = "It leads to a pooler in transaction mode (as PgBouncer has it), which does not support the advisory \
                      locks, notifications and prepared statements that the gateway needs. Use the address of the server \
                      itself, or that of the pooler in session mode.";

fn scheme_message(scheme: Option<&str>) -> String {
    match scheme {
        Some(scheme) => format!("It begins with {scheme}://; it must be a URL that begins with postgresql://."),
        None => "It is not a URL that begins with postgresql://.".to_owned(),
    }
}

fn option_message(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("It has the option {name}, which is unknown; remove that option."),
        None => format!("It has an unknown option; remove that option. {ESCAPES}"),
    }
}
