use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;

use crate::abort;
use crate::js;
use crate::notify::Notify;
use crate::race::{Boxed, boxed, race};

/// Longest time a browser's timer takes; it would fire at once beyond that, and gloo casts to a signed number.
const MAXIMUM_MS: f64 = 2_147_483_647.0;

/// Waits. Dropping it stops the timer.
pub async fn sleep(milliseconds: f64) {
    let rung = Rc::new(Notify::default());
    let bell = rung.clone();
    let _timeout = Timeout::new(milliseconds.clamp(0.0, MAXIMUM_MS) as u32, move || bell.notify());
    rung.changed().await;
}

/// Waits, or until the signal among a call's options aborts.
pub fn sleep_unless_aborted(milliseconds: f64, options: &JsValue) -> Boxed<'static, ()> {
    let signal = js::field(options, "signal");
    boxed(race(boxed(sleep(milliseconds)), boxed(async move { abort::requested(&signal).await })))
}
