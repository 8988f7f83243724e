//! What JavaScript sees. Functions and plain objects only; the public face is written around them by hand.

use akool_contract::{Resolution, VideoLength, price};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::account;
use crate::client::Client;
use crate::engine::Help;
use crate::failure::{self, issues_to_js};
use crate::host::{self, Host};
use crate::js;
use crate::order::{self, Kind, order};
use crate::pending;
use crate::poll;
use crate::race::boxed;
use crate::start::start;
use crate::upload;
use crate::wait;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type {
  AudioUpdateRequest, BatchRequest, BatchResult, CallOptions, ClientOptions, CompletedJob, CreateOptions, CreateRequest,
  Deletion, Effect, ImageToVideoErrorFields, Issue, Job, JobRecord, JobRef, Model, PendingOrder, Resolution,
  TransferOptions, VideoLength, WaitOptions,
} from "./types.js";

/** A single video. */
export function create(client: number, kind: "create", request: CreateRequest, options: CreateOptions): Promise<Job>;
/** Variations of one. */
export function create(client: number, kind: "batch", request: BatchRequest, options: CreateOptions): Promise<BatchResult>;
/** New sound for a finished one. */
export function create(client: number, kind: "audioUpdate", request: AudioUpdateRequest, options: CreateOptions): Promise<Job>;

/** The effects that can be used. */
export function ask(client: number, what: "effects", refs: undefined, options: CallOptions | undefined): Promise<Effect[]>;
/** The models for batches. */
export function ask(client: number, what: "models", refs: undefined, options: CallOptions | undefined): Promise<Model[]>;
/** Credits left. */
export function ask(client: number, what: "credits", refs: undefined, options: CallOptions | undefined): Promise<number>;
/** Deletes jobs. */
export function ask(
  client: number, what: "delete", refs: JobRef | readonly JobRef[], options: CallOptions | undefined,
): Promise<Deletion>;
/** Follows jobs by the gateway's events until they end; `onRecord` is told every record. */
export function ask(
  client: number, what: "events", refs: readonly JobRef[], options: CallOptions & { onRecord(record: JobRecord): void },
): Promise<undefined>;

export interface Host {
  error(fields: ImageToVideoErrorFields): Error;
  isBrowser: boolean;
  origin: string | undefined;
  claimsOf(token: string): { exp?: number; iat?: number } | undefined;
  serverTimeMs(): number | undefined;
  hasHeader(headers: ClientOptions["headers"], name: string): boolean;
  send(
    options: ClientOptions, base: string, path: string, token: string,
    body: string | Blob | undefined, call: TransferOptions | undefined, key: string | undefined, limitMs: number,
  ): Promise<{ status?: number; headers?: Pick<Headers, "get">; body?: unknown; message?: string; cause?: unknown }>;
  isAsleep: boolean;
  keep(options: ClientOptions, scope: string | undefined, name: string, entry: object | undefined): void;
  kept(options: ClientOptions, scope: string | undefined, name: string): object | undefined;
}
"#;

/// Hands in what the module needs of JavaScript; called once after loading.
#[wasm_bindgen(js_name = setHost)]
pub fn set_host(host: Host) {
    host::set(host);
}

/// Makes a client and returns its number. The options are complete.
#[wasm_bindgen(js_name = openClient)]
pub fn open_client(#[wasm_bindgen(unchecked_param_type = "ClientOptions")] options: JsValue) -> Result<u32, JsValue> {
    Client::register(options).map_err(|failure| failure.into_js())
}

/// Forgets a client.
#[wasm_bindgen(js_name = closeClient)]
pub fn close_client(client: u32) {
    Client::unregister(client);
}

/// Checks an order and has it carried out. What each kind takes and gives: see the overloads above.
#[wasm_bindgen(skip_typescript)]
pub fn create(client: u32, kind: JsValue, request: JsValue, options: JsValue) -> Promise {
    start(client, move |client| boxed(async move { order(client, Kind::from_name(&kind)?, request, options).await }))
}

/// Whose entries this client sees; `undefined` when no token says so. The token is fetched for it where need be.
#[wasm_bindgen(js_name = scopeOf, unchecked_return_type = "Promise<string | undefined>")]
pub fn scope_of(client: u32) -> Promise {
    start(client, |client| boxed(pending::scope(client)))
}

/// What became of an order that was remembered: its jobs, which are remembered from here on, or nothing.
#[wasm_bindgen(js_name = recallOrder, unchecked_return_type = "Promise<Job | { jobs: Job[] } | undefined>")]
pub fn recall_order(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "PendingOrder")] entry: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, |client| boxed(pending::recall(client, entry, options)))
}

/// Takes in a record that came by the gateway's events or from another tab.
#[wasm_bindgen]
pub fn feed(client: u32, #[wasm_bindgen(unchecked_param_type = "JobRecord")] record: &JsValue) {
    if let Some(client) = Client::get(client)
        && let Some(job) = poll::found(&client, record)
    {
        client.engine.see(&job);
    }
}

/// Says who else looks for a client: nobody, the gateway by its events, or another tab.
#[wasm_bindgen]
pub fn help(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "\"none\" | \"events\" | \"tab\"")] help: &JsValue,
) -> Result<(), JsValue> {
    let help = match help.as_string().as_deref() {
        Some("none") => Help::None,
        Some("events") => Help::Events,
        Some("tab") => Help::Tab,
        _ => return Err(failure::unknown_name().into_js()),
    };
    if let Some(client) = Client::get(client) {
        client.engine.accept(help);
    }
    Ok(())
}

/// The tab is seen again, or the machine is online again.
#[wasm_bindgen]
pub fn wake() {
    Client::wake_all();
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

/// Everything that is wrong with an order of that kind.
#[wasm_bindgen(unchecked_return_type = "Issue[]")]
pub fn validate(
    #[wasm_bindgen(unchecked_param_type = "\"create\" | \"batch\" | \"audioUpdate\"")] kind: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "unknown")] request: &JsValue,
) -> Result<JsValue, JsValue> {
    let kind = Kind::from_name(kind).map_err(|failure| failure.into_js())?;
    Ok(issues_to_js(&order::check(kind, request).err().unwrap_or_default()))
}

/// Credits by the published table; nothing for what it does not have.
#[wasm_bindgen(js_name = estimateCredits)]
pub fn estimate_credits(
    #[wasm_bindgen(unchecked_param_type = "{ resolution?: Resolution; video_length?: VideoLength }")] request: &JsValue,
) -> Option<u32> {
    let resolution = js::text_field(request, "resolution");
    let length = js::number_field(request, "video_length");
    price::credits(
        resolution.map_or(Some(Resolution::default()), |word| Resolution::from_word(&word))?,
        length.map_or(Some(VideoLength::default()), VideoLength::from_seconds)?,
    )
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

/// What the account offers and has, and deleting. What each kind takes and gives: see the overloads above.
#[wasm_bindgen(skip_typescript)]
pub fn ask(client: u32, what: JsValue, refs: JsValue, options: JsValue) -> Promise {
    start(client, |client| account::ask(client, what, refs, options))
}
