use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::abort;
use crate::js;
use crate::notify::Notify;
use crate::race::{Boxed, boxed, race};

/// Longest time a browser's timer takes; it would fire at once beyond that.
const MAXIMUM_MS: f64 = 2_147_483_647.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, milliseconds: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timeout: &JsValue);
}

/// Stops the timer when dropped.
struct Timer {
    timeout: JsValue,
    _callback: Closure<dyn FnMut()>,
    rung: Rc<Notify>,
}

impl Timer {
    fn new(milliseconds: f64) -> Self {
        let rung = Rc::new(Notify::default());
        let callback = rung.callback();
        let timeout = set_timeout(callback.as_ref(), milliseconds.clamp(0.0, MAXIMUM_MS));
        Self { timeout, _callback: callback, rung }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.timeout);
    }
}

/// Waits. Dropping it stops the timer.
pub async fn sleep(milliseconds: f64) {
    Timer::new(milliseconds).rung.changed().await;
}

/// Waits, or until the signal among a call's options aborts.
pub fn sleep_unless_aborted(milliseconds: f64, options: &JsValue) -> Boxed<'static, ()> {
    let signal = js::field(options, "signal");
    boxed(race(boxed(sleep(milliseconds)), boxed(async move { abort::requested(&signal).await })))
}
