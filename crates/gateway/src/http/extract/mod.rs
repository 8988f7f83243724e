//! What handlers take from a request.

mod caller;
mod idempotency_key;
mod json_body;
mod small_body;

pub use caller::{Caller, CanCreate, CanDelete, CanRead, CanUpload, authenticate, bearer};
pub use idempotency_key::IdempotencyKey;
pub use json_body::{FromJson, JsonBody};
pub use small_body::SmallBody;
