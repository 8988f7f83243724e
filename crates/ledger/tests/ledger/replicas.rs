use akool_ledger::ReplicaEvent;

use crate::support::{Database, START_MS, accepted, order, send};

#[tokio::test]
async fn one_replica_leads_and_another_takes_over_when_it_ends() {
    let database = Database::postgres();
    let (one, two) = (database.open().await, database.open().await);
    let mut leadership = two.leadership();
    assert!(*one.leadership().borrow() && !*leadership.borrow_and_update());
    drop(one);
    assert!(*leadership.wait_for(|leads| *leads).await.expect("it goes on"));
}

#[tokio::test]
async fn a_ledger_of_its_own_leads_and_is_shared_with_no_one() {
    let ledger = Database::sqlite().open().await;
    assert!(*ledger.leadership().borrow() && !ledger.is_shared() && ledger.is_reachable());
}

#[tokio::test]
async fn a_settled_order_is_published_here_and_at_the_other_replicas() {
    let database = Database::postgres();
    let (one, two) = (database.open().await, database.open().await);
    let mut receivers = [one.subscribe(), two.subscribe()];
    let reserved = send(&one, order("one")).await;
    one.settle(&reserved, vec![accepted("job", "the job")], START_MS).await.expect("it is written");
    for receiver in &mut receivers {
        let event = receiver.recv().await.expect("an event");
        assert_eq!(event, ReplicaEvent::Settled { attempt: reserved.id() });
    }
}

#[tokio::test]
async fn a_replica_that_was_cut_off_learns_that_it_may_have_missed_events() {
    let database = Database::postgres();
    let ledger = database.open().await;
    let mut events = ledger.subscribe();
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    assert_eq!(events.recv().await.expect("an event"), ReplicaEvent::Missed);
    assert!(ledger.is_reachable());
}
