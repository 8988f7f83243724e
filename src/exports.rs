//! What JavaScript sees. Functions and plain objects only; the public face is written around them by hand.

use akool_contract::{Resolution, VideoLength, path, price};
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::abort;
use crate::call::call;
use crate::cancellable::cancellable;
use crate::client::Client;
use crate::create;
use crate::download;
use crate::failure::{self, Failure, issues_to_js};
use crate::job::JobRef;
use crate::js;
use crate::poll;
use crate::race::{Either, race};
use crate::upload;
use crate::wait;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type {
  CallOptions, ClientOptions, CompletedJob, CreateOptions, CreateRequest, Effect, ImageToVideoOptions, Issue, Job, JobRef,
  ImageToVideoErrorFields, Resolution, TransferOptions, VideoLength, WaitOptions,
} from "./types.js";"#;

/// Sets the function that makes an error of plain fields; called once after loading.
#[wasm_bindgen(js_name = setErrorFactory)]
pub fn set_error_factory(
    #[wasm_bindgen(unchecked_param_type = "(fields: ImageToVideoErrorFields) => Error")] factory: Function,
) {
    failure::set_factory(factory);
}

/// Makes a client and returns its number.
#[wasm_bindgen(js_name = openClient)]
pub fn open_client(
    #[wasm_bindgen(unchecked_param_type = "ClientOptions | undefined")] options: &JsValue,
) -> Result<u32, JsValue> {
    Client::register(options).map_err(Failure::into_js)
}

/// Forgets a client.
#[wasm_bindgen(js_name = closeClient)]
pub fn close_client(client: u32) {
    Client::unregister(client);
}

/// Checks, uploads a Blob, creates the job. Options and answers of this and the others: see the package's types.
#[wasm_bindgen(js_name = createImageToVideo, unchecked_return_type = "Job")]
pub async fn create_image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CreateRequest")] request: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CreateOptions | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    cancellable(&options, async { Ok(create::create(&Client::get(client)?, &request, &options).await?.to_js()) }).await
}

/// One look at one job or several.
#[wasm_bindgen(js_name = pollImageToVideo, unchecked_return_type = "Job | Job[]")]
pub async fn poll_image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef | readonly JobRef[]")] refs: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    cancellable(&options, async { poll::poll(&Client::get(client)?, &refs).await }).await
}

/// Waits for the video.
#[wasm_bindgen(js_name = waitForVideo, unchecked_return_type = "CompletedJob")]
pub async fn wait_for_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef")] job: JsValue,
    #[wasm_bindgen(unchecked_param_type = "WaitOptions | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    cancellable(&options, async { Ok(wait::wait(&Client::get(client)?, JobRef::read(&job)?, &options).await?.to_js()) })
        .await
}

/// Calls `onJob` with every change; the promise resolves when every job has ended.
#[wasm_bindgen(js_name = watchImageToVideo)]
pub async fn watch_image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef | readonly JobRef[]")] refs: JsValue,
    #[wasm_bindgen(unchecked_param_type = "WaitOptions | undefined")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "(job: Job) => void")] on_job: JsValue,
    #[wasm_bindgen(unchecked_param_type = "AbortSignal")] stop: JsValue,
) -> Result<JsValue, JsValue> {
    cancellable(&options, async {
        // Two signals: the caller's, and that of an iterator which nobody reads any more.
        let client = Client::get(client)?;
        let watching = wait::watch(&client, &refs, &options, &on_job);
        match race(watching, abort::requested(&stop)).await {
            Either::Left(outcome) => outcome,
            Either::Right(_) => Ok(JsValue::UNDEFINED),
        }
    })
    .await
}

/// Creates and waits.
#[wasm_bindgen(js_name = imageToVideo, unchecked_return_type = "CompletedJob")]
pub async fn image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CreateRequest")] request: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ImageToVideoOptions | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    cancellable(&options, async {
        let client = Client::get(client)?;
        let job = create::create(&client, &request, &options).await?;
        let job_ref = JobRef { id: job.id.clone(), known: Some(job) };
        Ok(wait::wait(&client, job_ref, &options).await?.to_js())
    })
    .await
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
#[wasm_bindgen(js_name = uploadImage, unchecked_return_type = "string")]
pub async fn upload_image(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "Blob")] file: JsValue,
    #[wasm_bindgen(unchecked_param_type = "TransferOptions | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    cancellable(&options, async {
        let url = upload::upload(&Client::get(client)?, &file, &js::field(&options, "onProgress")).await?;
        Ok(JsValue::from_str(&url))
    })
    .await
}

/// Fetches the video.
#[wasm_bindgen(js_name = downloadVideo, unchecked_return_type = "Blob")]
pub async fn download_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef")] job: JsValue,
    #[wasm_bindgen(unchecked_param_type = "TransferOptions | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    cancellable(&options, async {
        download::download(&Client::get(client)?, JobRef::read(&job)?, &js::field(&options, "onProgress")).await
    })
    .await
}

/// The effects that can be used.
#[wasm_bindgen(js_name = listEffects, unchecked_return_type = "Effect[]")]
pub async fn list_effects(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    cancellable(&options, async {
        let data = call(&Client::get(client)?, "GET", path::EFFECTS, None).await?;
        let list = js::field(&data, "result");
        if !Array::is_array(&list) {
            return Err(Failure::bad_answer());
        }
        // An entry without a code cannot be used for anything.
        let usable = Array::from(&list)
            .iter()
            .filter(|effect| js::text_field(effect, "effect_code").is_some())
            .collect::<Array>();
        Ok(usable.into())
    })
    .await
}

/// Credits left.
#[wasm_bindgen(js_name = getCredits, unchecked_return_type = "number")]
pub async fn get_credits(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    cancellable(&options, async {
        let data = call(&Client::get(client)?, "GET", path::CREDITS, None).await?;
        js::number_field(&data, "credit").map(JsValue::from_f64).ok_or_else(Failure::bad_answer)
    })
    .await
}
