//! What JavaScript sees. Functions and plain objects only; the public face is written around them by hand.

use akool_contract::{Resolution, VideoLength, price};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::account;
use crate::client::Client;
use crate::create;
use crate::download;
use crate::failure::issues_to_js;
use crate::host::{self, Host};
use crate::poll;
use crate::race::boxed;
use crate::start::start;
use crate::upload;
use crate::wait;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type {
  CallOptions, ClientOptions, CompletedJob, CreateOptions, CreateRequest, Effect, ImageToVideoErrorFields, Issue, Job,
  JobRef, TransferOptions, WaitOptions,
} from "./types.js";

export interface Host {
  error(fields: ImageToVideoErrorFields): Error;
  isBrowser: boolean;
  expiryOf(token: string): number | undefined;
  hasHeader(headers: ClientOptions["headers"], name: string): boolean;
  send(
    options: ClientOptions | undefined, base: string, path: string, token: string,
    body: string | Blob | undefined, call: TransferOptions | undefined, limitMs: number,
  ): Promise<{ status?: number; headers?: Pick<Headers, "get">; body?: unknown }>;
  download(
    options: ClientOptions | undefined, url: string, call: TransferOptions | undefined,
  ): Promise<{ status: number; blob: Blob | false }>;
}
"#;

/// Hands in what the module needs of JavaScript; called once after loading.
#[wasm_bindgen(js_name = setHost)]
pub fn set_host(host: Host) {
    host::set(host);
}

/// Makes a client and returns its number. `origin` is where its requests go without a `baseUrl`.
#[wasm_bindgen(js_name = openClient)]
pub fn open_client(
    #[wasm_bindgen(unchecked_param_type = "ClientOptions | undefined")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string | undefined")] origin: &JsValue,
) -> Result<u32, JsValue> {
    Client::register(options, origin).map_err(|failure| failure.into_js())
}

/// Forgets a client.
#[wasm_bindgen(js_name = closeClient)]
pub fn close_client(client: u32) {
    Client::unregister(client);
}

/// Checks, uploads a Blob, creates the job. Options and answers of this and the others: see the package's types.
#[wasm_bindgen(js_name = createImageToVideo, unchecked_return_type = "Promise<Job>")]
pub fn create_image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CreateRequest")] request: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CreateOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, |client| boxed(create::create(client, request, options)))
}

/// One look at one job or several.
#[wasm_bindgen(js_name = pollImageToVideo, unchecked_return_type = "Promise<Job | Job[]>")]
pub fn poll_image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef | readonly JobRef[]")] refs: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, |client| boxed(poll::poll(client, refs, options)))
}

/// Waits for the video and tells every change on the way.
#[wasm_bindgen(js_name = waitForVideo, unchecked_return_type = "Promise<CompletedJob>")]
pub fn wait_for_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef")] job: JsValue,
    #[wasm_bindgen(unchecked_param_type = "WaitOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, |client| boxed(wait::wait(client, job, options)))
}

/// Everything that is wrong with a request.
#[wasm_bindgen(js_name = validateCreateRequest, unchecked_return_type = "Issue[]")]
pub fn validate_create_request(#[wasm_bindgen(unchecked_param_type = "unknown")] request: &JsValue) -> JsValue {
    issues_to_js(&create::validate(request).err().unwrap_or_default())
}

/// Credits by the published table. An empty word or NaN stands for what was left out.
#[wasm_bindgen(js_name = estimateCredits)]
pub fn estimate_credits(resolution: &str, video_length: f64) -> Option<u32> {
    let resolution = if resolution.is_empty() { Resolution::default() } else { Resolution::from_word(resolution)? };
    let length = if video_length.is_nan() { VideoLength::default() } else { VideoLength::from_seconds(video_length)? };
    price::credits(resolution, length)
}

/// Uploads a file and returns its URL.
#[wasm_bindgen(js_name = uploadImage, unchecked_return_type = "Promise<string>")]
pub fn upload_image(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "Blob")] file: JsValue,
    #[wasm_bindgen(unchecked_param_type = "TransferOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, |client| boxed(upload::upload(client, file, options)))
}

/// Fetches the video.
#[wasm_bindgen(js_name = downloadVideo, unchecked_return_type = "Promise<Blob>")]
pub fn download_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef")] job: JsValue,
    #[wasm_bindgen(unchecked_param_type = "TransferOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, |client| boxed(download::download(client, job, options)))
}

/// The effects that can be used.
#[wasm_bindgen(js_name = listEffects, unchecked_return_type = "Promise<Effect[]>")]
pub fn list_effects(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "undefined")] _input: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, |client| boxed(account::effects(client, options)))
}

/// Credits left.
#[wasm_bindgen(js_name = getCredits, unchecked_return_type = "Promise<number>")]
pub fn get_credits(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "undefined")] _input: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, |client| boxed(account::credits(client, options)))
}
