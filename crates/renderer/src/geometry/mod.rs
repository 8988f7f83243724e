//! The coordinates of a picture, projections of planes, and curves of motion.

mod easing;
mod extent;
mod homography;

pub(crate) use easing::{glide, ramp, smooth};
pub(crate) use extent::{DISTANCE, Extent};
pub(crate) use homography::Homography;
