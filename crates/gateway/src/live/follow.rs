use std::collections::HashSet;
use std::time::Duration;

use akool_contract::ResultsRequest;
use tokio::time::Instant;

use super::poller::Poller;
use super::relay::HOLD;
use akool_ledger::ReplicaEvent;

/// Well before the other gateway forgets what is watched here.
const RENEWAL: Duration = Duration::from_secs(HOLD.as_secs() * 2 / 3);

/// Lets the gateway that asks the vendor know what is watched here, and takes in what it tells.
pub async fn follow(poller: &Poller) {
    let mut news = poller.ledger.subscribe();
    let mut renewal = tokio::time::interval_at(Instant::now() + RENEWAL, RENEWAL);
    let mut told: HashSet<String> = HashSet::new();
    loop {
        let (due, _) = poller.watches.due(poller.clock.running());
        let fresh: Vec<String> = due.iter().filter(|vendor_id| !told.contains(*vendor_id)).cloned().collect();
        for chunk in fresh.chunks(ResultsRequest::MAXIMUM_IDS) {
            poller.ledger.publish(&ReplicaEvent::Watching { vendor_ids: chunk.to_vec() });
        }
        told = due.into_iter().collect();
        tokio::select! {
            () = poller.watches.woken() => {}
            _ = renewal.tick() => told.clear(),
            news = news.recv() => match news {
                Ok(ReplicaEvent::Seen { asked, records }) => {
                    let records = records.into_iter().filter_map(|record| serde_json::from_value(record).ok()).collect();
                    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
                    poller.watches.apply(&asked, records);
                    poller.watches.finish_round();
                }
                // Somebody else asks the vendor from now on, or may not have heard what was told.
                Ok(ReplicaEvent::Leading | ReplicaEvent::Missed) | Err(_) => told.clear(),
                Ok(_) => {}
            },
        }
    }
}
