use std::sync::Arc;
use std::time::Duration;

use akool_ledger::Ledger;
use tokio_util::sync::CancellationToken;

use crate::Clock;
use crate::archive::Archive;
use crate::auth::Auth;
use crate::live::fetch_results::ResultFetcher;
use crate::live::{Live, Poller};
use crate::orders::Orders;
use crate::storage::FileStore;
use crate::telemetry::metrics::Metrics;
use crate::vendor::Vendor;

/// What background tasks, and the end of the program, take their parts from.
#[derive(Clone)]
pub struct Components {
    pub archive: Arc<Archive>,
    pub auth: Arc<Auth>,
    pub clock: Clock,
    pub fetcher: Arc<ResultFetcher>,
    pub ledger: Arc<Ledger>,
    pub live: Arc<Live>,
    pub metrics: Arc<Metrics>,
    pub orders: Arc<Orders>,
    pub poller: Poller,
    /// Cancelled when the gateway is asked to stop.
    pub stopping: CancellationToken,
    pub storage: Arc<FileStore>,
    pub vendor: Arc<Vendor>,
    /// Whether a free call shows right after the start that the vendor accepts the key.
    pub checks_key_at_start: bool,
    /// Between two calls that find out whether the vendor accepts the key again.
    pub key_probe_interval: Duration,
}
