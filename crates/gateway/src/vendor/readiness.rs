use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Whether this gateway can do its work. A key that the vendor refuses turns it off, so that a load balancer stops
/// sending traffic here and monitoring raises an alert. The next call that works turns it on again.
#[derive(Debug, Default)]
pub struct Readiness {
    key_refused: AtomicBool,
    refused: Notify,
}

impl Readiness {
    /// Whether the key was accepted when it was last used.
    pub fn is_ready(&self) -> bool {
        !self.key_refused.load(Ordering::Relaxed)
    }

    /// The vendor refused the key.
    pub fn key_refused(&self) {
        if !self.key_refused.swap(true, Ordering::Relaxed) {
            tracing::error!("Akool refuses the API key; check AKOOL_API_KEY. Not ready until a call works again");
        }
        self.refused.notify_one();
    }

    /// The vendor accepted the key.
    pub fn key_accepted(&self) {
        if self.key_refused.swap(false, Ordering::Relaxed) {
            tracing::info!("Akool accepts the API key again");
        }
    }

    /// Waits until the key is refused; returns at once if it was since the last call.
    pub async fn until_refused(&self) {
        self.refused.notified().await;
    }
}
