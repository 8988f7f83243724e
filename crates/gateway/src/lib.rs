//! A small backend for web pages that turn images into videos: it keeps the vendor's API key, hands out short-lived
//! tokens, and speaks the vendor's own protocol towards the page.
//!
//! Nothing is forwarded. Every call to the vendor is built anew from a validated value, and every answer is rebuilt from
//! what this program understood of it.
#![warn(missing_docs)]

mod app;
mod authorize;
mod batch;
mod body;
mod byte_range;
mod capability;
mod clock;
mod connections;
mod cors;
mod failure;
mod front;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod head_guard;
mod hear;
mod hook;
mod idempotency_key;
mod ignored_fields;
mod keep;
mod keyed_semaphore;
mod keyring;
mod ledger;
mod limits;
mod look_up;
mod loopback;
mod media;
mod metrics;
mod page;
mod pay;
mod public_record;
mod rate;
mod readiness;
mod request_id;
mod revoked;
mod route;
mod router;
mod scope;
mod secret;
mod server;
mod session;
mod settings;
mod shared_lookup;
mod storage;
mod token;
mod vendor;
mod vendor_lists;
mod watch;
mod wish;
mod workers;

pub use clock::Clock;
pub use keep::{Network, SystemNetwork};
pub use ledger::DatabaseUrl;
pub use rate::TrustedProxies;
pub use secret::Secret;
pub use server::{Server, StartError};
pub use session::{SessionKeys, Sessions};
pub use settings::{Budgets, Deadlines, Fault, Kept, Minting, RateLimits, Settings};
pub use storage::{Bucket, Storage};
