//! What must survive a crash: who may still spend how much, which creates were sent, and how they ended.
//!
//! The rules are written once, against [`transaction::Transaction`]; `sqlite` and `postgres` are the two places where the
//! book can lie.

mod archive;
mod attempt;
mod budget;
mod charged;
mod error;
mod housekeeping;
mod migrations;
mod millicredits;
mod postgres;
mod probe;
mod queue;
mod recovery;
mod refund;
mod replica_event;
mod settle;
mod sqlite;
mod status;
mod transaction;

pub use archive::{ArchivedVideo, VideoClaim};
pub use attempt::{Attempt, Reservation, Reserved};
pub use budget::BudgetLimits;
pub use charged::Charged;
pub use error::LedgerError;
pub use millicredits::Millicredits;
pub use postgres::DatabaseUrl;
pub use recovery::{BatchSoFar, RecoveredJob};
pub use replica_event::ReplicaEvent;
pub use settle::Outcome;
pub use status::AttemptStatus;

use std::fs::File;
use std::path::Path;

use postgres::Membership;
use queue::Queue;
use tokio::sync::{broadcast, watch};
use transaction::Transaction;

/// Who lags behind by more news than this has missed some.
const EVENT_BACKLOG: usize = 4096;

/// The gateway's book.
pub struct Ledger {
    queue: Queue,
    /// The number under which this gateway holds attempts; another one after every start.
    replica: i64,
    news: broadcast::Sender<ReplicaEvent>,
    leads: watch::Sender<bool>,
    /// The way to the other gateways on this book, if it is one that can be shared.
    presence: Option<Membership>,
    /// A ledger that is a file belongs to one gateway at a time.
    _folder_lock: Option<File>,
}

impl Ledger {
    /// Opens the book, in the database if there is one and in the data folder otherwise, and resolves what a crash left
    /// half done.
    pub async fn open(data_dir: &Path, url: Option<&DatabaseUrl>, now_ms: u64) -> Result<Self, LedgerError> {
        let replica = attempt::random_number();
        let (news, _) = broadcast::channel(EVENT_BACKLOG);
        let leads = watch::Sender::new(url.is_none());
        let (queue, presence, folder_lock) = match url {
            None => {
                let lock = sqlite::lock(data_dir).await?;
                (sqlite::open(&data_dir.join("gateway.sqlite3"))?, None, Some(lock))
            }
            Some(url) => {
                let (queue, presence) = postgres::open(url, replica, news.clone(), leads.clone()).await?;
                (queue, Some(presence), None)
            }
        };
        let ledger = Self { queue, replica, news, leads, presence, _folder_lock: folder_lock };
        ledger.resolve_left_behind(now_ms).await?;
        Ok(ledger)
    }

    /// Whether other gateways may be on this book.
    pub fn is_shared(&self) -> bool {
        self.presence.is_some()
    }

    /// Whether the book can be reached, as far as this is known.
    pub fn is_reachable(&self) -> bool {
        self.presence.as_ref().is_none_or(Membership::is_reachable)
    }

    /// Whether this gateway is the one that asks the vendor for all who watch. There may be none for a moment, and two
    /// when one of them is cut off from the book: that costs a few more requests and nothing else.
    pub fn leads(&self) -> watch::Receiver<bool> {
        self.leads.subscribe()
    }

    /// What other gateways tell, and [`News::Settled`] of this one.
    pub fn events(&self) -> broadcast::Receiver<ReplicaEvent> {
        self.news.subscribe()
    }

    /// Tells the other gateways, in order.
    pub fn publish(&self, news: &ReplicaEvent) {
        if let Some(presence) = &self.presence {
            presence.publish(news);
        }
    }

    fn publish_locally(&self, news: ReplicaEvent) {
        // Nobody may be listening.
        let _ = self.news.send(news);
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Transaction) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.queue.write(true, work).await
    }

    /// Work that means nothing until a later one has been written, which then takes this one to the disk with it.
    async fn write_ahead<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Transaction) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.queue.write(false, work).await
    }
}
