use std::collections::HashMap;
use std::sync::{Arc, Mutex, mpsc};

use postgres::{Client, Statement};

use super::connect::Connector;
use super::transaction::PostgresTransaction;
use crate::database::Work;
use crate::error::with_causes;
use crate::{LedgerError, PostgresError};

/// A thread with a connection, which is opened when there is work and again after it broke.
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

    /// Runs work until the queue is dropped. Each piece of work is a transaction of its own: several in one would hold each
    /// other's locks, and the server flushes commits of the same time together anyway.
    pub fn serve(mut self, queue: &Mutex<mpsc::Receiver<Work>>) {
        loop {
            let next = queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).recv();
            let Ok(work) = next else { return };
            // Dropping the work tells its caller that it was not run.
            if let Err(error) = self.run(work) {
                tracing::error!(error = with_causes(&error), "the ledger cannot be written");
            }
        }
    }

    fn run(&mut self, work: Work) -> Result<(), LedgerError> {
        let Session { mut client, mut prepared } = self.begin()?;
        let mut transaction = PostgresTransaction {
            client: &mut client,
            prepared: &mut prepared,
            replica: self.replica,
            is_rolled_back: false,
        };
        let (succeeded, report) = (work.perform)(&mut transaction);
        let is_kept = succeeded && !transaction.is_rolled_back;
        match client.batch_execute(if is_kept { "COMMIT" } else { "ROLLBACK" }) {
            Ok(()) => {
                self.session = Some(Session { client, prepared });
                report(Ok(()));
            }
            Err(error) if is_kept => report(Err(LedgerError::InDoubt(Arc::new(PostgresError::from(error))))),
            // Without a commit nothing has changed, even if the server has not received the rollback.
            Err(_) => report(Ok(())),
        }
        Ok(())
    }

    /// A connection on which a transaction has begun. An idle connection may have broken, which shows now.
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
