use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{future_to_promise, spawn_local};

use crate::client::Client;
use crate::failure::{self, Failure};
use crate::race::{Boxed, boxed};

/// What every call ends with.
pub type Outcome = Result<JsValue, Failure>;

/// Starts a call.
///
/// When the caller aborts, JavaScript rejects at once with his own reason, and nothing more is sent: every request
/// carries the signal, and a wait listens to it.
pub fn start(client: u32, call: impl FnOnce(Rc<Client>) -> Boxed<'static, Outcome>) -> Promise {
    promise(match Client::get(client) {
        Some(client) => call(client),
        None => boxed(std::future::ready(Err(failure::closed()))),
    })
}

/// One for all calls: a generic one would bring the executor along once for each of them.
fn promise(call: Boxed<'static, Outcome>) -> Promise {
    future_to_promise(async move { call.await.map_err(|failure| failure.into_js()) })
}

/// Lets something run on by itself.
pub fn spawn(task: Boxed<'static, ()>) {
    spawn_local(task);
}
