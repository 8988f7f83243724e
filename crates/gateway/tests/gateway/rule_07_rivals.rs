//! Two gateways, or two tasks of one, get hold of the same attempt: who comes second finds out.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio_postgres::NoTls;

use crate::support::{Gateway, Recorded, Reply, TestLedger, Vendor, ok, record, report_of};

const BUDGET: f64 = 100.0;
const BATCH: &str = akool_contract::path::CREATE_BATCH;
const JOB: &str = "689174694b4dbdd4ab3d28c9";
const OTHER_JOB: &str = "689174694b4dbdd4ab3d28ca";

async fn gateway(vendor: &Vendor, ledger: &TestLedger) -> Arc<Gateway> {
    let mut settings = ledger.settings(&vendor.url);
    settings.budgets.subject_credits_per_day = Some(BUDGET);
    Arc::new(Gateway::start_with(settings).await)
}

/// A session past every gateway, for locks that last.
async fn session(ledger: &TestLedger, statements: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(ledger.url(), NoTls).await.expect("a session");
    tokio::spawn(connection);
    client.batch_execute(statements).await.expect("statements");
    client
}

/// Keeps everybody from writing to the attempts, until it is told to end.
async fn holding_all_attempts(ledger: &TestLedger) -> tokio_postgres::Client {
    session(ledger, "BEGIN; SELECT id FROM attempts FOR UPDATE").await
}

fn asked_for(request: &Recorded) -> String {
    request.json()["_ids"].as_str().unwrap_or_default().to_owned()
}

