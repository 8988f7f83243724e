use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

/// Wakes everyone who waits for a change.
#[derive(Default)]
pub struct Notify {
    generation: Cell<u32>,
    wakers: RefCell<Vec<Waker>>,
}

impl Notify {
    /// Something changed.
    pub fn notify(&self) {
        self.generation.set(self.generation.get().wrapping_add(1));
        // Taken out first: waking may run code that registers again.
        for waker in self.wakers.take() {
            waker.wake();
        }
    }

    /// A JavaScript function that calls [`Notify::notify`]. One for all who need one: each closure of its own brings its code along.
    pub fn callback(self: &Rc<Self>) -> Closure<dyn FnMut()> {
        let notify = self.clone();
        Closure::new(move || notify.notify())
    }

    /// Waits for the next change after this call.
    pub fn changed(&self) -> Changed<'_> {
        Changed { notify: self, seen: self.generation.get() }
    }

    /// Wakes this one, too, at the next change.
    pub fn register(&self, waker: &Waker) {
        let mut wakers = self.wakers.borrow_mut();
        // A future that is polled again while it waits must not pile up wakers.
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }
}

/// See [`Notify::changed`].
pub struct Changed<'a> {
    notify: &'a Notify,
    seen: u32,
}

impl Future for Changed<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.notify.generation.get() != self.seen {
            return Poll::Ready(());
        }
        self.notify.register(context.waker());
        Poll::Pending
    }
}
