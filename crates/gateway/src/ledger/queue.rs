use std::sync::mpsc;

use tokio::sync::oneshot;

use super::LedgerFault;
use super::transaction::Transaction;

const QUEUE: usize = 4096;

/// Tells the asker how it ended, once that is certain.
pub type Report = Box<dyn FnOnce(Result<(), LedgerFault>) + Send>;

/// A piece of work in a transaction. It says whether what it did shall be kept.
pub type Work = Box<dyn FnOnce(&mut dyn Transaction) -> (bool, Report) + Send>;

/// The way to the threads that talk to a database. They end when it is dropped.
pub struct Queue(mpsc::SyncSender<Work>);

impl Queue {
    /// A queue and its end.
    pub fn new() -> (Self, mpsc::Receiver<Work>) {
        let (sender, receiver) = mpsc::sync_channel(QUEUE);
        (Self(sender), receiver)
    }

    /// Does `work` in a transaction and returns when that is committed. Work that fails leaves nothing behind.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Transaction) -> Result<T, LedgerFault> + Send + 'static,
    ) -> Result<T, LedgerFault> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |transaction| {
            let outcome = work(transaction);
            let report = |outcome: Result<T, LedgerFault>| -> Report {
                Box::new(move |committed| {
                    let _ = answer.send(committed.and(outcome));
                })
            };
            (outcome.is_ok(), report(outcome))
        });
        self.0.try_send(work).map_err(|_| LedgerFault::new("the ledger's queue is full"))?;
        answered.await.unwrap_or_else(|_| Err(LedgerFault::new("the ledger stopped")))
    }
}
