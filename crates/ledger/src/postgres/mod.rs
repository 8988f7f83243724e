//! The ledger in a PostgreSQL database, for several gateways side by side.

mod connect;
mod error;
mod membership;
mod migrate;
mod pooler;
mod tls;
mod transaction;
mod url;
mod value;
mod worker;

pub use error::PostgresError;
pub use membership::Membership;
pub use tls::TlsError;
pub use url::{DatabaseUrl, DatabaseUrlError};

use std::sync::{Arc, Mutex};

use tokio::sync::{broadcast, watch};

use self::connect::Connector;
use self::worker::Worker;
use crate::database::Queue;
use crate::{LedgerError, ReplicaEvent};

/// Concurrent transactions. An order waits for Akool, not for the database.
const CONNECTIONS: usize = 4;

/// Brings the tables up to date, joins the other replicas, and starts the threads that run transactions.
pub async fn open(
    url: &DatabaseUrl,
    replica: i64,
    events: broadcast::Sender<ReplicaEvent>,
    leadership: watch::Sender<bool>,
) -> Result<(Queue, Membership), LedgerError> {
    let connector = Arc::new(Connector::new(url)?);
    // The other replicas must see that this one is alive before it reserves anything.
    let membership = Membership::start(connector.clone(), replica, events, leadership).await?;
    let (queue, work) = Queue::new();
    let work = Arc::new(Mutex::new(work));
    for number in 0..url.connections {
        let worker = Worker::new(connector.clone(), replica);
        let work = work.clone();
        std::thread::Builder::new()
            .name(format!("ledger-{number}"))
            .spawn(move || worker.serve(&work))
            .map_err(LedgerError::Thread)?;
    }
    Ok((queue, membership))
}
