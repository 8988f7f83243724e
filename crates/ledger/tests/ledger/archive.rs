use akool_ledger::{CopyClaim, FinishedJobs, Ledger};

use crate::support::{DAY_MS, Database, MINUTE_MS, START_MS, accepted, order, place};

const LEASE_MS: u64 = 15 * MINUTE_MS;
const MAX_TRIES: i64 = 3;
const EXPIRES_AT_SECONDS: u64 = START_MS / 1000 + 30 * 24 * 60 * 60;

async fn finish(ledger: &Ledger, vendor_id: &str, has_video: bool) -> FinishedJobs {
    let jobs = vec![(vendor_id.to_owned(), has_video)];
    ledger.record_finished(jobs, EXPIRES_AT_SECONDS, START_MS).await.expect("it is written")
}

async fn claim(ledger: &Ledger, now_ms: u64) -> Option<CopyClaim> {
    ledger.claim_copy(now_ms, LEASE_MS, MAX_TRIES).await.expect("it is written")
}

#[tokio::test]
async fn a_finished_video_is_claimed_copied_and_found() {
    for database in Database::each() {
        let ledger = database.open().await;
        place(&ledger, order("one"), vec![accepted("job", "the job")]).await;
        assert!(finish(&ledger, "job", true).await.has_new_videos);
        let again = finish(&ledger, "job", true).await;
        assert!(!again.has_new_videos && again.archived.is_empty(), "it waits already");
        let claimed = claim(&ledger, START_MS).await.expect("it waits");
        assert_eq!((claimed.vendor_id.as_str(), claimed.tries), ("job", 1));
        assert!(claim(&ledger, START_MS).await.is_none(), "only one claim at a time");
        assert!(ledger.complete_copy(&claimed).await.expect("it is written"), "it is wanted");
        let found = finish(&ledger, "job", true).await;
        assert_eq!(found.archived.get("job"), Some(&claimed.video));
        assert!(claim(&ledger, START_MS + DAY_MS).await.is_none(), "it is copied once");
    }
}

#[tokio::test]
async fn jobs_of_others_and_jobs_without_a_video_are_not_copied() {
    for database in Database::each() {
        let ledger = database.open().await;
        assert!(!finish(&ledger, "unknown", true).await.has_new_videos);
        place(&ledger, order("one"), vec![accepted("job", "the job")]).await;
        assert!(!finish(&ledger, "job", false).await.has_new_videos);
        assert!(claim(&ledger, START_MS).await.is_none());
    }
}

#[tokio::test]
async fn a_claim_ends_with_its_lease_and_an_old_claim_releases_nothing() {
    for database in Database::each() {
        let ledger = database.open().await;
        place(&ledger, order("one"), vec![accepted("job", "the job")]).await;
        finish(&ledger, "job", true).await;
        let first = claim(&ledger, START_MS).await.expect("it waits");
        let second = claim(&ledger, START_MS + LEASE_MS).await.expect("the lease has ended");
        assert_eq!((second.tries, &second.video), (2, &first.video), "a second copy replaces the first");
        ledger.release_copy(&first, None).await.expect("it is written");
        ledger.release_copy(&second, Some(START_MS)).await.expect("it is written");
        assert!(claim(&ledger, START_MS).await.is_some(), "it may be tried again at once");
        assert!(claim(&ledger, START_MS + DAY_MS).await.is_none(), "it was tried three times");
    }
}

#[tokio::test]
async fn a_video_that_was_given_up_is_not_claimed_again() {
    for database in Database::each() {
        let ledger = database.open().await;
        place(&ledger, order("one"), vec![accepted("job", "the job")]).await;
        finish(&ledger, "job", true).await;
        let claimed = claim(&ledger, START_MS).await.expect("it waits");
        ledger.release_copy(&claimed, None).await.expect("it is written");
        assert!(claim(&ledger, START_MS + DAY_MS).await.is_none());
    }
}

#[tokio::test]
async fn the_video_of_a_deleted_job_is_neither_copied_nor_kept() {
    for database in Database::each() {
        let ledger = database.open().await;
        place(&ledger, order("one"), vec![accepted("job", "the job")]).await;
        finish(&ledger, "job", true).await;
        let claimed = claim(&ledger, START_MS).await.expect("it waits");
        let copies =
            ledger.delete_jobs(vec!["job".to_owned(), "unknown".to_owned()], START_MS).await.expect("it is written");
        assert_eq!(copies.as_slice(), std::slice::from_ref(&claimed.video));
        assert!(!ledger.complete_copy(&claimed).await.expect("it is written"), "it was deleted meanwhile");
        assert!(finish(&ledger, "job", true).await.archived.is_empty());
        assert!(claim(&ledger, START_MS + DAY_MS).await.is_none());
    }
}

#[tokio::test]
async fn accepted_jobs_without_an_end_are_listed_until_akool_deletes_them() {
    for database in Database::each() {
        let ledger = database.open().await;
        for job in ["job-1", "job-2", "job-3"] {
            place(&ledger, order(job), vec![accepted(job, "the job")]).await;
        }
        finish(&ledger, "job-2", true).await;
        let list = async |after, limit, now_ms| ledger.unfinished_jobs(after, limit, now_ms).await.expect("it is read");
        assert!(list(0, 10, START_MS + MINUTE_MS).await.0.is_empty(), "young jobs are polled anyway");
        let (first, last) = list(0, 1, START_MS + DAY_MS).await;
        assert_eq!(first, ["job-1"]);
        assert_eq!(list(last, 10, START_MS + DAY_MS).await.0, ["job-3"]);
        assert!(list(0, 10, START_MS + 9 * DAY_MS).await.0.is_empty());
    }
}
