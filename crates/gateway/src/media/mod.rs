//! Uploaded pictures and sounds: told apart by their first bytes, never by what the caller calls them.

mod jpeg;
mod media_type;
mod picture;

pub use media_type::MediaType;
pub use picture::{PictureFault, without_metadata};
