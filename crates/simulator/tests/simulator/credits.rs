use akool_contract::path;
use akool_simulator::{Options, Prices, SubscriptionPlan};
use serde_json::json;

use crate::support::{Bench, options};

#[tokio::test]
async fn the_answer_contains_only_the_balance() {
    let bench = Bench::new().await;
    let answer = bench.get_json(path::CREDITS).await;
    assert_eq!(answer["code"], 1000);
    assert_eq!(answer["data"], json!({ "credit": 10_000 }));
}

#[tokio::test]
async fn every_published_price_is_charged_at_create() {
    let bench = Bench::new().await;
    let table = [("720p", 5, 20), ("1080p", 5, 25), ("4k", 5, 30), ("720p", 10, 40), ("1080p", 10, 50), ("4k", 10, 60)];
    for (resolution, seconds, price) in table {
        let before = bench.balance().await;
        let data = bench.create(json!({ "resolution": resolution, "video_length": seconds })).await;
        assert_eq!(data["deduction_credit"], price, "{resolution} {seconds} s");
        assert_eq!(bench.balance().await, before - price);
    }
}

#[tokio::test]
async fn observed_prices_are_20_credits_per_second() {
    let bench = Bench::with(Options { prices: Prices::Observed, ..options() }).await;
    assert_eq!(bench.create(json!({})).await["deduction_credit"], 100);
    assert_eq!(bench.create(json!({ "resolution": "4k", "video_length": 10 })).await["deduction_credit"], 200);
}

#[tokio::test]
async fn too_few_credits_get_1104_and_create_nothing() {
    let bench = Bench::with(Options { credits: 39, ..options() }).await;
    bench.create(json!({})).await;
    let answer = bench.post_json(path::CREATE, &bench.request(json!({}))).await;
    assert_eq!(answer["code"], 1104);
    assert_eq!(bench.balance().await, 19);
    assert_eq!(bench.control_get("jobs").await["jobs"].as_array().expect("a list").len(), 1);
}

#[tokio::test]
async fn parallel_creates_never_overdraw_the_balance() {
    let bench = Bench::with(Options { credits: 60, ..options() }).await;
    let request = bench.request(json!({}));
    let asks = (0..12).map(|_| bench.post_json(path::CREATE, &request));
    let answers = futures_util::future::join_all(asks).await;
    let good = answers.iter().filter(|answer| answer["code"] == 1000).count();
    assert_eq!((good, bench.balance().await), (3, 0));
}

#[tokio::test]
async fn a_failed_job_is_refunded() {
    let bench = Bench::new().await;
    let id = bench.create_id(json!({ "prompt": "[fail]" })).await;
    assert_eq!(bench.balance().await, 9_980);
    bench.advance(5_000).await;
    assert_eq!(bench.balance().await, 10_000);
    assert_eq!(bench.result(&id).await["deduction_credit"], 0);
}

#[tokio::test]
async fn a_free_plan_gets_1213_for_ten_seconds_and_the_premium_model() {
    let bench = Bench::with(Options { plan: SubscriptionPlan::Free, ..options() }).await;
    for fields in [json!({ "video_length": 10 }), json!({ "is_premium_model": true })] {
        assert_eq!(bench.post_json(path::CREATE, &bench.request(fields)).await["code"], 1213);
    }
    bench.create(json!({})).await;
}
