//! The module in a real browser, against the real gateway and simulator. `npm test -- module` starts both.
#![cfg(target_arch = "wasm32")]

use akool_image_to_video::{
    create_image_to_video, download_video, get_credits, list_effects, open_client, poll_image_to_video, set_host,
    upload_image, validate_create_request, wait_for_video,
};
use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/pkg-template/host.js")]
extern "C" {
    #[wasm_bindgen(js_name = host, thread_local_v2)]
    static HOST: JsValue;
}

// Named so that the files host.js imports are served beside it.
#[wasm_bindgen(module = "/pkg-template/error.js")]
extern "C" {
    #[wasm_bindgen(js_name = ImageToVideoError)]
    type ImageToVideoError;
    #[wasm_bindgen(static_method_of = ImageToVideoError, js_class = "ImageToVideoError", js_name = isInstance)]
    fn is_instance(value: &JsValue) -> bool;
}
#[wasm_bindgen(module = "/pkg-template/progress.js")]
extern "C" {
    #[wasm_bindgen(js_name = read)]
    fn _read(response: &JsValue, on_progress: &JsValue) -> js_sys::Promise;
}

#[wasm_bindgen(module = "/tests/module/network.js")]
extern "C" {
    #[wasm_bindgen(js_name = network)]
    fn network(rules: &str) -> JsValue;
    #[wasm_bindgen(js_name = sentTo)]
    fn sent_to(network: &JsValue, end: &str) -> u32;
    #[wasm_bindgen(js_name = picture)]
    async fn picture() -> JsValue;
    #[wasm_bindgen(js_name = collector)]
    fn collector(into: &Array) -> JsValue;
}

#[wasm_bindgen(module = "/tests/module/values.js")]
extern "C" {
    fn revive(text: &str) -> JsValue;
    #[wasm_bindgen(js_name = requestOf)]
    fn request_of(case: &JsValue) -> JsValue;
}

fn gateway() -> &'static str {
    // Absent where the tests are only checked, not run.
    match option_env!("AKOOL_TEST_GATEWAY") {
        Some(url) => url,
        None => panic!("npm test -- module sets AKOOL_TEST_GATEWAY"),
    }
}

fn js(json: &str) -> JsValue {
    JSON::parse(json).expect("JSON")
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("a property")
}

fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

fn with(object: JsValue, name: &str, value: &JsValue) -> JsValue {
    Reflect::set(&object, &name.into(), value).expect("an object");
    object
}

/// A client of the real gateway; a network that plays rules goes in between.
fn client(network: Option<&JsValue>) -> u32 {
    HOST.with(|host| set_host(host.clone().unchecked_into()));
    let options = with(js("{}"), "baseUrl", &gateway().into());
    let options = match network {
        Some(network) => with(options, "fetch", &get(network, "fetch")),
        None => options,
    };
    open_client(options, &JsValue::UNDEFINED).expect("a client")
}

async fn done(promise: js_sys::Promise) -> JsValue {
    JsFuture::from(promise).await.expect("it to succeed")
}

async fn failed(promise: js_sys::Promise) -> JsValue {
    let error = JsFuture::from(promise).await.expect_err("it to fail");
    assert!(ImageToVideoError::is_instance(&error));
    error
}

async fn create(client: u32, prompt: &str) -> js_sys::Promise {
    let request = with(js("{}"), "image_url", &picture().await);
    create_image_to_video(client, with(request, "prompt", &prompt.into()), JsValue::UNDEFINED)
}

