//! The ledger in an SQLite file, for one process.

mod folder_lock;
mod group_commit;
mod migrate;
mod transaction;

pub use folder_lock::lock;

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use self::group_commit::serve;
use self::migrate::migrate;
use crate::LedgerError;
use crate::database::Queue;

const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// More than there are, so that no statement is prepared twice.
const PREPARED_STATEMENTS: usize = 64;

/// Opens the file, brings its tables up to date, and serves it on a thread of its own.
pub fn open(path: &Path) -> Result<Queue, LedgerError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A commit is flushed to the disk.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // The log may grow to 16 MiB, so that a page that changes often is copied into the database less often.
    connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
    connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
    migrate(&mut connection)?;
    let (queue, work) = Queue::new();
    std::thread::Builder::new()
        .name("ledger".into())
        .spawn(move || serve(connection, &work))
        .map_err(LedgerError::Thread)?;
    Ok(queue)
}
