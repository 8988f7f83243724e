use akool_contract::path;
use serde_json::{Value, json};

use crate::support::{API_KEY, Bench, CLIENT_ID, START_MS};

async fn entries(bench: &Bench, query: &str) -> Vec<Value> {
    bench.control_look(&format!("journal?{query}")).await["entries"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn every_request_is_written_down_with_its_answer() {
    let bench = Bench::new().await;
    bench.create_id(json!({})).await;
    bench.look(path::CREDITS).await;
    bench.ask(path::CREATE, &json!({})).await;
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
async fn it_can_be_asked_by_route_and_from_a_number_on_and_cleared() {
    let bench = Bench::new().await;
    for _ in 0..2 {
        bench.look(path::CREDITS).await;
        bench.look(path::EFFECTS).await;
    }
    assert_eq!(entries(&bench, "route=credits").await.len(), 2);
    assert_eq!(entries(&bench, "since=3").await.len(), 1);
    bench.client.delete(bench.url("/_control/journal")).send().await.expect("an answer");
    assert_eq!(entries(&bench, "").await.len(), 0);
    bench.look(path::CREDITS).await;
    assert_eq!(entries(&bench, "").await[0]["sequence"], 5, "numbers go on");
}

#[tokio::test]
async fn faults_show_with_what_became_of_the_request() {
    let bench = Bench::new().await;
    bench.control("faults", &json!({ "id": "lost", "route": "credits", "answer": { "kind": "close" } })).await;
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().expect("a client");
    client.get(bench.url(path::CREDITS)).header("x-api-key", API_KEY).send().await.expect_err("no answer");
    let entry = entries(&bench, "").await.remove(0);
    assert_eq!((&entry["fault"], &entry["effect"]), (&json!("lost"), &json!(false)));
    assert_eq!((&entry["status"], &entry["code"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn credentials_show_only_as_good_or_bad() {
    let bench = Bench::new().await;
    bench.look(path::CREDITS).await;
    let wrong = bench.client.get(bench.url(path::CREDITS)).header("authorization", "Bearer abcdef");
    wrong.send().await.expect("an answer");
    bench.ask(path::VENDOR_TOKEN, &json!({ "clientId": CLIENT_ID, "clientSecret": API_KEY })).await;
    let text = bench.control_look("journal").await.to_string();
    assert!(!text.contains(API_KEY) && !text.contains("abcdef\""), "{text}");
    assert!(text.contains(r#"["x-api-key","[good]"]"#) && text.contains(r#"["authorization","[bad]"]"#), "{text}");
}

#[tokio::test]
async fn control_calls_do_not_show() {
    let bench = Bench::new().await;
    bench.control_look("clock").await;
    bench.control_look("jobs").await;
    assert_eq!(entries(&bench, "").await.len(), 0);
}
