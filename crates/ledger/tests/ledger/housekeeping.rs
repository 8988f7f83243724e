use akool_ledger::{LedgerError, Millicredits, Outcome, Reservation};

use crate::support::{DAY_MS, Database, MINUTE_MS, START_MS, batch, order, place, remaining, replay, reserve, send};

const RETENTION_MS: u64 = 8 * DAY_MS;
const LONGEST_ATTEMPT_MS: u64 = 10 * MINUTE_MS;
const ATTEMPTS: &str = "SELECT count(*) FROM attempts";

#[tokio::test]
async fn an_order_that_may_still_be_under_way_is_left_alone() {
    for database in Database::each() {
        let ledger = database.open().await;
        reserve(&ledger, order("reserved")).await;
        send(&ledger, order("sent")).await;
        ledger.delete_expired(START_MS + LONGEST_ATTEMPT_MS, RETENTION_MS).await.expect("it is written");
        for key in ["reserved", "sent"] {
            assert!(matches!(replay(&ledger, key).await, Some(Reservation::Busy)), "{key}");
        }
        assert_eq!(remaining(&ledger).await, Millicredits(60_000));
    }
}

#[tokio::test]
async fn an_abandoned_order_is_resolved_and_its_credits_are_free_only_if_it_was_never_sent() {
    for database in Database::each() {
        let ledger = database.open().await;
        let reserved = reserve(&ledger, order("reserved")).await;
        send(&ledger, order("sent")).await;
        let later_ms = START_MS + LONGEST_ATTEMPT_MS + 1;
        ledger.delete_expired(later_ms, RETENTION_MS).await.expect("it is written");
        assert!(replay(&ledger, "reserved").await.is_none(), "it may be tried again");
        assert!(matches!(replay(&ledger, "sent").await, Some(Reservation::Replay(None))), "it may have cost credits");
        assert_eq!(remaining(&ledger).await, Millicredits(80_000));
        let late = ledger.mark_sent(&reserved, later_ms).await;
        assert!(matches!(late, Err(LedgerError::ReservationLost)), "it must not be sent any more");
    }
}

#[tokio::test]
async fn every_variation_of_an_abandoned_batch_is_resolved() {
    for database in Database::each() {
        let ledger = database.open().await;
        reserve(&ledger, batch("batch", 3)).await;
        assert_eq!(remaining(&ledger).await, Millicredits(40_000));
        ledger.delete_expired(START_MS + LONGEST_ATTEMPT_MS + 1, RETENTION_MS).await.expect("it is written");
        assert!(replay(&ledger, "batch").await.is_none(), "it may be tried again");
        assert_eq!(remaining(&ledger).await, Millicredits(100_000));
    }
}

#[tokio::test]
async fn an_order_that_has_ended_is_deleted_after_its_retention_and_not_before() {
    for database in Database::each() {
        let ledger = database.open().await;
        place(&ledger, order("ended"), vec![Outcome::Unknown(None)]).await;
        ledger.delete_expired(START_MS + DAY_MS, RETENTION_MS).await.expect("it is written");
        assert_eq!(database.number(ATTEMPTS), 1);
        assert_eq!(remaining(&ledger).await, Millicredits(80_000));
        ledger.delete_expired(START_MS + 30 * DAY_MS, RETENTION_MS).await.expect("it is written");
        assert_eq!(database.number(ATTEMPTS), 0);
        assert_eq!(database.number("SELECT count(*) FROM budgets"), 0);
    }
}
