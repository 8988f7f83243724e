use super::{EffectContext, explode, jelly, shatter};
use crate::EffectKind;

/// The moment, from 0 to 1, that shows an effect best; for covers.
pub(crate) fn representative_moment(kind: EffectKind, setting: &EffectContext) -> f64 {
    let share = |seconds: f64| (seconds / setting.seconds).clamp(0.0, 1.0);
    match kind {
        EffectKind::Squish => 0.22,
        EffectKind::Inflate => 0.78,
        EffectKind::Jelly => share(jelly::FIRST_KNOCK + 0.16),
        EffectKind::Melt => 0.5,
        EffectKind::Ripple => 0.4,
        EffectKind::Swirl => 0.4,
        EffectKind::Wave => 0.4,
        EffectKind::Fold => 0.34,
        EffectKind::Explode => share(setting.moment(explode::BLAST + 0.75)),
        EffectKind::Shatter => share(setting.moment(shatter::HIT + 1.3)),
        EffectKind::Samurai => 0.74,
        EffectKind::Cakeify => 0.85,
    }
}
