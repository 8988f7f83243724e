//! Effects that bend the picture as one elastic sheet.

pub(crate) mod inflate;
pub(crate) mod jelly;
pub(crate) mod melt;
pub(crate) mod ripple;
mod smooth_noise;
pub(crate) mod squish;
pub(crate) mod swirl;
pub(crate) mod wave;
