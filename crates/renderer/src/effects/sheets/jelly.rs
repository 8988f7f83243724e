use crate::effects::{EffectContext, TexturePoint, inside, spring};
use crate::geometry::{ramp, smooth};
use std::f64::consts::TAU;

/// When the first knock comes, and how long it is from each to the next.
pub(crate) const FIRST_KNOCK: f64 = 0.25;
const KNOCK_SECONDS: f64 = 1.6;

/// When it is knocked, in seconds.
pub(crate) fn knocks(setting: &EffectContext) -> Vec<f64> {
    let knock = |index: u32| FIRST_KNOCK + KNOCK_SECONDS * f64::from(index);
    (0..).map(knock).take_while(|&at| at < setting.seconds - 0.3).collect()
}

/// Jelly on a plate that is knocked every second and a half.
pub(crate) fn sheet(time: f64, setting: &EffectContext) -> Box<dyn Fn([f64; 2]) -> TexturePoint> {
    let now = time * setting.seconds;
    let since = (now - FIRST_KNOCK).rem_euclid(KNOCK_SECONDS);
    let knocked = if now < FIRST_KNOCK { 0.0 } else { 1.0 };
    // The knock's swing starts at rest, a quarter turn before the spring's.
    let swing = |pace: f64, damping: f64| knocked * spring(since + 0.25 / pace, pace, damping) * smooth(since * 6.0);
    let fade = 1.0 - ramp(since, KNOCK_SECONDS - 0.2, KNOCK_SECONDS);
    let (sideways, upwards) = (swing(2.3, 1.7) * fade, swing(3.6, 2.2) * fade);
    let extent = setting.extent;
    Box::new(move |[x, y]| {
        // It stands on its lower edge, so the top swings farthest.
        let height = (extent.y - y) / (2.0 * extent.y);
        let soft = inside(extent, [x, y]).sqrt();
        let lean = sideways * (0.5 + height) * soft;
        let wobble = (TAU * (y * 0.7 + now * 1.1)).sin() * upwards * soft;
        let place = [x + 0.34 * lean + 0.07 * wobble, y * (1.0 + 0.26 * upwards * soft) + 0.08 * sideways * x * soft];
        TexturePoint { place, light: 1.0 + 0.12 * lean * x - 0.1 * wobble }
    })
}
