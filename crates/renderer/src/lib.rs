//! Turns a still picture into a real video: H.264 and AAC-LC in MP4, which every browser plays.
//!
//! [`render`] is the entry point. A job goes through `source` (bytes to picture), `motion` (prompt or effect to a plan;
//! no pixels), `frames` (plan and picture to planar frames), `encode` and `audio` at the same time, and `mux`.

mod audio;
mod byte_reader;
mod effect_kind;
mod effects;
mod encode;
mod error;
mod fair_semaphore;
mod frames;
mod geometry;
mod job;
mod motion;
mod mux;
mod pipeline;
mod random;
mod size;
mod source;

pub use effect_kind::EffectKind;
pub use encode::encoder_note;
pub use error::{RenderError, RenderErrorKind};
pub use job::{Quality, RenderJob, Rendered, Sound};
pub use pipeline::{paint_frames, render};
