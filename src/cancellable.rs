use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use crate::abort;
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::js;
use crate::race::{Boxed, boxed, race};

/// What every call ends with.
pub type Outcome = Result<JsValue, Failure>;

/// Starts a call that ends by itself or when `options.signal` aborts. Then it is dropped at once (ending its requests
/// and timers) and rejects with the caller's own reason.
pub fn start(client: u32, options: &JsValue, call: impl FnOnce(Rc<Client>) -> Boxed<'static, Outcome>) -> Promise {
    let call = match Client::get(client) {
        Some(client) => call(client),
        None => boxed(std::future::ready(Err(failure::configuration("This client is closed.")))),
    };
    let signal = js::field(options, "signal");
    future_to_promise(async move {
        let aborted = boxed(async { Err(failure::aborted(abort::requested(&signal).await)) });
        race(aborted, call).await.map_err(|failure| failure.into_js())
    })
}
