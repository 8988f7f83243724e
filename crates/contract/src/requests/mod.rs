//! What may be sent. The fields of a request are declared once, with `request!`.

mod audio_update;
mod batch;
mod create;
mod declare;
mod field_type;
mod results;
mod unchecked;
mod wire;

pub use audio_update::AudioUpdateRequest;
pub use batch::BatchRequest;
pub use create::CreateRequest;
pub use results::ResultsRequest;
pub use unchecked::{UncheckedField, UncheckedRequest};
pub use wire::{WireRequest, WireValue};

/// Both ways of making a video start with a picture.
const IMAGE_URL_ADVICE: &str = "Give image_url: an http(s) address Akool can fetch.";
