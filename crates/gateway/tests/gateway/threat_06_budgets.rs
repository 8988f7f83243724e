//! Burning credits in parallel: three levels, reserved before the call, in one transaction.

use std::sync::Arc;
use std::time::Duration;

use akool_gateway::{Budgets, Settings};
use serde_json::{Value, json};

use crate::support::{Gateway, TestLedger, Vendor, ok, record};

const TOKEN_REQUEST: fn(Value) -> Value = |limits| json!({ "subject": "ada", "limits": limits });

async fn creates_that_pass(settings: Settings, limits: Value, vendor: &Vendor) {
    let gateway = Arc::new(Gateway::start_with(settings).await);
    let minted = gateway.mint(TOKEN_REQUEST(limits)).await.json();
    let token = minted["access_token"].as_str().expect("a token").to_owned();
    let creates: Vec<_> = (0..200)
        .map(|_| {
            let (gateway, token) = (gateway.clone(), token.clone());
            tokio::spawn(async move { gateway.create(&token).await })
        })
        .collect();
    let mut statuses = Vec::new();
    for create in creates {
        let answer = create.await.expect("it ends");
        if answer.status != 200 {
            assert_eq!((answer.code(), &answer.json()["charged"]), (1104, &json!("no")));
            assert_eq!(answer.json()["msg"], "There are not enough credits.");
        }
        statuses.push(answer.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 3);
    assert_eq!(statuses.iter().filter(|status| **status == 402).count(), 197);
    assert_eq!(vendor.seen().len(), 3, "exactly three went upstream");
}

#[tokio::test]
async fn threat_06_two_hundred_creates_at_once_with_a_token_for_three_send_three() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        creates_that_pass(ledger.settings(&vendor.url), json!({ "max_credits": 79 }), &vendor).await;
    }
}

#[tokio::test]
async fn threat_06_a_token_may_count_creates() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        creates_that_pass(ledger.settings(&vendor.url), json!({ "max_creates": 3 }), &vendor).await;
    }
}

#[tokio::test]
async fn threat_06_two_hundred_creates_at_once_with_a_subjects_budget_for_three_send_three() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let budgets = Budgets { subject_credits_per_day: Some(60.0), ..Budgets::default() };
        creates_that_pass(Settings { budgets, ..ledger.settings(&vendor.url) }, json!({}), &vendor).await;
    }
}

#[tokio::test]
async fn threat_06_two_hundred_creates_at_once_with_a_sites_budget_for_three_send_three() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let budgets = Budgets { site_credits_per_day: Some(60.0), ..Budgets::default() };
        creates_that_pass(Settings { budgets, ..ledger.settings(&vendor.url) }, json!({}), &vendor).await;
    }
}

#[tokio::test]
async fn rule_05_what_is_left_is_the_callers_and_not_the_accounts() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let mut settings = ledger.settings(&vendor.url);
        settings.budgets = Budgets { subject_credits_per_day: Some(50.0), site_credits_per_day: Some(90.0) };
        let gateway = Gateway::start_with(settings).await;
        let (ada, bob) = (gateway.token("ada").await, gateway.token("bob").await);
        assert_eq!((gateway.credits(&ada).await, gateway.credits(&bob).await), (50.0, 50.0));
        gateway.create(&ada).await;
        gateway.create(&ada).await;
        assert_eq!((gateway.credits(&ada).await, gateway.credits(&bob).await), (10.0, 50.0));
        gateway.create(&bob).await;
        assert_eq!(gateway.credits(&bob).await, 30.0);
        assert_eq!(gateway.credits(&gateway.token("eve").await).await, 30.0, "the whole site has no more");
        assert_eq!(gateway.create(&ada).await.status, 402);
        assert!(
            vendor.seen().iter().all(|request| request.method == "POST"),
            "the account's balance is not even asked for"
        );
        gateway.clock.advance(Duration::from_secs(24 * 3600));
        assert_eq!(gateway.credits(&gateway.token("ada").await).await, 50.0, "another day");
    }
}

#[tokio::test]
async fn rule_05_the_real_price_is_settled_and_held_from_then_on() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::start(|_| {
            let mut record = record("689174694b4dbdd4ab3d28c9", 1);
            record["deduction_credit"] = json!(100);
            ok(record)
        })
        .await;
        let mut settings = ledger.settings(&vendor.url);
        settings.budgets.subject_credits_per_day = Some(150.0);
        let gateway = Gateway::start_with(settings).await;
        let token = gateway.token("ada").await;
        assert_eq!(gateway.create(&token).await.status, 200);
        assert_eq!(gateway.credits(&token).await, 50.0);
        assert_eq!(
            gateway.create(&token).await.status,
            402,
            "50 would do at the published price of 20, but not at the real one"
        );
        assert_eq!(vendor.seen().len(), 1);
    }
}

#[tokio::test]
async fn rule_05_without_any_budget_the_accounts_credits_are_shown() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    assert_eq!(gateway.credits(&gateway.token("ada").await).await, 934.0);
}

#[tokio::test]
async fn rule_05_credits_that_the_vendor_gives_back_for_a_failed_job_go_back_to_the_budget_once() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::start(|request| {
            if !request.path.ends_with("resultsByIds") {
                return ok(record("689174694b4dbdd4ab3d28c9", 1));
            }
            let mut failed = record("689174694b4dbdd4ab3d28c9", 4);
            failed["deduction_credit"] = json!(0);
            ok(json!({ "result": [failed] }))
        })
        .await;
        let mut settings = ledger.settings(&vendor.url);
        settings.budgets = Budgets { subject_credits_per_day: Some(50.0), site_credits_per_day: Some(500.0) };
        let gateway = Gateway::start_with(settings).await;
        let token = gateway.token("ada").await;
        let job = gateway.created(&token).await;
        assert_eq!(gateway.credits(&token).await, 30.0);
        for _ in 0..3 {
            assert_eq!(gateway.results(&token, &job).await.status, 200);
            assert_eq!(gateway.credits(&token).await, 50.0);
        }
    }
}

#[tokio::test]
async fn rule_05_a_failed_job_that_still_costs_something_keeps_its_credits() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::start(|request| {
            let failed = record("689174694b4dbdd4ab3d28c9", 4);
            if request.path.ends_with("resultsByIds") { ok(json!({ "result": [failed] })) } else { ok(failed) }
        })
        .await;
        let mut settings = ledger.settings(&vendor.url);
        settings.budgets.subject_credits_per_day = Some(50.0);
        let gateway = Gateway::start_with(settings).await;
        let token = gateway.token("ada").await;
        let job = gateway.created(&token).await;
        gateway.results(&token, &job).await;
        assert_eq!(gateway.credits(&token).await, 30.0);
    }
}
