use akool_contract::path;
use serde_json::{Value, json};

use crate::support::{Bench, START_MS, text};

#[tokio::test]
async fn a_job_goes_from_1_to_2_to_3_on_the_clock() {
    let bench = Bench::new().await;
    let id = bench.create_id(json!({})).await;
    let mut seen = Vec::new();
    for _ in 0..10 {
        let item = bench.result(&id).await;
        let has_url = item.get("video_url").is_some();
        seen.push((item["status"].as_i64().expect("a status"), has_url));
        bench.advance(500).await;
    }
    let expected = [1, 1, 1, 2, 2, 2, 2, 2, 2, 3].map(|status| (status, status == 3));
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_fresh_job_has_every_documented_field_but_url_and_update_time() {
    let bench = Bench::new().await;
    let data = bench.create(json!({ "effect_code": "samurai_99757865", "resolution": "1080p" })).await;
    let item = bench.result(text(&data["_id"])).await;
    let expected = json!({
        "_id": data["_id"],
        "create_time": START_MS,
        "uid": 101400,
        "team_id": data["team_id"],
        "video_duration": 5.0,
        "webhookUrl": "",
        "file_name": "Image2Video_slow zoom in.mp4",
        "effect_name": "Samurai",
        "effect_code": "samurai_99757865",
        "image_url": bench.site.url("/picture.jpg"),
        "prompt": "slow zoom in",
        "resolution": "1080p",
        "audio_type": 3,
        "audio_url": "",
        "deduction_credit": 25,
        "status": 1,
        "only_add_audio": false,
    });
    assert_eq!(item, expected);
}

#[tokio::test]
async fn a_completed_job_has_url_cover_end_time_and_measured_length() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    assert_eq!(item["status"], 3);
    assert_eq!(item["sub_type"], 1501);
    assert_eq!(item["only_add_audio"], false);
    assert_eq!(item["update_time"], START_MS + 1_500 + 2_600);
    let length = item["video_duration"].as_f64().expect("a number");
    assert!((4.9..5.3).contains(&length), "{length}");
    let media = format!("{}/media/{}", bench.simulator.url(), START_MS + 4_100);
    for (name, extension) in [("video_url", ".mp4"), ("cover_url", ".jpg")] {
        let url = text(&item[name]);
        let digits = url.strip_prefix(&media).and_then(|rest| rest.strip_suffix(extension)).expect("Akool's form");
        assert!(digits.len() == 5 && digits.starts_with('-'), "{url}");
    }
    for name in ["negative_prompt", "extend_prompt", "error_reason", "error_code"] {
        assert!(item.get(name).is_none(), "{name} is not part of a result");
    }
}

#[tokio::test]
async fn update_time_of_a_processing_job_is_its_start() {
    let bench = Bench::new().await;
    let id = bench.create_id(json!({})).await;
    bench.advance(2_000).await;
    let item = bench.result(&id).await;
    assert_eq!((&item["status"], &item["update_time"]), (&json!(2), &json!(START_MS + 1_500)));
}

#[tokio::test]
async fn several_ids_are_sent_in_one_string_and_unknown_ones_are_left_out() {
    let bench = Bench::new().await;
    let first = bench.create_id(json!({})).await;
    let second = bench.create_id(json!({})).await;
    let unknown = "0123456789abcdef01234567";
    let answer = bench.post_json(path::RESULTS, &json!({ "_ids": format!("{first}, {unknown},,{second}") })).await;
    let ids: Vec<&Value> =
        answer["data"]["result"].as_array().expect("a list").iter().map(|item| &item["_id"]).collect();
    assert_eq!(ids, [&json!(first), &json!(second)]);
    let answer = bench.post_json(path::RESULTS, &json!({ "_ids": unknown })).await;
    assert_eq!(answer, json!({ "code": 1000, "msg": "OK", "data": { "result": [] } }));
}

#[tokio::test]
async fn an_array_or_another_key_fails_as_it_does_at_akool() {
    let bench = Bench::new().await;
    let id = bench.create_id(json!({})).await;
    for body in [json!({ "_ids": [id] }), json!({ "ids": id }), json!({ "_ids": "" }), json!({ "_ids": 5 }), json!([])]
    {
        let answer = bench.post_json(path::RESULTS, &body).await;
        assert_ne!(answer["code"], 1000, "{body}");
        assert_eq!(answer["msg"], "Failed to get results", "{body}");
    }
}

#[tokio::test]
async fn several_jobs_share_the_cores_and_all_end() {
    let bench = Bench::new().await;
    let mut ids = Vec::new();
    for index in 0..8 {
        ids.push(bench.create_id(json!({ "prompt": format!("pan left {index}") })).await);
    }
    bench.advance(5_000).await;
    for id in ids {
        assert_eq!(bench.result(&id).await["status"], 3);
    }
}
