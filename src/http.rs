use gloo_net::http::Headers;
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::abort::AbortOnDrop;
use crate::answer::Answer;
use crate::failure::{self, Failure};
use crate::host;
use crate::js;
use crate::options::Options;
use crate::race::{boxed, race};
use crate::timer::sleep;

/// What is sent.
pub struct Request {
    pub method: &'static str,
    /// Below the base; empty for the token's own address.
    pub path: &'static str,
    /// JSON text, a file, or `undefined`.
    pub body: JsValue,
    /// Called with the progress of a file on its way.
    pub on_progress: JsValue,
}

/// Sends one request, once, and reads its answer. Dropping the future aborts the request. An empty token is none.
pub async fn send(options: &Options, request: &Request, token: &str) -> Result<Answer, Failure> {
    // A file may take as long as it takes.
    let limit_ms = if request.body.is_object() { f64::INFINITY } else { options.timeout_ms };
    let too_late = boxed(async {
        sleep(limit_ms).await;
        Err(failure::passing("timeout", "No answer came within timeoutMs."))
    });
    race(boxed(exchange(options, request, token)), too_late).await
}

async fn exchange(options: &Options, request: &Request, token: &str) -> Result<Answer, Failure> {
    let guard = AbortOnDrop::new();
    let Request { method, path, body, on_progress } = request;
    let base = if path.is_empty() { &options.token_url } else { &options.base_url };
    let sent =
        host::get(|host| host.send(&options.given, base, path, method, token, body, &guard.signal(), on_progress));
    let answer = settled(sent).await?;
    let headers = Headers::from_raw(js::field(&answer, "headers").unchecked_into());
    Ok(Answer {
        status: js::number_field(&answer, "status").unwrap_or_default() as u16,
        retry_after_ms: headers.get("retry-after").map_or(0.0, |value| retry_after_ms(&value)),
        request_id: headers.get("x-request-id").into(),
        body: js::field(&answer, "body"),
    })
}

/// Waits for a promise of the network's; a cut in the middle of a body rejects it.
pub async fn settled(promise: Result<Promise, JsValue>) -> Result<JsValue, Failure> {
    JsFuture::from(promise.map_err(failure::network)?).await.map_err(failure::network)
}

/// Reads `Retry-After`: seconds, or a date.
fn retry_after_ms(value: &str) -> f64 {
    let seconds = js::to_number(&value.into());
    let milliseconds = if seconds.is_nan() { js::parse_date_ms(value) - js::now_ms() } else { seconds * 1000.0 };
    // NaN, for what is neither, becomes 0 here.
    milliseconds.max(0.0)
}
