use std::net::SocketAddr;

use akool_ledger::LedgerError;

use crate::config::{explain, explain_chain};
use crate::storage::StorageError;

/// Why the gateway cannot start although its configuration is in order.
#[derive(Debug)]
pub enum StartError {
    /// An address cannot be listened on.
    Listen {
        /// The variable that names it.
        variable: &'static str,
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// Threads cannot be started, or a socket is not what it seems.
    Io(std::io::Error),
    /// TLS towards the vendor cannot be set up.
    Tls(String),
    /// The ledger cannot be opened.
    Ledger(String),
    /// The folder or the bucket for files cannot be used.
    Storage(String),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("The gateway cannot start: ")?;
        match self {
            Self::Listen { variable, address, error } => {
                write!(formatter, "it cannot listen on {address}: {}. Change {variable}.", explain(error))
            }
            Self::Io(error) => write!(formatter, "{}.", explain(error)),
            Self::Ledger(problem) => write!(
                formatter,
                "its database cannot be used: {problem}. See DATABASE_URL, or AKOOL_GATEWAY_DATA_DIR without it."
            ),
            Self::Storage(problem) => write!(
                formatter,
                "the storage for files cannot be used: {problem}. See AKOOL_GATEWAY_S3_BUCKET and its companions, or AKOOL_GATEWAY_DATA_DIR without it."
            ),
            Self::Tls(problem) => write!(formatter, "TLS cannot be set up: {problem}."),
        }
    }
}

impl std::error::Error for StartError {}

impl From<std::io::Error> for StartError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<LedgerError> for StartError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(match error {
            LedgerError::FolderInUse { .. } => format!(
                "{error}; stop it, give this one a folder of its own (AKOOL_GATEWAY_DATA_DIR), or let both share a \
                 PostgreSQL database (DATABASE_URL)"
            ),
            other => explain_chain(&other),
        })
    }
}

impl From<StorageError> for StartError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error.to_string())
    }
}

impl From<reqwest::Error> for StartError {
    fn from(error: reqwest::Error) -> Self {
        Self::Tls(error.to_string())
    }
}
