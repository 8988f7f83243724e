//! Where uploads and kept videos lie: a folder of this machine, or a bucket that speaks S3.

mod bucket;
mod name;
mod put_url;
mod room;
mod store;

pub use bucket::{Bucket, Storage};
pub use store::{FileStore, StoreFault, UPLOAD_LIFETIME_SECONDS};
