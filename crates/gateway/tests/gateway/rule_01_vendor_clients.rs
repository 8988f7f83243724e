//! Clients that were written for the vendor send more than its documentation asks for. What the vendor passes over is passed
//! over here; what somebody could believe to have paid for is refused.

use serde_json::{Value, json};

use crate::support::{Answer, CREATE, Gateway, Place, Program, Reply, Vendor, ok, record};

const BATCH: &str = akool_contract::path::CREATE_BATCH;
const UPDATE_AUDIO: &str = akool_contract::path::UPDATE_AUDIO;

/// What the vendor's public demo sends, byte for byte.
const DEMO: &str = include_str!("../../../../tests/cases/vendor-demo-batch.json");

async fn vendor() -> Vendor {
    Vendor::start(|request| match request.path.split('?').next().unwrap_or_default().rsplit('/').next() {
        Some("batch") => ok(json!({ "successList": [record("689174694b4dbdd4ab3d28c9", 1)], "errorList": [] })),
        Some("createBySourcePrompt" | "updateVideoAudio") => ok(record("689174694b4dbdd4ab3d28ca", 1)),
        Some("list") => ok(json!([{ "value": "AkoolImage2VideoFastV1" }])),
        _ => Reply::HangUp,
    })
    .await
}

async fn post(gateway: &Gateway, path: &str, token: &str, body: &str) -> Answer {
    let authorization = format!("Bearer {token}");
    let headers = [
        ("Authorization", authorization.as_str()),
        ("Content-Type", "application/json"),
        ("Origin", "https://shop.example"),
    ];
    gateway.send("POST", path, &headers, body.as_bytes()).await
}

fn with(body: &Value, change: Value) -> String {
    let mut body = body.clone();
    body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
    body.to_string()
}

#[tokio::test]
async fn rule_01_the_body_of_the_vendors_public_demo_makes_a_video() {
    let vendor = vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let answer = post(&gateway, BATCH, &gateway.token("ada").await, DEMO).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["data"]["successList"].as_array().map(Vec::len), Some(1));
    let mut ignored: Vec<&str> = answer.header("x-ignored-fields").expect("they are named").split(", ").collect();
    ignored.sort_unstable();
    assert_eq!(ignored, ["audio_type", "audio_url", "is_premium_model"]);
    let exposed = answer.header("access-control-expose-headers").unwrap_or_default();
    assert!(exposed.contains("x-ignored-fields"), "a page may read it: {exposed}");

    let sent = vendor.seen().into_iter().find(|request| request.path == BATCH).expect("it went out").json();
    let demo: Value = serde_json::from_str(DEMO).expect("JSON");
    for field in ["image_url", "prompt", "model_name", "negative_prompt", "resolution", "video_length", "count"] {
        assert_eq!(sent[field], demo[field], "{field}");
    }
    for field in ["audio_type", "audio_url", "is_premium_model"] {
        assert_eq!(sent.get(field), None, "{field}");
    }
}

#[tokio::test]
async fn rule_01_the_demos_other_bodies_make_videos_too() {
    let vendor = vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let demo: Value = serde_json::from_str(DEMO).expect("JSON");
    let changes = [
        json!({ "audio_type": "1" }),
        json!({ "audio_type": "2" }),
        json!({ "audio_type": 3 }),
        json!({ "audio_type": null, "audio_url": null }),
        json!({ "audio_url": "  " }),
        json!({ "is_premium_model": true }),
        json!({ "effect_code": "squish_89244231312" }),
        json!({ "effect_code": "" }),
        json!({ "video_length": "5", "count": "1" }),
        json!({ "video_length": " 10 " }),
    ];
    for change in changes {
        let answer = post(&gateway, BATCH, &token, &with(&demo, change.clone())).await;
        assert_eq!(answer.status, 200, "{change}: {answer:?}");
        for field in change.as_object().expect("an object").keys() {
            let is_ignored = !["video_length", "count"].contains(&field.as_str());
            let named = answer.header("x-ignored-fields").unwrap_or_default().split(", ").any(|name| name == field);
            assert_eq!(named, is_ignored, "{change}: {field}");
        }
        let sent = vendor.seen().into_iter().rfind(|request| request.path == BATCH).expect("it went out").json();
        assert!(sent["video_length"].is_u64() && sent["count"].is_u64(), "{change}: numbers are sent as numbers");
    }
    let strict = json!({ "image_url": "https://images.example/a.png", "prompt": "move" });
    let answer = post(&gateway, BATCH, &token, &strict.to_string()).await;
    assert_eq!(
        (answer.status, answer.header("x-ignored-fields")),
        (200, None),
        "nothing was dropped, nothing is named"
    );
}

