//! Decodes a picture file and prepares the planes that frames are cut from.

mod avif;
mod canvas;
mod decode;
mod flatten;
mod jpeg;
mod limits;
mod png;
mod profile;
mod webp;

pub(crate) use canvas::{MAX_CANVAS_PIXELS, canvas};
pub(crate) use decode::decode;
