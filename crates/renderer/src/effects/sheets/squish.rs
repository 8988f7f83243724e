use crate::effects::{EffectContext, TexturePoint, inside, spring};
use crate::geometry::ramp;

/// Two presses, one from above and one from the sides; each is let go and springs back.
pub(crate) fn sheet(time: f64, setting: &EffectContext) -> Box<dyn Fn([f64; 2]) -> TexturePoint> {
    let seconds = setting.seconds;
    let press = |start: f64, held: f64, gone: f64| {
        let rise = ramp(time, start, start + 0.14);
        let fall = spring((time - held) * seconds, 2.3, 2.6) * (1.0 - ramp(time, gone - 0.05, gone));
        rise * fall
    };
    // A hand that holds something soft trembles a little.
    let tremble = 1.0 + 0.03 * (time * seconds * 23.0).sin();
    let from_above = press(0.06, 0.3, 0.5) * tremble;
    let from_the_sides = press(0.5, 0.72, 1.0) * tremble;
    let extent = setting.extent;
    Box::new(move |[x, y]| {
        let soft = inside(extent, [x, y]).powf(0.75) * (-(x * x + y * y) * 0.35).exp();
        let squeeze = |amount: f64| {
            if amount > 0.0 { 1.0 / (1.0 - 0.5 * amount * soft) } else { 1.0 / (1.0 - 0.4 * amount * soft) }
        };
        let bulge = |amount: f64| 1.0 / (1.0 + 0.42 * amount * soft);
        let place = [x * bulge(from_above) * squeeze(from_the_sides), y * squeeze(from_above) * bulge(from_the_sides)];
        let light = 1.0 + soft * (0.16 * from_above * -y + 0.16 * from_the_sides * -x);
        TexturePoint { place, light }
    })
}
