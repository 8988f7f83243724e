use serde_json::{Value, json};

use crate::support::{Bench, text};

async fn info(bench: &Bench, id: &str) -> Value {
    bench.get_json(&format!("/api/open/v3/content/video/infobymodelid?video_model_id={id}")).await
}

#[tokio::test]
async fn the_older_detail_route_has_its_own_format() {
    let bench = Bench::new().await;
    let id = bench.create_id(json!({})).await;
    let data = info(&bench, &id).await["data"].clone();
    assert_eq!((&data["_id"], &data["video_status"], &data["video"]), (&json!(id), &json!(1), &json!("")));
    assert_eq!(data["progress"], 0);
    bench.advance(5_000).await;
    let result = bench.result(&id).await;
    let data = info(&bench, &id).await["data"].clone();
    assert_eq!((&data["video_status"], &data["video"]), (&json!(3), &result["video_url"]));
    assert_eq!((&data["progress"], &data["deduction_duration"]), (&json!(100), &json!(5)));
    assert!(data.get("video_url").is_none() && data.get("status").is_none(), "{data}");
}

#[tokio::test]
async fn a_failure_has_its_reason_in_the_older_format() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({ "prompt": "[fail: out of paint]" })).await;
    let data = info(&bench, text(&item["_id"])).await["data"].clone();
    assert_eq!((&data["video_status"], &data["error_reason"]), (&json!(4), &json!("out of paint")));
    assert_eq!(data["error_code"], 1015);
}

#[tokio::test]
async fn unknown_and_missing_ids_are_refused() {
    let bench = Bench::new().await;
    assert_eq!(info(&bench, "0123456789abcdef01234567").await["code"], 1008);
    assert_eq!(bench.get_json("/api/open/v3/content/video/infobymodelid").await["code"], 1003);
}

#[tokio::test]
async fn the_list_is_paginated_with_the_newest_first() {
    let bench = Bench::new().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, json!(bench.create_id(json!({})).await));
        bench.advance(10).await;
    }
    let mut seen = Vec::new();
    for page in 1..=3 {
        let answer = bench.get_json(&format!("/api/open/v3/content/video/list?page={page}&size=2")).await;
        assert_eq!((&answer["code"], &answer["data"]["count"]), (&json!(1000), &json!(5)));
        seen.extend(answer["data"]["result"].as_array().expect("a list").iter().map(|item| item["_id"].clone()));
    }
    assert_eq!(seen, ids);
}
