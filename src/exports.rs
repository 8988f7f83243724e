//! What JavaScript sees. Functions and plain objects only; the public face is written around them by hand.

use akool_contract::{Resolution, VideoLength, path, price};
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

use crate::abort;
use crate::call::call;
use crate::cancellable::start;
use crate::client::Client;
use crate::create;
use crate::download;
use crate::failure::{self, issues_to_js};
use crate::host::{self, Host};
use crate::job::JobRef;
use crate::js;
use crate::poll;
use crate::race::{boxed, race};
use crate::upload;
use crate::wait;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type {
  CallOptions, ClientOptions, CompletedJob, CreateOptions, CreateRequest, Effect, ImageToVideoErrorFields,
  ImageToVideoOptions, Issue, Job, JobRef, Progress, Resolution, TransferOptions, VideoLength, WaitOptions,
} from "./types.js";

export interface Host {
  error(fields: ImageToVideoErrorFields): Error;
  send(url: string, init: RequestInit, fetch?: ClientOptions["fetch"], onProgress?: (progress: Progress) => void): Promise<Response>;
  read(response: Response, onProgress?: (progress: Progress) => void): Promise<Blob>;
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
    #[wasm_bindgen(unchecked_param_type = "ClientOptions | undefined")] options: &JsValue,
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
    start(
        &options.clone(),
        boxed(async move { Ok(create::create(&Client::get(client)?, &request, &options).await?.object) }),
    )
}

/// One look at one job or several.
#[wasm_bindgen(js_name = pollImageToVideo, unchecked_return_type = "Promise<Job | Job[]>")]
pub fn poll_image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef | readonly JobRef[]")] refs: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: &JsValue,
) -> Promise {
    start(options, boxed(async move { poll::poll(&Client::get(client)?, &refs).await }))
}

/// Waits for the video.
#[wasm_bindgen(js_name = waitForVideo, unchecked_return_type = "Promise<CompletedJob>")]
pub fn wait_for_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef")] job: JsValue,
    #[wasm_bindgen(unchecked_param_type = "WaitOptions | undefined")] options: JsValue,
) -> Promise {
    start(
        &options.clone(),
        boxed(async move { wait::wait(&Client::get(client)?, JobRef::read(&job)?, &options).await }),
    )
}

/// Calls `onJob` with every change; resolves when every job has ended or `stop` aborts.
#[wasm_bindgen(js_name = watchImageToVideo, unchecked_return_type = "Promise<void>")]
pub fn watch_image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef | readonly JobRef[]")] refs: JsValue,
    #[wasm_bindgen(unchecked_param_type = "WaitOptions | undefined")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "(job: Job) => void")] on_job: JsValue,
    #[wasm_bindgen(unchecked_param_type = "AbortSignal")] stop: JsValue,
) -> Promise {
    start(
        &options.clone(),
        boxed(async move {
            let client = Client::get(client)?;
            // Beside the caller's own signal: that of an iterator which nobody reads any more.
            let stopped = boxed(async {
                abort::requested(&stop).await;
                Ok(JsValue::UNDEFINED)
            });
            race(boxed(wait::watch(&client, &refs, &options, &on_job)), stopped).await
        }),
    )
}

/// Creates and waits.
#[wasm_bindgen(js_name = imageToVideo, unchecked_return_type = "Promise<CompletedJob>")]
pub fn image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CreateRequest")] request: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ImageToVideoOptions | undefined")] options: JsValue,
) -> Promise {
    start(
        &options.clone(),
        boxed(async move {
            let client = Client::get(client)?;
            let job = create::create(&client, &request, &options).await?;
            wait::wait(&client, job.into(), &options).await
        }),
    )
}

/// Everything that is wrong with a request.
#[wasm_bindgen(js_name = validateCreateRequest, unchecked_return_type = "Issue[]")]
pub fn validate_create_request(#[wasm_bindgen(unchecked_param_type = "unknown")] request: &JsValue) -> JsValue {
    issues_to_js(&create::validate(request).err().unwrap_or_default())
}

/// Credits by the published table.
#[wasm_bindgen(js_name = estimateCredits)]
pub fn estimate_credits(
    #[wasm_bindgen(unchecked_param_type = "{ resolution?: Resolution; video_length?: VideoLength }")] request: &JsValue,
) -> Option<u32> {
    let resolution = match js::field(request, "resolution") {
        value if value.is_undefined() => Resolution::default(),
        value => Resolution::from_word(&value.as_string()?)?,
    };
    let video_length = match js::field(request, "video_length") {
        value if value.is_undefined() => VideoLength::default(),
        value => VideoLength::from_seconds(value.as_f64()?)?,
    };
    price::credits(resolution, video_length)
}

/// Uploads a file and returns its URL.
#[wasm_bindgen(js_name = uploadImage, unchecked_return_type = "Promise<string>")]
pub fn upload_image(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "Blob")] file: JsValue,
    #[wasm_bindgen(unchecked_param_type = "TransferOptions | undefined")] options: &JsValue,
) -> Promise {
    let on_progress = js::field(options, "onProgress");
    start(options, boxed(async move { Ok(upload::upload(&Client::get(client)?, &file, on_progress).await?.into()) }))
}

/// Fetches the video.
#[wasm_bindgen(js_name = downloadVideo, unchecked_return_type = "Promise<Blob>")]
pub fn download_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef")] job: JsValue,
    #[wasm_bindgen(unchecked_param_type = "TransferOptions | undefined")] options: &JsValue,
) -> Promise {
    let on_progress = js::field(options, "onProgress");
    start(
        options,
        boxed(async move { download::download(&Client::get(client)?, JobRef::read(&job)?, &on_progress).await }),
    )
}

/// The effects that can be used.
#[wasm_bindgen(js_name = listEffects, unchecked_return_type = "Promise<Effect[]>")]
pub fn list_effects(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: &JsValue,
) -> Promise {
    start(
        options,
        boxed(async move {
            let data = call(&Client::get(client)?, "GET", path::EFFECTS, &JsValue::UNDEFINED).await?;
            let list = js::field(&data, "result");
            if !Array::is_array(&list) {
                return Err(failure::bad_answer());
            }
            let usable = Array::new();
            for effect in Array::from(&list).iter() {
                // An entry without a code cannot be used for anything.
                if js::text_field(&effect, "effect_code").is_some() {
                    usable.push(&effect);
                }
            }
            Ok(usable.into())
        }),
    )
}

/// Credits left.
#[wasm_bindgen(js_name = getCredits, unchecked_return_type = "Promise<number>")]
pub fn get_credits(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: &JsValue,
) -> Promise {
    start(
        options,
        boxed(async move {
            let data = call(&Client::get(client)?, "GET", path::CREDITS, &JsValue::UNDEFINED).await?;
            js::number_field(&data, "credit").map(JsValue::from_f64).ok_or_else(failure::bad_answer)
        }),
    )
}
