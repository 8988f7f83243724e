//! Effects that take the picture to pieces.

pub(crate) mod cakeify;
pub(crate) mod explode;
pub(crate) mod fold;
mod piece;
pub(crate) mod samurai;
pub(crate) mod shatter;

pub(crate) use piece::{Piece, Surface};
