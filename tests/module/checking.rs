use js_sys::Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{client, done, failed, get, js, network, open, sent_to, text};

#[wasm_bindgen(module = "/tests/module/values.js")]
extern "C" {
    fn revive(text: &str) -> JsValue;
    #[wasm_bindgen(js_name = requestOf)]
    fn request_of(case: &JsValue) -> JsValue;
}

#[wasm_bindgen_test]
async fn a_wrong_request_sends_nothing_and_names_everything() {
    let network = network("[]");
    let client = client(Some(&network));
    let request = js(r#"{"image_url": "cat.png", "resolution": "8k", "webhookUrl": ""}"#);
    let error = failed(client.create_image_to_video(&request)).await;
    let issues = Array::from(&get(&error, "issues"));
    let paths: Vec<String> = issues.iter().map(|issue| text(&issue, "path")).collect();
    assert_eq!(paths, ["image_url", "resolution", "prompt", "webhookUrl"]);
    assert_eq!(sent_to(&network, ""), 0);
}

#[wasm_bindgen_test]
async fn the_validator_reads_every_case_of_the_table_as_it_does_natively() {
    let client = client(None);
    for case in Array::from(&revive(include_str!("../cases/create-request.json"))).iter() {
        let request = request_of(&case);
        // To the package these are files, which are judged when they are read.
        let address = if request.is_object() { text(&request, "image_url") } else { String::new() };
        if ["data:", "blob:"].iter().any(|scheme| address.starts_with(scheme)) {
            continue;
        }
        let issues = Array::from(&done(client.validate_create_request(&request)).await);
        assert_eq!(kinds(&issues), kinds(&Array::from(&get(&case, "issues"))), "{}", text(&case, "name"));
        let says = text(&case, "says");
        let is_said = issues.iter().any(|issue| text(&issue, "message").contains(&says));
        assert!(says.is_empty() || is_said, "{}: no message says {says}", text(&case, "name"));
    }
}

/// Place and kind of every issue; their order is not promised.
fn kinds(issues: &Array) -> Vec<String> {
    let mut kinds: Vec<String> = issues.iter().map(|issue| place_and_kind(&issue)).collect();
    kinds.sort();
    kinds
}

fn place_and_kind(issue: &JsValue) -> String {
    [text(issue, "path"), text(issue, "code")].join(" ")
}

#[wasm_bindgen_test]
async fn a_page_may_not_hold_the_vendors_key() {
    for options in [r#"{"headers": {"x-api-key": "k"}}"#, r#"{"apiKey": "k"}"#] {
        let network = network("[]");
        let error = failed(open(js(options), Some(&network)).get_credits()).await;
        assert_eq!(text(&error, "code"), "configuration", "{options}");
        assert_eq!(sent_to(&network, ""), 0, "{options}");
    }
}
