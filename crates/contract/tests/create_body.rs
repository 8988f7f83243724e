//! The body of a create request.

use akool_contract::{AudioType, CreateRequest, Resolution, UncheckedRequest, VideoLength};
use serde_json::{Value, json};

fn body(request: Value) -> Value {
    serde_json::to_value(CreateRequest::parse(&UncheckedRequest::from(&request)).unwrap()).unwrap()
}

#[test]
fn the_body_always_has_the_fields_that_akool_requires_and_no_others() {
    assert_eq!(
        body(json!({ "image_url": "https://example.com/cat.png", "prompt": "It waves" })),
        json!({
            "image_url": "https://example.com/cat.png",
            "prompt": "It waves",
            "negative_prompt": "",
            "resolution": "720p",
            "audio_type": 3,
            "video_length": 5,
        })
    );
}

#[test]
fn with_only_an_effect_the_body_still_has_a_prompt() {
    let body = body(json!({ "image_url": "https://example.com/cat.png", "effect_code": "squish_89244231312" }));
    assert_eq!(body["prompt"], "");
    assert_eq!(body["effect_code"], "squish_89244231312");
}

#[test]
fn every_given_field_is_sent_unchanged() {
    let request = json!({
        "image_url": "https://example.com/cat.png",
        "prompt": "  It waves \n",
        "negative_prompt": "blur",
        "extend_prompt": false,
        "resolution": "4k",
        "audio_type": 2,
        "audio_url": "https://example.com/song.mp3",
        "video_length": 10,
        "is_premium_model": true,
        "effect_code": "squish_89244231312",
        "webhookurl": "https://example.com/hook",
    });
    assert_eq!(body(request.clone()), request);
}

#[test]
fn empty_optional_fields_are_left_out() {
    let body = body(json!({
        "image_url": "https://example.com/cat.png", "prompt": "It waves",
        "audio_url": "", "effect_code": "", "webhookurl": " ",
    }));
    for field in ["audio_url", "effect_code", "webhookurl"] {
        assert_eq!(body.get(field), None, "{field}");
    }
}

#[test]
fn numbers_are_written_without_a_fraction() {
    let request = json!({ "image_url": "https://example.com/cat.png", "prompt": "x", "video_length": 10.0 });
    let text = serde_json::to_string(&CreateRequest::parse(&UncheckedRequest::from(&request)).unwrap()).unwrap();
    assert!(text.contains(r#""video_length":10,"#) || text.contains(r#""video_length":10}"#), "{text}");
}

#[test]
fn fields_are_read_into_their_types() {
    let request = CreateRequest::parse(&UncheckedRequest::from(&json!({
        "image_url": "https://example.com/cat.png", "prompt": "x", "resolution": "1080p",
        "audio_type": 2, "audio_url": "https://example.com/a.mp3", "video_length": 10, "is_premium_model": false,
    })))
    .unwrap();
    assert_eq!(request.resolution, Resolution::P1080);
    assert_eq!(request.audio_type, AudioType::Custom);
    assert_eq!(request.video_length, VideoLength::Ten);
    assert_eq!(request.is_premium_model, Some(false));
    assert_eq!(request.extend_prompt, None);
    assert_eq!(request.audio_url.as_deref(), Some("https://example.com/a.mp3"));
}

#[test]
fn the_checked_and_the_parsed_request_write_the_same_body() {
    let raw = UncheckedRequest::from(&json!({
        "image_url": "https://example.com/cat.png", "prompt": "x", "effect_code": "jelly_1", "extend_prompt": true,
    }));
    let checked = serde_json::to_value(CreateRequest::check(&raw).unwrap()).unwrap();
    assert_eq!(checked, serde_json::to_value(CreateRequest::parse(&raw).unwrap()).unwrap());
}
