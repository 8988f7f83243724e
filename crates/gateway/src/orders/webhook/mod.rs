//! The vendor's reports. One is a hint and nothing more: it wakes the poller, or makes us ask about a create whose answer
//! was lost. What is true is what the vendor answers when asked.

mod envelope;
mod handle;

pub use handle::Webhooks;

#[cfg(any(test, feature = "fuzzing"))]
pub use envelope::job_id;
