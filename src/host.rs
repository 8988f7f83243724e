//! Moving bytes with progress: plumbing that only JavaScript can do in few bytes, handed in after loading.

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
    fn send(this: &Host, url: &str, init: &JsValue, fetch: &JsValue, on_progress: &JsValue)
    -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn read(this: &Host, response: &web_sys::Response, on_progress: &JsValue) -> Result<Promise, JsValue>;

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
pub fn send(url: &str, init: &JsValue, fetch: &JsValue, on_progress: &JsValue) -> Result<Promise, JsValue> {
    host()?.send(url, init, fetch, on_progress)
}

/// Reads a body; resolves to a `Blob`.
pub fn read(response: &web_sys::Response, on_progress: &JsValue) -> Result<Promise, JsValue> {
    host()?.read(response, on_progress)
}

/// Makes an error of plain fields.
pub fn error(fields: &JsValue) -> Result<JsValue, JsValue> {
    host()?.error(fields)
}
