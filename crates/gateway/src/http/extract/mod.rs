//! What handlers take from a request.

pub mod body;
mod caller;
mod idempotency_key;
mod json_body;

pub use body::SmallBody;
pub use caller::{Caller, CanCreate, CanDelete, CanRead, CanUpload, authenticate, bearer};
pub use idempotency_key::IdempotencyKey;
pub use json_body::{FromJson, JsonBody};
