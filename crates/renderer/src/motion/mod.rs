//! From words, or an effect's name, to where the camera is at each moment. Pure: no pixels.

mod camera;
mod chance;
mod ease;
mod homography;
mod moves;
mod plan;
mod prompt;
mod view;
mod words;

pub(crate) use chance::Chance;
pub(crate) use ease::{ramp, smooth};
pub(crate) use homography::Homography;
pub(crate) use moves::{Move, MoveKind};
pub(crate) use plan::Plan;
pub(crate) use view::{DISTANCE, Extent, View};
