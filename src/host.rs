//! Plumbing that JavaScript does in fewer bytes, handed in after loading. It decides nothing.

use std::cell::RefCell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `pkg-template/host.js`.
    #[wasm_bindgen(typescript_type = "Host")]
    #[derive(Clone)]
    pub type Host;

    #[wasm_bindgen(method, catch)]
    fn send(
        this: &Host,
        url: &JsValue,
        init: &JsValue,
        fetch: &JsValue,
        on_progress: &JsValue,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn read(this: &Host, response: &web_sys::Response, on_progress: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, getter, js_name = isBrowser)]
    fn is_browser(this: &Host) -> bool;

    #[wasm_bindgen(method, js_name = expiryOf)]
    fn expiry_of(this: &Host, token: &JsValue) -> Option<f64>;

    #[wasm_bindgen(method, catch)]
    fn error(this: &Host, fields: &JsValue) -> Result<JsValue, JsValue>;
}

thread_local! {
    static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
}

/// Hands the host in; called once after loading.
pub fn set(host: Host) {
    HOST.set(Some(host));
}

fn host() -> Result<Host, JsValue> {
    HOST.with_borrow(Clone::clone).ok_or(JsValue::UNDEFINED)
}

/// Sends a request; resolves to a `Response`.
pub fn send(url: &JsValue, init: &JsValue, fetch: &JsValue, on_progress: &JsValue) -> Result<Promise, JsValue> {
    host()?.send(url, init, fetch, on_progress)
}

/// Reads a body; resolves to a `Blob`.
pub fn read(response: &web_sys::Response, on_progress: &JsValue) -> Result<Promise, JsValue> {
    host()?.read(response, on_progress)
}

/// Whether a visitor can read memory and network traffic here: in a page or a worker.
pub fn is_browser() -> bool {
    host().is_ok_and(|host| host.is_browser())
}

/// When a JWT ends, in milliseconds since 1970; `None` for a token of another kind.
pub fn expiry_of(token: &JsValue) -> Option<f64> {
    host().ok()?.expiry_of(token)
}

/// Makes an error of plain fields.
pub fn error(fields: &JsValue) -> Result<JsValue, JsValue> {
    host()?.error(fields)
}
