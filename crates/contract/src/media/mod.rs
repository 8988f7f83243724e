mod format;
mod known;
mod limits;
mod message;
mod sniff;

pub use format::{CONVERTED_PICTURES, MediaKind, UploadFormat, accept};
pub use known::{Evidence, KNOWN_FORMATS, KnownFormat};
pub use limits::{
    ASPECT_PERCENT, HEIGHTS, MAX_AVIF_PIXELS, MAX_FILE_BYTES, MAX_PIXELS, MAX_SIDE, MAX_WEBP_PIXELS, is_within,
    too_many_pixels_message,
};
pub use message::{EMPTY_MESSAGE, HEIC, UNKNOWN_MESSAGE, Unusable, cut_off_message, damaged_message, no_sound_message};
pub use sniff::{SNIFF_BYTES, Sniffed};
