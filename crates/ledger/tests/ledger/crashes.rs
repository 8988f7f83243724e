use akool_ledger::{AttemptStatus, Ledger, LedgerError, Millicredits, Reservation};

use crate::support::{Database, START_MS, batch, order, remaining, replay, reserve, send};

/// On PostgreSQL it takes a moment until the server has noticed that the other process is gone.
async fn until_resolved(ledger: &Ledger, attempt: i64) -> AttemptStatus {
    loop {
        ledger.resolve_orphaned(START_MS).await.expect("it is written");
        match ledger.status(attempt).await.expect("it is read").expect("an attempt") {
            AttemptStatus::UnderWay => tokio::task::yield_now().await,
            status => return status,
        }
    }
}

#[tokio::test]
async fn after_a_crash_what_was_only_reserved_is_free_and_what_was_sent_is_unknown() {
    for database in Database::each() {
        let ledger = database.open().await;
        let reserved = reserve(&ledger, order("reserved")).await;
        let sent = send(&ledger, order("sent")).await;
        drop(ledger);
        let ledger = database.open().await;
        assert!(matches!(until_resolved(&ledger, reserved.id()).await, AttemptStatus::Refused));
        assert!(matches!(until_resolved(&ledger, sent.id()).await, AttemptStatus::Unknown { .. }));
        assert!(replay(&ledger, "reserved").await.is_none(), "it may be tried again");
        assert!(matches!(replay(&ledger, "sent").await, Some(Reservation::Replay(None))), "it is not sent again");
        assert_eq!(remaining(&ledger).await, Millicredits(80_000));
    }
}

#[tokio::test]
async fn after_a_crash_every_variation_of_a_batch_is_resolved() {
    for database in Database::each() {
        let ledger = database.open().await;
        let reserved = reserve(&ledger, batch("three", 3)).await;
        drop(ledger);
        let ledger = database.open().await;
        assert!(matches!(until_resolved(&ledger, reserved.id()).await, AttemptStatus::Refused));
        assert_eq!(remaining(&ledger).await, Millicredits(100_000));
    }
}

#[tokio::test]
async fn the_orders_of_a_running_replica_are_left_alone() {
    let database = Database::postgres();
    let (one, two) = (database.open().await, database.open().await);
    let reserved = reserve(&one, order("reserved")).await;
    two.resolve_orphaned(START_MS).await.expect("it is written");
    assert!(matches!(replay(&two, "reserved").await, Some(Reservation::Busy)));
    one.mark_sent(&reserved, START_MS).await.expect("it is still reserved");
}

#[tokio::test]
async fn a_folder_is_used_by_one_process_at_a_time() {
    let database = Database::sqlite();
    let first = database.open().await;
    match database.try_open().await.map(drop) {
        Err(LedgerError::FolderInUse { path }) => assert_eq!(path, database.folder()),
        other => panic!("{other:?}"),
    }
    drop(first);
    database.open().await;
}
