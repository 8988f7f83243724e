use std::collections::HashMap;
use std::sync::{Arc, Mutex, mpsc};

use postgres::{Client, Statement};

use super::connect::Connector;
use super::transaction::PostgresTransaction;
use crate::LedgerError;
use crate::queue::Work;

/// A thread's connection. It is made when there is work, and made anew after it broke.
pub struct Worker {
    connector: Arc<Connector>,
    replica: i64,
    session: Option<Session>,
}

struct Session {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
}

impl Worker {
    pub fn new(connector: Arc<Connector>, replica: i64) -> Self {
        Self { connector, replica, session: None }
    }

    /// Does what comes in until nothing can come any more. Each piece of work is a transaction of its own: several in one
    /// would hold each other's locks, and the server flushes what is committed at the same time together anyway.
    pub fn serve(mut self, queue: &Mutex<mpsc::Receiver<Work>>) {
        loop {
            let next = queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).recv();
            let Ok(work) = next else { return };
            if let Err(fault) = self.perform(work) {
                tracing::error!(%fault, "the ledger cannot be written");
            }
        }
    }

    fn perform(&mut self, work: Work) -> Result<(), LedgerError> {
        // Dropping the work tells its asker.
        let Session { mut client, mut prepared } = self.begin()?;
        let mut transaction = PostgresTransaction {
            client: &mut client,
            prepared: &mut prepared,
            replica: self.replica,
            is_rolled_back: false,
        };
        let (succeeded, report) = (work.perform)(&mut transaction);
        let is_kept = succeeded && !transaction.is_rolled_back;
        let ended = client.batch_execute(if is_kept { "COMMIT" } else { "ROLLBACK" });
        // What was rolled back did not happen, whether the server has heard that or not.
        report(match &ended {
            Err(error) if is_kept => Err(LedgerError::in_doubt(super::connect::reason(error))),
            _ => Ok(()),
        });
        if ended.is_ok() {
            self.session = Some(Session { client, prepared });
        }
        Ok(())
    }

    /// A connection on which a transaction has begun. One that was idle may have broken meanwhile, which shows now.
    fn begin(&mut self) -> Result<Session, LedgerError> {
        if let Some(mut session) = self.session.take()
            && session.client.batch_execute("BEGIN").is_ok()
        {
            return Ok(session);
        }
        let mut client = self.connector.connect()?;
        client.batch_execute("BEGIN")?;
        Ok(Session { client, prepared: HashMap::new() })
    }
}
