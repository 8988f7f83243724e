use akool_ledger::{PolledJob, ReplicaEvent};

use crate::support::{DAY_MS, Database, MINUTE_MS, START_MS, accepted, order, send};

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

fn polled(vendor_id: &str, record: Option<&str>) -> PolledJob {
    PolledJob { vendor_id: vendor_id.to_owned(), record: record.map(str::to_owned) }
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[tokio::test]
async fn polled_jobs_are_published_by_their_ids_when_their_records_can_be_read() {
    let database = Database::postgres();
    let (leader, follower) = (database.open().await, database.open().await);
    let mut events = follower.subscribe();
    // Longer than a notification may be.
    let record = "x".repeat(20_000);
    let jobs = vec![polled("job-2", None), polled("job-1", Some(&record))];
    leader.publish_polled(jobs, START_MS).await.expect("it is written");
    let expected = ReplicaEvent::Polled { vendor_ids: ids(&["job-1", "job-2"]) };
    assert_eq!(events.recv().await.expect("an event"), expected);
    let read = follower.polled_jobs(ids(&["job-1", "job-2", "unknown"])).await.expect("it is read");
    assert_eq!(read, [polled("job-1", Some(&record)), polled("job-2", None)]);
}

#[tokio::test]
async fn many_polled_jobs_are_published_in_several_events() {
    let database = Database::postgres();
    let (leader, follower) = (database.open().await, database.open().await);
    let mut events = follower.subscribe();
    let jobs: Vec<_> = (0..ReplicaEvent::MAX_IDS + 1).map(|number| polled(&format!("{number:0>64}"), None)).collect();
    leader.publish_polled(jobs, START_MS).await.expect("it is written");
    for expected in [ReplicaEvent::MAX_IDS, 1] {
        let event = events.recv().await.expect("an event");
        assert!(matches!(&event, ReplicaEvent::Polled { vendor_ids } if vendor_ids.len() == expected), "{event:?}");
    }
}

#[tokio::test]
async fn the_last_record_of_a_polled_job_is_kept_for_an_hour() {
    for database in Database::each() {
        let ledger = database.open().await;
        for record in [None, Some("first"), Some("second")] {
            ledger.publish_polled(vec![polled("job", record)], START_MS).await.expect("it is written");
        }
        ledger.delete_expired(START_MS + 60 * MINUTE_MS, DAY_MS).await.expect("it is written");
        assert_eq!(ledger.polled_jobs(ids(&["job"])).await.expect("it is read"), [polled("job", Some("second"))]);
        ledger.delete_expired(START_MS + 60 * MINUTE_MS + 1, DAY_MS).await.expect("it is written");
        assert!(ledger.polled_jobs(ids(&["job"])).await.expect("it is read").is_empty());
    }
}
