//! A report is a hint. Also threats 12 (a lost answer is found again) and 13 (forged and replayed reports).

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, Gateway, Reply, TestLedger, Vendor, ok, record, refusal, report_of};

const LOST_JOB: &str = "689174694b4dbdd4ab3d28c9";

/// A vendor that takes every create and loses the answer, and knows afterwards which job was created with which URL.
async fn losing_vendor() -> Vendor {
    losing_vendor_with("/webhooks/").await
}

/// The same, for jobs that were created with webhook URLs of this form.
async fn losing_vendor_with(folder: &'static str) -> Vendor {
    let created_with = Arc::new(Mutex::new(Value::Null));
    Vendor::start(move |request| match request.path.rsplit('/').next() {
        Some("createBySourcePrompt") => {
            let url = request.json()["webhookurl"].as_str().expect("a URL").replacen("/webhooks/", folder, 1);
            *created_with.lock().expect("no panic") = json!(url);
            Reply::HangUp
        }
        Some("resultsByIds") => {
            let ids = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
            let mut found = record(&ids, 2);
            found["webhookUrl"] = if ids == LOST_JOB {
                created_with.lock().expect("no panic").clone()
            } else {
                json!("https://other.example")
            };
            ok(json!({ "result": [found] }))
        }
        _ => refusal(1008),
    })
    .await
}

fn webhook_url_of(vendor: &Vendor, gateway: &Gateway) -> String {
    let url = vendor.seen()[0].json()["webhookurl"].as_str().expect("a URL").to_owned();
    url.strip_prefix(&gateway.url).expect("a URL of this gateway").to_owned()
}

async fn report(gateway: &Gateway, hook: &str, body: &Value) -> Answer {
    gateway.send("POST", hook, &[("Content-Type", "application/json")], body.to_string().as_bytes()).await
}

