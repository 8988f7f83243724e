use crate::effects::{EffectContext, TexturePoint};
use crate::geometry::{ramp, smooth};

/// A whirlpool winds the picture up and lets it go.
pub(crate) fn sheet(time: f64, setting: &EffectContext) -> Box<dyn Fn([f64; 2]) -> TexturePoint> {
    // More than the short half, so that it takes in the picture's ends as well.
    let radius = setting.extent.x.hypot(setting.extent.y).min(1.45);
    let turns = 1.35 * (setting.seconds / 5.0).sqrt();
    let wound = ramp(time, 0.03, 0.52) - ramp(time, 0.56, 1.0);
    let angle = turns * std::f64::consts::TAU * wound;
    Box::new(move |[x, y]| {
        let nearness = smooth(1.0 - x.hypot(y) / radius);
        let (sin, cos) = (angle * nearness * nearness).sin_cos();
        // Water that turns sinks in the middle.
        let suck = 1.0 + 0.35 * wound * nearness * nearness;
        TexturePoint {
            place: [(x * cos - y * sin) * suck, (x * sin + y * cos) * suck],
            light: 1.0 - 0.28 * wound * nearness.powi(4),
        }
    })
}
