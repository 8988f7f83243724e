//! The functions that JavaScript calls: one for each public function of the package, and a few that its JavaScript needs. They take
//! plain values and return plain objects. Enumerations cross the border by name; an unknown name is an error.

use akool_contract::{Resolution, VideoLength, price};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::client::Client;
use crate::failure::{self, issues_to_js};
use crate::host::{self, Host};
use crate::js;
use crate::order::{self, Kind, order};
use crate::pending;
use crate::poll;
use crate::poller::PollOwner;
use crate::race::boxed;
use crate::start::start;
use crate::wait;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type {
  AudioUpdateRequest, BatchRequest, BatchResult, CallOptions, ClientOptions, CompletedJob, CreateOptions, CreateRequest,
  Deletion, Effect, ImageToVideoErrorFields, Issue, Job, JobPage, JobRecord, JobRef, Model, PendingOrder, Resolution,
  TransferOptions, VideoLength, WaitOptions,
} from "../types/index.js";

/** Who polls for a client: the client itself, the gateway by its events (polling is a second net then), or another tab. */
export type PollOwner = "client" | "events" | "tab";

/** Options of a request that creates something. */
export type OrderOptions = CreateOptions & {
  idempotencyKey: string;
  isNewKey: boolean;
  files?: Record<string, string | undefined>;
  onSend?: (key: string | undefined) => void;
};

/** Options of a subscription to the gateway's events. */
export type EventOptions = CallOptions & {
  onRecord(record: JobRecord): void;
  read(response: Response, onRecord: (record: JobRecord) => void, signal: AbortSignal): Promise<unknown>;
};

/** What the module needs of JavaScript. */
export interface Host {
  error(fields: ImageToVideoErrorFields): Error;
  isBrowser: boolean;
  origin: string | undefined;
  claimsOf(token: string): { exp?: number; iat?: number } | undefined;
  /** NaN while it is not known. */
  serverTimeMs(): number;
  hasHeader(headers: ClientOptions["headers"], name: string): boolean;
  send(
    options: ClientOptions, base: string, path: string, token: string,
    body: string | Blob | undefined, call: TransferOptions | undefined, key: string | undefined, limitMs: number,
  ): Promise<{
    status?: number | undefined; headers?: Pick<Headers, "get"> | undefined; body?: unknown; message?: string; cause?: unknown;
  }>;
  isAsleep: boolean;
  remember(options: ClientOptions, scope: string | undefined, name: string, entry: object | undefined): void;
  remembered(options: ClientOptions, scope: string | undefined, name: string): object | undefined;
}
"#;

/// Sets what the module needs of JavaScript; called once after loading.
#[wasm_bindgen(js_name = setHost)]
pub fn set_host(host: Host) {
    host::set(host);
}

/// Makes a client and returns its number. The options are complete.
#[wasm_bindgen(js_name = openClient)]
pub fn open_client(#[wasm_bindgen(unchecked_param_type = "ClientOptions")] options: JsValue) -> Result<u32, JsValue> {
    Client::register(options).map_err(|failure| failure.into_js())
}

/// Forgets a client that JavaScript has collected. Calls under way complete.
#[wasm_bindgen(js_name = freeClient)]
pub fn free_client(client: u32) {
    Client::unregister(client);
}

/// Ends what a client waits for, and forgets it.
#[wasm_bindgen(js_name = closeClient)]
pub fn close_client(client: u32) {
    if let Some(client) = Client::get(client) {
        client.poller.close();
    }
    Client::unregister(client);
}

/// Creates one video.
#[wasm_bindgen(js_name = createImageToVideo, unchecked_return_type = "Promise<Job>")]
pub fn create_image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CreateRequest")] request: JsValue,
    #[wasm_bindgen(unchecked_param_type = "OrderOptions")] options: JsValue,
) -> Promise {
    start(client, request, options, |client, request, options| Ok(boxed(order(client, Kind::Create, request, options))))
}

/// Creates variations of one video.
#[wasm_bindgen(js_name = createImageToVideoBatch, unchecked_return_type = "Promise<BatchResult>")]
pub fn create_image_to_video_batch(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "BatchRequest")] request: JsValue,
    #[wasm_bindgen(unchecked_param_type = "OrderOptions")] options: JsValue,
) -> Promise {
    start(client, request, options, |client, request, options| Ok(boxed(order(client, Kind::Batch, request, options))))
}

/// Gives a finished video a new sound, as a job of its own.
#[wasm_bindgen(js_name = updateVideoAudio, unchecked_return_type = "Promise<Job>")]
pub fn update_video_audio(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "AudioUpdateRequest")] request: JsValue,
    #[wasm_bindgen(unchecked_param_type = "OrderOptions")] options: JsValue,
) -> Promise {
    start(client, request, options, |client, request, options| {
        Ok(boxed(order(client, Kind::AudioUpdate, request, options)))
    })
}