async fn asked_for(vendor: &Vendor, job: &str) {
    while !vendor.seen().iter().any(|request| request.json()["_ids"] == job) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn threat_12_a_report_finds_the_job_whose_answer_was_lost() {
    for ledger in TestLedger::each() {
        let vendor = losing_vendor().await;
        let mut settings = ledger.settings(&vendor.url);
        settings.budgets.subject_credits_per_day = Some(100.0);
        let gateway = Gateway::start_with(settings).await;
        let token = gateway.token("ada").await;
        assert_eq!(gateway.create_as(&token, "order-1", "move").await.json()["charged"], json!("unknown"));
        let hook = webhook_url_of(&vendor, &gateway);
        assert_eq!(report(&gateway, &hook, &report_of(LOST_JOB, 2)).await.status, 200);
        let found = loop {
            let answer = gateway.create_as(&token, "order-1", "move").await;
            if answer.status == 200 {
                break answer;
            }
        };
        let handle = found.json()["data"]["_id"].as_str().expect("an id").to_owned();
        assert_eq!(gateway.results(&token, &handle).await.status, 200, "it is the caller's job like any other");
        assert_eq!(gateway.credits(&token).await, 80.0);
        let creates = vendor.seen().iter().filter(|request| request.path.ends_with("createBySourcePrompt")).count();
        assert_eq!(creates, 1, "it was never sent again");
    }
}

#[tokio::test]
async fn threat_12_a_report_to_a_webhook_url_of_the_earlier_form_finds_the_job_as_well() {
    let vendor = losing_vendor_with("/hooks/").await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    assert_eq!(gateway.create_as(&token, "order-1", "move").await.json()["charged"], json!("unknown"));
    let hook = webhook_url_of(&vendor, &gateway).replacen("/webhooks/", "/hooks/", 1);
    assert_eq!(report(&gateway, &hook, &report_of(LOST_JOB, 2)).await.status, 200);
    until_found(&gateway, &token).await;
}

#[tokio::test]
async fn threat_13_forged_and_broken_reports_are_answered_like_good_ones_and_change_nothing() {
    let vendor = losing_vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let lost = gateway.create_as(&token, "order-1", "move").await;
    let hook = webhook_url_of(&vendor, &gateway);
    // Sealed and signed rightly, but for a job that was not created with this URL.
    let foreign = report_of("ffffffffffffffffffffffff", 3);
    let mut bad_signature = report_of(LOST_JOB, 3);
    bad_signature["signature"] = json!("0".repeat(40));
    let mut bad_padding = report_of(LOST_JOB, 3);
    bad_padding["dataEncrypt"] = json!("AAAAAAAAAAAAAAAAAAAAAA==");
    let good = report(&gateway, &hook, &foreign).await;
    for body in [bad_signature, bad_padding, json!({}), json!([]), json!("x"), Value::Null, json!({ "signature": 1 })] {
        let answer = report(&gateway, &hook, &body).await;
        assert_eq!((answer.status, &answer.body), (good.status, &good.body), "{body}");
    }
    asked_for(&vendor, "ffffffffffffffffffffffff").await;
    let after = gateway.create_as(&token, "order-1", "move").await;
    assert_eq!((after.status, &after.json()["charged"]), (lost.status, &json!("unknown")));
    assert!(
        !vendor.seen().iter().any(|request| request.json()["_ids"] == LOST_JOB),
        "a report that is not in order is not even asked about"
    );
}

#[tokio::test]
async fn threat_13_a_report_sent_again_changes_nothing() {
    for ledger in TestLedger::each() {
        let vendor = losing_vendor().await;
        let mut settings = ledger.settings(&vendor.url);
        settings.budgets.subject_credits_per_day = Some(100.0);
        let gateway = Gateway::start_with(settings).await;
        let token = gateway.token("ada").await;
        gateway.create_as(&token, "order-1", "move").await;
        let hook = webhook_url_of(&vendor, &gateway);
        report(&gateway, &hook, &report_of(LOST_JOB, 2)).await;
        let first = loop {
            let answer = gateway.create_as(&token, "order-1", "move").await;
            if answer.status == 200 {
                break answer;
            }
        };
        for status in [1, 2, 3, 4, 3] {
            assert_eq!(report(&gateway, &hook, &report_of(LOST_JOB, status)).await.status, 200);
        }
        assert_eq!(gateway.create_as(&token, "order-1", "move").await.body, first.body);
        assert_eq!(gateway.credits(&token).await, 80.0);
    }
}

#[tokio::test]
async fn threat_13_an_invented_or_altered_webhook_url_does_not_exist() {
    let vendor = losing_vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    gateway.create(&gateway.token("ada").await).await;
    let hook = webhook_url_of(&vendor, &gateway);
    let start = "/webhooks/".len();
    for at in start..hook.len() {
        let mut bytes = hook.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(bytes).expect("text");
        assert_eq!(report(&gateway, &altered, &json!({})).await.status, 404, "{altered}");
    }
    for invented in ["/webhooks/", "/webhooks/x", "/webhooks/AAAA", "/hooks/AAAA"] {
        assert_eq!(report(&gateway, invented, &json!({})).await.status, 404);
    }
    gateway.clock.advance(std::time::Duration::from_secs(8 * 24 * 3600));
    assert_eq!(report(&gateway, &hook, &json!({})).await.status, 404, "it ends after eight days");
}

/// Asks for the order's job until it is there.
async fn until_found(gateway: &Gateway, token: &str) -> Answer {
    let asking = async {
        loop {
            let answer = gateway.recall(token, "order-1").await;
            if answer.status == 200 {
                break answer;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), asking).await.expect("the job is found")
}

#[tokio::test]
async fn threat_12_a_lost_job_is_found_also_when_the_ledger_fails_while_it_is_reported() {
    let vendor = losing_vendor().await;
    let ledger = TestLedger::sqlite();
    let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
    let token = gateway.token("ada").await;
    gateway.create_as(&token, "order-1", "move").await;
    let hook = webhook_url_of(&vendor, &gateway);
    ledger.execute("CREATE TRIGGER full BEFORE UPDATE ON attempts BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    assert_eq!(report(&gateway, &hook, &report_of(LOST_JOB, 2)).await.status, 200);
    asked_for(&vendor, LOST_JOB).await;
    // What goes through the ledger after it waits behind it there.
    for _ in 0..20 {
        assert_eq!(gateway.recall(&token, "order-1").await.json()["charged"], json!("unknown"));
    }
    ledger.execute("DROP TRIGGER full");
    until_found(&gateway, &token).await;
}

#[tokio::test]
async fn threat_12_a_lost_job_is_found_also_when_the_ledger_is_away_when_it_is_reported() {
    let vendor = losing_vendor().await;
    let ledger = TestLedger::sqlite();
    let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
    let token = gateway.token("ada").await;
    gateway.create_as(&token, "order-1", "move").await;
    let hook = webhook_url_of(&vendor, &gateway);
    ledger.execute("ALTER TABLE attempts RENAME TO attempts_away");
    assert_eq!(report(&gateway, &hook, &report_of(LOST_JOB, 2)).await.status, 200);
    for _ in 0..20 {
        assert_eq!(gateway.recall(&token, "order-1").await.status, 503);
    }
    ledger.execute("ALTER TABLE attempts_away RENAME TO attempts");
    until_found(&gateway, &token).await;
}

#[tokio::test]
async fn threat_12_a_lost_job_is_found_also_when_the_vendor_does_not_show_it_at_first() {
    let (created_with, asked) = (Mutex::new(Value::Null), Mutex::new(0));
    let vendor = Vendor::start(move |request| match request.path.rsplit('/').next() {
        Some("createBySourcePrompt") => {
            *created_with.lock().expect("no panic") = request.json()["webhookurl"].clone();
            Reply::HangUp
        }
        _ => {
            let mut asked = asked.lock().expect("no panic");
            *asked += 1;
            let mut found = record(LOST_JOB, 2);
            found["webhookUrl"] = created_with.lock().expect("no panic").clone();
            match *asked {
                1 => ok(json!({ "result": [] })),
                2 => refusal(1008),
                3 => Reply::HangUp,
                _ => ok(json!({ "result": [null, found] })),
            }
        }
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    gateway.create_as(&token, "order-1", "move").await;
    let hook = webhook_url_of(&vendor, &gateway);
    report(&gateway, &hook, &report_of(LOST_JOB, 2)).await;
    until_found(&gateway, &token).await;
}

#[tokio::test]
async fn rule_05_credits_of_a_failed_job_are_given_back_also_when_the_ledger_fails_when_it_is_seen() {
    // The first job fails, and the second one does not.
    let made = Mutex::new(0);
    let vendor = Vendor::start(move |request| match request.path.rsplit('/').next() {
        Some("createBySourcePrompt") => {
            let mut made = made.lock().expect("no panic");
            *made += 1;
            ok(record(&format!("{:024x}", *made), 1))
        }
        _ => {
            let id = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
            let mut job = record(&id, if id.ends_with('1') { 4 } else { 2 });
            job["deduction_credit"] = json!(if id.ends_with('1') { 0 } else { 20 });
            ok(json!({ "result": [job] }))
        }
    })
    .await;
    let ledger = TestLedger::sqlite();
    let mut settings = ledger.settings(&vendor.url);
    settings.budgets.subject_credits_per_day = Some(100.0);
    let gateway = Gateway::start_with(settings).await;
    let token = gateway.token("ada").await;
    let job = gateway.created(&token).await;
    ledger.execute("CREATE TRIGGER full BEFORE UPDATE ON attempts BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    assert_eq!(gateway.results(&token, &job).await.status, 200);
    assert_eq!(gateway.credits(&token).await, 80.0);
    ledger.execute("DROP TRIGGER full");
    // One caller asks about another job, and none about the failed one.
    let other = gateway.created(&token).await;
    assert_eq!(gateway.credits(&token).await, 60.0);
    gateway.results(&token, &other).await;
    assert_eq!(gateway.credits(&token).await, 80.0);
}
