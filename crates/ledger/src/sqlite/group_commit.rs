//! Work that waits while a commit is written to the disk shares the next commit, so that under load one flush makes many
//! orders durable.

use std::sync::{Arc, mpsc};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::transaction::SqliteTransaction;
use crate::LedgerError;
use crate::database::{Durability, Report, Work};

/// One commit carries at most this many pieces of work.
const GROUP: usize = 64;

/// Runs work until the queue is dropped.
pub fn serve(mut connection: Connection, queue: &mpsc::Receiver<Work>) {
    let mut is_flushing = true;
    while let Ok(first) = queue.recv() {
        let group: Vec<Work> = std::iter::once(first).chain(queue.try_iter().take(GROUP - 1)).collect();
        // Dropping the group tells its callers that it was not run.
        if let Err(error) = run_group(&mut connection, group, &mut is_flushing) {
            tracing::error!(%error, "the ledger cannot be written");
        }
    }
}

fn run_group(connection: &mut Connection, group: Vec<Work>, is_flushing: &mut bool) -> rusqlite::Result<()> {
    let must_flush = group.iter().any(|work| work.durability == Durability::PowerFailure);
    if must_flush != *is_flushing {
        let changed = connection.pragma_update(None, "synchronous", if must_flush { "FULL" } else { "NORMAL" });
        match changed {
            Ok(()) => *is_flushing = must_flush,
            Err(error) if must_flush => return Err(error),
            // Flushing more than is needed does no harm.
            Err(_) => {}
        }
    }
    // IMMEDIATE takes the write lock before the first read, so that what was read still holds when it is written.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let reports: Vec<_> = group.into_iter().filter_map(|work| run_in_savepoint(&transaction, work)).collect();
    let committed = transaction.commit().map_err(Arc::new);
    for (report, result) in reports {
        report(result.and(committed.clone().map_err(|error| LedgerError::InDoubt(error))));
    }
    committed.map_err(|error| Arc::into_inner(error).unwrap_or(rusqlite::Error::InvalidQuery))
}

/// Runs work in a savepoint of its own: if it fails, the rest of the group is unaffected.
fn run_in_savepoint(transaction: &Transaction<'_>, work: Work) -> Option<(Report, Result<(), LedgerError>)> {
    // These are prepared once; rusqlite's own savepoints are parsed each time.
    let run = |sql: &str| transaction.prepare_cached(sql)?.execute([]).map(drop);
    run("SAVEPOINT work").ok()?;
    let mut facade = SqliteTransaction::new(transaction);
    let (is_kept, report) = (work.perform)(&mut facade);
    let ended = if is_kept && !facade.is_rolled_back {
        run("RELEASE work")
    } else {
        run("ROLLBACK TO work").and_then(|()| run("RELEASE work"))
    };
    Some((report, ended.map_err(Into::into)))
}
