//! HTTP in Akool's shape: request bodies, credentials, answers, and the faults that spoil them.

mod answer;
pub mod auth;
mod connection;
mod fault_response;
mod fields;
pub mod middleware;

pub use answer::{Refusal, access_denied, no_such_route, payload_too_large, success, with_code, with_code_of};
pub use connection::{BreakableStream, ConnectionHandle, Disconnect};
pub use fields::Fields;
