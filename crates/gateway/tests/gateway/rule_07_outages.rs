//! The database goes away for a while: nothing is paid that could not be written down, and what was paid is not forgotten.

use std::sync::Arc;
use std::time::Duration;

use akool_test_postgres::PostgresServer;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::support::{Gateway, Reply, Stream, TestLedger, Vendor, ok, record};

/// Ends every connection to a ledger.
fn cut_off(ledger: &TestLedger) {
    ledger.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
}

/// Refuses every connection, or accepts them again.
fn let_in(ledger: &TestLedger, may_connect: bool) {
    let url = ledger.url();
    let (server, name) = url.rsplit_once('/').expect("a URL");
    PostgresServer::execute(
        &format!("{server}/postgres"),
        &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {may_connect}"),
    );
    if !may_connect {
        let everybody = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        PostgresServer::execute(&format!("{server}/postgres"), &everybody);
    }
}

async fn until_ready(gateway: &Gateway, status: u16) -> serde_json::Value {
    loop {
        let answer = gateway.send("GET", "/readyz", &[], b"").await;
        if answer.status == status {
            return answer.json();
        }
    }
}

/// A gateway with a budget, and a vendor whose answers wait for permits.
async fn with_held_answers(ledger: &TestLedger) -> (Vendor, Arc<Gateway>, Arc<Semaphore>) {
    let permits = Arc::new(Semaphore::new(0));
    let held = permits.clone();
    let vendor =
        Vendor::start(move |_| Reply::Held(held.clone(), Box::new(ok(record("689174694b4dbdd4ab3d28c9", 1))))).await;
    let mut settings = ledger.settings(&vendor.url);
    settings.budgets.subject_credits_per_day = Some(100.0);
    (vendor, Arc::new(Gateway::start_with(settings).await), permits)
}

#[tokio::test]
async fn rule_07_without_its_database_a_gateway_is_not_ready_and_sends_nothing_and_is_well_again_when_it_returns() {
    let vendor = Vendor::friendly().await;
    let ledger = TestLedger::postgres();
    let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
    let token = gateway.token("ada").await;
    assert_eq!(gateway.create_as(&token, "before", "move").await.status, 200);
    let_in(&ledger, false);
    // At first it may only be seen that nothing can be written.
    while until_ready(&gateway, 503).await["reason"] != "the database is out of reach" {}
    let refused = gateway.create_as(&token, "during", "move").await;
    assert_eq!((refused.status, &refused.json()["charged"]), (503, &json!("no")));
    assert_eq!((&refused.json()["retryable"], vendor.seen().len()), (&json!(true), 1));
    let_in(&ledger, true);
    until_ready(&gateway, 200).await;
    assert_eq!(gateway.create_as(&token, "during", "move").await.status, 200);
    assert_eq!(vendor.seen().len(), 2);
}

#[tokio::test]
async fn rule_07_connections_that_break_are_made_anew_and_take_nothing_with_them() {
    let ledger = TestLedger::postgres();
    let (vendor, gateway, permits) = with_held_answers(&ledger).await;
    let other = Gateway::start_with(ledger.settings(&vendor.url)).await;
    let token = gateway.token("ada").await;
    let create = {
        let (gateway, token) = (gateway.clone(), token.clone());
        tokio::spawn(async move { gateway.create_as(&token, "order", "order").await })
    };
    while vendor.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    for _ in 0..3 {
        cut_off(&ledger);
        until_ready(&gateway, 200).await;
        until_ready(&other, 200).await;
    }
    permits.add_permits(1);
    let answer = create.await.expect("it ends");
    assert_eq!(answer.status, 200, "{answer:?}");
    // Whether the other gateway took the first for dead in between or not: its own word counts.
    loop {
        let again = gateway.create_as(&token, "order", "order").await;
        if again.status == 200 {
            assert_eq!(again.body, answer.body);
            break;
        }
    }
    assert_eq!((vendor.seen().len(), gateway.credits(&token).await), (1, 80.0));
}

#[tokio::test]
async fn rule_05_an_end_that_could_not_be_written_down_is_written_down_when_the_database_returns() {
    let ledger = TestLedger::postgres();
    let (vendor, gateway, permits) = with_held_answers(&ledger).await;
    let token = gateway.token("ada").await;
    let create = {
        let (gateway, token) = (gateway.clone(), token.clone());
        tokio::spawn(async move { gateway.create_as(&token, "order", "order").await })
    };
    while vendor.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    let_in(&ledger, false);
    until_ready(&gateway, 503).await;
    permits.add_permits(1);
    let answer = create.await.expect("it ends");
    assert_eq!(answer.status, 200, "the caller gets the vendor's answer: {answer:?}");
    let_in(&ledger, true);
    until_ready(&gateway, 200).await;
    let again = loop {
        let again = gateway.create_as(&token, "order", "order").await;
        if again.status == 200 {
            break again;
        }
    };
    assert_eq!((vendor.seen().len(), again.body), (1, answer.body));
    assert_eq!((gateway.credits(&token).await, ledger.undecided()), (80.0, vec![]));
}

#[tokio::test]
async fn rule_07_what_the_database_did_not_commit_is_not_sent() {
    let vendor = Vendor::friendly().await;
    let ledger = TestLedger::postgres();
    let mut settings = ledger.settings(&vendor.url);
    settings.budgets.subject_credits_per_day = Some(100.0);
    let gateway = Gateway::start_with(settings).await;
    let token = gateway.token("ada").await;
    ledger.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room on the disk'; END $$;
         CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON attempts DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW WHEN (NEW.state = 'sent') EXECUTE FUNCTION refuse();",
    );
    let refused = gateway.create_as(&token, "order", "move").await;
    assert_eq!((refused.status, &refused.json()["charged"]), (503, &json!("no")), "{refused:?}");
    assert_eq!((vendor.seen().len(), gateway.credits(&token).await), (0, 100.0));
    ledger.execute("DROP TRIGGER refuse ON attempts");
    assert_eq!(gateway.create_as(&token, "order", "move").await.status, 200);
}

#[tokio::test]
async fn rule_07_after_an_outage_one_gateway_asks_the_vendor_again_and_not_two() {
    let job = "689174694b4dbdd4ab3d28c9";
    let vendor = Vendor::start(move |request| match request.path.rsplit('/').next() {
        Some("createBySourcePrompt") => ok(record(job, 1)),
        _ => ok(json!({ "result": [record(job, 1)] })),
    })
    .await;
    let ledger = TestLedger::postgres();
    let mut gateways = Vec::new();
    for _ in 0..2 {
        let mut settings = ledger.settings(&vendor.url);
        settings.public_url = Some("http://127.0.0.1:8080".parse().expect("a URL"));
        // Longer than the test: every look is one that somebody asked for.
        settings.deadlines.poll = Duration::from_secs(3600);
        gateways.push(Gateway::start_with(settings).await);
    }
    for (may_connect, status) in [(false, 503), (true, 200)] {
        let_in(&ledger, may_connect);
        for gateway in &gateways {
            until_ready(gateway, status).await;
        }
    }
    let token = gateways[0].token("ada").await;
    let handle = gateways[0].created(&token).await;
    let mut streams = Vec::new();
    for gateway in &gateways {
        let mut stream = Stream::open(&gateway.url, &token, &handle).await;
        assert_eq!(stream.status().await, Some(1));
        streams.push(stream);
    }
    assert_eq!(vendor.seen().len(), 2, "one create and one look");
}
