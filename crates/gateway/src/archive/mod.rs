//! Copies of finished videos, made before the vendor deletes its own, seven days after.
//!
//! Copying is a service on top: whatever goes wrong with it, the job and the vendor's own URL are as they were.

mod address;
mod copier;
mod fetch;
mod network;
mod rewrite_url;

pub use copier::{copy_videos, find_unwatched};
pub use fetch::Fetcher;
pub use network::{Network, SystemNetwork};
