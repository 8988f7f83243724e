//! Asked to stop, the gateway ends in time, at once when it is asked again, and no paid order is lost or sent twice.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;

use crate::support::{Connection, Program, Reply, TestLedger, Vendor, ok, record};

/// Longer than anything here may take, shorter than a call to the vendor.
const BOUND: Duration = Duration::from_secs(15);

async fn within_bound<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(BOUND, work).await.expect("it ends in time")
}

async fn silent_vendor() -> Vendor {
    Vendor::start(|request| match request.method.as_str() {
        "POST" => Reply::Silence,
        _ => ok(json!({ "credit": 3 })),
    })
    .await
}

async fn until_posted(vendor: &Vendor) {
    while vendor.posts().is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn rule_05_a_create_that_hangs_ends_with_the_drain_and_is_unknown_after_it() {
    for ledger in TestLedger::each() {
        let vendor = silent_vendor().await;
        let variables = [ledger.variables(), vec![("AKOOL_GATEWAY_DRAIN_SECONDS", "1")]].concat();
        let program = Program::start(&vendor.url, &variables).await;
        let token = program.token("ada").await;
        let _connection = program.begin_create(&token, "order").await;
        until_posted(&vendor).await;
        within_bound(program.stop()).await;

        let program = Program::start(&vendor.url, &variables).await;
        let answer = program.create_at_last(&program.token("ada").await, "order").await;
        assert_eq!((answer.status, &answer.json()["charged"]), (502, &json!("unknown")));
        assert_eq!(vendor.posts().len(), 1, "it is not sent again");
        within_bound(program.stop()).await;
    }
}

#[tokio::test]
async fn rule_05_a_create_that_is_answered_within_the_drain_is_settled() {
    for ledger in TestLedger::each() {
        let permits = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
        let held = permits.clone();
        let vendor = Vendor::start(move |request| match request.method.as_str() {
            "POST" => Reply::Held(held.clone(), Box::new(ok(record("689174694b4dbdd4ab3d28c9", 1)))),
            _ => ok(json!({ "credit": 3 })),
        })
        .await;
        let program = Program::start(&vendor.url, &ledger.variables()).await;
        let token = program.token("ada").await;
        let mut connection = program.begin_create(&token, "order").await;
        until_posted(&vendor).await;
        program.signal("TERM").await;
        until_refused(&program.url).await;
        permits.add_permits(1);
        let answer = crate::support::Answer::parse(&connection.read_to_end().await);
        assert_eq!(answer.status, 200);
        assert_eq!(within_bound(program.ended()).await, Some(0));
        assert_eq!(ledger.undecided(), [0_i64; 0]);
    }
}

/// Until the gateway listens no more, which shows that it has seen the signal.
async fn until_refused(url: &str) {
    let address = url.strip_prefix("http://").expect("an http URL");
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn rule_10_a_second_signal_ends_it_at_once() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let vendor = silent_vendor().await;
        let program = Program::start(&vendor.url, &[("AKOOL_GATEWAY_DRAIN_SECONDS", "3600")]).await;
        let token = program.token("ada").await;
        let _connection = program.begin_create(&token, "order").await;
        until_posted(&vendor).await;
        program.signal("TERM").await;
        until_refused(&program.url).await;
        program.signal(signal).await;
        assert_eq!(within_bound(program.ended()).await, Some(code));
    }
}

#[tokio::test]
async fn rule_10_a_signal_is_seen_although_every_connection_is_taken() {
    let vendor = silent_vendor().await;
    let program = Program::start_limited(96, &vendor.url, &[("AKOOL_GATEWAY_DRAIN_SECONDS", "1")]).await;
    let token = program.token("ada").await;
    let mut taken = Vec::new();
    for number in 0..60 {
        taken.push(program.begin_create(&token, &format!("order{number}")).await);
    }
    until_posted(&vendor).await;
    within_bound(program.stop()).await;
}

#[tokio::test]
async fn rule_10_a_transfer_that_drips_does_not_outlast_the_drain() {
    let vendor = Vendor::friendly().await;
    let program = Program::start(&vendor.url, &[("AKOOL_GATEWAY_DRAIN_SECONDS", "1")]).await;
    let token = program.token("ada").await;
    let mut connection = Connection::open(&program.url).await;
    let head = format!(
        "POST /uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: image/png\r\nContent-Length: 60000\r\nExpect: 100-continue\r\n\r\n"
    );
    connection.write(head.as_bytes()).await.expect("it listens");
    within_bound(program.stop()).await;
}
