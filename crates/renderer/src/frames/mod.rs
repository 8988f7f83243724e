//! Paints the frames of a video.

mod backdrop;
mod cake;
mod columns;
mod depth_map;
mod fade;
mod painter;
mod planes;
mod raster;
mod rigidity;
mod sample;
mod upright;
mod warp;

pub(crate) use painter::{Painter, SourceLayers};
pub(crate) use planes::{Plane, Planes};
