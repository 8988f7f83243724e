//! The book in a file, for one gateway.

mod folder_lock;
mod transaction;

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

pub use self::folder_lock::lock;
use self::transaction::SqliteTransaction;
use super::queue::{Queue, Report, Work};
use super::{LedgerError, migrations};

/// One commit carries this many pieces of work at most.
const GROUP: usize = 64;
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// Opens the file. It is served on a thread of its own. Work that waits while a commit is being written to disk shares the
/// next commit, so that durability costs one flush for many creates when it matters.
pub fn open(path: &Path) -> Result<Queue, LedgerError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A commit is on the disk before money moves, not just handed to the system.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // A page that changes often is copied into the database less often; the log may take 16 MiB for it.
    connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
    // More than there are, so that none is ever prepared twice.
    connection.set_prepared_statement_cache_capacity(64);
    migrate(&mut connection)?;
    let (queue, work) = Queue::new();
    std::thread::Builder::new()
        .name("ledger".into())
        .spawn(move || serve(connection, &work))
        .map_err(|error| LedgerError::new(error.to_string()))?;
    Ok(queue)
}

fn migrate(connection: &mut Connection) -> Result<(), LedgerError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for step in migrations::steps_from(version)? {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", migrations::VERSION)?;
    transaction.commit()?;
    Ok(())
}

fn serve(mut connection: Connection, queue: &mpsc::Receiver<Work>) {
    let mut flushes = true;
    while let Ok(first) = queue.recv() {
        let group: Vec<Work> = std::iter::once(first).chain(queue.try_iter().take(GROUP - 1)).collect();
        let must_flush = group.iter().any(|work| work.outlives_power);
        if must_flush != flushes {
            let synchronous = if must_flush { "FULL" } else { "NORMAL" };
            match connection.pragma_update(None, "synchronous", synchronous) {
                Ok(()) => flushes = must_flush,
                // Flushing too much does no harm; flushing too little is not to be.
                Err(error) if must_flush => {
                    tracing::error!(%error, "the ledger cannot be written");
                    continue;
                }
                Err(_) => {}
            }
        }
        // IMMEDIATE takes the write lock before reading, so that what was read still holds when it is written.
        let Ok(transaction) = connection.transaction_with_behavior(TransactionBehavior::Immediate) else {
            // Dropping the work tells its askers.
            tracing::error!("the ledger cannot be written");
            continue;
        };
        let reports: Vec<(Report, Result<(), LedgerError>)> =
            group.into_iter().filter_map(|work| in_savepoint(&transaction, work)).collect();
        let committed = transaction.commit();
        if let Err(error) = &committed {
            tracing::error!(%error, "the ledger cannot be written");
        }
        for (report, outcome) in reports {
            report(outcome.and(committed.as_ref().map(|_| ()).map_err(|_| LedgerError::in_doubt("the commit failed"))));
        }
    }
}

/// A savepoint of its own: if this fails, what shares the commit is not touched.
fn in_savepoint(transaction: &rusqlite::Transaction<'_>, work: Work) -> Option<(Report, Result<(), LedgerError>)> {
    // Prepared once; the library's own savepoints are parsed anew each time.
    let run = |sql: &str| transaction.prepare_cached(sql)?.execute([]).map(drop);
    run("SAVEPOINT work").ok()?;
    let mut facade = SqliteTransaction::new(transaction);
    let (succeeded, report) = (work.perform)(&mut facade);
    let ended = if succeeded && !facade.is_rolled_back {
        run("RELEASE work")
    } else {
        run("ROLLBACK TO work").and_then(|()| run("RELEASE work"))
    };
    Some((report, ended.map_err(Into::into)))
}
