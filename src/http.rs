use gloo_net::http::{Request, Response};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestInit;

use crate::abort::AbortOnDrop;
use crate::failure::Failure;
use crate::js;
use crate::options::Options;
use crate::race::{Either, race};
use crate::timer::sleep;

/// What a request carries.
pub enum Body<'a> {
    /// Nothing.
    None,
    /// JSON text.
    Json(&'a JsValue),
    /// A file under its own content type.
    File(&'a JsValue),
}

/// An answer that came in whole.
pub struct Answer {
    pub status: u16,
    /// What the server asks to be left alone for.
    pub retry_after_ms: Option<f64>,
    pub request_id: Option<String>,
    /// The body as JSON; `None` when it is something else.
    pub body: Option<JsValue>,
}

/// Sends one request, once, and reads its answer. Dropping the future aborts the request.
pub async fn send(
    options: &Options,
    method: &str,
    url: &str,
    token: Option<&str>,
    body: Body<'_>,
) -> Result<Answer, Failure> {
    // A file may take as long as it takes.
    let limit = if matches!(body, Body::File(_)) { f64::INFINITY } else { options.timeout_ms };
    let exchange = async {
        let guard = AbortOnDrop::new();
        let request = build(options, method, url, token, &body, guard.as_ref())?;
        let response = open(options, request).await?;
        let status = response.status();
        let headers = response.headers();
        let text = read(web_sys::Response::from(response).text()).await?;
        Ok(Answer {
            status,
            retry_after_ms: headers.get("retry-after").and_then(|value| retry_after_ms(&value)),
            request_id: headers.get("x-request-id"),
            body: js::parse_json(&text).ok(),
        })
    };
    if limit.is_infinite() {
        return exchange.await;
    }
    match race(exchange, sleep(limit)).await {
        Either::Left(outcome) => outcome,
        Either::Right(()) => Err(Failure::timeout("No answer came within timeoutMs.")),
    }
}

/// Makes the request object.
fn build(
    options: &Options,
    method: &str,
    url: &str,
    token: Option<&str>,
    body: &Body<'_>,
    guard: Option<&AbortOnDrop>,
) -> Result<Request, Failure> {
    let headers = web_sys::Headers::new().map_err(bad_header)?;
    for (name, value) in headers_of(options, token, body) {
        headers.set(name, &value).map_err(bad_header)?;
    }
    let init = RequestInit::new();
    init.set_method(method);
    init.set_headers(&headers);
    if let Body::Json(content) | Body::File(content) = body {
        init.set_body(content);
    }
    if let Some(guard) = guard {
        init.set_signal(Some(&guard.signal()));
    }
    web_sys::Request::new_with_str_and_init(url, &init)
        .map(Request::from)
        .map_err(|cause| Failure { cause: Some(cause), ..Failure::configuration("Give baseUrl and tokenUrl as URLs.") })
}

/// Every header of a request; ours win over the caller's.
pub fn headers_of<'a>(options: &'a Options, token: Option<&str>, body: &Body<'_>) -> Vec<(&'a str, String)> {
    let mut headers: Vec<(&str, String)> =
        options.headers.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    headers.push(("accept", "application/json".into()));
    if let Some(token) = token {
        headers.push(("authorization", ["Bearer ", token].concat()));
    }
    match body {
        Body::None => {}
        Body::Json(_) => headers.push(("content-type", "application/json".into())),
        Body::File(blob) => headers
            .push(("content-type", js::text_field(blob, "type").unwrap_or_else(|| "application/octet-stream".into()))),
    }
    headers
}

fn bad_header(cause: JsValue) -> Failure {
    Failure {
        cause: Some(cause),
        ..Failure::configuration("A name or value in headers or the token is not valid in HTTP.")
    }
}

/// Calls `fetch`; resolves when the head of the answer is there.
///
/// gloo's own `send` panics when a replaced `fetch` rejects with something that is not an `Error`.
async fn open(options: &Options, request: Request) -> Result<Response, Failure> {
    let request = web_sys::Request::from(request);
    let promise = match &options.fetch {
        Some(fetch) => {
            let returned = fetch.call1(&JsValue::UNDEFINED, &request).map_err(Failure::network)?;
            Promise::resolve(&returned)
        }
        None => js::fetch(&request).map_err(Failure::network)?,
    };
    let response = JsFuture::from(promise).await.map_err(Failure::network)?;
    if response.is_object() {
        // Not `dyn_into`: a replaced `fetch` may return a Response of another realm.
        Ok(response.unchecked_into::<web_sys::Response>().into())
    } else {
        Err(Failure::configuration("The fetch option must resolve to a Response."))
    }
}

/// Opens `url` for reading, without a token: it is not our server's.
pub async fn open_plain(options: &Options, url: &str, guard: Option<&AbortOnDrop>) -> Result<Response, Failure> {
    let init = RequestInit::new();
    if let Some(guard) = guard {
        init.set_signal(Some(&guard.signal()));
    }
    let request = web_sys::Request::new_with_str_and_init(url, &init).map_err(Failure::network)?;
    open(options, request.into()).await
}

/// Waits for a promise of a body; a cut in its middle rejects it.
pub async fn read(promise: Result<Promise, JsValue>) -> Result<JsValue, Failure> {
    JsFuture::from(promise.map_err(Failure::network)?).await.map_err(Failure::network)
}

/// Reads `Retry-After`: seconds, or a date.
fn retry_after_ms(value: &str) -> Option<f64> {
    let seconds = js_sys::Number::from(JsValue::from_str(value)).value_of();
    let milliseconds = if seconds.is_nan() { js::parse_date_ms(value) - js::now_ms() } else { seconds * 1000.0 };
    milliseconds.is_finite().then(|| milliseconds.max(0.0))
}
