//! The fixed values of fields.

mod audio_type;
mod resolution;
mod video_length;

pub use audio_type::AudioType;
pub use resolution::Resolution;
pub use video_length::VideoLength;
