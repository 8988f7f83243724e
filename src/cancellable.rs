use std::future::Future;

use wasm_bindgen::JsValue;

use crate::abort;
use crate::failure::Failure;
use crate::js;
use crate::race::{Either, race};

/// Runs a call until it ends or `options.signal` aborts, in which case it is dropped at once (ending its requests and
/// timers) and the caller's own reason is what it rejects with.
pub async fn cancellable<F>(options: &JsValue, call: F) -> Result<JsValue, JsValue>
where
    F: Future<Output = Result<JsValue, Failure>>,
{
    let signal = js::field(options, "signal");
    match race(abort::requested(&signal), call).await {
        Either::Left(reason) => Err(reason),
        Either::Right(outcome) => outcome.map_err(Failure::into_js),
    }
}
