use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

use crate::js;
use crate::notify::Notify;

/// Whether the signal among a call's options has aborted.
pub fn is_aborted(options: &JsValue) -> bool {
    js::field(&js::field(options, "signal"), "aborted").is_truthy()
}

/// Resolves when `signal` aborts; never when it is no signal.
///
/// It is taken by its looks and not by its class: a signal of another realm or of a polyfill is as good.
pub async fn requested(signal: &JsValue) {
    if !signal.is_object() {
        return std::future::pending().await;
    }
    let heard = Listener::new(signal.unchecked_ref());
    if !js::field(signal, "aborted").is_truthy() {
        heard.fired.changed().await;
    }
}

/// Listens for `abort` and stops listening when dropped.
struct Listener {
    signal: EventTarget,
    callback: Closure<dyn FnMut()>,
    fired: Rc<Notify>,
}

impl Listener {
    fn new(signal: &EventTarget) -> Self {
        let fired = Rc::new(Notify::default());
        let callback = fired.callback();
        let _ = signal.add_event_listener_with_callback("abort", callback.as_ref().unchecked_ref());
        Self { signal: signal.clone(), callback, fired }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener_with_callback("abort", self.callback.as_ref().unchecked_ref());
    }
}
