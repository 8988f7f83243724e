use std::sync::Arc;

use akool_ledger::{Attempt, BudgetLimits, Ledger, Millicredits, Outcome, Reservation};

use crate::support::{DAY_MS, Database, LIMITS, START_MS, TOKEN, accepted, order, place, remaining, reserve};

const NO_LIMITS: BudgetLimits =
    BudgetLimits { token: None, token_creates: None, subject_per_day: None, site_per_day: None };

async fn is_exceeded(ledger: &Ledger, attempt: Attempt) -> bool {
    match ledger.reserve(attempt).await.expect("it is read") {
        Reservation::BudgetExceeded => true,
        Reservation::Held(_) => false,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_order_that_exceeds_a_budget_holds_nothing_and_leaves_its_key_free() {
    for database in Database::each() {
        let ledger = database.open().await;
        for number in 0..5 {
            reserve(&ledger, order(&number.to_string())).await;
        }
        assert!(is_exceeded(&ledger, order("sixth")).await);
        assert_eq!(remaining(&ledger).await, Millicredits(0));
        assert_eq!(database.number("SELECT count(*) FROM attempts"), 5);
        let tomorrow = Attempt { now_ms: START_MS + DAY_MS, ..order("sixth") };
        assert!(!is_exceeded(&ledger, tomorrow).await, "every day has a budget of its own");
    }
}

#[tokio::test]
async fn every_level_has_its_own_limit() {
    let one_video = Some(Millicredits(30_000));
    let by_token = BudgetLimits { token: one_video, ..NO_LIMITS };
    let by_creates = BudgetLimits { token_creates: Some(1), ..NO_LIMITS };
    let by_subject = BudgetLimits { subject_per_day: one_video, ..NO_LIMITS };
    let by_site = BudgetLimits { site_per_day: one_video, ..NO_LIMITS };
    // Whether another token of the same subject, and another subject, may still create.
    for (limits, same_subject, other_subject) in
        [(by_token, true, true), (by_creates, true, true), (by_subject, false, true), (by_site, false, false)]
    {
        for database in Database::each() {
            let ledger = database.open().await;
            let limited = |key: &str| Attempt { budget_limits: limits, ..order(key) };
            assert!(!is_exceeded(&ledger, limited("first")).await, "{limits:?}");
            assert!(is_exceeded(&ledger, limited("second")).await, "{limits:?}");
            let other_token = Attempt { token: "other".to_owned(), ..limited("third") };
            assert_eq!(!is_exceeded(&ledger, other_token).await, same_subject, "{limits:?}");
            let other = Attempt { token: "third".to_owned(), subject: "bob".to_owned(), ..limited("fourth") };
            assert_eq!(!is_exceeded(&ledger, other).await, other_subject, "{limits:?}");
        }
    }
}

#[tokio::test]
async fn the_tightest_limit_decides_what_remains() {
    for database in Database::each() {
        let ledger = database.open().await;
        reserve(&ledger, order("one")).await;
        let tight = BudgetLimits { token: Some(Millicredits(25_000)), ..LIMITS };
        let left = ledger.remaining(TOKEN, "ada", tight, START_MS).await.expect("it is read");
        assert_eq!(left, Some(Millicredits(5_000)));
        let unlimited = ledger.remaining(TOKEN, "ada", NO_LIMITS, START_MS).await.expect("it is read");
        assert_eq!(unlimited, None);
    }
}

#[tokio::test]
async fn refused_creates_do_not_count_against_the_number_of_creates() {
    for database in Database::each() {
        let ledger = database.open().await;
        let limits = BudgetLimits { token_creates: Some(1), ..NO_LIMITS };
        let limited = |key: &str| Attempt { budget_limits: limits, ..order(key) };
        place(&ledger, limited("refused"), vec![Outcome::Refused(Some("no".to_owned()))]).await;
        place(&ledger, limited("accepted"), vec![accepted("job", "the job")]).await;
        assert!(is_exceeded(&ledger, limited("another")).await);
    }
}

#[tokio::test]
async fn the_last_charged_price_of_a_kind_replaces_a_lower_estimate() {
    for database in Database::each() {
        let ledger = database.open().await;
        let charged = |amount| Outcome::Accepted {
            vendor_id: "job".to_owned(),
            charged: Some(Millicredits(amount)),
            answer: Some("the job".to_owned()),
        };
        place(&ledger, order("expensive"), vec![charged(35_000)]).await;
        let held = ledger.reserve(order("next")).await.expect("it is written");
        assert!(matches!(held, Reservation::Held(Millicredits(35_000))), "{held:?}");
        let other_kind = Attempt { kind: "1080p".to_owned(), ..order("other kind") };
        let held = ledger.reserve(other_kind).await.expect("it is written");
        assert!(matches!(held, Reservation::Held(Millicredits(20_000))), "{held:?}");
    }
}

#[tokio::test]
async fn concurrent_orders_never_exceed_a_budget_together() {
    for database in Database::each() {
        let ledger = Arc::new(database.open().await);
        let orders: Vec<_> = (0..50)
            .map(|number| {
                let ledger = ledger.clone();
                tokio::spawn(async move { is_exceeded(&ledger, order(&number.to_string())).await })
            })
            .collect();
        let mut held = 0;
        for order in orders {
            held += i32::from(!order.await.expect("it ends"));
        }
        assert_eq!(held, 5);
        assert_eq!(remaining(&ledger).await, Millicredits(0));
    }
}
