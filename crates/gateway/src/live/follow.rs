use std::collections::HashSet;
use std::time::Duration;

use akool_contract::JobRecord;
use tokio::time::Instant;

use super::poller::Poller;
use super::relay::HOLD;
use crate::telemetry::Chain;
use akool_ledger::ReplicaEvent;

/// Well before the leader forgets what is watched here.
const RENEWAL: Duration = Duration::from_secs(HOLD.as_secs() * 2 / 3);

/// Tells the gateway that leads which jobs are watched here, and reads what it has polled.
pub async fn follow(poller: &Poller) {
    let mut events = poller.ledger.subscribe();
    let mut renewal = tokio::time::interval_at(Instant::now() + RENEWAL, RENEWAL);
    let mut published: HashSet<String> = HashSet::new();
    loop {
        let (due, _) = poller.watches.due(poller.clock.running());
        let new: Vec<String> = due.iter().filter(|vendor_id| !published.contains(*vendor_id)).cloned().collect();
        for chunk in new.chunks(ReplicaEvent::MAX_IDS) {
            poller.ledger.publish(&ReplicaEvent::Watching { vendor_ids: chunk.to_vec() });
        }
        published = due.into_iter().collect();
        tokio::select! {
            () = poller.watches.woken() => {}
            _ = renewal.tick() => published.clear(),
            event = events.recv() => match event {
                Ok(ReplicaEvent::Polled { vendor_ids }) => apply_polled(poller, vendor_ids).await,
                // Another gateway leads from now on, or the leader may have missed what is watched here.
                Ok(ReplicaEvent::Leading | ReplicaEvent::Missed) | Err(_) => published.clear(),
                Ok(_) => {}
            },
        }
    }
}

/// Reads the records that the leader has stored. Jobs that are watched only elsewhere are skipped.
async fn apply_polled(poller: &Poller, mut vendor_ids: Vec<String>) {
    vendor_ids.retain(|vendor_id| poller.watches.contains(vendor_id));
    if vendor_ids.is_empty() {
        return;
    }
    match poller.ledger.polled_jobs(vendor_ids).await {
        Ok(jobs) => {
            let polled: Vec<&str> = jobs.iter().map(|job| job.vendor_id.as_str()).collect();
            let records = jobs.iter().filter_map(|job| serde_json::from_str::<JobRecord>(job.record.as_deref()?).ok());
            poller.watches.apply(&polled, records.collect());
            poller.watches.finish_round();
        }
        // The jobs are published as watched again before long, and the leader then repeats them.
        Err(error) => tracing::error!(error = %Chain(&error), "what another gateway has polled cannot be read"),
    }
}
