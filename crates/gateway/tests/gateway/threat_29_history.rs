//! A subject lists its own jobs, and those of no other.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, Gateway, TestLedger, Vendor, ok, record, refusal};

const JOBS: &str = akool_contract::path::JOBS;
const DELETE: &str = akool_contract::path::DELETE;

/// A vendor that numbers its jobs and has finished every second one.
async fn vendor() -> Vendor {
    let created = Mutex::new(0_i64);
    let job = |id: &str| {
        let number: i64 = id.trim_start_matches("job-").parse().expect("a number");
        record(id, if number % 2 == 0 { 3 } else { 1 })
    };
    Vendor::start(move |request| {
        let ids = || request.json()["_ids"].as_str().unwrap_or_default().to_owned();
        match request.path.rsplit('/').next() {
            Some("createBySourcePrompt") => {
                let mut created = created.lock().expect("no panic");
                *created += 1;
                ok(job(&format!("job-{created}")))
            }
            Some("resultsByIds") => ok(json!({ "result": ids().split(',').map(job).collect::<Vec<_>>() })),
            Some("delbyids") => {
                ok(json!({ "successIds": ids().split(',').collect::<Vec<_>>(), "noPermissionItems": [] }))
            }
            _ => refusal(1008),
        }
    })
    .await
}

async fn gateway(vendor: &Vendor, ledger: &TestLedger) -> Gateway {
    Gateway::start_with(ledger.settings(&vendor.url)).await
}

async fn list(gateway: &Gateway, token: &str, query: &str) -> Answer {
    gateway.get(&format!("{JOBS}{query}"), token).await
}

fn ids(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let jobs = answer.json()["data"]["result"].as_array().expect("a list").clone();
    jobs.iter().map(|job| job["_id"].as_str().expect("an id").to_owned()).collect()
}

fn statuses(answer: &Answer) -> Vec<i64> {
    let jobs = answer.json()["data"]["result"].as_array().expect("a list").clone();
    jobs.iter().map(|job| job["status"].as_i64().expect("a status")).collect()
}

fn next(answer: &Answer) -> Option<String> {
    answer.json()["data"]["next"].as_str().map(str::to_owned)
}

/// An error as a caller compares it.
fn error(answer: &Answer) -> (u16, Value, Value) {
    let body = answer.json();
    (answer.status, body["code"].clone(), body["issues"].clone())
}

#[tokio::test]
async fn threat_29_jobs_are_listed_to_their_own_subject_only() {
    for ledger in TestLedger::each() {
        let vendor = vendor().await;
        let gateway = gateway(&vendor, &ledger).await;
        let ada = gateway.token("ada").await;
        let mut created = Vec::new();
        for number in 0..3 {
            let answer = gateway.create_as(&ada, &format!("order-{number}"), "move").await;
            created.push(answer.json()["data"]["_id"].as_str().expect("an id").to_owned());
        }
        gateway.clock.advance(Duration::from_secs(24 * 3600));
        let (ada, bob) = (gateway.token("ada").await, gateway.token("bob").await);
        let adas = list(&gateway, &ada, "").await;
        created.reverse();
        assert_eq!(ids(&adas), created, "a job has the same id in every answer");
        assert_eq!((statuses(&adas), next(&adas)), (vec![1, 3, 1], None), "newest first");
        let first = &adas.json()["data"]["result"][0];
        assert_eq!((first.get("uid"), first.get("webhookUrl")), (None, None));
        assert!(!String::from_utf8_lossy(&adas.body).contains("job-"), "ids are sealed");
        let asked = vendor.seen().len();
        assert!(ids(&list(&gateway, &bob, "").await).is_empty());
        assert_eq!(vendor.seen().len(), asked, "an empty list costs no request");

        let mine = ids(&adas);
        let polled = gateway.results(&ada, &mine.join(",")).await;
        assert_eq!(ids(&polled).len(), 3, "the ids name the jobs");
        assert_eq!(gateway.results(&bob, &mine[0]).await.status, 404);
        assert_eq!(list(&gateway, "wrong", "").await.status, 401);
    }
}

