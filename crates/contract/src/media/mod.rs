mod format;
mod message;
mod sniff;

pub use format::{MediaKind, UploadFormat, accept};
pub use message::{EMPTY_MESSAGE, HEIC, UNKNOWN_MESSAGE, Unusable, cut_off_message, damaged_message, no_sound_message};
pub use sniff::{SNIFF_BYTES, Sniffed};
