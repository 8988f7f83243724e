//! The body of a batch request, what a model allows, and the answer.

use akool_contract::{BatchRequest, BatchResult, Model, UncheckedRequest};
use serde_json::{Value, json};

fn request(fields: Value) -> BatchRequest {
    let mut request = json!({ "image_url": "https://example.com/cat.png", "prompt": "It waves" });
    request.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    BatchRequest::parse(&UncheckedRequest::from(&request)).unwrap()
}

fn models() -> Vec<Model> {
    serde_json::from_value(json!([
        { "value": "fast", "resolutionList": [{ "value": "720p" }, { "value": "768P" }], "durationList": [5, 10],
          "maxCount": 4, "supportedLastFrame": false },
        { "value": "without any limits" },
    ]))
    .unwrap()
}

fn paths(fields: Value) -> Vec<String> {
    request(fields).model_issues(&models()).into_iter().map(|issue| issue.path).collect()
}

#[test]
fn the_body_has_the_fields_that_akool_requires_and_the_count() {
    assert_eq!(
        serde_json::to_value(request(json!({}))).unwrap(),
        json!({
            "image_url": "https://example.com/cat.png", "prompt": "It waves", "negative_prompt": "",
            "resolution": "720p", "video_length": 5, "count": 1,
        })
    );
}

#[test]
fn the_checked_and_the_parsed_request_write_the_same_body() {
    let raw = UncheckedRequest::from(&json!({
        "image_url": "https://example.com/cat.png", "prompt": "x", "model_name": "m", "negative_prompt": "n",
        "extend_prompt": true, "resolution": "768P", "video_length": 6, "last_image_url": "https://example.com/dog.png",
        "generate_audio": false, "count": 3, "webhookurl": "https://example.com/hook",
    }));
    let checked = serde_json::to_value(BatchRequest::check(&raw).unwrap()).unwrap();
    assert_eq!(checked, serde_json::to_value(BatchRequest::parse(&raw).unwrap()).unwrap());
    assert_eq!(checked.as_object().unwrap().len(), 11);
}

#[test]
fn what_the_model_supports_is_allowed_in_either_case() {
    assert!(paths(json!({ "model_name": "fast", "resolution": "768p", "video_length": 10, "count": 4 })).is_empty());
}

#[test]
fn each_field_that_the_model_does_not_support_has_an_issue() {
    let fields = json!({
        "model_name": "fast", "resolution": "1080p", "video_length": 6, "count": 5,
        "last_image_url": "https://example.com/dog.png",
    });
    assert_eq!(paths(fields.clone()), ["resolution", "video_length", "count", "last_image_url"]);
    let issues = request(fields).model_issues(&models());
    assert!(issues[0].message.contains("720p, 768P") && issues[1].message.contains("5, 10"), "{issues:?}");
    assert_eq!(paths(json!({ "model_name": "slow" })), ["model_name"]);
}

#[test]
fn what_the_list_does_not_mention_is_left_to_akool() {
    let fields = json!({ "resolution": "8k", "video_length": 99, "count": 10 });
    assert!(paths(fields.clone()).is_empty());
    let mut named = fields;
    named["model_name"] = json!("without any limits");
    assert!(paths(named).is_empty());
}

#[test]
fn both_lists_of_an_answer_are_read_loosely() {
    let read = |value: Value| serde_json::from_value::<BatchResult>(value).unwrap();
    let result = read(json!({
        "successList": [{ "_id": "a", "batch_id": "1_2", "batch_count": "2", "model_name": "m" }],
        "errorList": [{ "code": "1015", "msg": 7, "image_url": [] }],
    }));
    assert_eq!((result.created[0].id.as_deref(), result.created[0].batch_count), (Some("a"), Some(2)));
    assert_eq!((result.errors[0].code, result.errors[0].msg.as_deref()), (Some(1015), Some("7")));
    assert_eq!(read(json!({})), BatchResult::default());
}