#[tokio::test]
async fn rule_01_what_somebody_could_believe_to_have_paid_for_is_still_refused() {
    let vendor = vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let demo: Value = serde_json::from_str(DEMO).expect("JSON");
    let batches = [
        (json!({ "audio_url": "https://sounds.example/a.mp3" }), "audio_url"),
        (json!({ "audio_url": "https://sounds.example/a.mp3", "audio_type": "2" }), "audio_url"),
        (json!({ "effect_code": "squish_1", "prompt": "" }), "effect_code"),
        (json!({ "aspect_ratio": "9:16" }), "aspect_ratio"),
        (json!({ "audio_tipe": "" }), "audio_tipe"),
        (json!({ "surprise": null }), "surprise"),
        (json!({ "audio_type": { "is": 1 } }), "audio_type"),
        (json!({ "effect_code": ["squish_1"] }), "effect_code"),
        (json!({ "webhookurl": "https://victim.example/" }), "webhookurl"),
        (json!({ "count": "11" }), "count"),
        (json!({ "count": "many" }), "count"),
        (json!({ "video_length": "5s" }), "video_length"),
        (json!({ "video_length": "" }), "video_length"),
        (json!({ "video_length": "-5" }), "video_length"),
        (json!({ "video_length": "5.5" }), "video_length"),
        (json!({ "model_name": "slow" }), "model_name"),
    ];
    for (change, field) in batches {
        let answer = post(&gateway, BATCH, &token, &with(&demo, change.clone())).await;
        assert_eq!(answer.status, 400, "{change}: {answer:?}");
        assert!(answer.issue_paths().contains(&field.to_owned()), "{change}: {answer:?}");
        assert_eq!(answer.header("x-ignored-fields"), None);
    }
    let single = json!({ "image_url": "https://images.example/a.png", "prompt": "move" });
    let singles = [
        (json!({ "model_name": "fast" }), "model_name"),
        (json!({ "count": 2 }), "count"),
        (json!({ "count": "2" }), "count"),
        (json!({ "last_image_url": "https://images.example/b.png" }), "last_image_url"),
        (json!({ "generate_audio": true }), "generate_audio"),
        (json!({ "audio_type": "4" }), "audio_type"),
        (json!({ "audio_type": "1", "audio_url": "https://sounds.example/a.mp3" }), "audio_url"),
        (json!({ "video_length": "7" }), "video_length"),
        (json!({ "pre_video_id": "" }), "pre_video_id"),
    ];
    for (change, field) in singles {
        let answer = post(&gateway, CREATE, &token, &with(&single, change.clone())).await;
        assert_eq!((answer.status, answer.issue_paths()), (400, vec![field.to_owned()]), "{change}");
    }
    assert!(!vendor.seen().iter().any(|request| request.method == "POST"));
}

#[tokio::test]
async fn rule_01_the_single_create_and_new_sound_are_read_the_same_way() {
    let vendor = vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let single = json!({
        "image_url": "https://images.example/a.png", "prompt": "move", "video_length": "10", "audio_type": "1",
        "audio_url": "", "model_name": "", "last_image_url": null, "count": "1", "generate_audio": false,
    });
    let created = post(&gateway, CREATE, &token, &single.to_string()).await;
    assert_eq!(created.status, 200, "{created:?}");
    let mut ignored: Vec<&str> = created.header("x-ignored-fields").expect("they are named").split(", ").collect();
    ignored.sort_unstable();
    assert_eq!(ignored, ["count", "generate_audio", "last_image_url", "model_name"]);
    let sent = vendor.seen().pop().expect("it went out").json();
    assert_eq!((&sent["video_length"], &sent["audio_type"]), (&json!(10), &json!(1)));

    let job = created.json()["data"]["_id"].as_str().expect("an id").to_owned();
    let sound = json!({ "pre_video_id": job, "audio_type": "1", "audio_url": "", "prompt": "", "webhookurl": "" });
    let updated = post(&gateway, UPDATE_AUDIO, &token, &sound.to_string()).await;
    assert_eq!(updated.status, 200, "{updated:?}");
    assert_eq!(updated.header("x-ignored-fields"), Some("prompt, webhookurl"));
    assert_eq!(vendor.seen().pop().expect("it went out").json()["audio_type"], json!(1));
    for (change, field) in [
        (json!({ "audio_type": "3" }), "audio_type"),
        (json!({ "audio_url": "https://sounds.example/a.mp3" }), "audio_url"),
        (json!({ "prompt": "louder" }), "prompt"),
        (json!({ "volume": "11" }), "volume"),
    ] {
        let answer = post(&gateway, UPDATE_AUDIO, &token, &with(&sound, change.clone())).await;
        assert_eq!((answer.status, answer.issue_paths()), (400, vec![field.to_owned()]), "{change}");
    }
}

#[tokio::test]
async fn rule_05_a_number_as_text_is_the_same_order_as_the_number() {
    let vendor = vendor().await;
    let place = Place::disk();
    let gateway = Gateway::start_with(place.settings(&vendor.url)).await;
    let authorization = format!("Bearer {}", gateway.token("ada").await);
    let headers =
        [("Authorization", authorization.as_str()), ("Content-Type", "application/json"), ("Idempotency-Key", "one")];
    let body = json!({ "image_url": "https://images.example/a.png", "prompt": "move", "video_length": 5 });
    let first = gateway.send("POST", CREATE, &headers, body.to_string().as_bytes()).await;
    let as_text = with(&body, json!({ "video_length": "5", "model_name": "" }));
    let again = gateway.send("POST", CREATE, &headers, as_text.as_bytes()).await;
    assert_eq!((again.status, again.body, vendor.seen().len()), (200, first.body, 1));
}

#[tokio::test]
async fn rule_01_what_was_dropped_is_named_in_the_log() {
    let vendor = vendor().await;
    let program = Program::start(&vendor.url, &[]).await;
    let token = program.token("ada").await;
    let demo: Value = serde_json::from_str(DEMO).expect("JSON");
    assert_eq!(program.post(BATCH, &token, &demo).await.status, 200);
    let log = program.stop().await;
    let line = log.lines().find(|line| line.contains("Akool ignores")).expect("a line");
    let line: Value = serde_json::from_str(line).expect("JSON");
    let fields = line["fields"].as_str().expect("the fields");
    for field in ["audio_type", "audio_url", "is_premium_model"] {
        assert!(fields.contains(field), "{line}");
    }
}