/// Everything that is wrong with a request for one video.
#[wasm_bindgen(js_name = validateCreateRequest, unchecked_return_type = "Issue[]")]
pub fn validate_create_request(#[wasm_bindgen(unchecked_param_type = "unknown")] request: &JsValue) -> JsValue {
    validate(Kind::Create, request)
}

/// Everything that is wrong with a request for a batch.
#[wasm_bindgen(js_name = validateBatchRequest, unchecked_return_type = "Issue[]")]
pub fn validate_batch_request(#[wasm_bindgen(unchecked_param_type = "unknown")] request: &JsValue) -> JsValue {
    validate(Kind::Batch, request)
}

/// Everything that is wrong with a request for a new sound.
#[wasm_bindgen(js_name = validateAudioUpdateRequest, unchecked_return_type = "Issue[]")]
pub fn validate_audio_update_request(#[wasm_bindgen(unchecked_param_type = "unknown")] request: &JsValue) -> JsValue {
    validate(Kind::AudioUpdate, request)
}

fn validate(kind: Kind, request: &JsValue) -> JsValue {
    issues_to_js(&order::check(kind, request).err().unwrap_or_default())
}

/// Credits by the published table; nothing for what the table does not list.
#[wasm_bindgen(js_name = estimateCredits, unchecked_return_type = "number | undefined")]
pub fn estimate_credits(
    #[wasm_bindgen(unchecked_param_type = "{ resolution?: Resolution; video_length?: VideoLength }")] request: &JsValue,
) -> JsValue {
    estimate(request).map_or(JsValue::UNDEFINED, JsValue::from)
}

fn estimate(request: &JsValue) -> Option<u32> {
    let resolution = js::text_field(request, "resolution");
    let length = js::number_field(request, "video_length");
    price::credits(
        resolution.map_or(Some(Resolution::default()), |word| Resolution::from_word(&word))?,
        length.map_or(Some(VideoLength::default()), VideoLength::from_seconds)?,
    )
}

/// Polls one job or several, once.
#[wasm_bindgen(js_name = pollImageToVideo, unchecked_return_type = "Promise<Job | Job[]>")]
pub fn poll_image_to_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef | readonly JobRef[]")] refs: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, refs, options, |client, refs, options| Ok(boxed(poll::poll(client, refs, options))))
}

/// Waits for the video and reports every change on the way.
#[wasm_bindgen(js_name = waitForVideo, unchecked_return_type = "Promise<CompletedJob>")]
pub fn wait_for_video(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef")] job: JsValue,
    #[wasm_bindgen(unchecked_param_type = "WaitOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, job, options, |client, job, options| Ok(boxed(wait::wait(client, job, options))))
}

/// Whose entries this client sees; `undefined` when no token tells. Fetches a token if it has to.
#[wasm_bindgen(js_name = scopeOf, unchecked_return_type = "Promise<string | undefined>")]
pub fn scope_of(client: u32) -> Promise {
    start(client, JsValue::UNDEFINED, JsValue::UNDEFINED, |client, _, _| Ok(boxed(pending::scope(client))))
}

/// The outcome of an order that was remembered: its jobs, which are remembered from here on, or nothing.
#[wasm_bindgen(js_name = recallOrder, unchecked_return_type = "Promise<Job | { jobs: Job[] } | undefined>")]
pub fn recall_order(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "object")] entry: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, entry, options, |client, entry, options| Ok(boxed(pending::recall(client, entry, options))))
}

/// Applies a record that came by the gateway's events or from another tab.
#[wasm_bindgen(js_name = applyRecord)]
pub fn apply_record(client: u32, #[wasm_bindgen(unchecked_param_type = "JobRecord")] record: &JsValue) {
    if let Some(client) = Client::get(client)
        && let Some(job) = poll::read_record(&client, record)
    {
        client.poller.update(&job);
    }
}

/// Says who polls for a client from now on.
#[wasm_bindgen(js_name = setPollOwner)]
pub fn set_poll_owner(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "PollOwner")] owner: &JsValue,
) -> Result<(), JsValue> {
    let owner = match owner.as_string().as_deref() {
        Some("client") => PollOwner::Client,
        Some("events") => PollOwner::Events,
        Some("tab") => PollOwner::Tab,
        _ => return Err(failure::unknown_name().into_js()),
    };
    if let Some(client) = Client::get(client) {
        client.poller.set_owner(owner);
    }
    Ok(())
}

/// Polls at once: the tab is visible again, or the machine is online again.
#[wasm_bindgen]
pub fn wake() {
    Client::wake_all();
}
