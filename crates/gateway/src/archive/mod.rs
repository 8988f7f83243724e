//! Copies finished videos before the vendor deletes its own after seven days.
//!
//! If copying fails, the job and the vendor's URL stay as they are.

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
pub use network::{Network, ProxiedNetwork, SystemNetwork};

/// Copies finished videos into the storage, and rewrites their URLs to the copies.
pub struct Archive {
    /// For how many days a copy is stored. If absent, videos are not copied.
    pub days: Option<NonZeroU32>,
    /// Larger videos are not copied.
    pub max_bytes: u64,
    /// Between two checks for videos to copy.
    pub interval: Duration,
    pub clock: Clock,
    pub ledger: Arc<Ledger>,
    pub vendor: Arc<Vendor>,
    pub storage: Arc<FileStore>,
    pub urls: Arc<PublicUrls>,
    pub fetcher: Fetcher,
    /// Notified when a finished video is recorded for copying.
    pub videos_waiting: Notify,
    /// Cancelled when the gateway stops; copies end then.
    pub stopping: CancellationToken,
}

impl Archive {
    /// Whether finished videos are copied at all.
    pub fn is_enabled(&self) -> bool {
        self.days.is_some()
    }
}
