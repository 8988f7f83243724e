use akool_contract::path;
use akool_simulator::Options;
use serde_json::{Value, json};

use crate::support::{Bench, options};

fn scenario() -> Value {
    json!({
        "account": { "credits": 100 },
        "plans": [
            { "when": { "body_contains": "doomed" }, "fail": "bad luck", "fail_code": 1205, "count": 0 },
            { "queue_ms": 10, "processing_ms": 20 },
        ],
        "faults": [{ "route": "results", "answer": { "kind": "business", "code": 1005 } }],
    })
}

async fn assert_set_up(bench: &Bench) {
    assert_eq!(bench.balance().await, 100);
    let quick = bench.create_id(json!({})).await;
    let doomed = bench.create_id(json!({ "prompt": "doomed" })).await;
    let usual = bench.create_id(json!({})).await;
    assert_eq!(bench.post_json(path::RESULTS, &json!({ "_ids": quick })).await["code"], 1005);
    bench.advance(30).await;
    assert_eq!(bench.result(&quick).await["status"], 3);
    assert_eq!(bench.result(&usual).await["status"], 1, "the plan was for one job");
    bench.advance(5_000).await;
    let item = bench.result(&doomed).await;
    assert_eq!((&item["error_reason"], &item["error_code"]), (&json!("bad luck"), &json!(1205)));
}

#[tokio::test]
async fn a_scenario_can_be_applied_by_a_call() {
    let bench = Bench::new().await;
    bench.control("scenario", &scenario()).await;
    assert_set_up(&bench).await;
}

#[tokio::test]
async fn a_scenario_can_be_applied_at_the_start() {
    let scenario = serde_json::from_value(scenario()).expect("a scenario");
    let bench = Bench::with(Options { scenario: Some(scenario), ..options() }).await;
    assert_set_up(&bench).await;
}

#[tokio::test]
async fn a_wrong_scenario_changes_nothing() {
    let bench = Bench::new().await;
    let wrong = json!({
        "account": { "credits": 1 },
        "faults": [{ "answer": { "kind": "close" }, "probability": 7 }],
    });
    let response = bench.client.post(bench.url("/_control/scenario")).json(&wrong).send().await.expect("an answer");
    assert_eq!(response.status(), 400);
    assert_eq!(bench.balance().await, 10_000);
}

#[tokio::test]
async fn a_single_create_can_be_refused_by_plan() {
    let bench = Bench::new().await;
    let msg = "create video error, please try again later";
    bench.control("plans", &json!({ "refuse": { "code": 1015, "msg": msg } })).await;
    let answer = bench.post_json(path::CREATE, &bench.request(json!({}))).await;
    assert_eq!(answer, json!({ "code": 1015, "msg": msg }));
    assert_eq!(bench.balance().await, 10_000);
    bench.create(json!({})).await;
}

#[tokio::test]
async fn a_reset_clears_everything_but_the_time() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    bench.control("scenario", &scenario()).await;
    bench.control("clock", &json!({ "speed": 9, "stopped": true })).await;
    let now = bench.control_get("clock").await["now_ms"].clone();
    bench.control("reset", &json!({})).await;
    assert_eq!(bench.balance().await, 10_000);
    for list in ["jobs", "plans", "faults"] {
        assert_eq!(bench.control_get(list).await[list], json!([]), "{list}");
    }
    let body = json!({ "_ids": item["_id"] });
    assert_eq!(bench.post_json(path::RESULTS, &body).await["data"]["result"], json!([]));
    let clock = bench.control_get("clock").await;
    assert_eq!(clock, json!({ "now_ms": now, "speed": 1.0, "stopped": true }), "the clock as at the start, never back");
}
