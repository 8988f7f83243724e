//! Jobs that callers watch. One poller polls all of them together, however many callers watch at however many gateways on
//! one ledger.

mod error;
pub mod fetch_results;
mod follow;
mod health;
mod history;
mod pace;
mod poller;
mod registry;
mod relay;
mod streams;
mod unwatched;

pub use error::LiveError;
pub use health::Health;
pub use history::History;
pub use poller::{Poller, poll};
pub use registry::{Change, Subscription, Watches};
pub use streams::{StreamSlot, Streams};
pub use unwatched::poll_unwatched;

use std::sync::Arc;

use akool_ledger::{Ledger, ReplicaEvent};
use tokio_util::sync::CancellationToken;

use crate::Clock;

/// Live updates of jobs: who watches which, and the streams that show them.
pub struct Live {
    pub ledger: Arc<Ledger>,
    pub watches: Arc<Watches>,
    pub streams: Streams,
    pub clock: Clock,
    /// Cancelled when the gateway is asked to stop; streams end then.
    pub stopping: CancellationToken,
}

impl Live {
    /// Begins to watch jobs, by the vendor's ids.
    pub fn subscribe(&self, vendor_ids: Vec<String>) -> Subscription {
        self.watches.subscribe(vendor_ids, self.clock.running())
    }

    /// Polls jobs now, here or at the gateway that polls for all of them.
    pub fn wake(&self, vendor_ids: Vec<String>) {
        for vendor_id in vendor_ids {
            self.watches.report(&vendor_id);
            self.ledger.publish(&ReplicaEvent::Reported { vendor_id });
        }
    }
}
