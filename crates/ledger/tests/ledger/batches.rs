use akool_ledger::{AttemptStatus, Millicredits, Outcome, Reservation};

use crate::support::{Database, START_MS, accepted, answer, batch, place, remaining, replay, reserve};

fn accepted_variation(vendor_id: &str) -> Outcome {
    Outcome::Accepted { vendor_id: vendor_id.to_owned(), charged: None, answer: None }
}

#[tokio::test]
async fn a_batch_holds_the_credits_of_all_its_variations_or_none() {
    for database in Database::each() {
        let ledger = database.open().await;
        reserve(&ledger, batch("three", 3)).await;
        assert_eq!(remaining(&ledger).await, Millicredits(40_000));
        let too_many = ledger.reserve(batch("three more", 3)).await.expect("it is read");
        assert!(matches!(too_many, Reservation::BudgetExceeded), "{too_many:?}");
        assert_eq!(remaining(&ledger).await, Millicredits(40_000));
    }
}

#[tokio::test]
async fn every_variation_has_an_outcome_of_its_own_and_the_batch_has_one_answer() {
    for database in Database::each() {
        let ledger = database.open().await;
        let outcomes = vec![accepted("job-1", "the batch"), Outcome::Refused(None), accepted_variation("job-3")];
        let reserved = place(&ledger, batch("three", 3), outcomes).await;
        assert_eq!(remaining(&ledger).await, Millicredits(60_000), "two of three were charged");
        assert_eq!(answer(&ledger, "three").await, "the batch");
        let Some(AttemptStatus::Accepted { mut vendor_ids }) = ledger.status(reserved.id()).await.expect("it is read")
        else {
            panic!("it was accepted");
        };
        vendor_ids.sort();
        assert_eq!(vendor_ids, ["job-1", "job-3"]);
    }
}

#[tokio::test]
async fn a_batch_with_one_unknown_variation_is_unknown() {
    for database in Database::each() {
        let ledger = database.open().await;
        let outcomes = vec![accepted("job-1", "the batch"), Outcome::Unknown(None)];
        let reserved = place(&ledger, batch("two", 2), outcomes).await;
        let status = ledger.status(reserved.id()).await.expect("it is read");
        assert!(matches!(status, Some(AttemptStatus::Unknown { .. })), "{status:?}");
    }
}

#[tokio::test]
async fn a_batch_that_was_refused_as_a_whole_may_be_tried_again() {
    for database in Database::each() {
        let ledger = database.open().await;
        let reserved = reserve(&ledger, batch("two", 2)).await;
        ledger.settle(&reserved, vec![Outcome::Refused(None); 2], START_MS).await.expect("it is written");
        assert_eq!(remaining(&ledger).await, Millicredits(100_000));
        assert!(replay(&ledger, "two").await.is_none());
        reserve(&ledger, batch("two", 2)).await;
        assert_eq!(database.number("SELECT count(*) FROM attempts"), 2);
    }
}
