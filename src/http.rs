use akool_contract::text;
use gloo_net::http::Headers;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::answer::Answer;
use crate::failure::{self, Failure};
use crate::host;
use crate::js;
use crate::options::Options;
use crate::race::{Boxed, boxed};

/// What is sent: a `POST`, or a `GET` where there is a path and no body.
pub struct Request {
    /// Below the base; empty for the token's own address.
    pub path: String,
    /// JSON text, a file, or `undefined`.
    pub body: JsValue,
    /// The caller's options: JavaScript takes `signal` and `onProgress` from here.
    pub call: JsValue,
    /// The `Idempotency-Key`, or `undefined`.
    pub key: JsValue,
}

impl Request {
    /// A request without a body.
    pub fn get(path: &str, call: JsValue) -> Self {
        Self::post(path, JsValue::UNDEFINED, call)
    }

    /// A request with a body.
    pub fn post(path: &str, body: JsValue, call: JsValue) -> Self {
        Self { path: path.into(), body, call, key: JsValue::UNDEFINED }
    }

    /// The same request under an `Idempotency-Key`.
    pub fn with_key(self, key: JsValue) -> Self {
        Self { key, ..self }
    }
}

/// Sends one request, once, and reads its answer. `token` is text or `undefined`.
pub fn send<'a>(options: &'a Options, request: &'a Request, token: &JsValue) -> Boxed<'a, Result<Answer, Failure>> {
    let Request { path, body, call, key } = request;
    let base = if path.is_empty() { &options.token_url } else { &options.base_url };
    let url = if path.is_empty() && options.token.is_function() {
        "the token function".into()
    } else {
        text::join(&[&base.as_string().unwrap_or_default(), path])
    };
    // A file may take as long as it takes; whether it moves is seen to where its bytes are.
    let limit_ms = if body.is_object() { 0.0 } else { options.timeout_ms };
    let sent = host::get().send(&options.given, base, path, token, body, call, key, limit_ms);
    boxed(async move {
        let answer = JsFuture::from(sent).await.map_err(|cause| failure::network(&url, &cause))?;
        let headers = js::field(&answer, "headers");
        if headers.is_undefined() {
            return Err(match js::text_field(&answer, "message") {
                // It may have failed for want of a connection.
                Some(thrown) => {
                    failure::passing("unauthorized", &text::join(&["The token function failed: ", &thrown]))
                        .with("cause", &js::field(&answer, "cause"))
                }
                None => failure::timeout(&url),
            });
        }
        let headers = Headers::from_raw(headers.unchecked_into());
        Ok(Answer {
            status: js::number_field(&answer, "status").unwrap_or_default() as u16,
            retry_after_ms: headers.get("retry-after").map_or(0.0, |value| retry_after_ms(&value)),
            request_id: headers.get("x-request-id").into(),
            url,
            body: js::field(&answer, "body"),
        })
    })
}

/// Reads `Retry-After`: seconds, or a date.
fn retry_after_ms(value: &str) -> f64 {
    let seconds = js::to_number(&value.into());
    let milliseconds = if seconds.is_nan() { js::parse_date_ms(value) - host::time_ms() } else { seconds * 1000.0 };
    // NaN, for what is neither, becomes 0 here.
    milliseconds.max(0.0)
}
