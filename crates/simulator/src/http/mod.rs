//! HTTP in Akool's shape: request bodies, credentials, answers, and the faults that spoil them.

mod answer;
pub mod auth;
mod connection;
mod fault_response;
mod fields;
pub mod middleware;

pub use answer::{Refusal, no_such_route, success, with_code};
pub use connection::{BreakableStream, ConnectionHandle, Disconnect};
pub use fields::Fields;
