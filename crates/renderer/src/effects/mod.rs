//! What the effects do to the geometry of the picture. No pixels.

mod pieces;
mod representative;
mod sheets;
mod sound_cues;

use crate::EffectKind;
use crate::geometry::Extent;

pub(crate) use pieces::{Piece, Surface};
use pieces::{cakeify, explode, fold, samurai, shatter};
pub(crate) use representative::representative_moment;
use sheets::{inflate, jelly, melt, ripple, squish, swirl, wave};
pub(crate) use sound_cues::{SoundCue, SoundKind, sound_cues};

/// The point of the picture that a point of the frame shows, and how brightly it is lit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TexturePoint {
    pub place: [f64; 2],
    /// 1 leaves the colour as it is.
    pub light: f64,
}

/// What an effect does at one moment.
pub(crate) enum Scene {
    /// The picture is one elastic sheet that fills the frame.
    Sheet(Box<dyn Fn([f64; 2]) -> TexturePoint>),
    /// The picture is still whole, and has these before it, the farthest first.
    Whole(Vec<Piece>),
    /// The picture is in pieces before a backdrop, the farthest first.
    Pieces(Vec<Piece>),
}

/// Painting and encoding a picture in pieces compared with the whole picture; measured with `cakeify` at 4k.
pub(crate) const PIECES_COST: f64 = 1.75;

/// What an effect may know about the video it is in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct EffectContext {
    pub extent: Extent,
    pub seconds: f64,
    pub seed: u64,
}

impl EffectContext {
    /// Seconds since the start for motion that does not scale with the video's length. In a longer video this clock runs a
    /// little more slowly, or the end would be empty.
    fn clock(&self, time: f64) -> f64 {
        time * (5.0 * self.seconds).sqrt()
    }

    /// The moment of the video, in seconds, at which that clock shows `seconds`.
    fn moment(&self, seconds: f64) -> f64 {
        seconds * (self.seconds / 5.0).sqrt()
    }
}

/// What `kind` does at `time`, from 0 to 1.
pub(crate) fn scene(kind: EffectKind, time: f64, setting: &EffectContext) -> Scene {
    match kind {
        EffectKind::Squish => Scene::Sheet(squish::sheet(time, setting)),
        EffectKind::Melt => Scene::Sheet(melt::sheet(time, setting)),
        EffectKind::Ripple => Scene::Sheet(ripple::sheet(time, setting)),
        EffectKind::Swirl => Scene::Sheet(swirl::sheet(time, setting)),
        EffectKind::Inflate => Scene::Sheet(inflate::sheet(time, setting)),
        EffectKind::Wave => Scene::Sheet(wave::sheet(time, setting)),
        EffectKind::Jelly => Scene::Sheet(jelly::sheet(time, setting)),
        EffectKind::Fold => fold::scene(time, setting),
        EffectKind::Explode => Scene::Pieces(explode::pieces(time, setting)),
        EffectKind::Shatter => shatter::scene(time, setting),
        EffectKind::Samurai => samurai::scene(time, setting),
        EffectKind::Cakeify => cakeify::scene(time, setting),
    }
}

/// How much work the frame at `time` is, compared with others of the same effect.
pub(crate) fn cost(kind: EffectKind, time: f64, setting: &EffectContext) -> f64 {
    match scene(kind, time, setting) {
        Scene::Sheet(_) | Scene::Whole(_) => 1.0,
        Scene::Pieces(_) => PIECES_COST,
    }
}

/// 1 in the picture's middle, 0 on its edge, so that what moves inside leaves the edge where it is.
fn inside(extent: Extent, [x, y]: [f64; 2]) -> f64 {
    let (x, y) = ((x / extent.x).clamp(-1.0, 1.0), (y / extent.y).clamp(-1.0, 1.0));
    (1.0 - x * x) * (1.0 - y * y)
}

/// A spring let go at 0: from 1 back to 0, past it and to rest. `time` in seconds.
fn spring(time: f64, swings_per_second: f64, damping: f64) -> f64 {
    if time <= 0.0 { 1.0 } else { (-damping * time).exp() * (std::f64::consts::TAU * swings_per_second * time).cos() }
}

#[cfg(test)]
mod tests;
