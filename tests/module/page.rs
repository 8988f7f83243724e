//! What the tests have in common: the page they run in, and how they call the published package.

use js_sys::{Array, JSON, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

// `scripts/test/module-test.mjs` serves the files it imports beside it.
#[wasm_bindgen(module = "/pkg/core/api.js")]
extern "C" {
    #[wasm_bindgen(js_name = createClient)]
    fn create_client(options: &JsValue) -> Client;

    pub type Client;
    #[wasm_bindgen(method, js_name = createImageToVideo)]
    pub fn create_image_to_video(this: &Client, request: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = createImageToVideoBatch)]
    pub fn create_image_to_video_batch(this: &Client, request: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = listModels)]
    pub fn list_models(this: &Client) -> Promise;
    #[wasm_bindgen(method, js_name = deleteVideos)]
    pub fn delete_videos(this: &Client, refs: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = pollImageToVideo)]
    pub fn poll_image_to_video(this: &Client, refs: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = waitForVideo)]
    pub fn wait_for_video(this: &Client, job: &JsValue, options: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = validateCreateRequest)]
    pub fn validate_create_request(this: &Client, request: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = uploadFile)]
    pub fn upload_file(this: &Client, file: &JsValue, options: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = downloadVideo)]
    pub fn download_video(this: &Client, job: &JsValue, options: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = listEffects)]
    pub fn list_effects(this: &Client) -> Promise;
    #[wasm_bindgen(method, js_name = getCredits)]
    pub fn get_credits(this: &Client) -> Promise;
}

#[wasm_bindgen(module = "/pkg/core/module.js")]
extern "C" {
    #[wasm_bindgen(js_name = registerEntryPoint)]
    fn register_entry_point(entry_point: &JsValue);
}

#[wasm_bindgen(module = "/pkg/core/parts.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = parts)]
    static PARTS: JsValue;
}

#[wasm_bindgen(module = "/pkg/core/error.js")]
extern "C" {
    #[wasm_bindgen(js_name = ImageToVideoError)]
    type ImageToVideoError;
    #[wasm_bindgen(static_method_of = ImageToVideoError, js_class = "ImageToVideoError", js_name = isInstance)]
    fn is_instance(value: &JsValue) -> bool;
}

#[wasm_bindgen(module = "/tests/module/network.js")]
extern "C" {
    #[wasm_bindgen(js_name = network)]
    pub fn network(rules: &str) -> JsValue;
    #[wasm_bindgen(js_name = sentTo)]
    pub fn sent_to(network: &JsValue, end: &str) -> u32;
    #[wasm_bindgen(js_name = sentAtMs)]
    pub fn sent_at_ms(network: &JsValue, end: &str, index: u32) -> f64;
    #[wasm_bindgen(js_name = idCounts)]
    pub fn id_counts(network: &JsValue) -> Vec<u32>;
    #[wasm_bindgen(js_name = keys)]
    pub fn keys(network: &JsValue) -> Array;
    #[wasm_bindgen(js_name = authorization)]
    pub fn authorization(network: &JsValue, end: &str) -> Option<String>;
}

#[wasm_bindgen(module = "/tests/module/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = picture)]
    pub async fn picture() -> JsValue;
    #[wasm_bindgen(js_name = collector)]
    pub fn collector(into: &Array) -> JsValue;
    #[wasm_bindgen(js_name = giver)]
    pub fn giver(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = thrower)]
    pub fn thrower(message: &str) -> JsValue;
    #[wasm_bindgen(js_name = aborter)]
    pub fn aborter() -> JsValue;
    #[wasm_bindgen(js_name = jwt)]
    pub fn jwt(seconds_from_now: f64) -> String;
    #[wasm_bindgen(js_name = gateway)]
    pub fn gateway() -> String;
}

#[wasm_bindgen(module = "/tests/module/clock.js")]
extern "C" {
    #[wasm_bindgen(js_name = hurry)]
    fn hurry(times: f64);
    #[wasm_bindgen(js_name = skip)]
    fn skip(milliseconds: f64);
    #[wasm_bindgen(js_name = reset)]
    fn reset();
    #[wasm_bindgen(js_name = sleep)]
    pub fn sleep(milliseconds: f64);
    #[wasm_bindgen(js_name = pass)]
    pub async fn pass(milliseconds: f64);
}

/// The page's clock while a test changes it.
#[must_use = "the clock is set right again when this is dropped"]
pub struct Clock;

impl Clock {
    /// Runs so many times as fast. Limits of requests run faster, too, so nothing real should be asked for.
    pub fn hurried(times: f64) -> Self {
        hurry(times);
        Self
    }

    /// Runs so much ahead.
    pub fn ahead(milliseconds: f64) -> Self {
        skip(milliseconds);
        Self
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        reset();
    }
}

pub fn js(json: &str) -> JsValue {
    JSON::parse(json).expect("JSON")
}

pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("a property")
}

pub fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

pub fn with(object: JsValue, name: &str, value: &JsValue) -> JsValue {
    Reflect::set(&object, &name.into(), value).expect("an object");
    object
}

/// A client of the real gateway; a network that plays rules goes in between.
pub fn client(network: Option<&JsValue>) -> Client {
    open(js("{}"), network)
}

/// A client with options of its own, which leaves nothing to other tests.
pub fn open(options: JsValue, network: Option<&JsValue>) -> Client {
    // A test that panicked has dropped nothing.
    reset();
    let mut options = with(options, "baseUrl", &gateway().into());
    for name in ["storage", "events", "tabs"] {
        options = with(options, name, &false.into());
    }
    if let Some(network) = network {
        options = with(options, "fetch", &get(network, "fetch"));
    }
    let entry_point = with(js("{}"), "findWasm", &giver(&"/pkg/wasm/akool_image_to_video_bg.wasm".into()));
    register_entry_point(&with(entry_point, "parts", &PARTS.with(JsValue::clone)));
    create_client(&options)
}

/// A client with a token, whose network answers alone.
pub fn played(rules: &str) -> (Client, JsValue) {
    let network = network(rules);
    (open(js(r#"{"token": "short-lived"}"#), Some(&network)), network)
}

pub async fn done(promise: Promise) -> JsValue {
    JsFuture::from(promise).await.expect("it to succeed")
}

/// Whatever it is rejected with.
pub async fn rejected(promise: Promise) -> JsValue {
    JsFuture::from(promise).await.expect_err("it to fail")
}

/// The package's own error that it fails with.
pub async fn failed(promise: Promise) -> JsValue {
    let error = rejected(promise).await;
    assert!(ImageToVideoError::is_instance(&error));
    error
}

/// Creates a video of a picture that is drawn here.
pub async fn create(client: &Client, prompt: &str) -> JsValue {
    let request = with(js("{}"), "image_url", &picture().await);
    done(client.create_image_to_video(&with(request, "prompt", &prompt.into()))).await
}

/// A request that needs no upload.
pub fn request() -> JsValue {
    js(r#"{"image_url": "https://pictures.example/cat.png", "prompt": "zoom"}"#)
}

pub fn quick() -> JsValue {
    js(r#"{"pollIntervalMs": 50}"#)
}
