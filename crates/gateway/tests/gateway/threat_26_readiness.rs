//! A key that the vendor refuses turns readiness off until it works again.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::support::{Gateway, Vendor, ok, refusal, settings};

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
