use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use rusqlite::{Connection, Savepoint, TransactionBehavior};
use tokio::sync::oneshot;

/// One commit carries this many pieces of work at most.
const GROUP: usize = 64;
const QUEUE: usize = 4096;
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The book could not be read or written. What was asked for has not happened.
#[derive(Debug)]
pub struct LedgerFault(String);

impl LedgerFault {
    pub(super) fn newer_version() -> Self {
        Self("the book was written by a newer version of this program".into())
    }
}

impl std::fmt::Display for LedgerFault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<rusqlite::Error> for LedgerFault {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

/// Tells the asker how it ended, once that is certain.
type Report = Box<dyn FnOnce(bool) + Send>;
type Work = Box<dyn FnOnce(&mut rusqlite::Transaction<'_>) -> Report + Send>;

/// SQLite on a thread of its own. Work that waits while a commit is being written to disk shares the next commit, so
/// that durability costs one flush for many creates when it matters.
pub struct Database {
    queue: mpsc::SyncSender<Work>,
}

impl Database {
    /// Opens the file and prepares it before any work is taken.
    pub fn open(
        path: &Path,
        prepare: impl FnOnce(&mut Connection) -> Result<(), LedgerFault>,
    ) -> Result<Self, LedgerFault> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A commit is on the disk before money moves, not just handed to the system.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        prepare(&mut connection)?;
        let (queue, work) = mpsc::sync_channel(QUEUE);
        std::thread::Builder::new()
            .name("ledger".into())
            .spawn(move || serve(connection, &work))
            .map_err(|error| LedgerFault(error.to_string()))?;
        Ok(Self { queue })
    }

    /// Does `work` in a transaction and returns when that is committed.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Savepoint<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LedgerFault> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |transaction| {
            // A savepoint of its own: if this fails, what shares the commit is not touched.
            let outcome = transaction.savepoint().and_then(|savepoint| {
                let value = work(&savepoint)?;
                savepoint.commit()?;
                Ok(value)
            });
            Box::new(move |committed| {
                let outcome = match outcome {
                    Ok(value) if committed => Ok(value),
                    Ok(_) => Err(LedgerFault("the commit failed".into())),
                    Err(error) => Err(error.into()),
                };
                let _ = answer.send(outcome);
            })
        });
        self.queue.try_send(work).map_err(|_| LedgerFault("the ledger's queue is full".into()))?;
        answered.await.unwrap_or_else(|_| Err(LedgerFault("the ledger stopped".into())))
    }
}

fn serve(mut connection: Connection, queue: &mpsc::Receiver<Work>) {
    while let Ok(first) = queue.recv() {
        let group: Vec<Work> = std::iter::once(first).chain(queue.try_iter().take(GROUP - 1)).collect();
        // IMMEDIATE takes the write lock before reading, so that two gateways on one file never both read a budget and
        // then both spend it.
        let Ok(mut transaction) = connection.transaction_with_behavior(TransactionBehavior::Immediate) else {
            // Dropping the work tells its askers.
            tracing::error!("the ledger cannot be written");
            continue;
        };
        let reports: Vec<Report> = group.into_iter().map(|work| work(&mut transaction)).collect();
        let committed = transaction.commit();
        if let Err(error) = &committed {
            tracing::error!(%error, "the ledger cannot be written");
        }
        for report in reports {
            report(committed.is_ok());
        }
    }
}
