use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use akool_contract::JobRecord;

use super::poller::Poller;
use crate::telemetry::Chain;
use akool_ledger::{PolledJob, ReplicaEvent};

/// How long a job is polled for another gateway that does not repeat that it watches it.
pub const HOLD: Duration = Duration::from_secs(30);

/// What other gateways watch: the last record of each job that was polled, `None` while Akool does not know the job.
type Polled = HashMap<String, Option<Arc<JobRecord>>>;

/// Polls what the other gateways watch, and publishes every change.
pub async fn relay(poller: &Poller) {
    let mut events = poller.ledger.subscribe();
    let mut rounds = poller.watches.rounds();
    let mut published = Polled::new();
    poller.ledger.publish(&ReplicaEvent::Leading);
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Ok(ReplicaEvent::Watching { vendor_ids }) => {
                    // The sender has not seen what was published before.
                    vendor_ids.iter().for_each(|vendor_id| drop(published.remove(vendor_id)));
                    let now = poller.clock.running();
                    poller.watches.hold(vendor_ids, now, now + HOLD);
                }
                Ok(ReplicaEvent::Reported { vendor_id }) => poller.watches.report(&vendor_id),
                // Asks the others again what they watch.
                Ok(ReplicaEvent::Missed) | Err(_) => poller.ledger.publish(&ReplicaEvent::Leading),
                Ok(_) => continue,
            },
            _ = rounds.changed() => {}
        }
        publish_changes(poller, &mut published).await;
    }
}

async fn publish_changes(poller: &Poller, published: &mut Polled) {
    let polled: Polled = poller.watches.held().into_iter().collect();
    let changes: Vec<PolledJob> = polled
        .iter()
        .filter(|(vendor_id, record)| !is_published(published.get(*vendor_id), record.as_ref()))
        .map(|(vendor_id, record)| PolledJob {
            vendor_id: vendor_id.clone(),
            record: record.as_deref().and_then(|record| serde_json::to_string(&without_webhook_url(record)).ok()),
        })
        .collect();
    if !changes.is_empty()
        && let Err(error) = poller.ledger.publish_polled(changes, poller.clock.now_ms()).await
    {
        // The next round tries again, because nothing counts as published.
        return tracing::error!(error = %Chain(&error), "what was polled for other gateways cannot be stored");
    }
    *published = polled;
}

/// A record that changed is another one in memory.
fn is_published(published: Option<&Option<Arc<JobRecord>>>, record: Option<&Arc<JobRecord>>) -> bool {
    match (published, record) {
        (Some(Some(published)), Some(record)) => Arc::ptr_eq(published, record),
        (Some(published), None) => published.is_none(),
        _ => false,
    }
}

/// The URL is a capability that must not be stored; callers never see it.
fn without_webhook_url(record: &JobRecord) -> JobRecord {
    JobRecord { webhook_url: None, ..record.clone() }
}
