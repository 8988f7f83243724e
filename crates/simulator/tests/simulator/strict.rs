use akool_contract::path;
use akool_simulator::Options;
use serde_json::json;

use crate::support::{Bench, options, text};

async fn strict() -> Bench {
    Bench::with(Options { strict: true, ..options() }).await
}

#[tokio::test]
async fn a_request_by_the_published_table_passes() {
    let bench = strict().await;
    let fields = json!({
        "negative_prompt": "", "extend_prompt": false, "resolution": "720p", "audio_type": 3, "video_length": 5,
    });
    bench.create(fields).await;
}

#[tokio::test]
async fn requests_that_only_the_lenient_mode_accepts_are_refused_with_every_fault() {
    let bench = strict().await;
    let fields = json!({ "video_length": "5", "webhookUrl": "http://a.test/", "model_name": "x" });
    let answer = bench.post_json(path::CREATE, &bench.request(fields.clone())).await;
    assert_eq!(answer["code"], 1003);
    for name in fields.as_object().expect("an object").keys() {
        assert!(text(&answer["msg"]).contains(name.as_str()), "{name} in {answer}");
    }
    assert_eq!(bench.balance().await, 10_000);
}

#[tokio::test]
async fn a_batch_needs_the_fields_its_table_calls_required() {
    let bench = strict().await;
    let whole = bench.request(json!({ "resolution": "720p", "video_length": 5 }));
    assert_eq!(bench.post_json(path::CREATE_BATCH, &whole).await["code"], 1000);
    for missing in ["image_url", "prompt", "resolution", "video_length"] {
        let mut body = whole.clone();
        body.as_object_mut().expect("an object").remove(missing);
        let answer = bench.post_json(path::CREATE_BATCH, &body).await;
        assert_eq!(answer["code"], 1003, "{missing}");
        assert!(text(&answer["msg"]).contains(missing), "{answer}");
    }
}
