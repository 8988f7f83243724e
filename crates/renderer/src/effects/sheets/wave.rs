use crate::effects::{EffectContext, TexturePoint};
use crate::geometry::ramp;
use std::f64::consts::TAU;

/// A flag: fast to a pole on the left, waves run along it and grow.
pub(crate) fn sheet(time: f64, setting: &EffectContext) -> Box<dyn Fn([f64; 2]) -> TexturePoint> {
    let extent = setting.extent;
    let now = time * setting.seconds;
    // It begins flat, and wind comes in gusts.
    let rise = ramp(time, 0.0, 0.14);
    let gust = rise * (0.82 + 0.18 * (now * 0.9).sin());
    Box::new(move |[x, y]| {
        let along = (x + extent.x) / (2.0 * extent.x);
        let grown = along.max(0.0).powf(0.7) * gust;
        let phase = TAU * (0.62 * x + 0.16 * y - 0.78 * now);
        let second = TAU * (1.13 * x - 0.22 * y - 1.21 * now);
        let depth = grown * (0.75 * phase.sin() + 0.25 * second.sin());
        let slope = grown * (0.75 * phase.cos() + 0.4 * second.cos());
        // A little nearer throughout, for what comes to the fore may not show the edge.
        let near = 1.0 - 0.08 * rise - 0.05 * depth;
        TexturePoint {
            place: [x * near + 0.045 * slope, y * near - 0.035 * depth],
            light: 1.0 + 0.3 * slope + 0.06 * depth,
        }
    })
}
