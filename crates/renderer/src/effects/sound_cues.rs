//! The sounds of the effects, and when they are heard.

use super::{EffectContext, cakeify, explode, jelly, ripple, samurai, shatter};
use crate::EffectKind;

/// A kind of sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SoundKind {
    /// Rubber that is pressed, or let go.
    Squeak,
    /// Air that something moves.
    Whoosh,
    /// A heavy blow.
    Boom,
    /// A drop into water.
    Plop,
    /// Glass.
    Clink,
    /// Paper.
    Rustle,
    /// Steel.
    Ring,
    /// Something soft that gives way.
    Squelch,
}

/// One sound of an effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SoundCue {
    pub noise: SoundKind,
    /// Seconds from the video's beginning.
    pub at: f64,
    pub seconds: f64,
    /// From 0 to 1.
    pub strength: f64,
}

/// The sounds of an effect, unordered.
pub(crate) fn sound_cues(kind: EffectKind, setting: &EffectContext) -> Vec<SoundCue> {
    let share = |time: f64| time * setting.seconds;
    let clock = |seconds: f64| setting.moment(seconds);
    let cue = |noise, at, seconds, strength| SoundCue { noise, at, seconds, strength };
    match kind {
        EffectKind::Squish => vec![
            cue(SoundKind::Squeak, share(0.06), share(0.14), 0.8),
            cue(SoundKind::Squelch, share(0.3), 0.5, 0.9),
            cue(SoundKind::Squeak, share(0.5), share(0.14), 0.8),
            cue(SoundKind::Squelch, share(0.72), 0.5, 0.9),
        ],
        EffectKind::Inflate => {
            let breath = |index: u32| cue(SoundKind::Whoosh, share(0.05 + 0.18 * f64::from(index)), share(0.13), 0.7);
            let mut cues: Vec<SoundCue> = (0..4).map(breath).collect();
            cues.push(cue(SoundKind::Squeak, share(0.8), share(0.15), 1.0));
            cues
        }
        EffectKind::Jelly => {
            jelly::knocks(setting).into_iter().map(|at| cue(SoundKind::Squelch, at, 0.45, 0.9)).collect()
        }
        EffectKind::Ripple => {
            ripple::falls(setting).into_iter().map(|(at, weight)| cue(SoundKind::Plop, at, 0.35, weight)).collect()
        }
        EffectKind::Melt => (0..9)
            .map(|index| {
                cue(SoundKind::Squelch, share(0.12 + 0.095 * f64::from(index)), 0.7, 0.5 + 0.05 * f64::from(index))
            })
            .collect(),
        EffectKind::Swirl => {
            vec![
                cue(SoundKind::Whoosh, share(0.05), share(0.5), 0.9),
                cue(SoundKind::Whoosh, share(0.55), share(0.43), 0.9),
            ]
        }
        EffectKind::Wave => {
            let gusts = (setting.seconds / 1.1) as u32;
            (0..gusts)
                .flat_map(|gust| {
                    let at = 1.1 * f64::from(gust);
                    [cue(SoundKind::Whoosh, at, 1.4, 0.55), cue(SoundKind::Rustle, at + 0.3, 0.5, 0.5)]
                })
                .collect()
        }
        EffectKind::Fold => {
            vec![
                cue(SoundKind::Rustle, share(0.06), share(0.36), 0.9),
                cue(SoundKind::Rustle, share(0.6), share(0.36), 0.9),
            ]
        }
        EffectKind::Explode => vec![
            cue(SoundKind::Boom, clock(explode::BLAST), 2.2, 1.0),
            cue(SoundKind::Whoosh, clock(explode::BLAST), 1.6, 0.9),
        ],
        EffectKind::Shatter => {
            let mut cues = vec![cue(SoundKind::Boom, clock(shatter::HIT), 0.5, 0.5)];
            cues.push(cue(SoundKind::Clink, clock(shatter::HIT), 0.9, 1.0));
            cues.extend((0..12).map(|index| {
                let at = clock(shatter::HIT + 0.45 + 0.24 * f64::from(index));
                cue(SoundKind::Clink, at, 0.7, 0.6 - 0.03 * f64::from(index))
            }));
            cues
        }
        EffectKind::Samurai => vec![
            cue(SoundKind::Whoosh, share(samurai::STROKE) - 0.12, 0.4, 1.0),
            cue(SoundKind::Ring, share(samurai::STROKE), 2.2, 0.8),
            cue(SoundKind::Whoosh, share(samurai::PARTS), share(1.0 - samurai::PARTS), 0.4),
        ],
        EffectKind::Cakeify => vec![
            cue(SoundKind::Ring, share(cakeify::KNIFE), 1.2, 0.35),
            cue(SoundKind::Squelch, share(cakeify::KNIFE + 0.08), share(0.14), 0.7),
            cue(SoundKind::Squelch, share(cakeify::PARTS), 0.8, 0.8),
            cue(SoundKind::Whoosh, share(cakeify::PARTS), share(0.45), 0.4),
        ],
    }
}
