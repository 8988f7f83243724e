use akool_ledger::{Attempt, BudgetLimits, Millicredits, Reservation};

use crate::support::{DAY_MS, Database, LIMITS, START_MS, accepted, answer, order, place, remaining, send};

#[tokio::test]
async fn the_credits_of_a_failed_job_return_to_their_budget_once() {
    for database in Database::each() {
        let ledger = database.open().await;
        place(&ledger, order("one"), vec![accepted("job-1", "the job")]).await;
        place(&ledger, order("two"), vec![accepted("job-2", "the job")]).await;
        for _ in 0..2 {
            ledger.refund(vec!["job-1".to_owned(), "unknown".to_owned()], START_MS).await.expect("it is written");
            assert_eq!(remaining(&ledger).await, Millicredits(80_000));
        }
        assert_eq!(answer(&ledger, "one").await, "the job", "the order has its answer all the same");
    }
}

#[tokio::test]
async fn a_refund_goes_to_the_day_of_the_order_and_still_counts_as_a_create() {
    for database in Database::each() {
        let ledger = database.open().await;
        let limits = BudgetLimits { token_creates: Some(1), ..LIMITS };
        let limited = |key: &str| Attempt { budget_limits: limits, ..order(key) };
        place(&ledger, limited("one"), vec![accepted("job", "the job")]).await;
        ledger.refund(vec!["job".to_owned()], START_MS + DAY_MS).await.expect("it is written");
        assert_eq!(remaining(&ledger).await, Millicredits(100_000));
        let second = ledger.reserve(limited("two")).await.expect("it is read");
        assert!(matches!(second, Reservation::BudgetExceeded), "{second:?}");
    }
}

#[tokio::test]
async fn an_order_without_a_job_is_not_refunded() {
    for database in Database::each() {
        let ledger = database.open().await;
        send(&ledger, order("under way")).await;
        ledger.refund(vec!["job".to_owned()], START_MS).await.expect("it is written");
        assert_eq!(remaining(&ledger).await, Millicredits(80_000));
    }
}