async fn until_waiting(ledger: &TestLedger, number: i64) {
    let waiting = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while ledger.numbers(waiting) != [number] {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn rule_07_what_another_gateway_has_given_up_is_not_sent() {
    let vendor = Vendor::friendly().await;
    let ledger = TestLedger::postgres();
    let gateway = gateway(&vendor, &ledger).await;
    let token = gateway.token("ada").await;
    // As if somebody took this gateway for dead between the reservation and the sending.
    ledger.execute(
        "CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             UPDATE attempts SET state = 'refused' WHERE id = NEW.id;
             UPDATE budgets SET millicredits = millicredits - NEW.millicredits, creates = creates - 1;
             RETURN NULL;
         END $$;
         CREATE CONSTRAINT TRIGGER give_up AFTER INSERT ON attempts DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION give_up();",
    );
    let refused = gateway.create_as(&token, "order", "move").await;
    assert_eq!((refused.status, &refused.json()["charged"]), (503, &json!("no")), "{refused:?}");
    assert_eq!((vendor.seen().len(), gateway.credits(&token).await), (0, BUDGET));
    ledger.execute("DROP TRIGGER give_up ON attempts");
    assert_eq!(gateway.create_as(&token, "order", "move").await.status, 200);
    assert_eq!((vendor.seen().len(), gateway.credits(&token).await), (1, BUDGET - 20.0));
}

#[tokio::test]
async fn rule_07_of_two_who_end_an_attempt_at_the_same_time_the_second_sees_what_the_first_has_written() {
    let permits = Arc::new(Semaphore::new(0));
    let held = permits.clone();
    let vendor = Vendor::start(move |_| Reply::Held(held.clone(), Box::new(ok(record(JOB, 1))))).await;
    let ledger = TestLedger::postgres();
    let gateway = gateway(&vendor, &ledger).await;
    let token = gateway.token("ada").await;
    let create = {
        let (gateway, token) = (gateway.clone(), token.clone());
        tokio::spawn(async move { gateway.create_as(&token, "order", "move").await })
    };
    while vendor.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    // In the name of a gateway that lives as long as its lock is held. No other gateway can record the end of the attempt meanwhile.
    let alive = session(&ledger, "SELECT pg_advisory_lock(1)").await;
    ledger.execute("UPDATE attempts SET replica = 1");
    let holder = holding_all_attempts(&ledger).await;
    permits.add_permits(1);
    until_waiting(&ledger, 1).await;
    // Now it has ended, and is found with its attempt still under way.
    drop(alive);
    until_waiting(&ledger, 2).await;
    drop(holder);
    let answer = create.await.expect("it ends");
    assert_eq!(answer.status, 200, "{answer:?}");
    until_waiting(&ledger, 0).await;
    let again = gateway.create_as(&token, "order", "move").await;
    assert_eq!((again.status, again.body), (200, answer.body));
    assert_eq!((vendor.seen().len(), gateway.credits(&token).await), (1, BUDGET - 20.0));
}

#[tokio::test]
async fn rule_07_what_a_gateway_that_died_has_reserved_and_not_sent_is_free_again() {
    let vendor = Vendor::friendly().await;
    let ledger = TestLedger::postgres();
    let gateway = gateway(&vendor, &ledger).await;
    let token = gateway.token("ada").await;
    assert_eq!(gateway.create_as(&token, "order", "move").await.status, 200);
    let reserved_by_one_who_is_gone =
        "UPDATE attempts SET state = 'reserved', vendor_id = NULL, answer = NULL, replica = 1";
    ledger.execute(reserved_by_one_who_is_gone);
    let answer = loop {
        let answer = gateway.create_as(&token, "order", "move").await;
        if answer.status != 409 {
            break answer;
        }
    };
    assert_eq!((answer.status, vendor.seen().len()), (200, 2), "{answer:?}");
    assert_eq!(gateway.credits(&token).await, BUDGET - 20.0);
}

#[tokio::test]
async fn rule_07_of_a_batch_that_a_gateway_died_with_every_variation_is_resolved() {
    let vendor = Vendor::start(|_| Reply::HangUp).await;
    let ledger = TestLedger::postgres();
    let gateway = gateway(&vendor, &ledger).await;
    let token = gateway.token("ada").await;
    let order = json!({ "image_url": "https://images.example/a.png", "prompt": "move", "count": 3 });
    assert_eq!(gateway.post(BATCH, &token, &order).await.json()["charged"], json!("unknown"));
    assert_eq!(gateway.credits(&token).await, BUDGET - 60.0);
    ledger.execute("UPDATE attempts SET state = 'reserved', answer = NULL, replica = 1");
    while ledger.undecided() != [0_i64; 0] {
        tokio::task::yield_now().await;
    }
    assert_eq!(gateway.credits(&token).await, BUDGET, "nothing of it was sent");
}

#[tokio::test]
async fn rule_07_a_failed_job_that_two_gateways_see_at_the_same_time_gives_its_credits_back_once() {
    let vendor = Vendor::start(|request| match request.path.rsplit('/').next() {
        Some("createBySourcePrompt") => ok(record(JOB, 1)),
        _ => {
            let mut failed = record(&asked_for(request), 4);
            failed["deduction_credit"] = json!(0);
            ok(json!({ "result": [failed] }))
        }
    })
    .await;
    let ledger = TestLedger::postgres();
    let (one, two) = (gateway(&vendor, &ledger).await, gateway(&vendor, &ledger).await);
    let tokens = [one.token("ada").await, two.token("ada").await];
    let job = one.created(&tokens[0]).await;
    assert_eq!(one.credits(&tokens[0]).await, BUDGET - 20.0);
    let holder = holding_all_attempts(&ledger).await;
    let looks: Vec<_> = [one.clone(), two]
        .into_iter()
        .zip(tokens.clone())
        .map(|(gateway, token)| {
            let job = job.clone();
            tokio::spawn(async move { gateway.results(&token, &job).await.status })
        })
        .collect();
    until_waiting(&ledger, 2).await;
    drop(holder);
    for look in looks {
        assert_eq!(look.await.expect("it ends"), 200);
    }
    assert_eq!(one.credits(&tokens[0]).await, BUDGET);
}

#[tokio::test]
async fn rule_07_reports_on_two_variations_at_the_same_time_find_both() {
    let hook = Arc::new(Mutex::new(Value::Null));
    let kept = hook.clone();
    let vendor = Vendor::start(move |request| match request.path.as_str() {
        BATCH => {
            *kept.lock().expect("no panic") = request.json()["webhookurl"].clone();
            Reply::HangUp
        }
        _ => {
            let mut found = record(&asked_for(request), 2);
            found["webhookUrl"] = kept.lock().expect("no panic").clone();
            ok(json!({ "result": [found] }))
        }
    })
    .await;
    let ledger = TestLedger::postgres();
    let gateway = gateway(&vendor, &ledger).await;
    let authorization = format!("Bearer {}", gateway.token("ada").await);
    let headers = [
        ("Authorization", authorization.as_str()),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "order-1"),
    ];
    let order = json!({ "image_url": "https://images.example/a.png", "prompt": "move", "count": 2 }).to_string();
    let lost = gateway.send("POST", BATCH, &headers, order.as_bytes()).await;
    assert_eq!(lost.json()["charged"], json!("unknown"), "{lost:?}");

    let holder = holding_all_attempts(&ledger).await;
    let url = hook.lock().expect("no panic").as_str().expect("a URL").to_owned();
    let path = url.strip_prefix(&gateway.url).expect("a URL of this gateway");
    for job in [JOB, OTHER_JOB] {
        let report = report_of(job, 2).to_string();
        gateway.send("POST", path, &[("Content-Type", "application/json")], report.as_bytes()).await;
    }
    until_waiting(&ledger, 2).await;
    drop(holder);
    let found = loop {
        let answer = gateway.send("POST", BATCH, &headers, order.as_bytes()).await.json();
        if answer["data"]["errorList"] == json!([]) {
            break answer["data"]["successList"].as_array().map(Vec::len);
        }
    };
    assert_eq!(found, Some(2));
    let jobs = ledger.numbers("SELECT count(DISTINCT vendor_id) FROM attempts WHERE state = 'accepted'");
    assert_eq!(jobs, [2]);
}
