//! A small backend for web pages that turn images into videos: it keeps the vendor's API key, hands out short-lived
//! tokens, and speaks the vendor's own protocol towards the page.
//!
//! Nothing is forwarded. Every call to the vendor is built anew from a validated value, and every answer is rebuilt from
//! what this program understood of it.
#![warn(missing_docs)]

mod archive;
mod auth;
mod background;
mod capability;
mod clock;
mod components;
mod config;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod gateway;
mod http;
mod https_proxy;
mod live;
mod loopback;
mod media;
mod orders;
mod secret;
mod shared_lookup;
mod storage;
mod telemetry;
mod vendor;
mod worker_pool;

pub use akool_ledger::DatabaseUrl;
pub use archive::{Network, SystemNetwork};
pub use auth::Minting;
pub use auth::session::{SessionKeys, Sessions};
pub use clock::Clock;
pub use config::{ArchiveOptions, Budgets, Deadlines, Fault, RateLimits, Settings, log_filter};
pub use gateway::{Gateway, StartError};
pub use http::rate_limit::TrustedProxies;
pub use https_proxy::HttpsProxy;
pub use secret::Secret;
pub use storage::{Bucket, BucketCredentials, BucketStyle, Storage};
pub use telemetry::JsonLines;
