//! Jobs that somebody watches. One poller asks the vendor for all of them together, however many watch, at
//! however many gateways on one book.

pub mod fetch_results;
mod follow;
mod pace;
mod poller;
mod registry;
mod relay;
mod streams;

pub use poller::poll;
pub use registry::{Change, Subscription, Watches};
pub use streams::{StreamSlot, Streams};
