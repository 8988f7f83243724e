use crate::effects::{EffectContext, TexturePoint, spring};
use crate::geometry::{ramp, smooth};

/// Four breaths blow it up; then the air escapes.
pub(crate) fn sheet(time: f64, setting: &EffectContext) -> Box<dyn Fn([f64; 2]) -> TexturePoint> {
    const ESCAPES: f64 = 0.8;
    let breaths: f64 =
        (0..4).map(|breath| ramp(time, 0.05 + 0.18 * f64::from(breath), 0.15 + 0.18 * f64::from(breath))).sum();
    let air = breaths / 4.0 * spring((time - ESCAPES) * setting.seconds, 3.0, 3.4);
    let bob = 0.03 * (time * setting.seconds * 4.0).sin() * air;
    let radius = setting.extent.x.hypot(setting.extent.y) * 0.86;
    Box::new(move |[x, y]| {
        let y = y - bob;
        let distance = (x.hypot(y) / radius).min(1.0);
        let round = smooth(1.0 - distance);
        let grow = if air >= 0.0 { 1.0 - 0.68 * air * round } else { 1.0 - 0.3 * air * round };
        // A ball's light: bright to the upper left, dark below.
        let ball = air.max(0.0) * smooth(1.0 - (distance * 1.35 - 0.25).abs() * 1.6);
        let shade = -0.22 * ball * (0.6 * x + 0.8 * y) / radius * 2.2;
        let gleam = 0.3 * air.max(0.0) * (-((x + 0.32) * (x + 0.32) + (y + 0.36) * (y + 0.36)) * 14.0).exp();
        TexturePoint { place: [x * grow, y * grow + bob], light: 1.0 + shade + gleam }
    })
}
