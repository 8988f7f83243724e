//! Pixels: from the canvas to a video's frames.

mod painter;
mod planes;
mod upright;

pub(crate) use painter::Painter;
pub(crate) use planes::{Plane, Planes};
