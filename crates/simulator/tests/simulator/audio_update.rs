use akool_contract::path;
use serde_json::json;

use crate::support::{Bench, START_MS, is_object_id, text};

#[tokio::test]
async fn sound_is_updated_in_a_new_job() {
    let bench = Bench::new().await;
    let source = bench.finished(json!({ "effect_code": "squish_89244231312", "negative_prompt": "blurry" })).await;
    let audio_url = bench.site.url("/sound.wav");
    let body = json!({ "pre_video_id": source["_id"], "audio_type": 2, "audio_url": audio_url });
    let answer = bench.post_json(path::UPDATE_AUDIO, &body).await;
    assert_eq!((&answer["code"], &answer["msg"]), (&json!(1000), &json!("OK")));
    let data = &answer["data"];
    assert!(is_object_id(&data["_id"]));
    assert_ne!(data["_id"], source["_id"]);
    let expected = json!({
        "_id": data["_id"],
        "pre_video_id": source["_id"],
        "create_time": START_MS + 5_000,
        "update_time": source["update_time"],
        "uid": 101400,
        "team_id": source["team_id"],
        "video_duration": source["video_duration"],
        "webhookUrl": "",
        "resolution": "720p",
        "file_name": source["file_name"],
        "effect_name": "Squish",
        "effect_code": "squish_89244231312",
        "image_url": source["image_url"],
        "prompt": "slow zoom in",
        "negative_prompt": "blurry",
        "extend_prompt": false,
        "audio_type": 2,
        "audio_url": audio_url,
        "deduction_credit": 5,
        "status": 1,
        "only_add_audio": true,
    });
    assert_eq!(data, &expected);

    let queued = bench.result(text(&data["_id"])).await;
    assert_eq!((&queued["only_add_audio"], &queued["update_time"]), (&json!(true), &source["update_time"]));
    assert!(queued.get("video_url").is_none());
    bench.advance(5_000).await;
    let done = bench.result(text(&data["_id"])).await;
    assert_eq!(done["status"], 3, "{done}");
    assert_ne!(bench.bytes(&done["video_url"]).await, bench.bytes(&source["video_url"]).await);
    assert_eq!(bench.result(text(&source["_id"])).await, source, "the source stays as it is");
}

#[tokio::test]
async fn ten_seconds_cost_ten_credits() {
    let bench = Bench::new().await;
    let source = bench.finished(json!({ "video_length": 10 })).await;
    let before = bench.balance().await;
    let answer = bench
        .post_json(path::UPDATE_AUDIO, &json!({ "pre_video_id": source["_id"], "audio_type": "1", "audio_url": "" }))
        .await;
    assert_eq!(answer["data"]["deduction_credit"], 10);
    assert_eq!(bench.balance().await, before - 10);
}

#[tokio::test]
async fn the_picture_is_not_fetched_again_and_sound_can_be_updated_again() {
    let bench = Bench::new().await;
    let source = bench.finished(json!({})).await;
    let hits = bench.site.hits();
    let mut id = source["_id"].clone();
    for _ in 0..2 {
        let answer = bench.post_json(path::UPDATE_AUDIO, &json!({ "pre_video_id": id, "audio_type": 1 })).await;
        bench.advance(5_000).await;
        id = answer["data"]["_id"].clone();
        assert_eq!(bench.result(text(&id)).await["status"], 3);
    }
    assert_eq!(bench.site.hits(), hits);
}

#[tokio::test]
async fn only_finished_videos_of_the_account_and_types_1_and_2_are_accepted() {
    let bench = Bench::new().await;
    let source = bench.finished(json!({})).await;
    let queued = bench.create_id(json!({})).await;
    let failed = bench.create_id(json!({ "prompt": "[fail]" })).await;
    bench.advance(1_400).await;
    let cases = [
        (json!({ "pre_video_id": source["_id"], "audio_type": 3 }), 1003),
        (json!({ "pre_video_id": source["_id"] }), 1003),
        (json!({ "pre_video_id": source["_id"], "audio_type": 2 }), 1003),
        (json!({ "pre_video_id": source["_id"], "audio_type": 2, "audio_url": "sound.mp3" }), 1003),
        (json!({ "audio_type": 1 }), 1003),
        (json!({ "pre_video_id": "0123456789abcdef01234567", "audio_type": 1 }), 1008),
        (json!({ "pre_video_id": queued, "audio_type": 1 }), 1010),
    ];
    for (body, code) in cases {
        assert_eq!(bench.post_json(path::UPDATE_AUDIO, &body).await["code"], code, "{body}");
    }
    bench.advance(5_000).await;
    let body = json!({ "pre_video_id": failed, "audio_type": 1 });
    assert_eq!(bench.post_json(path::UPDATE_AUDIO, &body).await["code"], 1010);
    bench.control("account", &json!({ "credits": 4 })).await;
    let body = json!({ "pre_video_id": source["_id"], "audio_type": 1 });
    assert_eq!(bench.post_json(path::UPDATE_AUDIO, &body).await["code"], 1104);
}
