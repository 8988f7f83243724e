//! kill -9 at any point: nothing is sent twice, no money is lost, nothing is left undecided. Also threat 12.

use std::time::Duration;

use serde_json::json;

use crate::support::{Program, Reply, TestLedger, Vendor, ok, record};

const BUDGET: f64 = 10_000.0;

async fn start(vendor: &Vendor, ledger: &TestLedger) -> Program {
    let variables = [ledger.variables(), vec![("AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY", "10000")]].concat();
    Program::start(&vendor.url, &variables).await
}

fn posts_of(vendor: &Vendor, order: &str) -> usize {
    vendor.posts().iter().filter(|request| request.json()["prompt"] == order).count()
}

#[tokio::test]
async fn threat_12_a_crash_between_send_and_answer_leaves_unknown_and_one_post() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::start(|_| Reply::Silence).await;
        let program = start(&vendor, &ledger).await;
        let token_before = program.token("ada").await;
        let _connection = program.begin_create(&token_before, "order").await;
        while vendor.posts().is_empty() {
            tokio::task::yield_now().await;
        }
        program.kill().await;

        let program = start(&vendor, &ledger).await;
        let token = program.token("ada").await;
        for _ in 0..2 {
            let answer = program.create_at_last(&token, "order").await;
            assert_eq!((answer.status, &answer.json()["charged"]), (502, &json!("unknown")));
        }
        assert_eq!(vendor.posts().len(), 1);
        assert_eq!(program.credits(&token).await, BUDGET - 20.0, "the money stays held");
        program.stop().await;
    }
}

#[tokio::test]
async fn threat_12_a_crash_after_the_answer_replays_the_same_job() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let program = start(&vendor, &ledger).await;
        let first = program.create(&program.token("ada").await, "order").await;
        program.kill().await;
        let program = start(&vendor, &ledger).await;
        let again = program.create_at_last(&program.token("ada").await, "order").await;
        assert_eq!((first.status, &first.body), (200, &again.body));
        assert_eq!(vendor.posts().len(), 1);
        program.stop().await;
    }
}

#[tokio::test]
async fn rule_05_kills_at_any_moment_never_pay_twice_and_never_lose_count() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::start(|_| ok(record("689174694b4dbdd4ab3d28c9", 1))).await;
        let mut program = start(&vendor, &ledger).await;
        let (mut accepted, mut unknown) = (0, 0);
        for round in 0..40_u64 {
            let order = format!("order-{round}");
            let token_before = program.token("ada").await;
            let connection = program.begin_create(&token_before, &order).await;
            // Not to wait for anything: every round kills at another moment of the way through the ledger and the vendor.
            tokio::time::sleep(Duration::from_micros(round * 250)).await;
            program.kill().await;
            drop(connection);

            program = start(&vendor, &ledger).await;
            let posts_before = posts_of(&vendor, &order);
            let answer = program.create_at_last(&program.token("ada").await, &order).await;
            let posts = posts_of(&vendor, &order);
            match answer.status {
                200 => {
                    assert_eq!(posts, 1, "{order}: one post for one job");
                    accepted += 1;
                }
                502 => {
                    assert_eq!(answer.json()["charged"], json!("unknown"), "{order}: {answer:?}");
                    assert_eq!(posts, posts_before, "{order}: what is unknown is not sent again");
                    unknown += 1;
                }
                other => panic!("{order}: {other} {answer:?}"),
            }
        }
        let left = program.credits(&program.token("ada").await).await;
        assert_eq!(left, BUDGET - 20.0 * f64::from(accepted + unknown), "{accepted} accepted, {unknown} unknown");
        assert_eq!(ledger.undecided(), [0_i64; 0]);
        program.stop().await;
    }
}
