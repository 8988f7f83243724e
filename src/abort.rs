//! Cancelling, in both directions.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{AbortController, EventTarget};

use crate::js;
use crate::notify::Notify;

/// Aborts a request when dropped: dropping a `JsFuture` alone would leave its fetch running.
///
/// It never passes the caller's reason on, because a reason may be any value and ours is always a `DOMException`.
#[must_use = "the request is aborted when this is dropped"]
pub struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    /// A fresh one; without effect where the platform cannot abort.
    pub fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// What goes into the request.
    pub fn signal(&self) -> JsValue {
        self.0.as_ref().map_or(JsValue::UNDEFINED, |controller| controller.signal().into())
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// Resolves with the reason when `signal` aborts; never when it is no signal.
///
/// It is taken by its looks and not by its class: a signal of another realm or of a polyfill is as good.
pub async fn requested(signal: &JsValue) -> JsValue {
    if !signal.is_object() {
        return std::future::pending().await;
    }
    let heard = Listener::new(signal.unchecked_ref());
    while !js::field(signal, "aborted").is_truthy() {
        heard.fired.changed().await;
    }
    js::field(signal, "reason")
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
        let heard = fired.clone();
        let callback = Closure::<dyn FnMut()>::new(move || heard.notify());
        let _ = signal.add_event_listener_with_callback("abort", callback.as_ref().unchecked_ref());
        Self { signal: signal.clone(), callback, fired }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener_with_callback("abort", self.callback.as_ref().unchecked_ref());
    }
}
