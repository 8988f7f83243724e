use std::time::Duration;

use serde_json::json;

use crate::support::{Bench, START_MS};

#[tokio::test]
async fn a_stopped_clock_only_moves_when_stepped() {
    let bench = Bench::new().await;
    let state = bench.control_get("clock").await;
    assert_eq!(state, json!({ "now_ms": START_MS, "speed": 1.0, "stopped": true }));
    let id = bench.create_id(json!({})).await;
    assert_eq!(bench.control_get("clock").await["next_due_ms"], START_MS + 1_500);
    let state = bench.control("clock", &json!({ "step_ms": 1_000 })).await;
    assert_eq!((&state["now_ms"], &state["settled"]), (&json!(START_MS + 1_000), &json!(true)));
    assert_eq!(bench.result(&id).await["status"], 1);
}

#[tokio::test]
async fn one_long_step_stops_at_every_due_moment() {
    let bench = Bench::new().await;
    let id = bench.create_id(json!({})).await;
    let state = bench.control("clock", &json!({ "step_ms": 60_000 })).await;
    assert_eq!(state["now_ms"], START_MS + 60_000);
    let item = bench.result(&id).await;
    assert_eq!((&item["status"], &item["update_time"]), (&json!(3), &json!(START_MS + 4_100)));
}

#[tokio::test]
async fn the_clock_can_be_set_forward_but_not_back() {
    let bench = Bench::new().await;
    let state = bench.control("clock", &json!({ "now_ms": START_MS + 7 })).await;
    assert_eq!(state["now_ms"], START_MS + 7);
    for wrong in [json!({ "now_ms": START_MS }), json!({ "step_ms": -1 }), json!({ "speed": 0 }), json!({ "stop": 1 })]
    {
        let response = bench.client.post(bench.url("/_control/clock")).json(&wrong).send().await.expect("an answer");
        assert_eq!(response.status(), 400, "{wrong}");
        let body: serde_json::Value = response.json().await.expect("JSON");
        assert!(!body["error"].as_str().expect("a reason").is_empty());
    }
}

#[tokio::test]
async fn a_fast_clock_finishes_jobs_by_itself() {
    let bench = Bench::new().await;
    let id = bench.create_id(json!({})).await;
    bench.control("clock", &json!({ "speed": 1_000_000, "stopped": false })).await;
    // Real time, but none is asserted: it ends when the job has ended.
    let ended = async {
        while bench.result(&id).await["status"] != 3 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ended).await.expect("the job ends");
}

#[tokio::test]
async fn settling_waits_for_pending_work() {
    let bench = Bench::new().await;
    let plan = json!({ "queue_ms": 0, "processing_ms": 0 });
    bench.control("plans", &plan).await;
    let id = bench.create_id(json!({})).await;
    let state = bench.control("settle", &json!({})).await;
    assert_eq!(state["settled"], true);
    assert_eq!(bench.result(&id).await["status"], 3, "nothing was left to wait for but the rendering");
    assert_eq!(state["now_ms"], START_MS);
}
