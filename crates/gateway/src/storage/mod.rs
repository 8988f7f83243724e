//! Stores uploads and archived videos in a folder of this machine, or in an S3 bucket.

mod bucket;
mod direct_upload;
mod error;
pub mod keyed_semaphore;
mod name;
mod quota;
mod read;
mod store;
mod sweep;
mod uploads;
mod write;

pub use bucket::{Bucket, BucketCredentials, BucketStyle, Storage};
pub use error::{BackendError, StorageError};
pub use store::FileStore;
pub use uploads::{UploadError, Uploads};
pub use write::UPLOAD_LIFETIME_SECONDS;
