//! Plumbing that JavaScript does in fewer bytes, handed in after loading. It decides nothing.

use std::cell::OnceCell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `pkg-template/host.js`.
    #[wasm_bindgen(typescript_type = "Host")]
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
    fn download(
        this: &Host,
        url: &JsValue,
        signal: &JsValue,
        fetch: &JsValue,
        on_progress: &JsValue,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, getter, js_name = isBrowser)]
    fn is_browser(this: &Host) -> bool;

    #[wasm_bindgen(method, js_name = expiryOf)]
    fn expiry_of(this: &Host, token: &JsValue) -> Option<f64>;

    #[wasm_bindgen(method, catch)]
    fn error(this: &Host, fields: &JsValue) -> Result<JsValue, JsValue>;
}

thread_local! {
    static HOST: OnceCell<Host> = const { OnceCell::new() };
}

/// Hands the host in; called once after loading.
pub fn set(host: Host) {
    // A second copy of the JavaScript around the same module brings the same functions.
    HOST.with(|slot| slot.set(host).unwrap_or_default());
}

fn with<T>(use_it: impl FnOnce(&Host) -> Option<T>) -> Option<T> {
    HOST.with(|slot| slot.get().and_then(use_it))
}

/// Sends a request; resolves to `{ status, headers, text }`.
pub fn send(url: &JsValue, init: &JsValue, fetch: &JsValue, on_progress: &JsValue) -> Result<Promise, JsValue> {
    with(|host| Some(host.send(url, init, fetch, on_progress))).unwrap_or(Err(JsValue::UNDEFINED))
}

/// Fetches a file; resolves to `{ status, blob }`.
pub fn download(url: &JsValue, signal: &JsValue, fetch: &JsValue, on_progress: &JsValue) -> Result<Promise, JsValue> {
    with(|host| Some(host.download(url, signal, fetch, on_progress))).unwrap_or(Err(JsValue::UNDEFINED))
}

/// Whether a visitor can read memory and network traffic here: in a page or a worker.
pub fn is_browser() -> bool {
    with(|host| Some(host.is_browser())).unwrap_or_default()
}

/// When a JWT ends, in milliseconds since 1970; `None` for a token of another kind.
pub fn expiry_of(token: &JsValue) -> Option<f64> {
    with(|host| host.expiry_of(token))
}

/// Makes an error of plain fields.
pub fn error(fields: &JsValue) -> JsValue {
    with(|host| host.error(fields).ok()).unwrap_or_else(|| fields.clone())
}
