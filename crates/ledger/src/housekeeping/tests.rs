use super::LONGEST_ATTEMPT_MS;
use crate::{Attempt, BudgetLimits, Ledger, Millicredits, Outcome, Reservation, Reserved};
use tempfile::TempDir;

const START_MS: u64 = 1_800_000_000_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
const PRICE: Millicredits = Millicredits(20_000);
const CEILINGS: BudgetLimits =
    BudgetLimits { token: None, token_creates: None, subject_per_day: Some(Millicredits(100_000)), site_per_day: None };

async fn book() -> (Ledger, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = Ledger::open(folder.path(), None, START_MS).await.expect("a book");
    (ledger, folder)
}

fn wish(key: &str) -> Attempt {
    Attempt {
        reserved: Reserved::draw(1),
        is_batch: false,
        subject: "ada".to_owned(),
        token: "token".to_owned(),
        idempotency_key: key.to_owned(),
        body_digest: vec![1],
        kind: "720p".to_owned(),
        estimate: PRICE,
        budget_limits: CEILINGS,
        now_ms: START_MS,
    }
}

/// A wish whose money is held; it was sent if that is wanted.
async fn under_way(ledger: &Ledger, key: &str, is_sent: bool) -> Reserved {
    let attempt = wish(key);
    let reserved = attempt.reserved.clone();
    assert!(matches!(ledger.reserve(attempt).await, Ok(Reservation::Held(PRICE))));
    if is_sent {
        ledger.mark_sent(&reserved, START_MS).await.expect("written");
    }
    reserved
}

async fn remaining(ledger: &Ledger) -> Millicredits {
    ledger.remaining("token", "ada", CEILINGS, START_MS).await.expect("read").expect("a ceiling")
}

async fn status(ledger: &Ledger, key: &str) -> Option<Reservation> {
    ledger.replay("ada".to_owned(), key.to_owned()).await.expect("read")
}

#[tokio::test]
async fn what_may_still_be_under_way_is_left_alone() {
    let (ledger, _folder) = book().await;
    under_way(&ledger, "reserved", false).await;
    under_way(&ledger, "sent", true).await;
    ledger.forget_old(START_MS + LONGEST_ATTEMPT_MS, 8 * DAY_MS).await.expect("tidied");
    assert!(matches!(status(&ledger, "reserved").await, Some(Reservation::Busy)));
    assert!(matches!(status(&ledger, "sent").await, Some(Reservation::Busy)));
    assert_eq!(remaining(&ledger).await, Millicredits(60_000));
}

#[tokio::test]
async fn what_nobody_can_be_working_on_is_given_up_its_money_free_only_if_it_was_never_sent() {
    let (ledger, _folder) = book().await;
    let reserved = under_way(&ledger, "reserved", false).await;
    under_way(&ledger, "sent", true).await;
    let later_ms = START_MS + LONGEST_ATTEMPT_MS + 1;
    ledger.forget_old(later_ms, 8 * DAY_MS).await.expect("tidied");
    assert!(status(&ledger, "reserved").await.is_none(), "it may be tried again");
    assert!(matches!(status(&ledger, "sent").await, Some(Reservation::Replay(_))), "it may have cost credits");
    assert_eq!(remaining(&ledger).await, Millicredits(80_000));
    assert!(ledger.mark_sent(&reserved, later_ms).await.is_err(), "whoever comes back to it must not send it");
}

#[tokio::test]
async fn of_a_batch_that_was_never_sent_every_variation_is_given_up() {
    let (ledger, _folder) = book().await;
    let attempt = Attempt { reserved: Reserved::draw(3), is_batch: true, ..wish("batch") };
    assert!(matches!(ledger.reserve(attempt).await, Ok(Reservation::Held(Millicredits(60_000)))));
    assert_eq!(remaining(&ledger).await, Millicredits(40_000));
    ledger.forget_old(START_MS + LONGEST_ATTEMPT_MS + 1, 8 * DAY_MS).await.expect("tidied");
    assert!(status(&ledger, "batch").await.is_none(), "it may be tried again");
    assert_eq!(remaining(&ledger).await, Millicredits(100_000));
}

#[tokio::test]
async fn what_has_ended_is_forgotten_when_nobody_can_ask_for_it_any_more_and_not_before() {
    let (ledger, _folder) = book().await;
    let reserved = under_way(&ledger, "ended", true).await;
    ledger.settle(&reserved, vec![Outcome::Unknown(None)], START_MS).await.expect("written");
    let written = || ledger.write(|transaction| Ok(transaction.rows("SELECT id FROM attempts", &[])?.len()));
    ledger.forget_old(START_MS + DAY_MS, 8 * DAY_MS).await.expect("tidied");
    assert_eq!(written().await.expect("read"), 1);
    assert_eq!(remaining(&ledger).await, Millicredits(80_000));
    ledger.forget_old(START_MS + 30 * DAY_MS, 8 * DAY_MS).await.expect("tidied");
    assert_eq!(written().await.expect("read"), 0);
    assert_eq!(remaining(&ledger).await, Millicredits(100_000));
}
