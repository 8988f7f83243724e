use serde_json::json;

use crate::support::{Bench, mp4, text};

const ROUTE: &str = "/api/open/v4/text2Video/createByPrompt/batch";

#[tokio::test]
async fn text_to_video_jobs_can_be_polled_and_give_a_video() {
    let bench = Bench::new().await;
    let prompt = "A lighthouse in the evening sun";
    let body = json!({ "prompt": prompt, "resolution": "720p", "video_length": 5, "count": 2 });
    let answer = bench.post_json(ROUTE, &body).await;
    assert_eq!(answer["code"], 1000, "{answer}");
    let items = answer["data"]["successList"].as_array().expect("a list");
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["file_name"], format!("Text2Video_{}.mp4", &prompt[..27]));
    bench.advance(5_000).await;
    let result = bench.result(text(&items[0]["_id"])).await;
    assert_eq!((&result["status"], &result["sub_type"]), (&json!(3), &json!(1502)), "{result}");
    assert!(mp4(&bench.bytes(&result["video_url"]).await).seconds > 4.5);
}

#[tokio::test]
async fn image_models_are_refused_for_text_to_video() {
    let bench = Bench::new().await;
    let body = json!({ "prompt": "x", "model_name": "AkoolImage2VideoFastV1" });
    assert_eq!(bench.post_json(ROUTE, &body).await["code"], 1003);
    assert_eq!(bench.post_json(ROUTE, &json!({ "prompt": "" })).await["code"], 1003);
}
