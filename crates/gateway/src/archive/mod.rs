//! Copies of finished videos, made before the vendor deletes its own, seven days after.
//!
//! Copying is a service on top: whatever goes wrong with it, the job and the vendor's own URL are as they were.

mod address;
mod copier;
mod fetch;
mod network;
mod rewrite_url;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use akool_ledger::Ledger;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::Clock;
use crate::capability::PublicUrls;
use crate::storage::FileStore;
use crate::vendor::Vendor;

pub use copier::copy_videos;
pub use fetch::Fetcher;
pub use network::{Network, SystemNetwork};

/// Copies finished videos into the storage, and shows them where the copies are.
pub struct Archive {
    /// For how many days a copy is kept; none are made when absent.
    pub days: Option<NonZeroU32>,
    /// Larger videos are not copied.
    pub max_bytes: u64,
    /// Between two looks whether a finished video waits to be copied.
    pub interval: Duration,
    pub clock: Clock,
    pub ledger: Arc<Ledger>,
    pub vendor: Arc<Vendor>,
    pub storage: Arc<FileStore>,
    pub urls: Arc<PublicUrls>,
    pub fetcher: Fetcher,
    /// A finished video was noted that is to be copied.
    pub videos_waiting: Notify,
    /// Cancelled when the gateway is asked to stop; copies end then.
    pub stopping: CancellationToken,
}

impl Archive {
    /// Whether finished videos are copied at all.
    pub fn is_enabled(&self) -> bool {
        self.days.is_some()
    }
}
