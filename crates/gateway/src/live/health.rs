use std::sync::Arc;
use std::time::Duration;

use akool_ledger::Ledger;

use crate::Clock;
use crate::shared_lookup::SharedLookup;
use crate::telemetry::Chain;
use crate::vendor::Vendor;

/// However often readiness is asked for, the ledger is written for it at most this often.
const LEDGER_PROBE_FRESH: Duration = Duration::from_secs(5);
/// Shorter than the time after which load balancers give up a probe.
const PROBE_DEADLINE: Duration = Duration::from_secs(2);

/// Whether the gateway can do its work.
pub struct Health {
    ledger: Arc<Ledger>,
    vendor: Arc<Vendor>,
    clock: Clock,
    /// Whether the ledger could be written a moment ago.
    ledger_probe: SharedLookup<(), ()>,
}

impl Health {
    /// Nothing is probed before the first request.
    pub fn new(ledger: Arc<Ledger>, vendor: Arc<Vendor>, clock: Clock) -> Self {
        Self { ledger, vendor, clock, ledger_probe: SharedLookup::new(LEDGER_PROBE_FRESH) }
    }

    /// Why the gateway cannot do its work, if it cannot.
    pub async fn problem(&self) -> Option<&'static str> {
        if !self.ledger.is_reachable() {
            Some("the database is out of reach")
        } else if !self.vendor.readiness().is_ready() {
            Some("Akool refuses the key")
        } else if !self.can_write().await {
            Some("the ledger cannot be written: the disk or the database is full, read-only or too slow")
        } else {
            None
        }
    }

    /// Whether an order could be recorded.
    async fn can_write(&self) -> bool {
        let (ledger, now_ms) = (self.ledger.clone(), self.clock.now_ms());
        let probe = || async move {
            match tokio::time::timeout(PROBE_DEADLINE, ledger.check_writable(now_ms)).await {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(error)) => tracing::error!(error = %Chain(&error), "the ledger cannot be written"),
                Err(_) => tracing::error!("writing the ledger takes too long"),
            }
            Err(())
        };
        self.ledger_probe.get(&self.clock, probe).await.is_ok()
    }
}
