use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future behind a pointer. Every place that only waits takes one of these: a generic in its stead would be compiled
/// once per caller, which doubled the module's size.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Puts a future behind a pointer.
pub fn boxed<'a, T>(future: impl Future<Output = T> + 'a) -> Boxed<'a, T> {
    Box::pin(future)
}

/// Waits for whichever is done first and drops the other. The first one is asked first.
pub fn race<'a, T>(first: Boxed<'a, T>, second: Boxed<'a, T>) -> Race<'a, T> {
    Race(first, second)
}

/// See [`race`].
pub struct Race<'a, T>(Boxed<'a, T>, Boxed<'a, T>);

impl<T> Future for Race<'_, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        match self.0.as_mut().poll(context) {
            Poll::Pending => self.1.as_mut().poll(context),
            ready => ready,
        }
    }
}
