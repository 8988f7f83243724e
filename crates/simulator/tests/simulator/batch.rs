use akool_contract::path;
use serde_json::{Value, json};

use crate::support::{Bench, START_MS, is_object_id, merged, text};

async fn batch(bench: &Bench, fields: Value) -> Value {
    bench.post_json(path::CREATE_BATCH, &bench.request(fields)).await
}

#[tokio::test]
async fn every_variation_has_every_documented_field() {
    let bench = Bench::new().await;
    let last = bench.site.url("/tall.png");
    let fields = json!({
        "model_name": "seedance-1-0-lite-i2v-250428", "negative_prompt": "blurry", "extend_prompt": true,
        "resolution": "720p", "video_length": 5, "last_image_url": last, "count": 3, "webhookurl": "",
    });
    let answer = batch(&bench, fields).await;
    assert_eq!((&answer["code"], &answer["msg"]), (&json!(1000), &json!("OK")));
    assert_eq!(answer["data"]["errorList"], json!([]));
    let items = answer["data"]["successList"].as_array().expect("a list");
    assert_eq!(items.len(), 3);
    for (index, item) in items.iter().enumerate() {
        let expected = json!({
            "_id": item["_id"],
            "create_time": START_MS + index as i64,
            "uid": 101400,
            "team_id": item["team_id"],
            "status": 1,
            "webhookUrl": "",
            "resolution": "720p",
            "file_name": "Image2Video_slow zoom in.mp4",
            "image_url": bench.site.url("/picture.jpg"),
            "prompt": "slow zoom in",
            "negative_prompt": "blurry",
            "extend_prompt": true,
            "last_image_url": last,
            "deduction_credit": 5,
            "model_name": "seedance-1-0-lite-i2v-250428",
            "batch_id": format!("{START_MS}_101400"),
            "batch_count": 3,
        });
        assert_eq!(item, &expected);
        assert!(is_object_id(&item["_id"]));
    }
    assert_ne!(items[0]["_id"], items[1]["_id"]);
    assert_eq!(bench.balance().await, 10_000 - 15);
}

#[tokio::test]
async fn each_variation_becomes_its_own_video() {
    let bench = Bench::new().await;
    let answer = batch(&bench, json!({ "count": 2, "prompt": "camera shake" })).await;
    let ids: Vec<&str> =
        answer["data"]["successList"].as_array().expect("a list").iter().map(|item| text(&item["_id"])).collect();
    bench.advance(5_000).await;
    let answer = bench.post_json(path::RESULTS, &json!({ "_ids": ids.join(",") })).await;
    let items = answer["data"]["result"].as_array().expect("a list");
    assert!(items.iter().all(|item| item["status"] == 3), "{answer}");
    assert_ne!(items[0]["video_url"], items[1]["video_url"]);
    assert_ne!(bench.bytes(&items[0]["video_url"]).await, bench.bytes(&items[1]["video_url"]).await);
}

#[tokio::test]
async fn the_last_picture_is_really_used() {
    let bench = Bench::new().await;
    let model = json!({ "model_name": "seedance-1-0-lite-i2v-250428" });
    let with = batch(&bench, merged(model.clone(), json!({ "last_image_url": bench.site.url("/tall.png") }))).await;
    let broken = batch(&bench, merged(model, json!({ "last_image_url": bench.site.url("/missing.jpg") }))).await;
    bench.advance(5_000).await;
    let good = bench.result(text(&with["data"]["successList"][0]["_id"])).await;
    assert_eq!(good["status"], 3, "{good}");
    let bad = bench.result(text(&broken["data"]["successList"][0]["_id"])).await;
    assert_eq!((&bad["status"], &bad["error_code"]), (&json!(4), &json!(1108)));
}

#[tokio::test]
async fn a_model_decides_sizes_lengths_and_price() {
    let bench = Bench::new().await;
    let hailuo = "MiniMax-Hailuo-2.3/image-to-video";
    let answer = batch(&bench, json!({ "model_name": hailuo, "resolution": "1080p", "video_length": 6 })).await;
    let item = &answer["data"]["successList"][0];
    assert_eq!((&item["resolution"], &item["deduction_credit"]), (&json!("1080p"), &json!(18)));
    let refused = [
        json!({ "model_name": hailuo, "video_length": 5 }),
        json!({ "model_name": hailuo, "resolution": "4k" }),
        json!({ "model_name": "no-such-model" }),
        json!({ "count": 0 }),
        json!({ "count": 11 }),
        json!({ "count": 1.5 }),
        json!({ "prompt": "" }),
        json!({ "image_url": "" }),
    ];
    for fields in refused {
        assert_eq!(batch(&bench, fields.clone()).await["code"], 1003, "{fields}");
    }
}

#[tokio::test]
async fn extra_fields_that_akools_own_page_sends_are_ignored() {
    let bench = Bench::new().await;
    let fields = json!({
        "audio_type": "1", "audio_url": "", "is_premium_model": true, "effect_code": "squish_89244231312",
        "count": "2", "video_length": "5", "aspect_ratio": "16:9",
    });
    let answer = batch(&bench, fields).await;
    let items = answer["data"]["successList"].as_array().expect("a list");
    assert_eq!(items.len(), 2);
    assert!(items[0].get("effect_name").is_none() && items[0].get("audio_type").is_none(), "{answer}");
}

#[tokio::test]
async fn only_models_with_sound_make_sound() {
    let bench = Bench::new().await;
    for (model, audio_type) in [("AkoolImage2VideoFastV1", 3), ("AkoolImage2VideoHDV1", 1)] {
        let answer = batch(&bench, json!({ "model_name": model, "generate_audio": true })).await;
        let id = text(&answer["data"]["successList"][0]["_id"]).to_owned();
        assert_eq!(bench.result(&id).await["audio_type"], audio_type, "{model}");
    }
}

#[tokio::test]
async fn a_batch_is_paid_in_full_or_not_at_all() {
    let bench = Bench::new().await;
    bench.control("account", &json!({ "credits": 14 })).await;
    assert_eq!(batch(&bench, json!({ "count": 3 })).await["code"], 1104);
    assert_eq!(bench.balance().await, 14);
    assert_eq!(batch(&bench, json!({ "count": 2 })).await["code"], 1000);
    assert_eq!(bench.balance().await, 4);
}

#[tokio::test]
async fn a_plan_can_refuse_some_variations() {
    let bench = Bench::new().await;
    bench.control("plans", &json!({ "count": 2, "refuse": { "code": 1015, "msg": "create video error" } })).await;
    let answer = batch(&bench, json!({ "count": 3 })).await;
    assert_eq!(answer["code"], 1000);
    assert_eq!(answer["data"]["successList"].as_array().expect("a list").len(), 1);
    let errors = answer["data"]["errorList"].as_array().expect("a list");
    assert_eq!(errors.len(), 2);
    assert_eq!((&errors[0]["code"], &errors[0]["msg"]), (&json!(1015), &json!("create video error")));
    assert_eq!(bench.balance().await, 10_000 - 5, "only what was created is paid");
}