fn quick() -> JsValue {
    js(r#"{"pollIntervalMs": 50}"#)
}

#[wasm_bindgen_test]
async fn a_picture_becomes_a_video_that_can_be_fetched() {
    let client = client(None);
    let before = done(get_credits(client, &JsValue::UNDEFINED, JsValue::UNDEFINED)).await.as_f64();
    let job = done(create(client, "slow zoom in").await).await;
    assert_eq!(text(&job, "status"), "queueing");
    let after = done(get_credits(client, &JsValue::UNDEFINED, JsValue::UNDEFINED)).await.as_f64();
    assert!(after < before, "{after:?} {before:?}");

    let seen = Array::new();
    let options = with(quick(), "onUpdate", &collector(&seen));
    let job = done(wait_for_video(client, job, options)).await;
    assert_eq!(text(&job, "status"), "completed");
    assert!(text(&job, "video_url").starts_with("http"));
    assert!(get(&job, "expiresAt").as_f64() > Some(js_sys::Date::now()));
    assert!(get(&job, "deduction_credit").as_f64() > Some(0.0));
    assert_eq!(text(&seen.get(seen.length() - 1), "status"), "completed");

    let progress = Array::new();
    let options = with(js("{}"), "onProgress", &collector(&progress));
    let video = done(download_video(client, job, options)).await;
    assert!(get(&video, "size").as_f64() > Some(1000.0));
    assert!(progress.length() > 0);
}

#[wasm_bindgen_test]
async fn a_failed_job_rejects_with_the_reason_the_job_and_what_it_cost() {
    let client = client(None);
    let job = done(create(client, "[fail: too dark]").await).await;
    let error = failed(wait_for_video(client, job, quick())).await;
    assert_eq!(text(&error, "code"), "job_failed");
    assert!(text(&error, "message").contains("too dark"));
    assert_eq!(text(&get(&error, "job"), "status"), "failed");
    assert_eq!(text(&error, "charged"), "no");
}

#[wasm_bindgen_test]
async fn several_jobs_are_looked_at_in_one_request_and_come_in_the_order_asked_for() {
    let network = network("[]");
    let client = client(Some(&network));
    let first = done(create(client, "one").await).await;
    let second = done(create(client, "two").await).await;
    let refs = Array::of2(&get(&second, "id"), &first);
    let jobs = Array::from(&done(poll_image_to_video(client, refs.into(), JsValue::UNDEFINED)).await);
    assert_eq!(text(&jobs.get(0), "id"), text(&second, "id"));
    assert_eq!(text(&jobs.get(1), "id"), text(&first, "id"));
    assert_eq!(sent_to(&network, "resultsByIds"), 1);
}

#[wasm_bindgen_test]
async fn one_token_serves_however_many_calls_wait_for_it() {
    let network = network("[]");
    let client = client(Some(&network));
    let calls: Array = (0..5).map(|_| get_credits(client, &JsValue::UNDEFINED, JsValue::UNDEFINED)).collect();
    done(js_sys::Promise::all(&calls)).await;
    assert_eq!(sent_to(&network, "/token"), 1);
}

#[wasm_bindgen_test]
async fn a_refused_token_is_renewed_once() {
    let refuse = r#"{"path": "quota/info", "times": 1, "answer": {"status": 401, "body": {"code": 1101}}}"#;
    let network_once = network(&format!("[{refuse}]"));
    let once = client(Some(&network_once));
    done(get_credits(once, &JsValue::UNDEFINED, JsValue::UNDEFINED)).await;
    assert_eq!(sent_to(&network_once, "/token"), 2);

    let always = network(r#"[{"path": "quota/info", "answer": {"status": 200, "body": {"code": 1101}}}]"#);
    let error = failed(get_credits(client(Some(&always)), &JsValue::UNDEFINED, JsValue::UNDEFINED)).await;
    assert_eq!(text(&error, "code"), "unauthorized");
    assert_eq!(sent_to(&always, "quota/info"), 2);
}

#[wasm_bindgen_test]
async fn waiting_outlives_every_passing_fault() {
    let rules = r#"[
        {"path": "resultsByIds", "times": 1, "answer": {"status": 500, "text": "oops"}},
        {"path": "resultsByIds", "times": 1, "answer": {"status": 503, "body": {"code": 2001}}},
        {"path": "resultsByIds", "times": 1, "answer": {"status": 429, "body": {"code": 1005}, "headers": {"retry-after": "0"}}},
        {"path": "resultsByIds", "times": 1, "answer": {"lost": true}},
        {"path": "resultsByIds", "times": 1, "answer": {"status": 200, "text": "<html>"}},
        {"path": "resultsByIds", "times": 1, "answer": {"status": 200, "text": "{\"code\": 10"}},
        {"path": "resultsByIds", "times": 1, "answer": {"status": 200, "body": {"code": 1000, "data": {"result": []}}}}
    ]"#;
    let network = network(rules);
    let client = client(Some(&network));
    let job = done(create(client, "zoom").await).await;
    let job = done(wait_for_video(client, job, quick())).await;
    assert_eq!(text(&job, "status"), "completed");
    assert!(sent_to(&network, "resultsByIds") > 7);
}

#[wasm_bindgen_test]
async fn waiting_ends_after_twelve_failures_in_a_row_and_hands_the_job_back() {
    let network = network(r#"[{"path": "resultsByIds", "after": 1, "answer": {"status": 503}}]"#);
    let client = client(Some(&network));
    let job = done(create(client, "zoom").await).await;
    let error = failed(wait_for_video(client, job, js(r#"{"pollIntervalMs": 1}"#))).await;
    assert_eq!(text(&error, "code"), "unavailable");
    assert!(get(&error, "retryable").is_truthy());
    assert_eq!(text(&error, "charged"), "yes");
    assert!(!text(&get(&error, "job"), "id").is_empty());
    // One look that finds it, and then twelve that fail.
    assert_eq!(sent_to(&network, "resultsByIds"), 13);
}

#[wasm_bindgen_test]
async fn a_create_whose_answer_is_lost_is_sent_once_and_its_price_is_unknown() {
    for answer in [r#"{"lost": true}"#, r#"{"status": 500}"#, r#"{"status": 200, "text": "<html>"}"#] {
        let network = network(&format!(r#"[{{"path": "createBySourcePrompt", "answer": {answer}}}]"#));
        let error = failed(create(client(Some(&network)), "zoom").await).await;
        assert_eq!(text(&error, "code"), "outcome_unknown", "{answer}");
        assert_eq!(text(&error, "charged"), "unknown", "{answer}");
        assert!(!get(&error, "retryable").is_truthy(), "{answer}");
        assert_eq!(sent_to(&network, "createBySourcePrompt"), 1, "{answer}");
    }
}

#[wasm_bindgen_test]
async fn a_refused_create_costs_nothing() {
    for (code, expected) in [(1104, "insufficient_credits"), (1015, "unavailable"), (1003, "invalid_request")] {
        let rule =
            format!(r#"[{{"path": "createBySourcePrompt", "answer": {{"status": 200, "body": {{"code": {code}}}}}}}]"#);
        let error = failed(create(client(Some(&network(&rule))), "zoom").await).await;
        assert_eq!(text(&error, "code"), expected);
        assert_eq!(text(&error, "charged"), "no");
        assert_eq!(get(&error, "vendorCode").as_f64(), Some(f64::from(code)));
    }
}

#[wasm_bindgen_test]
async fn a_wrong_request_sends_nothing_and_names_everything() {
    let network = network("[]");
    let client = client(Some(&network));
    let request = js(r#"{"image_url": "cat.png", "resolution": "8k", "webhookUrl": ""}"#);
    let error = failed(create_image_to_video(client, request, JsValue::UNDEFINED)).await;
    let issues = Array::from(&get(&error, "issues"));
    let paths: Vec<String> = issues.iter().map(|issue| text(&issue, "path")).collect();
    assert_eq!(paths, ["image_url", "resolution", "prompt", "webhookUrl"]);
    assert_eq!(sent_to(&network, ""), 0);
}

#[wasm_bindgen_test]
fn the_validator_reads_every_case_of_the_table_as_it_does_natively() {
    for case in Array::from(&revive(include_str!("../cases/create-request.json"))).iter() {
        let issues = Array::from(&validate_create_request(&request_of(&case)));
        assert_eq!(kinds(&issues), kinds(&Array::from(&get(&case, "issues"))), "{}", text(&case, "name"));
        let says = text(&case, "says");
        let is_said = issues.iter().any(|issue| text(&issue, "message").contains(&says));
        assert!(says.is_empty() || is_said, "{}: no message says {says}", text(&case, "name"));
    }
}

/// Place and kind of every issue; the order in which they are reported is nobody's promise.
fn kinds(issues: &Array) -> Vec<String> {
    let mut kinds: Vec<String> = issues.iter().map(|issue| place_and_kind(&issue)).collect();
    kinds.sort();
    kinds
}

fn place_and_kind(issue: &JsValue) -> String {
    [text(issue, "path"), text(issue, "code")].join(" ")
}

#[wasm_bindgen_test]
async fn effects_are_listed_and_a_file_gets_an_address() {
    let client = client(None);
    let effects = Array::from(&done(list_effects(client, &JsValue::UNDEFINED, JsValue::UNDEFINED)).await);
    assert!(effects.length() >= 8);
    let progress = Array::new();
    let options = with(js("{}"), "onProgress", &collector(&progress));
    let url = done(upload_image(client, picture().await, options)).await;
    assert!(url.as_string().is_some_and(|url| url.starts_with(gateway())));
}

#[wasm_bindgen_test]
fn a_page_may_not_hold_the_vendors_key() {
    client(None);
    let headers = with(js("{}"), "headers", &js(r#"{"x-api-key": "k"}"#));
    let error = open_client(with(headers, "baseUrl", &gateway().into()), &JsValue::UNDEFINED).expect_err("a refusal");
    assert_eq!(text(&error, "code"), "configuration");
    let error = open_client(js(r#"{"apiKey": "k"}"#), &"http://a.example".into()).expect_err("a refusal");
    assert!(text(&error, "message").contains("apiKey"));
}
