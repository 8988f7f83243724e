//! What handlers take from a request.

pub mod caller;
pub mod idempotency_key;
pub mod json_body;
