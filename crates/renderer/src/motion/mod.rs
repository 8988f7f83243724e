//! From a prompt or an effect's name to the camera's position at each moment. No pixels.

mod camera;
mod moves;
mod plan;
mod prompt;
mod view;

pub(crate) use moves::{Move, MoveKind};
pub(crate) use plan::Plan;
pub(crate) use view::View;