#[tokio::test]
async fn rule_06_a_history_is_read_page_by_page_and_by_status() {
    for ledger in TestLedger::each() {
        let vendor = vendor().await;
        let gateway = gateway(&vendor, &ledger).await;
        let token = gateway.token("ada").await;
        for number in 0..5 {
            gateway.create_as(&token, &format!("order-{number}"), "move").await;
        }
        let mut pages = Vec::new();
        let mut query = "?limit=2".to_owned();
        loop {
            let page = list(&gateway, &token, &query).await;
            pages.push(statuses(&page));
            let Some(next) = next(&page) else { break };
            query = format!("?limit=2&before={next}");
        }
        assert_eq!(pages, [vec![1, 3], vec![1, 3], vec![1]]);
        assert_eq!(statuses(&list(&gateway, &token, "?status=3").await), [3, 3]);
        assert_eq!(statuses(&list(&gateway, &token, "?status=completed").await), [3, 3], "by name");
        let filtered = list(&gateway, &token, "?limit=1&status=3").await;
        assert!(statuses(&filtered).is_empty() && next(&filtered).is_some(), "the next page may have some");
    }
}

#[tokio::test]
async fn rule_08_a_page_that_cannot_be_read_is_refused_by_its_field() {
    let vendor = vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    for (query, field) in [
        ("?limit=0", "limit"),
        ("?limit=51", "limit"),
        ("?limit=-1", "limit"),
        ("?limit=many", "limit"),
        ("?status=0", "status"),
        ("?status=5", "status"),
        ("?status=done", "status"),
        ("?before=", "before"),
    ] {
        let refused = list(&gateway, &token, query).await;
        assert_eq!((refused.status, &refused.json()["issues"][0]["path"]), (400, &json!(field)), "{query}");
    }
    assert_eq!(list(&gateway, &token, "?limit=50").await.status, 200);
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn threat_29_a_cursor_that_is_malformed_or_of_another_subject_is_refused_alike() {
    let vendor = vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let (ada, bob) = (gateway.token("ada").await, gateway.token("bob").await);
    let adas = gateway.created(&ada).await;
    let malformed = list(&gateway, &bob, "?before=x").await;
    let anothers = list(&gateway, &bob, &format!("?before={adas}")).await;
    assert_eq!(malformed.status, 400);
    assert_eq!(error(&malformed), error(&anothers));
    assert_eq!(list(&gateway, &ada, &format!("?before={adas}")).await.status, 200);
}

#[tokio::test]
async fn threat_29_deleted_jobs_are_not_listed() {
    for ledger in TestLedger::each() {
        let vendor = vendor().await;
        let gateway = gateway(&vendor, &ledger).await;
        let token = gateway.token("ada").await;
        for number in 0..2 {
            gateway.create_as(&token, &format!("order-{number}"), "move").await;
        }
        let newest = ids(&list(&gateway, &token, "").await).remove(0);
        assert_eq!(gateway.post(DELETE, &token, &json!({ "_ids": newest })).await.status, 200);
        assert_eq!(statuses(&list(&gateway, &token, "").await), [1], "the first job is left");
        assert_eq!(statuses(&list(&gateway, &token, &format!("?before={newest}")).await), [1]);
    }
}

#[tokio::test]
async fn rule_06_a_history_of_no_days_lists_nothing() {
    let vendor = vendor().await;
    let ledger = TestLedger::sqlite();
    let gateway =
        Gateway::start_with(akool_gateway::Settings { history_days: 0, ..ledger.settings(&vendor.url) }).await;
    let token = gateway.token("ada").await;
    gateway.created(&token).await;
    assert_eq!(list(&gateway, &token, "").await.status, 404);
}
