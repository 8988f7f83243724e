use akool_contract::path;
use serde_json::{Value, json};

use crate::support::{API_KEY, Bench, CLIENT_ID, START_MS};

async fn entries(bench: &Bench, query: &str) -> Vec<Value> {
    bench.control_get(&format!("journal?{query}")).await["entries"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn every_request_is_recorded_with_its_answer() {
    let bench = Bench::new().await;
    bench.create_id(json!({})).await;
    bench.get_json(path::CREDITS).await;
    bench.post_json(path::CREATE, &json!({})).await;
    let all = entries(&bench, "").await;
    let short: Vec<Value> =
        all.iter().map(|entry| json!([entry["sequence"], entry["route"], entry["status"], entry["code"]])).collect();
    assert_eq!(json!(short), json!([[1, "create", 200, 1000], [2, "credits", 200, 1000], [3, "create", 200, 1003]]));
    let first = &all[0];
    assert_eq!((&first["method"], &first["path"]), (&json!("POST"), &json!(path::CREATE)));
    assert_eq!(first["at_ms"], START_MS);
    assert_eq!(first["json"]["prompt"], "slow zoom in");
    assert_eq!((&first["effect"], &first["fault"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn the_journal_is_filtered_by_route_and_number_and_can_be_cleared() {
    let bench = Bench::new().await;
    for _ in 0..2 {
        bench.get_json(path::CREDITS).await;
        bench.get_json(path::EFFECTS).await;
    }
    assert_eq!(entries(&bench, "route=credits").await.len(), 2);
    assert_eq!(entries(&bench, "since=3").await.len(), 1);
    bench.client.delete(bench.url("/_control/journal")).send().await.expect("an answer");
    assert_eq!(entries(&bench, "").await.len(), 0);
    bench.get_json(path::CREDITS).await;
    assert_eq!(entries(&bench, "").await[0]["sequence"], 5, "numbers go on");
}

#[tokio::test]
async fn faults_are_recorded_with_the_outcome_of_the_request() {
    let bench = Bench::new().await;
    bench.control("faults", &json!({ "id": "lost", "route": "credits", "answer": { "kind": "close" } })).await;
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().expect("a client");
    client.get(bench.url(path::CREDITS)).header("x-api-key", API_KEY).send().await.expect_err("no answer");
    let entry = entries(&bench, "").await.remove(0);
    assert_eq!((&entry["fault"], &entry["effect"]), (&json!("lost"), &json!(false)));
    assert_eq!((&entry["status"], &entry["code"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn credentials_are_recorded_only_as_good_or_bad() {
    let bench = Bench::new().await;
    bench.get_json(path::CREDITS).await;
    let wrong = bench.client.get(bench.url(path::CREDITS)).header("authorization", "Bearer abcdef");
    wrong.send().await.expect("an answer");
    bench.post_json(path::VENDOR_TOKEN, &json!({ "clientId": CLIENT_ID, "clientSecret": API_KEY })).await;
    let text = bench.control_get("journal").await.to_string();
    assert!(!text.contains(API_KEY) && !text.contains("abcdef\""), "{text}");
    assert!(text.contains(r#"["x-api-key","[good]"]"#) && text.contains(r#"["authorization","[bad]"]"#), "{text}");
}

#[tokio::test]
async fn control_calls_are_not_recorded() {
    let bench = Bench::new().await;
    bench.control_get("clock").await;
    bench.control_get("jobs").await;
    assert_eq!(entries(&bench, "").await.len(), 0);
}
