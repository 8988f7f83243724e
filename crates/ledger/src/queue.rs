use std::sync::mpsc;

use tokio::sync::oneshot;

use super::LedgerError;
use super::transaction::Transaction;

const QUEUE: usize = 4096;

/// Tells the asker how it ended, once that is certain.
pub type Report = Box<dyn FnOnce(Result<(), LedgerError>) + Send>;

/// What is done in a transaction. It says whether what it did shall be kept.
pub type Perform = Box<dyn FnOnce(&mut dyn Transaction) -> (bool, Report) + Send>;

/// A piece of work in a transaction.
pub struct Work {
    /// The work.
    pub perform: Perform,
    /// Whether it has to outlive a loss of power from the moment it is reported. A crash of the program it outlives in any
    /// case.
    pub outlives_power: bool,
}

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
        outlives_power: bool,
        work: impl FnOnce(&mut dyn Transaction) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (answer, answered) = oneshot::channel();
        let perform = Box::new(move |transaction: &mut dyn Transaction| {
            let outcome = work(transaction);
            let report = |outcome: Result<T, LedgerError>| -> Report {
                Box::new(move |committed| {
                    let _ = answer.send(committed.and(outcome));
                })
            };
            (outcome.is_ok(), report(outcome))
        });
        self.0
            .try_send(Work { perform, outlives_power })
            .map_err(|_| LedgerError::new("the ledger's queue is full"))?;
        answered.await.unwrap_or_else(|_| Err(LedgerError::new("the ledger stopped")))
    }
}
