use std::fs::File;
use std::path::Path;

use tokio::sync::{broadcast, watch};

use crate::database::{Durability, Queue, Transaction};
use crate::orders::random_number;
use crate::postgres::Membership;
use crate::{DatabaseUrl, LedgerError, ReplicaEvent, postgres, sqlite};

/// A subscriber that lags behind by more events than this has missed some.
const EVENT_BACKLOG: usize = 4096;
const DATABASE_FILE: &str = "gateway.sqlite3";

/// Orders, budgets, revoked tokens and archived videos, in SQLite or PostgreSQL.
pub struct Ledger {
    queue: Queue,
    /// The number under which this process holds attempts. Every start draws another one.
    pub(crate) replica: i64,
    events: broadcast::Sender<ReplicaEvent>,
    leadership: watch::Sender<bool>,
    /// The connection to the other replicas; absent on SQLite, which has no others.
    membership: Option<Membership>,
    /// Keeps other processes out of the folder of an SQLite database.
    _folder_lock: Option<File>,
}

impl Ledger {
    /// Opens the PostgreSQL database at `url`, or the SQLite database in `data_dir` without one. Brings its tables up to
    /// date and resolves the attempts that crashed processes left behind.
    ///
    /// # Errors
    ///
    /// [`LedgerError::FolderInUse`] when another process uses the folder, [`LedgerError::NewerSchema`] when a newer
    /// version of this program wrote the database, and the database's own errors.
    pub async fn open(data_dir: &Path, url: Option<&DatabaseUrl>, now_ms: u64) -> Result<Self, LedgerError> {
        let replica = random_number();
        let (events, _) = broadcast::channel(EVENT_BACKLOG);
        let leadership = watch::Sender::new(url.is_none());
        let (queue, membership, folder_lock) = match url {
            None => {
                let lock = sqlite::lock(data_dir).await?;
                (sqlite::open(&data_dir.join(DATABASE_FILE))?, None, Some(lock))
            }
            Some(url) => {
                let (queue, membership) = postgres::open(url, replica, events.clone(), leadership.clone()).await?;
                (queue, Some(membership), None)
            }
        };
        let ledger = Self { queue, replica, events, leadership, membership, _folder_lock: folder_lock };
        ledger.resolve_orphaned(now_ms).await?;
        Ok(ledger)
    }

    /// Whether other replicas may use the same database.
    pub fn is_shared(&self) -> bool {
        self.membership.is_some()
    }

    /// Whether the database can be reached, as far as this process knows.
    pub fn is_reachable(&self) -> bool {
        self.membership.as_ref().is_none_or(Membership::is_connected)
    }

    /// Whether this replica leads: the leader polls Akool for all replicas and does the housekeeping. For a moment there
    /// may be no leader, or two when one is cut off from the database. Two leaders cost a few more requests and do no
    /// other harm.
    pub fn leadership(&self) -> watch::Receiver<bool> {
        self.leadership.subscribe()
    }

    /// Events of the other replicas, and [`ReplicaEvent::Settled`] of this one.
    pub fn subscribe(&self) -> broadcast::Receiver<ReplicaEvent> {
        self.events.subscribe()
    }

    /// Sends an event to the other replicas, after the events that were published before. It may get lost.
    pub fn publish(&self, event: &ReplicaEvent) {
        if let Some(membership) = &self.membership {
            membership.publish(event);
        }
    }

    pub(crate) fn publish_locally(&self, event: ReplicaEvent) {
        // An error means that there are no subscribers.
        let _ = self.events.send(event);
    }

    /// Runs `work` in a transaction that survives a power failure once this returns.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Transaction) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.queue.run(Durability::PowerFailure, work).await
    }

    /// Runs `work` in a transaction that a power failure may undo until a later [`Ledger::write`] has returned. A crash of
    /// the process never undoes it.
    pub(crate) async fn write_ahead<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Transaction) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.queue.run(Durability::Crash, work).await
    }
}
