use akool_contract::text;
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
#[derive(Default)]
pub struct Request {
    pub method: &'static str,
    pub url: JsValue,
    /// JSON text, a file, or `undefined`.
    pub body: JsValue,
    /// Called with the progress of a file on its way.
    pub on_progress: JsValue,
}

/// Sends one request, once, and reads its answer. Dropping the future aborts the request. An empty token is none.
pub async fn send(options: &Options, request: &Request, token: &str) -> Result<Answer, Failure> {
    let exchange = boxed(exchange(options, request, token));
    // A file may take as long as it takes.
    let limit_ms = if request.body.is_object() { f64::INFINITY } else { options.timeout_ms };
    let too_late = boxed(async {
        sleep(limit_ms).await;
        Err(failure::passing("timeout", "No answer came within timeoutMs."))
    });
    race(exchange, too_late).await
}

async fn exchange(options: &Options, request: &Request, token: &str) -> Result<Answer, Failure> {
    let guard = AbortOnDrop::new();
    let init = js::object();
    js::set(&init, "method", &request.method.into());
    js::set(&init, "headers", &headers(options, request, token)?);
    js::set(&init, "body", &request.body);
    js::set(&init, "signal", &guard.signal());
    let answer = settled(host::send(&request.url, &init, &options.fetch, &request.on_progress)).await?;
    let headers = Headers::from_raw(js::field(&answer, "headers").unchecked_into());
    Ok(Answer {
        status: js::number_field(&answer, "status").unwrap_or_default() as u16,
        retry_after_ms: headers.get("retry-after").map_or(0.0, |value| retry_after_ms(&value)),
        request_id: headers.get("x-request-id").into(),
        body: js::parse_json(&js::field(&answer, "text")).unwrap_or_default(),
    })
}

/// Every header of a request; ours win over the caller's.
fn headers(options: &Options, request: &Request, token: &str) -> Result<JsValue, Failure> {
    let headers = Headers::from_raw(js::headers(&options.headers).map_err(|cause| {
        failure::configuration("A name or value in headers is not valid in HTTP.").with("cause", &cause)
    })?);
    headers.set("accept", "application/json");
    if !token.is_empty() {
        headers.set("authorization", &text::join(&["Bearer ", token]));
    }
    let kind = js::field(&request.body, "type").as_string();
    if request.body.is_string() {
        headers.set("content-type", "application/json");
    } else if let Some(kind) = kind {
        headers.set("content-type", &kind);
    }
    Ok(headers.into_raw().into())
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
