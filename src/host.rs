//! Plumbing that JavaScript does in fewer bytes, handed in after loading. It decides nothing.

use std::cell::Cell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::js;

#[wasm_bindgen]
extern "C" {
    /// `pkg-template/src/core/host.ts`.
    #[wasm_bindgen(typescript_type = "Host")]
    pub type Host;

    /// Sends a request; resolves to `{ status, headers, body }`, to `{}` after `limit_ms` (0 for never), or to
    /// `{ message, cause }` of what the caller's token function threw.
    #[wasm_bindgen(method)]
    #[allow(clippy::too_many_arguments, reason = "an object in their place would cost more than it makes clearer")]
    pub fn send(
        this: &Host,
        options: &JsValue,
        base: &JsValue,
        path: &str,
        token: &JsValue,
        body: &JsValue,
        call: &JsValue,
        key: &JsValue,
        limit_ms: f64,
    ) -> Promise;

    /// Whether looking now would be of no use: the tab is hidden or the machine is offline. `wake` tells the end.
    #[wasm_bindgen(method, getter, js_name = isAsleep)]
    pub fn is_asleep(this: &Host) -> bool;

    /// Writes an entry of a person's into the caller's storage, or removes it when it is `undefined`. Storage that is full,
    /// blocked or absent is no fault.
    #[wasm_bindgen(method)]
    pub fn remember(this: &Host, options: &JsValue, scope: &JsValue, name: &JsValue, entry: &JsValue);

    /// The entry of that name, or `undefined`; anyone's where the scope is `undefined`.
    #[wasm_bindgen(method)]
    pub fn remembered(this: &Host, options: &JsValue, scope: &JsValue, name: &JsValue) -> JsValue;

    /// Whether the caller's headers are valid in HTTP.
    #[wasm_bindgen(method, js_name = hasHeader, catch)]
    pub fn has_header(this: &Host, headers: &JsValue, name: &str) -> Result<bool, JsValue>;

    /// The origin of the page; `undefined` where there is no page.
    #[wasm_bindgen(method, getter)]
    pub fn origin(this: &Host) -> JsValue;

    /// Whether a visitor can read memory and network traffic here: in a page or a worker.
    #[wasm_bindgen(method, getter, js_name = isBrowser)]
    pub fn is_browser(this: &Host) -> bool;

    /// What a JWT says; `undefined` for a token of another kind.
    #[wasm_bindgen(method, js_name = claimsOf)]
    pub fn claims_of(this: &Host, token: &JsValue) -> JsValue;

    /// Milliseconds since 1970 by the server's clock; NaN until a response has told.
    #[wasm_bindgen(method, js_name = serverTimeMs)]
    fn server_time_ms(this: &Host) -> f64;

    /// Makes an error of plain fields.
    #[wasm_bindgen(method)]
    pub fn error(this: &Host, fields: &JsValue) -> JsValue;
}

thread_local! {
    static HOST: Cell<Option<&'static Host>> = const { Cell::new(None) };
}

/// Hands the host in; called once after loading. It stays for as long as the module does.
pub fn set(host: Host) {
    HOST.set(Some(Box::leak(Box::new(host))));
}

/// Milliseconds since 1970 by the server's clock; `None` until a response has told.
pub fn server_time_ms() -> Option<f64> {
    Some(get().server_time_ms()).filter(|time_ms| !time_ms.is_nan())
}

/// Likewise; until a response has told, by this machine's clock.
pub fn time_ms() -> f64 {
    server_time_ms().unwrap_or_else(js::local_time_ms)
}

/// The host; `undefined` stands for one that was never handed in.
pub fn get() -> &'static Host {
    HOST.get().unwrap_or_else(|| {
        set(JsValue::UNDEFINED.unchecked_into());
        get()
    })
}
