use std::sync::mpsc;

use tokio::sync::oneshot;

use super::Transaction;
use crate::LedgerError;

const CAPACITY: usize = 4096;

/// What committed work survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A crash of the process. After a power failure it may be gone.
    Crash,
    /// A power failure as well.
    PowerFailure,
}

/// Tells the caller how the transaction ended.
pub type Report = Box<dyn FnOnce(Result<(), LedgerError>) + Send>;

/// Runs in a transaction. Returns whether its changes are to be kept.
pub type Perform = Box<dyn FnOnce(&mut dyn Transaction) -> (bool, Report) + Send>;

/// Work for a transaction. Dropping it tells the caller that it was not run.
pub struct Work {
    pub perform: Perform,
    pub durability: Durability,
}

/// Sends work to the threads that own the database connections. They end when it is dropped.
pub struct Queue(mpsc::SyncSender<Work>);

impl Queue {
    /// A queue and its receiving end.
    pub fn new() -> (Self, mpsc::Receiver<Work>) {
        let (sender, receiver) = mpsc::sync_channel(CAPACITY);
        (Self(sender), receiver)
    }

    /// Runs `work` in a transaction and returns when that is committed. Work that fails leaves nothing behind.
    pub async fn run<T: Send + 'static>(
        &self,
        durability: Durability,
        work: impl FnOnce(&mut dyn Transaction) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (sender, receiver) = oneshot::channel();
        let perform = Box::new(move |transaction: &mut dyn Transaction| {
            let result = work(transaction);
            let is_kept = result.is_ok();
            let report: Report = Box::new(move |committed| {
                // An error means that the caller has gone away.
                let _ = sender.send(committed.and(result));
            });
            (is_kept, report)
        });
        self.0.try_send(Work { perform, durability }).map_err(|_| LedgerError::QueueFull)?;
        receiver.await.unwrap_or(Err(LedgerError::NotRun))
    }
}
