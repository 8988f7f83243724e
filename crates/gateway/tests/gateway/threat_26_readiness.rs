//! A key that the vendor refuses turns readiness off until it works again.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::support::{
    Connection, Gateway, Program, Reply, TestLedger, Vendor, exchange, ok, per_minute, refusal, settings,
};

async fn vendor_with(code: Arc<AtomicI64>) -> Vendor {
    Vendor::start(move |_| match code.load(Ordering::Relaxed) {
        1000 => ok(json!({ "credit": 3, "result": [] })),
        code => refusal(code),
    })
    .await
}

#[tokio::test]
async fn threat_26_a_refused_key_turns_readiness_off_and_a_working_one_on_again() {
    for refused in [1101, 1102, 1109, 1200] {
        let code = Arc::new(AtomicI64::new(1000));
        let vendor = vendor_with(code.clone()).await;
        let gateway = Gateway::start(&vendor.url).await;
        let token = gateway.token("ada").await;
        assert_eq!(gateway.get("/readyz", "").await.status, 200);
        code.store(refused, Ordering::Relaxed);
        let answer = gateway.get(akool_contract::path::EFFECTS, &token).await;
        assert_eq!(answer.status, 503);
        assert_eq!(gateway.get("/readyz", "").await.status, 503, "{refused}");
        assert_eq!(gateway.get("/healthz", "").await.status, 200, "the program itself is well");
        code.store(1000, Ordering::Relaxed);
        gateway.get(akool_contract::path::CREDITS, &token).await;
        assert_eq!(gateway.get("/readyz", "").await.status, 200);
    }
}

#[tokio::test]
async fn threat_26_a_gateway_that_gets_no_traffic_finds_out_by_itself_that_the_key_works_again() {
    let code = Arc::new(AtomicI64::new(1109));
    let vendor = vendor_with(code.clone()).await;
    let mut settings = settings(&vendor.url);
    settings.deadlines.key_probe = Duration::from_millis(20);
    let gateway = Gateway::start_with(settings).await;
    gateway.get(akool_contract::path::EFFECTS, &gateway.token("ada").await).await;
    assert_eq!(gateway.get("/readyz", "").await.status, 503);
    code.store(1000, Ordering::Relaxed);
    // Ends when it is ready; a gateway that never probes would hang here.
    while gateway.get("/readyz", "").await.status != 200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn threat_26_a_firewalls_page_is_no_word_of_the_vendor_about_the_key() {
    for status in [401, 403] {
        let page = "<html>Request blocked</html>";
        let reply =
            format!("HTTP/1.1 {status} X\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{page}", page.len());
        let vendor = Vendor::start(move |_| Reply::Raw(reply.clone().into_bytes())).await;
        let gateway = Gateway::start(&vendor.url).await;
        let token = gateway.token("ada").await;
        let created = gateway.create(&token).await;
        assert_eq!((created.status, &created.json()["charged"]), (503, &json!("no")));
        assert_eq!(gateway.get(akool_contract::path::CREDITS, &token).await.status, 503);
        assert_eq!(gateway.get("/readyz", "").await.status, 200);
    }
}

#[tokio::test]
async fn threat_26_a_wrong_key_shows_at_the_start_and_a_vendor_out_of_reach_does_not_keep_it_from_starting() {
    let vendor = vendor_with(Arc::new(AtomicI64::new(1109))).await;
    let program = Program::start(&vendor.url, &[]).await;
    // There was no call yet.
    let not_ready = async {
        while exchange(&program.url, "GET", "/readyz", &[], b"").await.status != 503 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), not_ready).await.expect("it finds out by itself");
    let log = program.stop().await;
    assert!(log.contains("AKOOL_API_KEY"), "{log}");

    let program = Program::start("http://127.0.0.1:1", &[]).await;
    assert_eq!(exchange(&program.url, "GET", "/readyz", &[], b"").await.status, 200);
    program.stop().await;
}

