//! Where uploads and kept videos lie: a folder of this machine, or a bucket that speaks S3.

mod bucket;
pub mod keyed_semaphore;
mod name;
mod put_url;
mod quota;
mod store;
mod uploads;

pub use bucket::{Bucket, Storage};
pub use store::{FileStore, StorageError, UPLOAD_LIFETIME_SECONDS};
pub use uploads::{UploadError, Uploads};
