use akool_ledger::{Attempt, AttemptStatus, Charged, LedgerError, Millicredits, Outcome, Reservation};

use crate::support::{Database, PRICE, START_MS, accepted, answer, order, place, remaining, replay, reserve, send};

#[tokio::test]
async fn a_reservation_holds_the_estimate_until_the_order_is_settled() {
    for database in Database::each() {
        let ledger = database.open().await;
        let reserved = reserve(&ledger, order("one")).await;
        assert_eq!(remaining(&ledger).await, Millicredits(80_000));
        assert!(matches!(replay(&ledger, "one").await, Some(Reservation::Busy)));
        ledger.mark_sent(&reserved, START_MS).await.expect("it is written");
        let status = ledger.status(reserved.id()).await.expect("it is read");
        assert!(matches!(status, Some(AttemptStatus::UnderWay)), "{status:?}");
        let charged = Some(Millicredits(15_000));
        let outcome = Outcome::Accepted { vendor_id: "job".to_owned(), charged, answer: Some("the job".to_owned()) };
        ledger.settle(&reserved, vec![outcome], START_MS).await.expect("it is written");
        assert_eq!(remaining(&ledger).await, Millicredits(85_000), "the real cost replaces the estimate");
        let status = ledger.status(reserved.id()).await.expect("it is read");
        assert!(matches!(status, Some(AttemptStatus::Accepted { vendor_ids }) if vendor_ids == ["job"]));
    }
}

#[tokio::test]
async fn a_second_request_with_the_same_key_gets_the_answer_and_holds_nothing() {
    for database in Database::each() {
        let ledger = database.open().await;
        place(&ledger, order("one"), vec![accepted("job", "the job")]).await;
        let again = ledger.reserve(order("one")).await.expect("it is read");
        assert!(matches!(again, Reservation::Replay(Some(answer)) if answer == "the job"));
        assert_eq!(remaining(&ledger).await, Millicredits(80_000));
        let anothers = Attempt { subject: "bob".to_owned(), ..order("one") };
        assert!(matches!(ledger.reserve(anothers).await, Ok(Reservation::Held(PRICE))), "keys belong to a subject");
    }
}

#[tokio::test]
async fn a_key_that_was_used_for_another_request_is_refused_and_says_whether_that_one_was_charged() {
    for database in Database::each() {
        let ledger = database.open().await;
        send(&ledger, order("under way")).await;
        place(&ledger, order("paid"), vec![accepted("job", "the job")]).await;
        place(&ledger, order("refused"), vec![Outcome::Refused(Some("no".to_owned()))]).await;
        for (key, expected) in [("under way", Charged::Unknown), ("paid", Charged::Yes), ("refused", Charged::No)] {
            let other = Attempt { body_digest: vec![2], ..order(key) };
            let reservation = ledger.reserve(other).await.expect("it is read");
            assert!(matches!(reservation, Reservation::OtherBody(charged) if charged == expected), "{reservation:?}");
        }
        assert_eq!(remaining(&ledger).await, Millicredits(60_000));
    }
}

#[tokio::test]
async fn a_refused_order_costs_nothing_and_may_be_tried_again_unless_its_refusal_is_final() {
    for database in Database::each() {
        let ledger = database.open().await;
        place(&ledger, order("temporary"), vec![Outcome::Refused(None)]).await;
        place(&ledger, order("final"), vec![Outcome::Refused(Some("no".to_owned()))]).await;
        assert_eq!(remaining(&ledger).await, Millicredits(100_000));
        assert!(replay(&ledger, "temporary").await.is_none());
        assert_eq!(answer(&ledger, "final").await, "no");
        reserve(&ledger, order("temporary")).await;
        assert_eq!(remaining(&ledger).await, Millicredits(80_000));
    }
}

#[tokio::test]
async fn an_order_with_an_unknown_outcome_keeps_its_credits_and_is_not_sent_again() {
    for database in Database::each() {
        let ledger = database.open().await;
        let reserved = place(&ledger, order("one"), vec![Outcome::Unknown(Some("lost".to_owned()))]).await;
        assert_eq!(remaining(&ledger).await, Millicredits(80_000));
        assert_eq!(answer(&ledger, "one").await, "lost");
        let again = ledger.reserve(order("one")).await.expect("it is read");
        assert!(matches!(again, Reservation::Replay(Some(_))), "{again:?}");
        let status = ledger.status(reserved.id()).await.expect("it is read");
        assert!(matches!(status, Some(AttemptStatus::Unknown { subject, .. }) if subject == "ada"));
    }
}

#[tokio::test]
async fn the_first_outcome_counts_and_a_known_outcome_replaces_an_unknown_one() {
    for database in Database::each() {
        let ledger = database.open().await;
        let reserved = place(&ledger, order("one"), vec![Outcome::Unknown(None)]).await;
        for outcome in [accepted("job", "first"), Outcome::Refused(None), accepted("other", "second")] {
            ledger.settle(&reserved, vec![outcome], START_MS).await.expect("it is written");
            assert_eq!(answer(&ledger, "one").await, "first");
            assert_eq!(remaining(&ledger).await, Millicredits(80_000));
        }
    }
}

#[tokio::test]
async fn an_order_whose_reservation_was_released_must_not_be_sent() {
    for database in Database::each() {
        let ledger = database.open().await;
        let reserved = reserve(&ledger, order("one")).await;
        ledger.settle(&reserved, vec![Outcome::Refused(None)], START_MS).await.expect("it is written");
        let error = ledger.mark_sent(&reserved, START_MS).await.expect_err("it was released");
        assert!(matches!(error, LedgerError::ReservationLost) && !error.is_in_doubt(), "{error:?}");
    }
}

#[tokio::test]
async fn an_order_that_is_not_in_the_ledger_has_no_state() {
    for database in Database::each() {
        let ledger = database.open().await;
        assert!(ledger.status(1).await.expect("it is read").is_none());
        assert!(replay(&ledger, "one").await.is_none());
    }
}

#[tokio::test]
async fn checking_that_the_ledger_can_be_written_leaves_nothing_behind() {
    for database in Database::each() {
        let ledger = database.open().await;
        ledger.check_writable(START_MS).await.expect("it can be written");
        assert_eq!(database.number("SELECT count(*) FROM attempts"), 0);
    }
}
