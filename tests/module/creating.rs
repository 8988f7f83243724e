use std::collections::HashSet;

use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Clock, done, failed, get, js, keys, network, open, played, request, sent_to, text, with};

const CREATE: &str = "createBySourcePrompt";
const CREATED: &str = r#"{"status": 200, "body": {"code": 1000, "data": {"_id": "job", "status": 1}}}"#;

#[wasm_bindgen_test]
async fn a_create_whose_answer_is_lost_is_asked_for_again_under_its_name() {
    for answer in
        [r#"{"lost": true}"#, r#"{"cut": true}"#, r#"{"status": 500}"#, r#"{"status": 200, "text": "<html>"}"#]
    {
        let lost = format!(r#"{{"path": "{CREATE}", "times": 2, "answer": {answer}}}"#);
        let (client, network) = played(&format!(r#"[{lost}, {{"path": "{CREATE}", "answer": {CREATED}}}]"#));
        let _clock = Clock::hurried(50.0);
        let job = done(client.create_image_to_video(&request())).await;
        assert_eq!(text(&job, "id"), "job", "{answer}");
        assert_eq!(sent_to(&network, CREATE), 3, "{answer}");
        assert_eq!(names(&network).len(), 1, "{answer}");
    }
}

#[wasm_bindgen_test]
async fn a_create_that_is_never_answered_may_have_cost_and_can_be_asked_for_later() {
    let (client, network) = played(&format!(r#"[{{"path": "{CREATE}", "answer": {{"lost": true}}}}]"#));
    let _clock = Clock::hurried(50.0);
    let error = failed(client.create_image_to_video(&request())).await;
    assert_unknown(&error);
    let pending = get(&error, "pending");
    assert_eq!(names(&network), HashSet::from([text(&pending, "idempotencyKey")]));
}

#[wasm_bindgen_test]
async fn a_create_at_the_vendor_itself_is_sent_once_and_may_have_cost_when_its_answer_is_lost() {
    let answers = [r#"{"lost": true}"#, r#"{"cut": true}"#, r#"{"silent": true}"#, r#"{"status": 500}"#];
    for answer in answers {
        let network = network(&format!(r#"[{{"path": "{CREATE}", "answer": {answer}}}]"#));
        let client = open(js(r#"{"direct": true, "token": "short-lived", "timeoutMs": 200}"#), Some(&network));
        assert_unknown(&failed(client.create_image_to_video(&request())).await);
        assert_eq!(sent_to(&network, CREATE), 1, "{answer}");
    }
}

fn assert_unknown(error: &JsValue) {
    assert_eq!(text(error, "code"), "outcome_unknown");
    assert_eq!(text(error, "charged"), "unknown");
    assert!(!get(error, "retryable").is_truthy());
}

/// The names under which creates were sent.
fn names(network: &JsValue) -> HashSet<String> {
    keys(network).iter().filter_map(|key| key.as_string()).collect()
}

#[wasm_bindgen_test]
async fn a_refused_create_costs_nothing() {
    for (code, expected) in [(1104, "insufficient_credits"), (1015, "unavailable"), (1003, "invalid_request")] {
        let answer = format!(r#"{{"status": 200, "body": {{"code": {code}}}}}"#);
        let (client, _) = played(&format!(r#"[{{"path": "{CREATE}", "answer": {answer}}}]"#));
        let _clock = Clock::hurried(50.0);
        let error = failed(client.create_image_to_video(&request())).await;
        assert_eq!(text(&error, "code"), expected);
        assert_eq!(text(&error, "charged"), "no");
        assert_eq!(get(&error, "vendorCode").as_f64(), Some(f64::from(code)));
    }
}

#[wasm_bindgen_test]
async fn a_call_other_than_a_create_that_is_cut_or_never_answered_may_be_repeated() {
    for (answer, code) in [(r#"{"cut": true}"#, "network"), (r#"{"silent": true}"#, "timeout")] {
        let network = network(&format!(r#"[{{"path": "quota/info", "answer": {answer}}}]"#));
        let client = open(js(r#"{"token": "short-lived", "timeoutMs": 200}"#), Some(&network));
        let error = failed(client.get_credits()).await;
        assert_eq!(text(&error, "code"), code);
        assert_eq!(text(&error, "charged"), "no");
        assert!(get(&error, "retryable").is_truthy());
        assert_eq!(Array::from(&get(&error, "issues")).length(), 0);
    }
}

/// A batch whose answer has this as its data.
async fn batch(data: &str) -> (Promise, JsValue) {
    let answer = format!(r#"{{"status": 200, "body": {{"code": 1000, "data": {data}}}}}"#);
    let network = network(&format!(r#"[{{"path": "{CREATE}/batch", "answer": {answer}}}]"#));
    let client = open(js(r#"{"direct": true, "token": "short-lived"}"#), Some(&network));
    let request = with(request(), "count", &2.into());
    (client.create_image_to_video_batch(&request), network)
}

#[wasm_bindgen_test]
async fn a_batch_that_was_made_is_there_whatever_stands_beside_the_list_of_its_jobs() {
    let jobs = r#"[{"_id": "a", "status": 1}, {"_id": "b", "status": 1}]"#;
    let with_null = r#"[null, {"_id": "a", "status": 1}, "", 7, {}, {"_id": "b", "status": 1}]"#;
    let answers = [
        format!(r#"{{"successList": {jobs}, "errorList": null}}"#),
        format!(r#"{{"successList": {jobs}, "errorList": {{}}}}"#),
        format!(r#"{{"successList": {jobs}, "errorList": ""}}"#),
        format!(r#"{{"successList": {jobs}, "errorList": [null]}}"#),
        format!(r#"{{"successList": {jobs}}}"#),
        format!(r#"{{"successList": {with_null}, "errorList": []}}"#),
        jobs.to_owned(),
    ];
    for data in answers {
        let made = done(batch(&data).await.0).await;
        let ids: Vec<String> = Array::from(&get(&made, "jobs")).iter().map(|job| text(&job, "id")).collect();
        assert_eq!(ids, ["a", "b"], "{data}");
        assert_eq!(Array::from(&get(&made, "errors")).length(), 0, "{data}");
    }
}

#[wasm_bindgen_test]
async fn refused_variations_are_told_also_when_there_is_no_list_of_jobs() {
    for list in ["null", "{}", "\"\"", "[null]"] {
        let data = format!(r#"{{"successList": {list}, "errorList": [{{"code": 1015}}, null, {{"code": 1003}}]}}"#);
        let made = done(batch(&data).await.0).await;
        assert_eq!(Array::from(&get(&made, "jobs")).length(), 0, "{data}");
        assert_eq!(Array::from(&get(&made, "errors")).length(), 2, "{data}");
    }
}

#[wasm_bindgen_test]
async fn a_batch_of_which_nothing_is_said_may_have_been_paid() {
    for data in ["{}", "[]", "null", "\"\"", r#"{"successList": null, "errorList": null}"#] {
        let (promise, network) = batch(data).await;
        assert_unknown(&failed(promise).await);
        assert_eq!(sent_to(&network, "batch"), 1, "{data}");
    }
}
