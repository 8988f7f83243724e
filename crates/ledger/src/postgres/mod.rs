//! The book in a PostgreSQL database, for several gateways side by side.

mod connect;
mod envelope;
mod membership;
mod migrate;
mod pooler;
mod transaction;
mod url;
mod worker;

pub use membership::Membership;
pub use url::DatabaseUrl;

use std::sync::{Arc, Mutex};

use tokio::sync::{broadcast, watch};

use self::connect::Connector;
use self::worker::Worker;
use super::queue::Queue;
use super::{LedgerError, ReplicaEvent};

/// So many transactions at a time. A create waits for the vendor, not for the database.
const CONNECTIONS: usize = 4;

/// Brings the database up to date and joins the gateways that are on it.
pub async fn open(
    url: &DatabaseUrl,
    replica: i64,
    news: broadcast::Sender<ReplicaEvent>,
    leads: watch::Sender<bool>,
) -> Result<(Queue, Membership), LedgerError> {
    let connector = Arc::new(Connector::new(url)?);
    // Before anything is reserved under this number, others must see that it is alive.
    let membership = Membership::begin(connector.clone(), replica, news, leads).await?;
    let (queue, work) = Queue::new();
    let work = Arc::new(Mutex::new(work));
    for number in 0..url.connections {
        let worker = Worker::new(connector.clone(), replica);
        let work = work.clone();
        std::thread::Builder::new()
            .name(format!("ledger-{number}"))
            .spawn(move || worker.serve(&work))
            .map_err(|error| LedgerError::new(error.to_string()))?;
    }
    Ok((queue, membership))
}
