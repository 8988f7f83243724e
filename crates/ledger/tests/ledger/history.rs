use akool_ledger::{Attempt, JobsQuery, Ledger, Outcome};

use crate::support::{DAY_MS, Database, START_MS, SUBJECT, accepted, batch, order, place, send};

fn query() -> JobsQuery {
    JobsQuery { subject: SUBJECT.to_owned(), created_since_ms: 0, before: None, limit: 100 }
}

async fn list(ledger: &Ledger, query: JobsQuery) -> Vec<String> {
    let jobs = ledger.list_jobs(query).await.expect("it is read");
    jobs.into_iter().map(|job| job.vendor_id).collect()
}

/// Jobs of the subject, one each millisecond.
async fn place_jobs(ledger: &Ledger, vendor_ids: &[&str]) {
    for (number, vendor_id) in vendor_ids.iter().enumerate() {
        let attempt = Attempt { now_ms: START_MS + number as u64, ..order(vendor_id) };
        place(ledger, attempt, vec![accepted(vendor_id, "the job")]).await;
    }
}

#[tokio::test]
async fn accepted_jobs_of_the_subject_are_listed_newest_first() {
    for database in Database::each() {
        let ledger = database.open().await;
        place_jobs(&ledger, &["job-1", "job-2"]).await;
        send(&ledger, order("under way")).await;
        place(&ledger, order("unknown"), vec![Outcome::Unknown(None)]).await;
        let anothers = Attempt { subject: "bob".to_owned(), ..order("bobs") };
        place(&ledger, anothers, vec![accepted("bobs", "the job")]).await;
        let jobs = ledger.list_jobs(query()).await.expect("it is read");
        assert_eq!(jobs.iter().map(|job| job.created_at_ms).collect::<Vec<_>>(), [START_MS + 1, START_MS]);
        assert_eq!(list(&ledger, query()).await, ["job-2", "job-1"]);
        assert_eq!(list(&ledger, JobsQuery { subject: "bob".to_owned(), ..query() }).await, ["bobs"]);
        assert!(list(&ledger, JobsQuery { subject: "eve".to_owned(), ..query() }).await.is_empty());
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gaps_also_among_jobs_of_one_moment() {
    for database in Database::each() {
        let ledger = database.open().await;
        let outcomes = ["job-1", "job-2", "job-3"].map(|job| accepted(job, "the batch")).to_vec();
        place(&ledger, batch("three", 3), outcomes).await;
        let mut before = None;
        let mut listed = Vec::new();
        loop {
            let page = list(&ledger, JobsQuery { before, limit: 1, ..query() }).await;
            let Some(last) = page.last() else { break };
            before = Some(last.clone());
            listed.extend(page);
        }
        assert_eq!(listed, ["job-3", "job-2", "job-1"]);
    }
}

#[tokio::test]
async fn a_cursor_of_another_subject_or_of_no_job_gives_nothing() {
    for database in Database::each() {
        let ledger = database.open().await;
        place_jobs(&ledger, &["job-1", "job-2"]).await;
        let anothers = Attempt { subject: "bob".to_owned(), now_ms: START_MS + 5, ..order("bobs") };
        place(&ledger, anothers, vec![accepted("bobs", "the job")]).await;
        for cursor in ["bobs", "unknown"] {
            assert!(list(&ledger, JobsQuery { before: Some(cursor.to_owned()), ..query() }).await.is_empty());
        }
    }
}

#[tokio::test]
async fn deleted_jobs_are_not_listed_and_may_still_be_a_cursor() {
    for database in Database::each() {
        let ledger = database.open().await;
        place_jobs(&ledger, &["job-1", "job-2", "job-3"]).await;
        ledger.delete_jobs(vec!["job-2".to_owned()], START_MS).await.expect("it is written");
        assert_eq!(list(&ledger, query()).await, ["job-3", "job-1"]);
        assert_eq!(list(&ledger, JobsQuery { before: Some("job-2".to_owned()), ..query() }).await, ["job-1"]);
    }
}

#[tokio::test]
async fn jobs_older_than_the_history_are_not_listed() {
    for database in Database::each() {
        let ledger = database.open().await;
        place_jobs(&ledger, &["old"]).await;
        let attempt = Attempt { now_ms: START_MS + DAY_MS, ..order("new") };
        place(&ledger, attempt, vec![accepted("new", "the job")]).await;
        assert_eq!(list(&ledger, JobsQuery { created_since_ms: START_MS + 1, ..query() }).await, ["new"]);
        assert_eq!(list(&ledger, JobsQuery { created_since_ms: START_MS, ..query() }).await, ["new", "old"]);
    }
}
