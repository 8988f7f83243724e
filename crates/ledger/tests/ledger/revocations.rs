use akool_ledger::ReplicaEvent;

use crate::support::{DAY_MS, Database, START_MS};

const UNTIL_SECONDS: u64 = START_MS / 1000 + 3600;

#[tokio::test]
async fn a_revoked_token_stays_revoked_until_it_expires_by_itself() {
    for database in Database::each() {
        let ledger = database.open().await;
        ledger.revoke("stolen", UNTIL_SECONDS).await.expect("it is written");
        ledger.revoke("stolen", UNTIL_SECONDS).await.expect("it may be revoked twice");
        drop(ledger);
        let ledger = database.open().await;
        assert_eq!(ledger.revoked().await.expect("it is read"), [("stolen".to_owned(), UNTIL_SECONDS)]);
        ledger.delete_expired(START_MS, DAY_MS).await.expect("it is written");
        assert_eq!(ledger.revoked().await.expect("it is read").len(), 1);
        ledger.delete_expired(UNTIL_SECONDS * 1000 + 1000, DAY_MS).await.expect("it is written");
        assert!(ledger.revoked().await.expect("it is read").is_empty());
    }
}

#[tokio::test]
async fn a_revocation_is_published_to_the_other_replicas_only() {
    let database = Database::postgres();
    let (one, two) = (database.open().await, database.open().await);
    let (mut at_one, mut at_two) = (one.subscribe(), two.subscribe());
    one.revoke("stolen", UNTIL_SECONDS).await.expect("it is written");
    let expected = ReplicaEvent::Revoked { token: "stolen".to_owned(), until_seconds: UNTIL_SECONDS };
    assert_eq!(at_two.recv().await.expect("an event"), expected);
    two.revoke("other", UNTIL_SECONDS).await.expect("it is written");
    let first = at_one.recv().await.expect("an event");
    assert!(matches!(first, ReplicaEvent::Revoked { token, .. } if token == "other"), "not its own");
}

#[tokio::test]
async fn the_previous_master_secret_is_dated_by_the_first_start_that_sees_it() {
    for database in Database::each() {
        let ledger = database.open().await;
        for now in [1000, 2000] {
            assert_eq!(ledger.previous_since("fingerprint", now).await.expect("it is read"), 1000);
        }
        assert_eq!(ledger.previous_since("another", 2000).await.expect("it is read"), 2000);
    }
}
