//! Calls to the vendor: one function per route, each built anew from a validated value.

mod answer;
mod client;
mod fault;
mod transport;

pub use client::Vendor;
pub use fault::VendorFault;
pub use transport::tls_settings;

#[cfg(any(test, feature = "fuzzing"))]
pub use answer::understand_bytes;
