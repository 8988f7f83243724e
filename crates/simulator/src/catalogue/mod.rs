//! The effects and models that Akool lists.

mod effects;
mod models;

pub use effects::EffectCatalogue;
pub use models::{IMAGE_TO_VIDEO, Model, Size, TEXT_TO_VIDEO, list_models};
