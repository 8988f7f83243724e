use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::{Poll, Waker};

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
        let wakers = std::mem::take(&mut *self.wakers.borrow_mut());
        for waker in wakers {
            waker.wake();
        }
    }

    /// Waits for the next change after this call.
    pub async fn changed(&self) {
        let seen = self.generation.get();
        poll_fn(|context| {
            if self.generation.get() != seen {
                return Poll::Ready(());
            }
            let mut wakers = self.wakers.borrow_mut();
            // A future that is polled again while it waits must not pile up wakers.
            if !wakers.iter().any(|waker| waker.will_wake(context.waker())) {
                wakers.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }
}
