//! Cancelling, in both directions.

use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

use crate::js;
use crate::notify::Notify;
use std::rc::Rc;

/// Aborts a request when dropped: dropping a `JsFuture` alone would leave its fetch running.
///
/// It never passes the caller's reason on, because a reason may be any value and ours is always a `DOMException`.
#[must_use = "the request is aborted when this is dropped"]
pub struct AbortOnDrop(AbortController);

impl AbortOnDrop {
    /// A fresh controller; `None` where the platform has none.
    pub fn new() -> Option<Self> {
        AbortController::new().ok().map(Self)
    }

    /// What goes into the request.
    pub fn signal(&self) -> AbortSignal {
        self.0.signal()
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Resolves with the reason when `signal` aborts; never when it is no signal.
///
/// It is taken by its looks and not by its class: a signal of another realm or of a polyfill is as good.
pub async fn requested(signal: &JsValue) -> JsValue {
    if !signal.is_object() {
        return std::future::pending().await;
    }
    Aborted::new(signal.unchecked_ref()).reason().await
}

/// Listens to a caller's signal and stops listening when dropped.
struct Aborted {
    signal: AbortSignal,
    listener: Closure<dyn FnMut()>,
    fired: Rc<Notify>,
}

impl Aborted {
    fn new(signal: &AbortSignal) -> Self {
        let fired = Rc::new(Notify::default());
        let heard = fired.clone();
        let listener = Closure::<dyn FnMut()>::new(move || heard.notify());
        let _ = signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        Self { signal: signal.clone(), listener, fired }
    }

    async fn reason(&self) -> JsValue {
        while !self.signal.aborted() {
            self.fired.changed().await;
        }
        js::field(&self.signal, "reason")
    }
}

impl Drop for Aborted {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener_with_callback("abort", self.listener.as_ref().unchecked_ref());
    }
}
