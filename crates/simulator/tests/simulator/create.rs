use akool_contract::path;
use serde_json::json;

use crate::support::{Bench, START_MS, is_object_id, text};

#[tokio::test]
async fn a_full_request_is_answered_with_every_documented_field() {
    let bench = Bench::new().await;
    let image_url = bench.site.url("/picture.jpg");
    let audio_url = bench.site.url("/sound.wav");
    let request = json!({
        "image_url": image_url,
        "prompt": "Animate this image with a soft breeze",
        "negative_prompt": "blurry",
        "extend_prompt": true,
        "resolution": "4k",
        "audio_url": audio_url,
        "audio_type": 2,
        "video_length": 10,
        "is_premium_model": true,
        "effect_code": "squish_89244231312",
        "webhookurl": "",
    });
    let answer = bench.post_json(path::CREATE, &request).await;
    assert_eq!((&answer["code"], &answer["msg"]), (&json!(1000), &json!("OK")));
    let data = &answer["data"];
    assert!(is_object_id(&data["_id"]) && is_object_id(&data["team_id"]));
    let mut rest = data.as_object().expect("an object").clone();
    rest.remove("_id");
    rest.remove("team_id");
    let expected = json!({
        "create_time": START_MS,
        "uid": 101400,
        "status": 1,
        "webhookUrl": "",
        "resolution": "4k",
        "file_name": "Image2Video_Animate this image with .mp4",
        "effect_name": "Squish",
        "image_url": image_url,
        "prompt": "Animate this image with a soft breeze",
        "negative_prompt": "blurry",
        "extend_prompt": true,
        "audio_type": 2,
        "audio_url": audio_url,
        "deduction_credit": 60,
        "effect_code": "squish_89244231312",
        "video_duration": 10.0,
    });
    assert_eq!(serde_json::Value::Object(rest), expected);
}

#[tokio::test]
async fn picture_and_prompt_are_enough() {
    let bench = Bench::new().await;
    let data = bench.create(json!({})).await;
    assert_eq!(data["resolution"], "720p");
    assert_eq!(data["audio_type"], 3);
    assert_eq!(data["video_duration"], 5.0);
    assert_eq!(data["negative_prompt"], "");
    assert_eq!(data["deduction_credit"], 20);
}

#[tokio::test]
async fn numbers_and_flags_may_be_text_and_unknown_fields_are_ignored() {
    let bench = Bench::new().await;
    let fields = json!({
        "audio_type": "1", "video_length": "10", "extend_prompt": "true", "is_premium_model": "false",
        "model_name": "anything", "last_image_url": 5, "count": {}, "effect_code": "", "audio_url": null,
    });
    let data = bench.create(fields).await;
    assert_eq!((&data["audio_type"], &data["video_duration"]), (&json!(1), &json!(10.0)));
    assert_eq!(data["extend_prompt"], true);
}

#[tokio::test]
async fn the_webhook_is_accepted_in_both_spellings_and_returned_as_webhook_url() {
    let bench = Bench::new().await;
    for name in ["webhookurl", "webhookUrl"] {
        let data = bench.create(json!({ name: "http://127.0.0.1:9/hook" })).await;
        assert_eq!(data["webhookUrl"], "http://127.0.0.1:9/hook");
    }
}

#[tokio::test]
async fn an_effect_makes_the_prompt_optional() {
    let bench = Bench::new().await;
    let data = bench.create(json!({ "effect_code": "cakeify_24743216", "prompt": "" })).await;
    assert_eq!((&data["effect_name"], &data["file_name"]), (&json!("Cakeify"), &json!("Image2Video_.mp4")));
}

#[tokio::test]
async fn the_file_name_keeps_24_characters_not_bytes() {
    let bench = Bench::new().await;
    let data = bench.create(json!({ "prompt": "ä".repeat(30) })).await;
    assert_eq!(data["file_name"], format!("Image2Video_{}.mp4", "ä".repeat(24)));
}

#[tokio::test]
async fn ids_differ_and_begin_with_the_time() {
    let bench = Bench::new().await;
    let first = bench.create_id(json!({})).await;
    let second = bench.create_id(json!({})).await;
    assert_ne!(first, second);
    let seconds = i64::from_str_radix(&first[..8], 16).expect("hexadecimal");
    assert_eq!(seconds, (START_MS / 1000) & 0xffff_ffff);
}

#[tokio::test]
async fn invalid_requests_get_1003_and_cost_nothing() {
    let bench = Bench::new().await;
    let before = bench.balance().await;
    let cases = [
        json!({ "image_url": "" }),
        json!({ "image_url": null }),
        json!({ "image_url": ["http://127.0.0.1/a.jpg"] }),
        json!({ "image_url": "s3://bucket/a.jpg" }),
        json!({ "image_url": "/home/me/a.jpg" }),
        json!({ "prompt": "" }),
        json!({ "prompt": {} }),
        json!({ "prompt": "x".repeat(5001) }),
        json!({ "negative_prompt": "x".repeat(1001) }),
        json!({ "webhookurl": format!("http://a.test/{}", "x".repeat(2048)) }),
        json!({ "webhookurl": "not a url" }),
        json!({ "resolution": "8k" }),
        json!({ "video_length": 7 }),
        json!({ "video_length": "five" }),
        json!({ "video_length": 5.5 }),
        json!({ "audio_type": 4 }),
        json!({ "audio_type": 2 }),
        json!({ "extend_prompt": "perhaps" }),
        json!({ "effect_code": "no_such_effect_1" }),
    ];
    for fields in cases {
        let answer = bench.post_json(path::CREATE, &bench.request(fields.clone())).await;
        assert_eq!(answer["code"], 1003, "{fields}: {answer}");
        assert!(text(&answer["msg"]).starts_with("parameter validate error"), "{answer}");
    }
    assert_eq!(bench.balance().await, before);
}

#[tokio::test]
async fn a_body_that_is_not_a_json_object_gets_1003() {
    let bench = Bench::new().await;
    for body in ["", "nonsense", "[]", "null", "\"text\"", "{\"image_url\":"] {
        let request = bench.client.post(bench.url(path::CREATE)).header("x-api-key", crate::support::API_KEY);
        let answer = crate::support::body_of(request.body(body).send().await.expect("an answer")).await;
        assert_eq!(answer["code"], 1003, "{body:?}");
    }
}

#[tokio::test]
async fn a_body_over_a_mebibyte_is_refused() {
    let bench = Bench::new().await;
    let body = json!({ "prompt": "x".repeat(2 * 1024 * 1024) });
    let response = bench.post(path::CREATE, &body).send().await.expect("an answer");
    assert_eq!(response.status(), 413);
}

#[tokio::test]
async fn the_longest_allowed_texts_are_accepted() {
    let bench = Bench::new().await;
    bench.create(json!({ "prompt": "x".repeat(5000), "negative_prompt": "x".repeat(1000) })).await;
}
