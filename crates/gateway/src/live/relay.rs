use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use akool_contract::JobRecord;

use super::poller::Poller;
use akool_ledger::ReplicaEvent;

/// How long a job is watched for another gateway that does not say again that it wants to know.
pub const HOLD: Duration = Duration::from_secs(30);

/// Told in one piece.
const RECORDS: usize = 10;

/// Watches on behalf of the other gateways and tells them what is seen.
pub async fn relay(poller: &Poller) {
    let mut news = poller.ledger.subscribe();
    let mut rounds = poller.watches.rounds();
    // What was told last, as this gateway holds it in memory: another record is another change.
    let mut told: HashMap<String, Option<Arc<JobRecord>>> = HashMap::new();
    poller.ledger.publish(&ReplicaEvent::Leading);
    loop {
        tokio::select! {
            news = news.recv() => match news {
                Ok(ReplicaEvent::Watching { vendor_ids }) => {
                    // Whoever asks has not heard what was told before.
                    vendor_ids.iter().for_each(|vendor_id| drop(told.remove(vendor_id)));
                    let now = poller.clock.running();
                    poller.watches.hold(vendor_ids, now, now + HOLD);
                }
                Ok(ReplicaEvent::Reported { vendor_id }) => poller.watches.wake_for(&vendor_id),
                // What others watch may have been among it.
                Ok(ReplicaEvent::Missed) | Err(_) => poller.ledger.publish(&ReplicaEvent::Leading),
                Ok(_) => continue,
            },
            _ = rounds.changed() => {}
        }
        tell_changes(poller, &mut told);
    }
}

fn tell_changes(poller: &Poller, told: &mut HashMap<String, Option<Arc<JobRecord>>>) {
    let held = poller.watches.held();
    let is_news = |(vendor_id, record): &&(String, Option<Arc<JobRecord>>)| match told.get(vendor_id) {
        Some(Some(told)) => !record.as_ref().is_some_and(|record| Arc::ptr_eq(told, record)),
        Some(None) => record.is_some(),
        None => true,
    };
    let changes: Vec<_> = held.iter().filter(is_news).collect();
    for chunk in changes.chunks(RECORDS) {
        let asked = chunk.iter().map(|(vendor_id, _)| vendor_id.clone()).collect();
        let records = chunk
            .iter()
            .filter_map(|(_, record)| serde_json::to_value(without_hook(record.as_deref()?)).ok())
            .collect();
        poller.ledger.publish(&ReplicaEvent::Seen { asked, records });
    }
    *told = held.into_iter().collect();
}

/// The URL is a capability, and nobody who watches is shown it.
fn without_hook(record: &JobRecord) -> JobRecord {
    JobRecord { webhook_url: None, ..record.clone() }
}
