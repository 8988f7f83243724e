//! Writes the MP4 file, the index first, so that a video plays while it loads.

mod boxes;
mod file;
mod samples;
mod track;

pub(crate) use file::{VideoTrack, write};
