//! Everything that turns a job's inputs into a video.

mod fetcher;
mod pool;
mod previews;
mod progress;
mod text_picture;

pub use fetcher::MediaFetcher;
pub use pool::RenderPool;
pub use previews::Previews;
pub use progress::RenderProgress;
pub use text_picture::{fnv1a, text_picture};
