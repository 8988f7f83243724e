//! What outlives a request: the account, its jobs and media, in memory or in a state file.

mod database;
mod job_store;
mod media_budget;
mod media_store;

pub use database::{Database, SavedState, StateError};
pub use job_store::{CreateOutcome, JobStore};
pub use media_budget::MediaBudget;
pub use media_store::{LIFETIME_MS, MediaFile, MediaKind, MediaStore};
