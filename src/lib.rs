//! The WebAssembly module behind the npm package `akool-image-to-video`.
//!
//! Everything that has to be decided is decided here: what a valid request is, when a token is renewed, whether a
//! request may be sent again, when to look at a job next and what an answer means. The JavaScript around it loads the
//! module and turns plain error fields into one error class.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::unreachable)
)]
// A panic in an exported async function would leave its promise pending for ever, so nothing here may panic.

#[cfg(target_arch = "wasm32")]
mod allocator;

mod abort;
mod account;
mod answer;
mod call;
mod client;
mod credential;
mod exports;
mod failure;
mod host;
mod http;
mod job;
mod js;
mod notify;
mod options;
mod order;
mod pending;
mod poll;
mod poller;
mod race;
mod raw;
mod schedule;
mod start;
mod timer;
mod token;
mod upload;
mod wait;

pub use account::*;
pub use exports::*;
pub use upload::*;
