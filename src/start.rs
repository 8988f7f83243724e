use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::client::Client;
use crate::failure::{self, Failure};
use crate::race::{Boxed, boxed};

/// What every call ends with.
pub type Outcome = Result<JsValue, Failure>;

/// Begins a call with its input and its options, or says at once why it cannot.
type Call = fn(Rc<Client>, JsValue, JsValue) -> Result<Boxed<'static, Outcome>, Failure>;

/// Starts a call.
///
/// When the caller aborts, JavaScript rejects at once with the reason of the signal, and nothing more is sent: every request carries
/// the signal, and a wait listens to it.
///
/// `call` is a plain function, of the input and the options that JavaScript gave: a closure would bring a copy of this one along.
pub fn start(client: u32, input: JsValue, options: JsValue, call: Call) -> Promise {
    let started = Client::get(client).ok_or_else(failure::closed).and_then(|client| call(client, input, options));
    promise(started.unwrap_or_else(|failure| boxed(std::future::ready(Err(failure)))))
}

/// One for all calls: a generic one would bring the executor along once for each of them.
fn promise(call: Boxed<'static, Outcome>) -> Promise {
    let mut call = Some(call);
    Promise::new(&mut |resolve, reject| {
        if let Some(call) = call.take() {
            spawn(boxed(async move {
                // Neither throws.
                let _ = match call.await {
                    Ok(value) => resolve.call1(&JsValue::UNDEFINED, &value),
                    Err(failure) => reject.call1(&JsValue::UNDEFINED, &failure.into_js()),
                };
            }));
        }
    })
}

/// Lets something run on by itself.
pub fn spawn(task: Boxed<'static, ()>) {
    spawn_local(task);
}
