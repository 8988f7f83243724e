use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard};

use akool_ledger::Ledger;

use crate::Clock;
use crate::telemetry::Chain;

/// Gives the credits of failed jobs back to the budgets they were taken from.
pub struct Refunds {
    ledger: Arc<Ledger>,
    clock: Clock,
    /// Failed jobs whose credits have not been given back yet, by the vendor's ids.
    waiting: Mutex<HashSet<String>>,
}

impl Refunds {
    /// With nothing to give back yet.
    pub fn new(ledger: Arc<Ledger>, clock: Clock) -> Self {
        Self { ledger, clock, waiting: Mutex::default() }
    }

    /// Gives back what these jobs cost. If the ledger cannot be written now, it is done with the next refunds, because a
    /// failed job is not polled again.
    pub async fn give_back(&self, vendor_ids: HashSet<String>) {
        let mut waiting = std::mem::take(&mut *self.lock());
        waiting.extend(vendor_ids);
        if waiting.is_empty() {
            return;
        }
        if let Err(error) = self.ledger.refund(waiting.iter().cloned().collect(), self.clock.now_ms()).await {
            tracing::error!(error = %Chain(&error), "credits could not be given back to a budget; trying again");
            self.lock().extend(waiting);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
