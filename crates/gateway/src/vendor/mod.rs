//! Calls to the vendor: one function per route, each built anew from a validated value.

mod client;
mod connector;
mod error;
mod lists;
mod readiness;
mod response;
mod transport;

pub use client::Vendor;
pub use error::VendorError;
pub use lists::VendorLists;
pub use transport::tls_settings;

#[cfg(any(test, feature = "fuzzing"))]
pub use response::decode_bytes;
