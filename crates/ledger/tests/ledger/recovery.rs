use akool_ledger::{BatchSoFar, Ledger, Millicredits, Outcome, RecoveredJob};

use crate::support::{Database, START_MS, accepted, answer, batch, order, place, remaining};

async fn recover(ledger: &Ledger, attempt: i64, vendor_id: &str) -> bool {
    let job = RecoveredJob { vendor_id: vendor_id.to_owned(), charged: Some(Millicredits(10_000)) };
    let vendor_id = vendor_id.to_owned();
    let answer = move |batch: Option<BatchSoFar>| match batch {
        None => vendor_id,
        Some(so_far) => format!("{}+{vendor_id} of {}", so_far.answer.unwrap_or_default(), so_far.variations),
    };
    ledger.recover(attempt, job, answer, START_MS).await.expect("it is written")
}

#[tokio::test]
async fn a_job_whose_answer_was_lost_is_recovered_once() {
    for database in Database::each() {
        let ledger = database.open().await;
        let reserved = place(&ledger, order("one"), vec![Outcome::Unknown(Some("lost".to_owned()))]).await;
        assert!(recover(&ledger, reserved.id(), "job").await);
        assert_eq!(answer(&ledger, "one").await, "job");
        assert_eq!(remaining(&ledger).await, Millicredits(90_000), "the real cost replaces the estimate");
        assert!(!recover(&ledger, reserved.id(), "job").await, "it counts once");
        assert!(!recover(&ledger, reserved.id(), "another").await, "the order has its job");
        assert_eq!(answer(&ledger, "one").await, "job");
    }
}

#[tokio::test]
async fn an_order_whose_outcome_is_known_takes_no_recovered_job() {
    for database in Database::each() {
        let ledger = database.open().await;
        let paid = place(&ledger, order("paid"), vec![accepted("job", "the job")]).await;
        let refused = place(&ledger, order("refused"), vec![Outcome::Refused(Some("no".to_owned()))]).await;
        for attempt in [paid.id(), refused.id(), 1] {
            assert!(!recover(&ledger, attempt, "another").await);
        }
        assert_eq!(answer(&ledger, "paid").await, "the job");
        assert_eq!(answer(&ledger, "refused").await, "no");
    }
}

#[tokio::test]
async fn every_recovered_variation_extends_the_answer_of_its_batch() {
    for database in Database::each() {
        let ledger = database.open().await;
        let reserved = place(&ledger, batch("two", 2), vec![Outcome::Unknown(None); 2]).await;
        for job in ["job-1", "job-2"] {
            assert!(recover(&ledger, reserved.id(), job).await);
            assert!(!recover(&ledger, reserved.id(), job).await, "it counts once");
        }
        assert_eq!(answer(&ledger, "two").await, "+job-1 of 2+job-2 of 2");
        assert_eq!(remaining(&ledger).await, Millicredits(80_000));
        assert!(!recover(&ledger, reserved.id(), "job-3").await, "the batch has all its jobs");
    }
}
