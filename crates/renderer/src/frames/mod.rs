//! Pixels: from the canvas to a video's frames.

mod backdrop;
mod cake;
mod columns;
mod fade;
mod painter;
mod planes;
mod raster;
mod relief;
mod sample;
mod upright;
mod warp;

pub(crate) use painter::{Painter, Palette};
pub(crate) use planes::{Plane, Planes};
