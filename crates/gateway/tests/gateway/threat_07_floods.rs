//! Floods: so many calls per subject and per address, and memory that does not grow with the number of keys.

use std::time::Duration;

use serde_json::json;

use crate::support::{Gateway, Vendor, per_minute, settings};

const EFFECTS: &str = akool_contract::path::EFFECTS;

#[tokio::test]
async fn threat_07_a_subject_that_calls_too_often_is_told_when_to_come_back() {
    let vendor = Vendor::friendly().await;
    let mut settings = settings(&vendor.url);
    settings.rate_limits.subject_per_minute = per_minute(60);
    let gateway = Gateway::start_with(settings).await;
    let (ada, again, bob) = (gateway.token("ada").await, gateway.token("ada").await, gateway.token("bob").await);
    let first = gateway.get(EFFECTS, &ada).await;
    assert_eq!(first.header("ratelimit-policy"), Some("\"subject\";q=60;w=60"));
    assert_eq!(first.header("ratelimit"), Some("\"subject\";r=9"));
    // Ten at once, whichever token carries them.
    let mut refused = None;
    for _ in 0..30 {
        let answer = gateway.get(EFFECTS, &again).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a flood is refused");
    assert_eq!(
        (refused.code(), &refused.json()["retryable"], &refused.json()["charged"]),
        (1005, &json!(true), &json!("no"))
    );
    assert!(refused.header("retry-after").is_some_and(|seconds| seconds == "1" || seconds == "2"), "{refused:?}");
    assert_eq!(gateway.get(EFFECTS, &bob).await.status, 200, "others are not held up");
    gateway.clock.advance(Duration::from_secs(10));
    assert_eq!(gateway.get(EFFECTS, &ada).await.status, 200);
}

#[tokio::test]
async fn threat_07_an_address_that_calls_too_often_is_refused_and_no_header_of_its_own_changes_that() {
    let vendor = Vendor::friendly().await;
    let mut settings = settings(&vendor.url);
    settings.rate_limits.address_per_minute = per_minute(60);
    let gateway = Gateway::start_with(settings).await;
    let mut statuses = Vec::new();
    for number in 0..30 {
        let invented = format!("203.0.113.{number}");
        let headers =
            [("X-Forwarded-For", invented.as_str()), ("Forwarded", "for=203.0.113.9"), ("X-Real-IP", &invented)];
        statuses.push(gateway.send("GET", "/nothing", &headers, b"").await.status);
    }
    assert_eq!(statuses[..10], [404; 10]);
    assert!(statuses[10..].contains(&429), "{statuses:?}");
}

#[tokio::test]
async fn threat_07_behind_a_trusted_proxy_every_caller_counts_alone() {
    let vendor = Vendor::friendly().await;
    let mut settings = settings(&vendor.url);
    settings.rate_limits.address_per_minute = per_minute(60);
    settings.trusted_proxies = akool_gateway::TrustedProxies::parse("127.0.0.1").expect("a list");
    let gateway = Gateway::start_with(settings).await;
    for number in 0..30 {
        let caller = format!("6.6.6.6, 203.0.113.{number}");
        assert_eq!(gateway.send("GET", "/nothing", &[("X-Forwarded-For", &caller)], b"").await.status, 404);
    }
    let mut refused = false;
    for number in 0..30 {
        let caller = format!("6.6.6.{number}, 203.0.113.77");
        refused |= gateway.send("GET", "/nothing", &[("X-Forwarded-For", &caller)], b"").await.status == 429;
    }
    assert!(refused, "what a caller writes to the left of the proxy's entry changes nothing");
}