#[tokio::test]
async fn threat_26_a_gateway_whose_ledger_cannot_be_written_is_not_ready() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
        let token = gateway.token("ada").await;
        assert_eq!(gateway.get("/readyz", "").await.status, 200);
        ledger.execute("ALTER TABLE attempts RENAME TO attempts_elsewhere");
        gateway.clock.advance(Duration::from_secs(10));
        assert_eq!(gateway.create(&token).await.status, 503);
        let answer = gateway.get("/readyz", "").await;
        assert_eq!(answer.status, 503);
        assert!(answer.json()["reason"].as_str().is_some_and(|reason| reason.contains("ledger")), "{answer:?}");
        assert_eq!(gateway.get("/healthz", "").await.status, 200, "the program itself is well");
        ledger.execute("ALTER TABLE attempts_elsewhere RENAME TO attempts");
        gateway.clock.advance(Duration::from_secs(10));
        assert_eq!(gateway.get("/readyz", "").await.status, 200);
        assert_eq!(gateway.credits(&token).await, 934.0);
    }
}

#[tokio::test]
async fn threat_07_probes_are_not_counted_with_the_callers_behind_their_address_and_preflights_are() {
    let vendor = Vendor::friendly().await;
    let mut settings = settings(&vendor.url);
    settings.rate_limits.address_per_minute = per_minute(60);
    settings.metrics_listen = Some("127.0.0.1:0".parse().expect("an address"));
    let gateway = Gateway::start_with(settings).await;
    let headers = [("Origin", "https://shop.example"), ("Access-Control-Request-Method", "POST")];
    let mut statuses = Vec::new();
    for _ in 0..30 {
        statuses.push(gateway.send("OPTIONS", "/token", &headers, b"").await.status);
    }
    assert_eq!(statuses[..10], [200; 10]);
    assert!(statuses[10..].contains(&429), "{statuses:?}");
    for _ in 0..30 {
        assert_eq!(gateway.get("/healthz", "").await.status, 200);
        assert_eq!(gateway.get("/readyz", "").await.status, 200);
    }
    let base = gateway.metrics_url.as_deref().expect("metrics").strip_suffix("/metrics").expect("a path").to_owned();
    let metrics = exchange(&base, "GET", "/metrics", &[], b"").await;
    let text = String::from_utf8(metrics.body).expect("text");
    assert!(text.lines().any(|line| line.contains("OPTIONS") && line.contains("429")), "{text}");
}

#[tokio::test]
async fn threat_14_a_probe_in_http_1_0_needs_no_host_and_nothing_else_goes_without() {
    let vendor = Vendor::friendly().await;
    let mut login_free = settings(&vendor.url);
    login_free.minting = akool_gateway::Minting::LoginFree;
    for settings in [settings(&vendor.url), login_free] {
        let gateway = Gateway::start_with(settings).await;
        for (request, expected) in [
            ("GET /healthz HTTP/1.0\r\n\r\n", 200),
            ("HEAD /healthz HTTP/1.0\r\n\r\n", 200),
            ("GET /readyz HTTP/1.0\r\n\r\n", 200),
            ("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
            ("GET /healthz HTTP/1.0\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
            ("GET /openapi.json HTTP/1.0\r\n\r\n", 400),
            ("POST /token HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}", 400),
            ("POST /healthz HTTP/1.0\r\nContent-Length: 0\r\n\r\n", 400),
        ] {
            let mut connection = Connection::open(&gateway.url).await;
            connection.write(request.as_bytes()).await.expect("it listens");
            let answer = String::from_utf8(connection.read_to_end().await).expect("text");
            assert_eq!(answer.split(' ').nth(1), Some(expected.to_string().as_str()), "{request:?}");
        }
    }
}

#[tokio::test]
async fn threat_26_an_empty_account_is_one_public_code_without_amounts_and_no_reason_to_stop() {
    for code in [1006, 1104] {
        let vendor = vendor_with(Arc::new(AtomicI64::new(code))).await;
        let gateway = Gateway::start(&vendor.url).await;
        let answer = gateway.create(&gateway.token("ada").await).await;
        assert_eq!((answer.status, answer.code(), &answer.json()["charged"]), (402, 1104, &json!("no")));
        assert_eq!(answer.json()["msg"], "There are not enough credits.");
        assert_eq!(gateway.get("/readyz", "").await.status, 200);
    }
}
