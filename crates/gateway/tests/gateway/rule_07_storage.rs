//! What is kept survives a restart.

use std::time::Duration;

use akool_gateway::Secret;
use serde_json::json;

use crate::support::{Gateway, ISSUER, MASTER, TestLedger, Vendor};

const CREDITS: &str = akool_contract::path::CREDITS;
const OTHER_MASTER: &str = "Zz9Yy8Xx7Ww6Vv5Uu4Tt3Ss2Rr1Qq0Pp9Oo8Nn7M";

#[tokio::test]
async fn threat_03_a_revocation_survives_a_restart() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let mut settings = ledger.settings(&vendor.url);
        // Tokens name the gateway they are for, so it has to keep its name.
        settings.public_url = Some("http://127.0.0.1:8080".parse().expect("a URL"));
        let before = Gateway::start_with(settings.clone()).await;
        let minted = before.mint(json!({ "subject": "ada" })).await.json();
        let (token, kept) = (minted["access_token"].as_str().expect("a token"), before.token("ada").await);
        let path = format!("/token/{}", minted["jti"].as_str().expect("a name"));
        before.send("DELETE", &path, &[("Authorization", &format!("Bearer {ISSUER}"))], b"").await;
        drop(before);
        let after = Gateway::start_with(settings).await;
        assert_eq!(after.get(CREDITS, token).await.status, 401);
        assert_eq!(after.get(CREDITS, &kept).await.status, 200);
    }
}

#[tokio::test]
async fn rule_03_the_previous_master_secret_is_read_for_eight_days_also_over_restarts() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let mut rotated = ledger.settings(&vendor.url);
        rotated.master_secret = Secret::new(OTHER_MASTER);
        rotated.previous_master_secret = Some(Secret::new(MASTER));
        let gateway = Gateway::start_with(rotated.clone()).await;
        drop(gateway);

        // An attacker has the old secret, and makes a handle with it long after it was replaced.
        let thief = Gateway::start(&vendor.url).await;
        let nine_days = Duration::from_secs(9 * 24 * 3600);
        thief.clock.advance(nine_days);
        let handle = thief.created(&thief.token("ada").await).await;

        let gateway = Gateway::start_with(rotated).await;
        assert_eq!(gateway.results(&gateway.token("ada").await, &handle).await.status, 200, "within the eight days");
        gateway.clock.advance(nine_days);
        assert_eq!(gateway.results(&gateway.token("ada").await, &handle).await.status, 404);
    }
}

#[tokio::test]
async fn rule_07_a_ledger_of_a_newer_version_is_left_alone() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        drop(Gateway::start_with(ledger.settings(&vendor.url)).await);
        ledger.set_version(ledger.version() + 1);
        let refused = akool_gateway::Gateway::bind(ledger.settings(&vendor.url), akool_gateway::Clock::default()).await;
        let message = refused.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(message.contains("newer version"), "{message}");
    }
}

#[tokio::test]
async fn rule_07_a_ledger_of_the_first_version_is_migrated_and_keeps_its_rows() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
        let first = gateway.create_as(&gateway.token("ada").await, "order-1", "move").await;
        drop(gateway);
        ledger.execute(
            "DROP INDEX attempts_by_job; DROP INDEX attempts_by_batch; DROP INDEX attempts_by_token;
             DROP INDEX attempts_by_subject; ALTER TABLE attempts DROP COLUMN deleted_at_ms;
             ALTER TABLE attempts DROP COLUMN batch; ALTER TABLE attempts DROP COLUMN replica;
             DROP TABLE kept_videos; DROP TABLE polled_jobs;",
        );
        ledger.set_version(1);
        let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
        let again = gateway.create_as(&gateway.token("ada").await, "order-1", "move").await;
        assert_eq!((again.status, again.body), (200, first.body));
        assert_eq!(vendor.seen().len(), 1);
    }
}

#[tokio::test]
async fn rule_07_gateways_that_start_together_on_an_empty_database_all_come_up() {
    let vendor = Vendor::friendly().await;
    let ledger = TestLedger::postgres();
    let start = || Gateway::start_with(ledger.settings(&vendor.url));
    let (one, two, three) = tokio::join!(start(), start(), start());
    for gateway in [one, two, three] {
        assert_eq!(gateway.send("GET", "/readyz", &[], b"").await.status, 200);
    }
}
