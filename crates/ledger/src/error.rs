use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::{PostgresError, TlsError};

/// Why the ledger could not do what it was asked to. Unless [`LedgerError::is_in_doubt`] says otherwise, nothing was
/// changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// SQLite reports an error.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL reports an error, or cannot be reached.
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    /// TLS towards PostgreSQL cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[from] TlsError),
    /// The connection on which the replica events arrive has ended.
    #[error("the database has closed the connection")]
    Disconnected,
    /// A migration cannot be applied. The database is unchanged.
    #[error("the migration {name} failed")]
    Migration {
        /// Its file name without the extension.
        name: &'static str,
        /// What the database says.
        #[source]
        source: Box<LedgerError>,
    },
    /// A newer version of this program has written the database.
    #[error(
        "the database was written by a newer version of this program (its schema is {found}, this one knows {known})"
    )]
    NewerSchema {
        /// The version of the database.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// Another process uses the folder of the SQLite database.
    #[error("another gateway uses the folder {}", path.display())]
    FolderInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The folder of the SQLite database cannot be used.
    #[error("the folder {} cannot be used", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A thread cannot be started.
    #[error("a thread for the database cannot be started")]
    Thread(#[source] std::io::Error),
    /// More work waits for the database than the ledger accepts.
    #[error("too much work waits for the database")]
    QueueFull,
    /// The database could not begin the transaction, or its thread has ended. The cause is in the log.
    #[error("the database did not run the transaction")]
    NotRun,
    /// The commit failed, so that the change may or may not have happened.
    #[error("the commit failed, and it may have happened all the same")]
    InDoubt(#[source] Arc<dyn Error + Send + Sync>),
    /// Another replica has released the reservation, so it must not be sent.
    #[error("the reservation was released by another replica")]
    ReservationLost,
    /// A column holds a value that this program never writes there.
    #[error("the database holds a value of an unexpected type")]
    UnexpectedValue,
    /// An event is too long for a notification.
    #[error("the event is too long for a notification")]
    EventTooLong,
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoRandomBytes,
}

impl LedgerError {
    /// Whether the change may have happened although this error was returned.
    pub fn is_in_doubt(&self) -> bool {
        matches!(self, Self::InDoubt(_))
    }
}

impl From<tokio_postgres::Error> for LedgerError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error.into())
    }
}

/// An error and its causes, for the log.
pub fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
